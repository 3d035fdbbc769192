"""Pages of long lists: whoever follows their links meets each row once, there and back."""

from __future__ import annotations

from functools import partial
from itertools import islice

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compare.filters.order_filters import ORDERS
from compare.query.claim_lists import count_claims
from tests.compare import reading
from tests.compare.test_queries import MOST_OF_A_LIST
from tests.compare.walking import PATHS, key, leaves_on, page_of, paged_by, there_and_back

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("varied_base", "today")]

FILTERS = ("", "framework=flask", "group=effort&group=basics", "state=contested&state=single", "source_kind=blog")


def asked(path: str, query: str) -> str:
    """The query without what a comparison has decided itself."""
    return "" if "-vs-" in path and query.startswith("framework") else query


@pytest.mark.parametrize("number", range(len(ORDERS)), ids=ORDERS)
@pytest.mark.parametrize("path", PATHS)
def test_a_walk_meets_each_row_once_in_the_order_of_the_list(
    path: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All rows, and those that one filter leaves: the filters take turns over the orders and lists."""
    filters = [one for one in FILTERS if path != "/companies/" or "group" not in one]
    another = filters[1 + (number + [*PATHS].index(path)) % (len(filters) - 1)]
    queries = [f"{asked(path, one)}&order={[*ORDERS][number]}" for one in ("", another)]
    paged_by(monkeypatch, 1_000)
    whole = {query: [key(row) for row in page_of(path, query).sheet.context["leaf"].rows] for query in queries}
    monkeypatch.setattr("compare.parts.leaves.MOST_PAGES", 1)
    for query, rows in whole.items():
        paged_by(monkeypatch, max(len(rows) // 3, 1))  # three or four pages each way
        assert there_and_back(path, query) == (rows, rows), query
    assert len(set(whole[queries[0]])) == len(whole[queries[0]]) > 2


@pytest.mark.parametrize("path", PATHS)
def test_a_list_behind_a_row_takes_ten_queries_at_most(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two more in the table of companies, which says how many of each grade there are and what was read."""
    paged_by(monkeypatch, 1)
    monkeypatch.setattr("compare.parts.leaves.MOST_PAGES", 1)
    third = next(islice(leaves_on(path, "", "page=1", "way_on"), 1, None)).way_on
    with CaptureQueriesContext(connection) as caught:
        reading.page(f"{path}?{third}")
    most = MOST_OF_A_LIST + 2 * (path == "/companies/")
    assert len(caught) <= most, "\n".join(one["sql"][:200] for one in caught.captured_queries)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_behind_a_row_says_where_it_is(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    paged_by(monkeypatch, 2)
    monkeypatch.setattr("compare.parts.leaves.MOST_PAGES", 1)
    way_on = page_of(path, "").sheet.context["leaf"].way_on
    shown = reading.page(f"{path}?{way_on}")
    assert f", after {way_on.removeprefix('after=')}" in shown.words


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("page=101", "Pages have numbers up to 100: a list goes on by “after”, with the key of a"),
        ("page=1&after=orm", "“page” and “after” say the same in two ways: leave one out."),
        ("after=nobody", "“nobody” in this list, or no more."),
        ("after=nobody/published", "“nobody/published” in this list, or no more."),
        ("after=a/b/resolved", "“a/b/resolved” in this list, or no more."),
    ],
)
def test_a_way_that_leads_nowhere_is_refused(path: str, query: str, message: str) -> None:
    assert message in reading.page(f"{path}?{query}", status=400).words


def test_disagreements_of_both_kinds_are_met_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def rows(query: str) -> tuple[list[str], list[str]]:
        content = page_of("/disagreements/", query).sheet.content
        return [key(one) for one in content.matrix.rows], [key(one) for one in content.conditional.rows]

    whole = rows("")
    paged_by(monkeypatch, 1)
    monkeypatch.setattr("compare.parts.leaves.MOST_PAGES", 1)
    ways = ["page=1", *(one.way_on for one in leaves_on("/disagreements/", "", "page=1", "way_on") if one.way_on)]
    found = [rows(way) for way in ways]
    assert tuple([row for some in part for row in some] for part in zip(*found, strict=True)) == whole
    assert all(whole)


@pytest.mark.parametrize("order", ORDERS)
def test_a_list_goes_on_behind_what_was_counted(order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    query = f"source_kind=blog&source_kind=survey&order={order}"
    whole = [key(row) for row in page_of("/claims/", query).sheet.context["leaf"].rows]
    paged_by(monkeypatch, 4)
    monkeypatch.setattr("compare.parts.leaves.MOST_PAGES", 2)
    monkeypatch.setattr("compare.pages.claim_pages.count_claims", partial(count_claims, most=8))
    assert there_and_back("/claims/", query) == (whole, whole)


def test_a_bounded_count_says_so_on_the_page_and_is_whole_in_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    paged_by(monkeypatch, 4)
    exact = reading.data("/claims.json?source_kind=blog")["count"]
    monkeypatch.setattr("compare.pages.claim_pages.count_claims", partial(count_claims, most=8))
    shown = reading.page("/claims/?source_kind=blog&page=2")
    assert (shown.sentence.startswith("8+ claims"), "Page 2 of 2+, 5–8 of 8+" in shown.words) == (True, True)
    found = reading.data("/claims.json?source_kind=blog")
    assert found["count"] == len(found["claims"]) == exact > 8


def test_changes_to_many_claims_are_counted_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = reading.data("/changes.json")["count"]
    paged_by(monkeypatch, 4)
    monkeypatch.setattr("compare.query.events.COUNT_BOUND", 8)
    shown, found = reading.page("/changes/"), reading.data("/changes.json")
    assert (shown.sentence.startswith("8+ changes to"), "1–4 of 8+" in shown.words) == (True, True)
    assert found["count"] == len(found["changes"]) == exact > 8


def test_the_last_numbered_page_of_a_search_leads_on_by_a_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = reading.page("/search/?q=flask").claims
    monkeypatch.setattr("compare.pages.search.MOST_CLAIMS", 4)
    monkeypatch.setattr("compare.parts.leaves.MOST_PAGES", 2)
    found, href = [], "?q=flask"
    while href:
        shown = reading.page(f"/search/{href}")
        found += shown.claims
        href = next((str(one.get("href")) for one in shown.find("a") if one.get("rel") == "next nofollow"), "")
    assert (found[: len(whole)], len(set(found))) == (whole, len(found))
    assert "after=" in next(str(one.get("href")) for one in shown.find("a") if one.get("rel") == "prev nofollow")
