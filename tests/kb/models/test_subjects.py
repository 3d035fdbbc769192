"""Frameworks, aspects, options, scopes and companies: what identifies them, and which shapes fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from kb.models import Aspect, Company, Framework, Option
from kb.models.checked import NO_SLUG
from kb.models.name_rules import names_looked_at_later, same_names
from tests import factories
from tests.kb.bases import refused_by_sql

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slug", ["flask-vs-django", "vs-code", "five-vs"])
def test_the_slug_of_a_framework_cannot_be_taken_for_a_comparison(slug: str) -> None:
    row = Framework(name="Odd", slug=slug)
    refused_by_sql(row, "kb_framework_slug_without_vs")
    with pytest.raises(ValidationError, match="must not contain “-vs-”, start with “vs-” or end with “-vs”"):
        row.full_clean()


@pytest.mark.parametrize("slug", ["vs", "canvas-kit", "revs-up", "vsflask"])
def test_other_slugs_may_hold_the_letters(slug: str) -> None:
    assert factories.framework(name="Fine", slug=slug).slug == slug


@pytest.mark.parametrize("build", [factories.framework, factories.company, factories.scope, factories.group])
def test_slugs_and_names_are_unique(build: Callable[..., Any]) -> None:
    build(name="One", slug="one")
    with pytest.raises(ValidationError) as refused:
        build(name="One", slug="one")
    assert set(refused.value.message_dict) == {"name", "slug"}


def unsaved_aspect(**fields: Any) -> Aspect:
    return Aspect(**{"name": "A", "slug": "a", "group": factories.group(), "value_type": "boolean", **fields})


@pytest.mark.parametrize(
    ("fields", "name", "words"),
    [
        ({"value_type": "text", "cardinality": "one"}, "kb_aspect_text_is_many", "texts cannot contest each other"),
        ({"unit": "%"}, "kb_aspect_unit_for_numbers", "Only an aspect of type number has a unit"),
        ({"slug": "used-in-production"}, "kb_aspect_adoption_shape", "a yes or no for each company"),
        (
            {"slug": "used-in-production", "per_company": True, "value_type": "text", "cardinality": "many"},
            "kb_aspect_adoption_shape",
            "a yes or no for each company",
        ),
    ],
    ids=["one text", "unit of a boolean", "adoption without company", "adoption as text"],
)
def test_an_aspect_of_a_wrong_shape_is_refused(fields: dict[str, Any], name: str, words: str) -> None:
    row = unsaved_aspect(**fields)
    refused_by_sql(row, name)
    with pytest.raises(ValidationError, match=words):
        row.full_clean()


def test_aspects_of_every_right_shape_are_accepted() -> None:
    factories.aspect(value_type="number", unit="%", temporal=True, stale_after_months=12)
    factories.aspect(value_type="text")
    factories.aspect(["easy", "hard"], cardinality="many")
    factories.adoption()
    assert Aspect.objects.count() == 4


@pytest.mark.parametrize(
    ("build", "users"),
    [
        (factories.claim, "claims"),
        (factories.resolution, "resolutions"),
        (factories.need, "needs"),
    ],
)
def test_the_value_type_of_an_aspect_in_use_is_kept(build: Callable[[], Any], users: str) -> None:
    aspect = build().aspect
    aspect.value_type = "number"
    with pytest.raises(ValidationError) as refused:
        aspect.save()
    words = f"This aspect has {users}, which would no longer fit. Make a new aspect instead."
    assert refused.value.message_dict == {"value_type": [words]}


def test_an_aspect_with_options_stays_a_choice() -> None:
    aspect = factories.aspect(["easy"])
    aspect.value_type = "boolean"
    with pytest.raises(ValidationError, match="This aspect has options"):
        aspect.save()


@pytest.mark.parametrize("build", [factories.claim, factories.gap, factories.resolution])
def test_an_aspect_in_use_stays_with_or_without_companies(build: Callable[[], Any]) -> None:
    aspect = build().aspect
    aspect.per_company = True
    with pytest.raises(ValidationError, match="Make a new aspect instead"):
        aspect.save()


def test_an_unused_aspect_can_change_its_shape() -> None:
    aspect = factories.aspect()
    aspect.value_type, aspect.per_company = "number", True
    aspect.save()
    assert Aspect.objects.get().value_type == "number"


def test_an_option_stands_once_in_its_aspect() -> None:
    option = factories.option(slug="easy")
    again = Option(aspect=option.aspect, slug="easy", label="Easy")
    refused_by_sql(again, "kb_option_once_per_aspect|aspect_id, kb_option.slug")
    with pytest.raises(ValidationError, match="This aspect has an option with this slug already"):
        again.full_clean()


def test_two_aspects_may_have_options_of_one_name() -> None:
    factories.option(slug="easy")
    factories.option(slug="easy")
    assert Option.objects.count() == 2


@pytest.mark.parametrize("slug", ["yes", "no"])
def test_yes_and_no_are_no_options(slug: str) -> None:
    option = Option(aspect=factories.aspect(["easy"]), slug=slug, label="x")
    refused_by_sql(option, "kb_option_not_yes_or_no")
    with pytest.raises(ValidationError, match="are values of yes-or-no aspects"):
        option.full_clean()


def test_only_a_choice_has_options() -> None:
    with pytest.raises(ValidationError, match="Only an aspect of type choice has options"):
        factories.option(aspect=factories.aspect())


def test_an_option_in_use_stays_with_its_aspect() -> None:
    option = factories.option()
    factories.claim(option=option)
    factories.need([option])
    option.aspect = factories.aspect(["other"])
    with pytest.raises(ValidationError, match="Claims and needs of another aspect name this option"):
        option.save()


def test_an_option_that_a_resolution_chose_cannot_be_deleted() -> None:
    resolution = factories.resolution(aspect=factories.aspect(["easy"]))
    with pytest.raises(ProtectedError):
        resolution.option.delete()


def test_names_and_aliases() -> None:
    nest = factories.framework(name="NestJS", aliases="Nest\n Nest.js \n\n")
    nasa = Company(name="NASA", aliases="Nasa")
    assert (str(nest), nest.alias_list, nasa.alias_list) == ("NestJS", ["Nest", "Nest.js"], ["Nasa"])
    assert [str(row) for row in (factories.group(name="Core"), factories.scope(name="APIs"), nasa)] == [
        "Core", "APIs", "NASA",
    ]  # fmt: skip


@pytest.mark.parametrize("build", [factories.framework, factories.group, factories.aspect, factories.scope,
                                   factories.company, factories.need])  # fmt: skip
def test_a_name_that_differs_by_case_or_blanks_alone_is_refused(build: Callable[..., Any]) -> None:
    build(name="Straße  9", slug="first")
    with pytest.raises(ValidationError, match="“STRASSE 9” is the name of first already"):
        build(name="STRASSE 9", slug="second")


def test_accents_and_marks_tell_names_apart() -> None:
    for name in ("Café", "Cafe", "C", "C#"):
        factories.framework(name=name, slug="")
    assert list(Framework.objects.order_by("pk").values_list("slug", flat=True)) == ["cafe", "cafe-2", "c", "c-sharp"]


def test_a_pair_of_names_that_stands_can_be_written_again() -> None:
    with names_looked_at_later():
        one, other = factories.framework(name="Flask", slug="flask"), factories.framework(name="FLASK", slug="flask-2")
    for row in (one, other):
        row.aliases = "Another"
        row.save()
    assert [[slug for _, slug, _ in pair] for pair in same_names(Framework)] == [["flask", "flask-2"]]


def test_the_slug_of_an_option_is_free_within_its_aspect() -> None:
    one, other = factories.aspect(value_type="choice"), factories.aspect(value_type="choice")
    rows = [Option.objects.create(aspect=aspect, label="C#") for aspect in (one, one, other)]
    assert [row.slug for row in rows] == ["c-sharp", "c-sharp-2", "c-sharp"]


def test_rows_that_are_written_together_make_no_pair_of_names() -> None:
    rows = [Framework(name=name, slug=slug) for name, slug in (("Flask", "flask"), ("FLASK", "flask-2"))]
    with pytest.raises(ValidationError, match="“FLASK” is the name of flask already"):
        Framework.objects.bulk_create(rows)
    assert not Framework.objects.exists()


NAMED = [
    (factories.framework, {"name": "٣"}), (factories.company, {"name": "你好"}), (factories.source, {"title": "{[]}"}),
    (factories.option, {"label": "你好"}),
]  # fmt: skip


@pytest.mark.parametrize(("build", "name"), NAMED, ids=[build.__name__ for build, _ in NAMED])
def test_a_name_that_gives_no_slug_needs_one(build: Callable[..., Any], name: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refused:
        build(**name, slug="")
    assert refused.value.message_dict == {"slug": [NO_SLUG]}
    assert build(**name, slug="typed").slug == "typed"
