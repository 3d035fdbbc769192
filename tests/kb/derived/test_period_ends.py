"""The ends of periods beside the claims: as they are computed, whatever is written."""

from __future__ import annotations

from datetime import date

import pytest

from kb.derived import upkeep
from kb.evidence.periods import period_of
from kb.models import Cell, Claim, PeriodEnd
from tests import factories as make
from tests.compare.varied import build
from tests.kb.bases import base_of

pytestmark = pytest.mark.django_db


def day_of(claim: Claim) -> str:
    return PeriodEnd.objects.get(claim=claim).day


def computed() -> list[tuple[int, str, str]]:
    """Primary key of each published claim, the end of its period and the place of its cell."""
    found = []
    for claim in Claim.objects.published().select_related("source"):
        period = period_of(claim.as_of, claim.source.modified_on, claim.source.published_on)
        cell = Cell.objects.get(framework=claim.framework, aspect=claim.aspect, company=claim.company)
        found.append((claim.pk, period.end.isoformat() if period else "", cell.place))
    return sorted(found)


def test_each_published_claim_has_one() -> None:
    base_of(build)
    assert sorted(PeriodEnd.objects.values_list()) == computed()


@pytest.mark.parametrize(
    ("as_of", "day"),
    [("2024", "2024-12-31"), ("2024-02", "2024-02-29"), ("1900-02", "1900-02-28"), ("2000-02", "2000-02-29"),
     ("2023-04", "2023-04-30"), ("2023-07", "2023-07-31"), ("2023-07-14", "2023-07-14")],
)  # fmt: skip
def test_what_a_claim_says_itself_ends_with_its_last_day(as_of: str, day: str) -> None:
    assert day_of(make.claim(as_of=as_of)) == day


def test_it_follows_the_dates_of_its_source() -> None:
    source = make.source(published_on=date(2020, 1, 2), modified_on=None)
    claim = make.claim(source=source, as_of="")
    assert day_of(claim) == "2020-01-02"
    source.modified_on = date(2021, 3, 4)
    source.save()
    assert day_of(claim) == "2021-03-04"
    source.modified_on = source.published_on = None
    source.save()
    assert day_of(claim) == ""


def test_it_follows_the_place_of_its_cell() -> None:
    claim = make.claim()
    before = PeriodEnd.objects.get(claim=claim).place
    claim.aspect.order += 7
    claim.aspect.save()
    assert PeriodEnd.objects.get(claim=claim).place == Cell.objects.get().place != before


def test_a_retired_claim_has_none() -> None:
    claim = make.claim()
    claim.status, claim.retire_reason = Claim.Status.RETIRED, Claim.RetireReason.MISREAD
    claim.save()
    assert not PeriodEnd.objects.exists()


def test_a_rebuild_of_everything_ends_with_the_same() -> None:
    base_of(build)
    PeriodEnd.objects.all().delete()
    upkeep.rebuild()
    assert sorted(PeriodEnd.objects.values_list()) == computed()
