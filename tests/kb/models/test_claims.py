"""Claims, resolutions and gaps: their constraints, in SQL and in an editor's words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError, QuerySet
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kb.evidence.periods import period_of
from kb.models import Claim, Company, Framework, Gap, Option, Resolution, Source
from kb.rows.reading import read_claims
from tests import factories
from tests.kb.bases import refused_by_sql

pytestmark = pytest.mark.django_db


def unsaved(**fields: Any) -> Claim:
    """A valid claim that is not stored: yes, at line 1."""
    for name, build in (("source", factories.source), ("framework", factories.framework), ("aspect", factories.aspect)):
        if name not in fields:
            fields[name] = build()
    return Claim(**{"key": "k-1", "locator": "line 1", "boolean": True, **fields})


def twin(claim: Claim) -> Claim:
    """The same claim once more, under another key."""
    names = [field.name for field in Claim._meta.fields if field.name not in ("id", "key")]
    return Claim(key="twin", **{name: getattr(claim, name) for name in names})


# One faulty row for each check constraint, and the words an editor reads

FAULTS: dict[str, tuple[Callable[[], Claim], str]] = {
    "kb_claim_published_has_locator": (
        lambda: unsaved(status="published", locator="  "),
        "A published claim needs a locator: say where in the source it stands.",
    ),
    "kb_claim_retired_has_reason": (
        lambda: unsaved(status="retired"),
        "A retired claim needs a reason, and no other claim has one.",
    ),
    "kb_claim_not_compared_to_itself": (
        lambda: unsaved(framework=(flask := factories.framework()), compared_to=flask),
        "A framework cannot be compared to itself.",
    ),
    "kb_claim_not_via_itself": (
        lambda: unsaved(source=(source := factories.source()), via=source),
        "The upstream source must be another source.",
    ),
    "kb_claim_stated_needs_via": (lambda: unsaved(via_stated=True), "“Upstream stated” needs the upstream source."),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_claim_is_refused_by_the_database(name: str) -> None:
    refused_by_sql(FAULTS[name][0](), name)


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_claim_is_refused_with_words(name: str) -> None:
    build, words = FAULTS[name]
    with pytest.raises(ValidationError) as refused:
        build().full_clean()
    assert refused.value.messages == [words]


def test_a_reason_is_for_retired_claims_only() -> None:
    refused_by_sql(unsaved(retire_reason="misread"), "kb_claim_retired_has_reason")


@pytest.mark.parametrize(
    "values",
    [{}, {"boolean": True, "text": "yes"}, {"boolean": False, "number": 0}, {"number": 1, "text": "one"}],
    ids=["none", "boolean and text", "no and zero", "number and text"],
)
def test_a_claim_has_exactly_one_value(values: dict[str, Any]) -> None:
    claim = unsaved(**{"boolean": None, **values})
    refused_by_sql(claim, "kb_claim_one_value")
    with pytest.raises(ValidationError, match="exactly one value: an option, a number, a yes or no, or a text"):
        claim.validate_constraints()


def test_an_option_is_a_value_too() -> None:
    option = factories.option()
    refused_by_sql(unsaved(aspect=option.aspect, option=option, boolean=True), "kb_claim_one_value")
    unsaved(aspect=option.aspect, option=option, boolean=None).save()


@pytest.mark.parametrize("as_of", ["24", "2024-5", "2024-13", "2024-00", "2024-05-32", "May 2024", "2024-"])
def test_as_of_is_a_year_a_month_or_a_day(as_of: str) -> None:
    refused_by_sql(unsaved(as_of=as_of), "kb_claim_as_of_is_a_period")
    with pytest.raises(ValidationError) as refused:
        unsaved(as_of=as_of).full_clean()
    assert "YYYY" in str(refused.value) or "there is no" in str(refused.value)


@pytest.mark.parametrize("as_of", ["", "2024", "2024-05", "2024-12-31"])
def test_as_of_is_kept_as_written(as_of: str) -> None:
    unsaved(as_of=as_of).save()
    assert Claim.objects.get().as_of == as_of


def test_a_day_that_no_month_has_is_refused_in_words() -> None:
    with pytest.raises(ValidationError, match="there is no day 30"):
        unsaved(as_of="2023-02-30").full_clean()


# The same claim twice: with every column that may be empty, empty and filled

PLACES: dict[str, Callable[[], dict[str, Any]]] = {
    "yes": lambda: {"boolean": True},
    "no": lambda: {"boolean": False},
    "zero": lambda: {"aspect": factories.aspect(value_type="number"), "boolean": None, "number": 0},
    "a number": lambda: {"aspect": factories.aspect(value_type="number"), "boolean": None, "number": Decimal("12.9")},
    "a text": lambda: {"aspect": factories.aspect(value_type="text"), "boolean": None, "text": "MVT"},
    "an option": lambda: {"aspect": (o := factories.option()).aspect, "boolean": None, "option": o},
    "a company": lambda: {"aspect": factories.aspect(per_company=True), "company": factories.company()},
    "a scope": lambda: {"scope": factories.scope()},
    "a comparison": lambda: {"compared_to": factories.framework(name="Other")},
    "a date": lambda: {"as_of": "2024"},
}


@pytest.mark.parametrize("name", PLACES)
def test_the_same_claim_twice_is_refused(name: str) -> None:
    claim = unsaved(**PLACES[name]())
    claim.save()
    refused_by_sql(twin(claim), "kb_claim_once")
    with pytest.raises(ValidationError) as refused:
        twin(claim).full_clean()
    assert refused.value.messages == ["This source has this claim at this place already."]


def test_a_number_written_otherwise_is_the_same_claim() -> None:
    claim = unsaved(aspect=factories.aspect(value_type="number"), boolean=None, number=Decimal("12.9"))
    claim.save()
    again = twin(claim)
    again.number = Decimal("12.9000")
    with pytest.raises(ValidationError, match="at this place already"):
        again.full_clean()


@pytest.mark.parametrize(
    "change",
    [
        lambda: {"locator": "line 2"},
        lambda: {"boolean": False},
        lambda: {"scope": factories.scope()},
        lambda: {"compared_to": factories.framework(name="Other")},
        lambda: {"as_of": "2024"},
        lambda: {"source": factories.source()},
    ],
    ids=["locator", "value", "scope", "compared_to", "as_of", "source"],
)
def test_a_claim_that_differs_in_one_thing_is_another_claim(change: Callable[[], dict[str, Any]]) -> None:
    claim = unsaved()
    claim.save()
    other = twin(claim)
    for name, value in change().items():
        setattr(other, name, value)
    other.save()
    assert Claim.objects.count() == 2


def test_zero_and_one_are_two_claims() -> None:
    claim = unsaved(aspect=factories.aspect(value_type="number"), boolean=None, number=0)
    claim.save()
    other = twin(claim)
    other.number = Decimal(1)
    other.save()
    assert sorted(Claim.objects.values_list("number", flat=True)) == [0, 1]


def test_a_key_is_unique() -> None:
    unsaved().save()
    refused_by_sql(unsaved(), "key")
    with pytest.raises(ValidationError, match="Claim with this Key already exists"):
        unsaved().full_clean()


def test_a_key_that_slugs_make_can_be_saved_again() -> None:
    claim = factories.draft(source=factories.source(title="A", slug="Doc--1_"))
    assert claim.key.startswith("Doc--1_-")
    claim.status = "published"
    claim.save()


# Deletion


@pytest.mark.parametrize("build", [factories.claim, factories.retired])
def test_what_was_published_cannot_be_deleted_by_row(build: Callable[[], Claim]) -> None:
    claim = build()
    with pytest.raises(ProtectedError, match=f"retired, never deleted: {claim.key}"):
        claim.delete()
    assert Claim.objects.count() == 1


def test_a_published_claim_is_kept_when_its_row_in_memory_says_draft() -> None:
    claim = factories.claim()
    claim.status = "draft"
    with pytest.raises(ProtectedError):
        claim.delete()


def test_a_queryset_with_one_published_claim_deletes_nothing() -> None:
    claim, draft = factories.claim(), factories.draft()
    with pytest.raises(ProtectedError, match=claim.key):
        Claim.objects.filter(pk__in=[claim.pk, draft.pk]).delete()
    with pytest.raises(ProtectedError):
        claim.framework.claims.all().delete()
    assert Claim.objects.count() == 2


def test_drafts_can_be_deleted() -> None:
    factories.draft().delete()
    factories.draft()
    Claim.objects.filter(status="draft").delete()
    assert not Claim.objects.exists()


def test_nothing_that_a_claim_names_can_be_deleted() -> None:
    option = factories.option()
    claim = factories.draft(
        option=option, scope=factories.scope(), compared_to=factories.framework(name="Other"), via=factories.source()
    )
    named = [claim.source, claim.via, claim.framework, claim.compared_to, claim.aspect, claim.scope, option]
    for row in [*named, claim.aspect.group]:
        with pytest.raises(ProtectedError):
            row.delete()
        with pytest.raises(ProtectedError):
            type(row).objects.filter(pk=row.pk).delete()


def test_a_company_that_a_gap_names_cannot_be_deleted() -> None:
    gap = factories.gap(company=factories.company())
    with pytest.raises(ProtectedError):
        gap.company.delete()


# Questions


def test_published_and_once_published() -> None:
    published, retired, _ = factories.claim(), factories.retired(), factories.draft()
    assert list(Claim.objects.published()) == [published]
    assert set(Claim.objects.once_published()) == {published, retired}


DAYS = st.dates(date(2023, 11, 1), date(2025, 2, 28))
AS_OF = DAYS.flatmap(lambda day: st.sampled_from(["", day.isoformat()[:4], day.isoformat()[:7], day.isoformat()]))


class TestSinceAndUntil(TestCase):
    @settings(max_examples=25)
    @given(as_of=AS_OF, dates=st.lists(AS_OF, min_size=2, max_size=2), day=DAYS)
    def test_they_keep_claims_whose_period_overlaps(self, as_of: str, dates: list[str], day: date) -> None:
        published, modified = sorted(dates)
        source = factories.source(published_on=published, modified_on=modified)
        factories.claim(source=source, as_of=as_of)
        period = period_of(as_of, modified, published)
        assert Claim.objects.since(day).exists() == (period is not None and period.end >= day)
        assert Claim.objects.until(day).exists() == (period is not None and period.start <= day)
        assert [record.period for record in read_claims(Claim.objects.all())] == [period]


# Resolutions and gaps


def gap(**fields: Any) -> Gap:
    return Gap(kind="searched-silent", **fields)


def test_a_cell_has_one_gap_without_a_company() -> None:
    first = factories.gap()
    again = gap(framework=first.framework, aspect=first.aspect)
    refused_by_sql(again, "kb_gap_once")
    with pytest.raises(ValidationError, match="This cell has a recorded absence already"):
        again.full_clean()


def test_a_cell_has_one_gap_for_each_company() -> None:
    first = factories.gap(company=factories.company())
    refused_by_sql(gap(framework=first.framework, aspect=first.aspect, company=first.company), "kb_gap_once")
    gap(framework=first.framework, aspect=first.aspect, company=factories.company()).save()


def other_resolution(row: Resolution, **fields: Any) -> Resolution:
    values = {"boolean": False, "reason": "judgement", "explanation": "x", "resolved_on": row.resolved_on, **fields}
    return Resolution(framework=row.framework, aspect=row.aspect, company=row.company, **values)


@pytest.mark.parametrize("per_company", [False, True])
def test_a_cell_has_one_resolution(per_company: bool) -> None:
    first = factories.resolution(aspect=factories.aspect(per_company=per_company))
    refused_by_sql(other_resolution(first), "kb_resolution_once")
    with pytest.raises(ValidationError, match="This cell has a resolution already; change that one"):
        other_resolution(first).full_clean()


def test_a_resolution_chooses_exactly_one_value() -> None:
    first = factories.resolution()
    faulty = other_resolution(first, text="perhaps")
    faulty.aspect = factories.aspect()
    refused_by_sql(faulty, "kb_resolution_one_value")
    with pytest.raises(ValidationError, match="A resolution chooses exactly one value"):
        faulty.validate_constraints()


def test_a_resolution_judges_the_claims_of_its_own_cell() -> None:
    row, other = factories.resolution([factories.claim()]), factories.claim()
    with pytest.raises(ValidationError, match=f"its own cell, not {other.key}"), transaction.atomic():
        row.claims.add(other)
    assert other not in row.claims.all()


def test_a_resolution_stays_with_the_claims_it_judged() -> None:
    row = factories.resolution([factories.claim()])
    row.aspect = factories.aspect()
    with pytest.raises(ValidationError, match="A resolution judges the claims of its own cell"):
        row.save()


def test_a_judged_claim_stays_in_its_cell() -> None:
    claim = factories.claim()
    factories.resolution([claim])
    claim.aspect = factories.aspect()
    with pytest.raises(ValidationError) as refused:
        claim.save()
    assert refused.value.message_dict == {
        "aspect": ["A resolution has judged this claim in its cell; take it out there first."]
    }


def test_judged_claims_are_changed_at_the_resolution_only() -> None:
    row = factories.resolution([factories.claim()])
    with pytest.raises(ValidationError, match="at the resolution"):
        row.claims.get().resolutions.clear()


def test_the_history_of_a_resolution_holds_what_it_judged() -> None:
    claim = factories.claim()
    row = factories.resolution([claim])
    assert [entry.claim for entry in row.history.first().claims.all()] == [claim]


def test_foreign_keys_hold_in_the_database() -> None:
    def point_nowhere() -> None:
        with transaction.atomic():
            QuerySet(Claim).update(source=999_999)
            connection.check_constraints()

    factories.claim()
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        point_nowhere()


def test_words_of_a_cell_name_its_company() -> None:
    company = Company(name="NASA", pk=1)
    row = factories.gap(framework=factories.framework(name="Flask"), aspect=factories.aspect(name="Easy"))
    assert (str(row), row.natural_key()) == ("Flask, Easy", ("flask", "easy", None))
    row.company = company
    assert str(row) == "Flask, Easy, NASA"


def test_natural_keys_find_their_row() -> None:
    rows = [factories.claim(), factories.gap(), factories.resolution(), factories.gap(company=factories.company())]
    rows += [factories.option(), factories.source_link(), Framework.objects.first(), Source.objects.first()]
    for row in rows:
        assert type(row).objects.get_by_natural_key(*row.natural_key()) == row
    assert Option.objects.get_by_natural_key(rows[4].aspect.slug, rows[4].slug) == rows[4]
