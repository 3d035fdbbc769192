"""One registry of kinds: whatever says something of each kind has all of them."""

from __future__ import annotations

from dataclasses import fields

import pytest
from django.apps import apps
from django.contrib import admin

from kb.derived.reach import FROM_CELLS, FROM_CLAIMS
from kb.derived.upkeep import VOCABULARY_MODELS
from kb.entry.naming import NameIndex
from kb.evidence.kinds import BY_COLUMN, KINDS, REFERENCES, WITH_PAGES, ThingKind
from kb.evidence.records import KIND_OF_RECORD
from kb.evidence.vocabulary import Vocabulary
from kb.exchange.fixture import FIXTURE_ORDER
from kb.models import Cell, Claim, FormerSlug, Mention, Occurrence
from kb.models.checked import SluggedModel
from kb.models.kind_models import KIND_MODELS
from kb.search.index import CLAIM_TEXTS, INDEXED_FIELDS

of_kinds = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
NAMES_WITH_PAGES = {kind.name for kind in WITH_PAGES}


def test_every_model_that_is_known_by_a_slug_is_a_kind() -> None:
    slugged = {model for model in apps.get_app_config("kb").get_models() if issubclass(model, SluggedModel)}
    assert slugged <= set(KIND_MODELS.values())


@of_kinds
def test_what_a_kind_says_of_its_model_is_there(kind: ThingKind) -> None:
    rows = KIND_MODELS[kind.name].objects.order_by(*kind.order)
    assert str(rows.values(kind.label, "slug").query)


def test_a_form_lists_all_groups_and_needs_and_of_other_kinds_the_first() -> None:
    assert {kind.name for kind in KINDS.values() if kind.is_few} == {"group", "need"}


def test_every_reference_of_a_claim_is_a_column_of_a_kind() -> None:
    models = set(KIND_MODELS.values())
    references = {field.name for field in Claim._meta.fields if field.related_model in models}
    assert references == set(BY_COLUMN)
    assert {name: Claim._meta.get_field(name).related_model for name in references} == {
        column: KIND_MODELS[kind.name] for column, kind in BY_COLUMN.items()
    }


def test_every_reference_of_a_cell_is_a_column_of_a_kind() -> None:
    references = {field.name for field in Cell._meta.fields if field.related_model}
    assert references == {kind.in_cell for kind in KINDS.values() if kind.in_cell == kind.name}


def test_what_a_written_row_reaches_is_looked_for_by_each_kind_that_claims_name() -> None:
    named = {KIND_MODELS[kind.name] for kind in KINDS.values() if kind.is_named}
    assert set(VOCABULARY_MODELS) == named
    assert {model for model in named if model in FROM_CELLS or FROM_CLAIMS[model]} == named


def test_every_kind_has_records_and_its_place_in_a_vocabulary() -> None:
    assert set(KIND_OF_RECORD.values()) == set(KINDS.values())
    places = {field.name for field in fields(Vocabulary)}
    assert {kind.plural for kind in {*REFERENCES.values(), *WITH_PAGES}} <= places


def test_a_fixture_has_each_kind() -> None:
    assert set(KIND_MODELS.values()) <= set(FIXTURE_ORDER)


def test_what_people_type_can_name_each_kind_that_a_claim_refers_to() -> None:
    assert [kind.plural for kind in BY_COLUMN.values() if not hasattr(NameIndex, kind.plural)] == []


def test_the_search_has_words_of_each_kind_with_pages_and_of_what_claims_name() -> None:
    assert set(INDEXED_FIELDS) == NAMES_WITH_PAGES
    assert {kind.name for kind in BY_COLUMN.values()} - set(CLAIM_TEXTS) == {"source"}  # it has words of its own


def test_the_words_that_the_base_stores_for_kinds_are_theirs() -> None:
    """One more of them takes a migration."""
    assert set(Occurrence.Subject.values) == NAMES_WITH_PAGES
    assert set(Mention.Place.values) == {*NAMES_WITH_PAGES, "claim"}
    assert set(FormerSlug.Holder.values) == {name for name, kind in KINDS.items() if kind.has_former_slugs}
    assert FormerSlug.Holder.choices == [(name, KINDS[name].words) for name in FormerSlug.Holder.values]


@of_kinds
def test_editors_have_a_page_for_each_kind(kind: ThingKind) -> None:
    assert admin.site.is_registered(KIND_MODELS[kind.name])
