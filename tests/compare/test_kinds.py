"""The site has a list, a page, a file and a filter for each kind that asks for one."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from compare.faces.json import RECORD_COLUMNS
from compare.filters import FILTERS
from compare.narrative.search_results import DESCRIBERS
from kb.evidence.kinds import KINDS, OPTION, WITH_PAGES, ThingKind
from kb.evidence.records import KIND_OF_RECORD

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "compare"
with_pages = pytest.mark.parametrize("kind", WITH_PAGES, ids=lambda kind: kind.name)


@with_pages
def test_a_kind_with_pages_has_a_list_and_a_page(kind: ThingKind) -> None:
    assert reverse(kind.plural) == f"/{kind.plural}/"
    assert reverse(kind.name, args=["x"]) == f"/{kind.plural}/x/"
    assert (TEMPLATES / f"{kind.plural}.html").exists()
    assert (TEMPLATES / f"{kind.name}.html").exists()


@with_pages
def test_a_kind_with_pages_has_columns_in_files_which_its_record_has(kind: ThingKind) -> None:
    (record,) = [record for record, other in KIND_OF_RECORD.items() if other is kind]
    assert [name for name in RECORD_COLUMNS[kind.plural] if name not in record.__annotations__] == []


@with_pages
def test_a_search_says_what_a_hit_is(kind: ThingKind) -> None:
    assert kind.name in DESCRIBERS


def test_every_kind_that_claims_name_has_a_filter() -> None:
    named = {kind.name for kind in KINDS.values() if kind.is_named and kind is not OPTION}  # a value is asked for
    assert {entry.kind.name for entry in FILTERS.values() if entry.kind} >= named


def test_a_filter_of_a_kind_is_called_like_it() -> None:
    named = {name: entry.kind.name for name, entry in FILTERS.items() if entry.kind and entry.field_name}
    assert list(named) == list(named.values())
