"""What the shipped base must show: the reason why Claimgrid is there."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from tests.compare import reading, round_trip
from tests.compare.browser.pages import PAGES, STATUS
from tests.compare.drawing import Address, Drawing, Query
from tests.compare.slow_selection import SlowBase
from tests.compare.test_faces_equal_pages import check_claims, check_matrix
from tests.compare.test_round_trip import breaks_a_split
from tests.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped", "today")]

ADOPTION = "used-in-production"
COMPARED = ("configuration-compared", "development-speed-compared", "setup-compared", "speed-compared")
CONTESTED = {(slug, aspect) for slug in ("django", "flask") for aspect in COMPARED} | {
    ("django", "concurrent-requests"),
    ("django", "fits-data-science"),
    ("django", "modularity"),
    ("flask", "architecture-pattern"),
    ("flask", "fits-web-development"),
    ("flask", "sqlalchemy-need"),
}


@pytest.fixture(scope="module")
def base(shipped: None, django_db_blocker: DjangoDbBlocker) -> SlowBase:
    with django_db_blocker.unblock():
        return SlowBase(TODAY)


def cell(path: str) -> dict[str, Any]:
    found: dict[str, Any] = reading.data(f"/cells/{path}.json")["cell"]
    return found


def test_pinterest_is_claimed_for_both_and_document_003_stands_on_both_sides() -> None:
    answer = reading.data("/companies/pinterest.json")
    (row,) = answer["rows"]
    assert set(row["cells"]) >= {"flask", "django"}
    for slug in ("flask", "django"):
        assert "split" in row["cells"][slug]["flags"]
        assert row["cells"][slug]["state"] != "contested"
        assert "hirist-2024" in row["cells"][slug]["values"][0]["sources"]


def test_the_page_of_pinterest_says_split_and_names_both() -> None:
    shown = reading.page("/companies/pinterest/")
    assert "split" in shown.words
    assert {link for link in shown.links if link.startswith("/cells/")} >= {
        f"/cells/{slug}/{ADOPTION}/pinterest/" for slug in ("flask", "django")
    }


def test_netflix_has_four_documents_three_roots_and_one_at_least() -> None:
    found = cell(f"flask/{ADOPTION}/netflix")
    assert (found["documents"], found["roots"], found["roots_min"]) == (4, 3, 1)
    assert (found["state"], found["values"][0]["certainty"]) == ("single", "weak")
    assert "second_hand" in found["flags"]


def test_a_chatbot_is_no_root_of_netflix() -> None:
    shown = reading.page(f"/cells/flask/{ADOPTION}/netflix/")
    muted = [reading.words_of(one) for one in shown.find("li", class_="muted")]
    assert any(words.startswith("No root: Answer by ChatGPT") for words in muted)
    assert any(words.startswith("No root: Answer of a chatbot") for words in muted)


def test_disagreements_list_what_the_documents_disagree_on_and_no_false_alarm() -> None:
    rows = reading.data("/disagreements.json")["rows"]
    contested = {
        (slug, row["aspect"]) for row in rows for slug, one in row["cells"].items() if one["state"] == "contested"
    }
    assert contested == CONTESTED
    split = [row["company"] for row in rows if row["aspect"] == ADOPTION]
    assert "pinterest" in split


def test_claims_of_a_source_and_a_group_are_the_rows_on_the_screen() -> None:
    query = {"source": "hirist-2024", "group": "security"}
    answer, shown = reading.data("/claims.json", query), reading.page("/claims/", query)
    assert shown.claims == [claim["key"] for claim in answer["claims"]]
    assert answer["count"] == len(shown.claims) > 5
    assert {claim["source"] for claim in answer["claims"]} == {"hirist-2024"}


@pytest.mark.parametrize("seed", [1, 2])
def test_random_filters_of_comparison_and_claims_agree_with_the_slow_selection(base: SlowBase, seed: int) -> None:
    drawing = Drawing(base, seed)
    for check, address in (
        (partial(check_matrix, base=base), drawing.comparison()),
        (partial(check_matrix, base=base), drawing.companies()),
        (check_claims, drawing.claims()),
        (check_claims, drawing.source()),
    ):
        query = drawing.query(address)
        check(address, query, base.select(query, address.where))


def test_every_claim_has_source_and_locator_and_a_page() -> None:
    claims = reading.data("/claims.json")["claims"]
    assert len(claims) > 500
    assert all(claim["locator"] and claim["source"] and claim["statement"] for claim in claims)
    one = claims[len(claims) // 2]
    assert one["url"] == f"http://testserver/claims/{one['key']}/"
    assert reading.page(f"/claims/{one['key']}/").words.count(one["locator"])


@pytest.mark.parametrize("name", PAGES)
def test_every_page_template_gives_valid_html_with_unique_ids(name: str) -> None:
    shown = reading.page(PAGES[name], status=STATUS.get(name, 200))
    ids = [one.get("id") for one in shown.root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("seed", "kind"),
    [(1, "comparison"), (2, "claims"), (3, "companies"), (4, "aspect"), (5, "source"), (6, "disagreements")],
)
def test_random_selections_come_back_from_their_fixtures(base: SlowBase, seed: int, kind: str, tmp_path: Path) -> None:
    drawing = Drawing(base, seed)
    address = getattr(drawing, kind)()
    queries = (drawing.query(address, most=2) for _ in range(100))
    query = next(one for one in queries if 0 < exported(address, one) < 60 and not breaks_a_split(address, one))
    assert 0 < round_trip.check(address, query, tmp_path) < 60


def exported(address: Address, query: Query) -> int:
    return reading.text(reading.face(address.path, "fixture.json"), query).count('"kb.claim"')


def test_the_whole_base_comes_back(tmp_path: Path) -> None:
    assert round_trip.check(Address("/compare/flask-vs-django/", "matrix"), {}, tmp_path) > 500


def test_a_long_list_comes_in_pages_and_faces_hold_it_whole() -> None:
    query = {"source": "hirist-2024"}
    whole = reading.data("/claims.json", query)
    number = whole["count"]
    last = -(-number // 100)
    assert reading.data("/claims.json", {**query, "page": "2"}) == whole
    shown = reading.page("/claims/", {**query, "page": str(last)})
    assert len(shown.claims) == number - 100 * (last - 1)
    assert f"Page {last} of {last}, {100 * (last - 1) + 1}–{number} of {number}" in shown.words
    assert f"?source=hirist-2024&page={last - 1}" in shown.links
    assert f"There are only {last} pages" in reading.page("/claims/", {**query, "page": str(last + 1)}, 400).words
