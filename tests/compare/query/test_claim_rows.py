"""The rows of claims in SQL: in the order that sorting them all gives, whole and from any claim on."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from compare.filters.order_filters import ORDERS
from compare.query import claim_lists
from compare.query.claim_lists import claims_around, claims_between, count_claims, listed_claims
from compare.query.claim_rows import CLAIM_ORDERS as SQL_ORDERS
from compare.query.claim_rows import ClaimRows, has_rows
from compare.query.places import EVERYWHERE, AddressPlace
from compare.query.selection import Selection, select
from kb.evidence.records import ClaimRecord, row_of
from tests.compare.drawing import Drawing
from tests.compare.slow_selection import SlowBase
from tests.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("varied_base", "today")]

FEW = 7  # claims on a page
QUERIES = (
    "", "framework=flask", "framework=flask&framework=alg", "group=effort", "company=reddit", "state=contested",
    "min_roots=2", "flag=stale", "differs=1", "q=quick", "source_kind=blog", "source_kind=blog&source_kind=survey",
    "since=2024", "until=2024-02", "scope=small-apps&framework=django", "source=blog-4&state=single", "until=0001",
    "aspect=learning-curve&min_documents=2", "since=2023&flag=hedged",
)  # fmt: skip


def selection(query: str, order: str, place: AddressPlace = EVERYWHERE) -> Selection:
    return select(QueryDict(f"{query}&order={order}"), TODAY, place)


def slowly_ordered(found: Selection) -> list[ClaimRecord]:
    """All claims, read and then sorted."""
    words = found.vocabulary
    strengths = {cell.key: cell.strength for cell in (found.touched if found.weighs else found.cells)}

    def key(claim: ClaimRecord) -> Any:
        end = claim.period.end.toordinal() if claim.period else None
        lead: dict[str, Any] = {
            "aspect": 0,
            "name": claim.key,
            "evidence": strengths[claim.cell],
            "newest": 0 if end is None else -end,
            "oldest": 9_999_999 if end is None else end,
        }
        return lead[found.order], words.place(claim.aspect, claim.company), claim.framework, claim.source, claim.key

    return sorted(found.claims, key=key)


def walked(found: Selection, length: int) -> list[str]:
    """The keys of a list of this length, read on behind the last claim of each of three pages or four."""
    few = max(length // 3, 1)
    keys = [claim.key for claim in claims_between(found, 0, few)]
    goes_on = len(keys) == few
    while goes_on:
        last = keys[-1]
        around = claims_around(found, last, few)
        assert around is not None
        assert around.before == (keys[-1 - few] if len(keys) > few else "")
        keys += [claim.key for claim in around.behind]
        goes_on = around.goes_on
    return keys


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("query", QUERIES)
def test_rows_stand_as_if_all_were_sorted_and_a_walk_meets_each_once(query: str, order: str) -> None:
    expected = slowly_ordered(selection(query, order))
    assert [row_of(one) for one in listed_claims(selection(query, order))] == [row_of(one) for one in expected]
    assert walked(selection(query, order), len(expected)) == [claim.key for claim in expected]
    assert count_claims(selection(query, order)).claims == len(expected)


@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.parametrize("query", QUERIES)
def test_many_claims_are_walked_by_their_days_in_the_same_order(
    query: str, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claim_lists, "MOST_SORTED", 0)
    expected = [claim.key for claim in slowly_ordered(selection(query, order))]
    assert [claim.key for claim in listed_claims(selection(query, order))] == expected
    assert walked(selection(query, order), len(expected)) == expected


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_all_claims_by_date_follow_an_index(order: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("The words of SQLite's plans.")
    with CaptureQueriesContext(connection) as captured:
        next(iter(listed_claims(selection("", order))))
    with connection.cursor() as cursor:
        plan = [step for *_, step in cursor.execute(f"EXPLAIN QUERY PLAN {captured[-1]['sql']}").fetchall()]
    assert plan[0] == f"SCAN kb_periodend USING INDEX kb_periodend_{order}"
    assert "USE TEMP B-TREE FOR ORDER BY" not in plan


@pytest.mark.parametrize("seed", range(5))
def test_random_filters_are_walked_as_they_are_read(seed: int) -> None:
    drawing = Drawing(SlowBase(TODAY), seed)
    for _ in range(10):
        query = QueryDict(mutable=True)
        for name, values in drawing.query(drawing.claims()).items():
            query.setlist(name, list(values))
        query["order"] = drawing.random.choice([*ORDERS])
        expected = [claim.key for claim in listed_claims(select(query, TODAY, EVERYWHERE))]
        assert walked(select(query, TODAY, EVERYWHERE), len(expected)) == expected, query


@pytest.mark.parametrize("fixed", [{"framework": ("flask",)}, {"company": ("reddit",)}, {"source": ("blog-4",)}])
@pytest.mark.parametrize("order", ORDERS)
def test_the_claims_of_a_thing_are_walked_as_well(fixed: dict[str, tuple[str, ...]], order: str) -> None:
    place = AddressPlace(fixed)
    expected = [claim.key for claim in slowly_ordered(selection("", order, place))]
    assert expected
    assert walked(selection("", order, place), len(expected)) == expected


def test_every_order_has_its_rows() -> None:
    assert set(SQL_ORDERS) == set(ORDERS)


def test_a_claim_that_is_not_in_the_list_has_no_place_there() -> None:
    here = selection("framework=flask", "aspect")
    other = next(claim.key for claim in listed_claims(selection("framework=django", "aspect")))
    assert (ClaimRows(here).place(other), claims_around(here, "no-such-key", FEW)) == (None, None)


def test_only_evidence_with_cells_or_their_strength_must_be_judged() -> None:
    assert has_rows(selection("source_kind=blog", "newest"))
    assert has_rows(selection("state=single", "evidence"))
    assert not has_rows(selection("source_kind=blog", "evidence"))
    assert not has_rows(selection("source_kind=blog&state=single", "name"))
