"""The rules without queries say what the rules with queries say."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from pytest_django import DjangoAssertNumQueries

from kb.importing import bulk_checks, matching
from kb.models import Aspect, Claim, Company, Framework, Option, Source
from tests import factories
from tests.kb.importing import builders

pytestmark = pytest.mark.django_db

BROKEN: list[dict[str, Any]] = [
    {},
    {"compared_to": "flask"},
    {"via": "article", "via_stated": True},
    {"via_stated": True},
    {"as_of": "2024-13"},
    {"as_of": "0000"},
    {"key": "two words", "quote": "x" * 121, "statement": "x" * 401, "locator": "x" * 201},
    {"note": "a\x1fb", "quote": "\ud800", "locator": "\ufffe"},
    {"company": "reddit"},
    {"boolean": None},
    {"text": "and a text"},
    {"aspect": "remark", "boolean": None, "text": "x" * 301},
    {"aspect": "stars", "boolean": None, "number": "123456789012.5"},
    {"aspect": "stars", "boolean": None, "number": "1.23456"},
    {"aspect": "used-in-production"},
    {"aspect": "ease"},
    {"aspect": "stars", "boolean": None, "option": "easy"},
    {"aspect": "other-choice", "boolean": None, "option": "easy"},
]
MODELS: dict[str, Any] = {
    "compared_to": Framework,
    "via": Source,
    "company": Company,
    "aspect": Aspect,
    "option": Option,
}


def claim(**fields: Any) -> Claim:
    given = {"framework": Framework.objects.get(slug="flask"), "source": Source.objects.get(slug="article"),
             "aspect": Aspect.objects.get(slug="orm"), "boolean": True, "key": "k"}  # fmt: skip
    found = {name: MODELS[name].objects.get(slug=value) if name in MODELS else value for name, value in fields.items()}
    return Claim(**given | found)


def messages(error: ValidationError) -> set[tuple[str, str]]:
    return {(bulk_checks.column_of(field), message) for field, some in error.message_dict.items() for message in some}


@pytest.mark.parametrize("fields", BROKEN, ids=str)
def test_what_full_clean_refuses_is_refused_in_the_same_words(fields: dict[str, Any]) -> None:
    builders.base()
    factories.aspect(slug="other-choice", options=["other"])
    refused: set[tuple[str, str]] = set()
    try:
        claim(**fields).full_clean()
    except ValidationError as error:
        refused = messages(error)
    found = set(bulk_checks.faults_of(claim(**fields)))
    assert {message for _, message in refused} - {message for _, message in found} <= {
        "A claim has exactly one value: an option, a number, a yes or no, or a text.",
        "“As of” is YYYY, YYYY-MM or YYYY-MM-DD.",
    }  # the same again, in the words of a table
    assert bool(found) is bool(refused)


def test_a_claim_is_checked_without_a_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    builders.base()
    new = claim()
    with django_assert_num_queries(0):
        assert list(bulk_checks.faults_of(new)) == []


def test_every_constraint_is_said_somewhere() -> None:
    names = {constraint.name for constraint in Claim._meta.constraints}
    assert names == {*bulk_checks.RULES_HERE, *bulk_checks.RULES_ELSEWHERE}


def test_a_constraint_that_nobody_said_is_asked_of_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    builders.base()
    odd = models.CheckConstraint(condition=models.Q(hedged=True), name="odd", violation_error_message="Hedge it.")
    monkeypatch.setattr(Claim._meta, "constraints", [*Claim._meta.constraints, odd])
    assert list(bulk_checks.faults_of(claim())) == [("", "Hedge it.")]
    assert list(bulk_checks.faults_of(claim(hedged=True))) == []


def test_the_identity_of_a_claim_has_the_columns_of_the_constraint() -> None:
    once = next(one for one in Claim._meta.constraints if one.name == "kb_claim_once")
    assert isinstance(once, models.UniqueConstraint)
    columns = [[one] if isinstance(one, models.F) else one.get_source_expressions() for one in once.expressions]
    named = [next(part.name for part in parts if isinstance(part, models.F)) for parts in columns]
    assert [Claim._meta.get_field(name).attname for name in named] == list(matching.IDENTITY)


@pytest.mark.parametrize(
    ("aspect", "one", "other"),
    [
        ("stars", {"number": "12.9"}, {"number": "12.9000"}),
        ("stars", {"number": 0}, {"number": "0.0"}),
        ("orm", {"boolean": False}, {"boolean": False}),
    ],
)
def test_claims_that_the_database_takes_for_the_same_are_the_same(
    aspect: str, one: dict[str, Any], other: dict[str, Any]
) -> None:
    builders.base()
    empty = {"boolean": None, "aspect": aspect}
    stored = claim(**empty | one)
    stored.save()
    with pytest.raises(ValidationError, match="This source has this claim at this place already"):
        claim(**empty | other | {"key": "k-2"}).save()
    again = claim(**empty | other)
    list(bulk_checks.faults_of(again))
    assert matching.identity(again) in matching.identities({stored.source_id})
