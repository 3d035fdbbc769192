"""Random selections of a small, varied base, of every kind of page, through the fixture face and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.compare import reading, round_trip
from tests.compare.drawing import Address, Drawing, Query
from tests.compare.slow_selection import SlowBase
from tests.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("varied_base", "today")]

KINDS = "comparison companies claims disagreements things framework aspect company source cell".split()


@pytest.fixture(scope="module")
def base(varied_base: None, django_db_blocker: DjangoDbBlocker) -> SlowBase:
    with django_db_blocker.unblock():
        return SlowBase(TODAY)


def breaks_a_split(address: Address, query: Query) -> bool:
    """Whether a page of disagreements shows a split company without all of its frameworks: it alone cannot be split."""
    rows = reading.data("/disagreements.json", query)["rows"]
    shown = {row["company"]: len(row["cells"]) for row in rows if row["company"]}
    return address.kind == "disagreements" and any(number < 2 for number in shown.values())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_random_selection_comes_back(base: SlowBase, kind: str, seed: int, tmp_path: Path) -> None:
    drawing = Drawing(base, seed)
    address = getattr(drawing, kind)()
    queries = (drawing.query(address, most=2) for _ in range(30))
    query = next(one for one in queries if base.select(one, address.where).claims and not breaks_a_split(address, one))
    assert round_trip.check(address, query, tmp_path) > 0


@pytest.mark.parametrize("path", ["/claims/", "/frameworks/", "/quality/", "/changes/", "/compare/"])
def test_the_whole_base_comes_back_with_needs_gaps_and_lonely_frameworks(tmp_path: Path, path: str) -> None:
    assert round_trip.check(Address(path, "claims"), {}, tmp_path) == 70


def test_a_recorded_absence_and_an_empty_cell_come_back(tmp_path: Path) -> None:
    for path in ("/cells/flask/never-answered/", "/cells/alg/used-in-production/reddit/"):
        before = reading.data(f"{path[:-1]}.json", {"until": "0001"})["cell"]["empty"]
        assert before in ("not-applicable", "hidden", "not-searched")
    assert round_trip.check(Address("/cells/flask/never-answered/", "claims"), {}, tmp_path) == 0
    assert reading.data("/cells/flask/never-answered.json")["cell"]["empty"] == "not-applicable"


def test_a_claim_comes_back_with_its_evidence_chain(base: SlowBase, tmp_path: Path) -> None:
    claim = next(one for one in base.claims if one["via"] and one["scope"])
    before = reading.page(f"/claims/{claim['key']}/").find("ul", class_="tree")
    assert round_trip.check(Address(f"/claims/{claim['key']}/", "claims"), {}, tmp_path) == 1
    after = reading.page(f"/claims/{claim['key']}/").find("ul", class_="tree")
    assert [reading.words_of(one) for one in before] == [reading.words_of(one) for one in after]
