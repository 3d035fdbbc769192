"""From rows to records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kb.evidence.periods import Period
from kb.evidence.records import CellKey, LinkRecord, OptionRecord
from kb.models import Claim, Gap, Resolution
from kb.rows.reading import read_claims, read_gaps, read_resolutions, value_and_label
from kb.rows.vocabulary_reading import read_vocabulary
from tests import factories

pytestmark = pytest.mark.django_db


def test_groups_aspects_and_options_come_in_their_order() -> None:
    late, early = factories.group(slug="late", order=2), factories.group(slug="early", order=1)
    factories.aspect(slug="last", group=late)
    factories.aspect(["steep", "gentle"], slug="second", group=early, order=2)
    factories.aspect(slug="first", group=early, order=1)
    read = read_vocabulary()
    assert list(read.groups) == ["early", "late"]
    assert list(read.aspects) == ["first", "second", "last"]
    assert [option.slug for option in read.aspects["second"].options] == ["steep", "gentle"]
    assert read.aspect_order["last"] == 2


def test_an_aspect_says_what_judging_has_to_know() -> None:
    factories.aspect(slug="share", value_type="number", unit="%", temporal=True, stale_after_months=12)
    aspect = read_vocabulary().aspects["share"]
    assert (aspect.unit, aspect.question.many, aspect.question.temporal) == ("%", False, True)
    assert aspect.question.stale_after_months == 12


def test_names_aliases_and_addresses_are_read() -> None:
    factories.framework(name="NestJS", slug="nestjs", aliases="Nest\nNest.js", homepage="https://nestjs.com/")
    factories.company(name="NASA", slug="nasa", industry="space")
    factories.scope(name="Small apps", slug="small-apps")
    read = read_vocabulary()
    assert read.frameworks["nestjs"].aliases == ("Nest", "Nest.js")
    assert read.companies["nasa"].industry == "space"
    assert read.scopes["small-apps"].name == "Small apps"


def test_sources_know_what_they_derive_from_and_cite() -> None:
    blog, survey, chat = (factories.source(slug=slug) for slug in ("blog", "survey", "chat"))
    factories.source_link(from_source=blog, to_source=survey, note="page 2")
    factories.source_link(from_source=blog, to_source=chat, kind="cites")
    read = read_vocabulary()
    assert (read.sources["blog"].derives, read.sources["blog"].cites) == (("survey",), ("chat",))
    assert read.links[1] == LinkRecord("blog", "survey", "derives", "page 2")
    assert read.graph.derives["survey"] == ()


def test_a_claim_is_read_with_all_it_says() -> None:
    claim = factories.claim(
        option=factories.option(slug="easy", label="Easy"), scope=factories.scope(slug="small"), as_of="2024-02",
        compared_to=factories.framework(slug="django"), via=factories.source(slug="survey"), hedged=True,
        framework=factories.framework(slug="flask"), statement="It is easy.", quote="easy", locator="line 4",
    )  # fmt: skip
    [record] = read_claims(Claim.objects.all())
    assert (record.value, record.value_label, record.scope, record.compared_to) == ("easy", "Easy", "small", "django")
    assert (record.via, record.via_stated, record.hedged, record.status) == ("survey", False, True, "published")
    assert record.period == Period(date(2024, 2, 1), date(2024, 2, 29))
    assert (record.locator, record.quote, record.statement) == ("line 4", "easy", "It is easy.")
    assert record.cell == CellKey("flask", claim.aspect.slug)


def test_claims_come_by_key() -> None:
    for key in ("b", "a", "c"):
        factories.claim(key=key)
    assert [record.key for record in read_claims(Claim.objects.order_by("-key"))] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("columns", "read"),
    [
        (("easy", "Easy", None, None, "", ""), ("easy", "Easy")),
        ((None, None, Decimal("12.90"), None, "", "%"), (Decimal("12.9"), "12.9 %")),
        ((None, None, Decimal(55600), None, "", ""), (Decimal(55600), "55,600")),
        ((None, None, Decimal(0), None, "", "stars"), (Decimal(0), "0 stars")),
        ((None, None, None, False, "", ""), (False, "no")),
        ((None, None, None, True, "", ""), (True, "yes")),
        ((None, None, None, None, "MVT", ""), ("MVT", "MVT")),
    ],
)
def test_a_value_has_its_type_and_a_label(columns: tuple[Any, ...], read: tuple[object, str]) -> None:
    value, label = value_and_label(*columns)
    assert (value, label, type(value)) == (*read, type(read[0]))


def test_gaps_and_resolutions_are_read_by_cell() -> None:
    gap = factories.gap(note="all pages", company=factories.company())
    claim = factories.claim()
    factories.resolution([claim], boolean=False, reason="wording")
    [(cell, record)] = read_gaps(Gap.objects.all()).items()
    assert (cell, record.note) == (CellKey(*gap.natural_key()), "all pages")
    [(cell, reading)] = read_resolutions(Resolution.objects.all()).items()
    assert cell == CellKey(claim.framework.slug, claim.aspect.slug)
    assert (reading.value_label, reading.reason_label) == ("no", "the sources mean the same")
    assert reading.claims == {claim.key}


def queries() -> list[int]:
    counts = []
    for read in (
        read_vocabulary,
        lambda: read_claims(Claim.objects.all()),
        lambda: read_gaps(Gap.objects.all()),
        lambda: read_resolutions(Resolution.objects.all()),
    ):
        with CaptureQueriesContext(connection) as captured:
            read()
        counts.append(len(captured))
    return counts


def test_the_number_of_queries_does_not_depend_on_the_size() -> None:
    factories.resolution([factories.claim()])
    small = queries()
    for _ in range(4):
        factories.resolution([factories.claim(option=factories.option(), scope=factories.scope())])
        factories.gap(company=factories.company())
        factories.source_link()
    assert queries() == small == [8, 1, 1, 1]


def test_option_records_hold_their_description() -> None:
    aspect = factories.aspect(slug="l", value_type="choice")
    factories.option(aspect=aspect, slug="easy", label="Easy", description="In a day.")
    assert read_vocabulary().aspects["l"].options == (OptionRecord("easy", "Easy", "In a day."),)
