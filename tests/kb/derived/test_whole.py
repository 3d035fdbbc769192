"""All cells afresh in portions: the same as at once, and no cell is left behind."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kb.derived import upkeep, whole
from kb.models import Cell
from tests import factories as make
from tests.compare.varied import build
from tests.kb.bases import base_of, cells, counts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("size", [1, 3, 10_000])
def test_portions_of_any_size_end_with_the_same(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    base_of(build)
    right = cells(), counts()
    Cell.objects.filter(pk__in=list(Cell.objects.values_list("pk", flat=True)[::2])).delete()
    Cell.objects.update(state="single", words="wrong")
    monkeypatch.setattr(whole, "CLAIMS_REBUILT_AT_ONCE", size)
    upkeep.rebuild()
    assert (cells(), counts()) == right


def test_a_large_aspect_is_rebuilt_by_companies(monkeypatch: pytest.MonkeyPatch) -> None:
    aspect = make.adoption()
    for _ in range(5):
        make.claim(aspect=aspect, company=make.company())
    right = cells()
    monkeypatch.setattr(whole, "CLAIMS_REBUILT_AT_ONCE", 2)
    assert len(list(whole.portions_of_rows())) == 3
    upkeep.rebuild()
    assert cells() == right


def test_a_row_whose_claims_and_gaps_are_gone_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "CLAIMS_REBUILT_AT_ONCE", 1)
    make.claim()
    aspect = make.adoption()
    for _ in range(3):
        stale = make.claim(aspect=aspect, company=make.company())
    right = cells()
    Cell.objects.create(framework=stale.framework, aspect=aspect, company=make.company(), state="single")
    Cell.objects.create(framework=stale.framework, aspect=make.aspect(), state="single")
    upkeep.rebuild()
    assert cells() == right


def test_what_stays_the_same_keeps_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    base_of(build)
    before = set(Cell.objects.values_list("framework", "aspect", "company", "pk"))
    monkeypatch.setattr(whole, "CLAIMS_REBUILT_AT_ONCE", 2)
    upkeep.rebuild()
    assert set(Cell.objects.values_list("framework", "aspect", "company", "pk")) == before


def test_no_portion_is_looked_for_among_all_that_is_published() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's way through a base without statistics.")
    base_of(build)
    with CaptureQueriesContext(connection) as captured:
        upkeep.rebuild()
    (asked,) = (query["sql"] for query in captured if '"kb_claim"."locator"' in query["sql"])
    with connection.cursor() as cursor:
        plan = cursor.execute(f"EXPLAIN QUERY PLAN {asked}").fetchall()
    assert not [step for *_, step in plan if "kb_claim_status" in step]
