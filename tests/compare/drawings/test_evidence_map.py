from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from compare.display.coverage import cell_counts
from compare.drawings.evidence_map import SIDE, EvidenceMap, evidence_map
from tests.compare import records
from tests.compare.records import claim, vocabulary

WORDS = vocabulary([records.source(slug, "generated" if slug == "d" else "article") for slug in "abcd"])
one_claim = st.fixed_dictionaries(
    {"source": st.sampled_from("abcd"), "framework": st.sampled_from(["flask", "django"])}
)
bases = st.lists(st.tuples(one_claim, st.sampled_from([True, False, 12, 13, "easy", "steep"])), max_size=25)


def mapped(rows: list[tuple[dict[str, Any], Any]], query: str = "") -> EvidenceMap:
    claims = [claim(f"c{n}", value, **one) for n, (one, value) in enumerate(rows)]
    return evidence_map(cell_counts(records.cells(claims, WORDS), WORDS), WORDS, query)


@given(bases)
def test_the_figures_of_every_square_are_those_of_its_cells(rows: list[tuple[dict[str, Any], Any]]) -> None:
    claims = [claim(f"c{n}", value, **one) for n, (one, value) in enumerate(rows)]
    states: dict[tuple[str, str], Counter[str]] = {}
    for cell in records.cells(claims, WORDS):
        place = (WORDS.aspects[cell.key.aspect].group, cell.key.framework)
        states.setdefault(place, Counter())[str(cell.judgement.state)] += 1
    squares = [square for line in mapped(rows).lines for square in line.squares]
    shown = {
        (one.group.slug, one.framework.slug): {str(part.state): part.number for part in one.parts} for one in squares
    }
    assert {place: found for place, found in shown.items() if found} == states
    assert all(one.number == sum(part.number for part in one.parts) for one in squares)


@given(bases)
def test_the_parts_of_a_square_fill_it_from_below(rows: list[tuple[dict[str, Any], Any]]) -> None:
    for square in (square for line in mapped(rows).lines for square in line.squares if square.number):
        assert sum(part.height for part in square.parts) == SIDE
        bottoms = [part.y + part.height for part in square.parts]
        assert bottoms == [SIDE, *(part.y for part in square.parts[:-1])]
        assert square.parts[-1].y == 0


@given(bases)
def test_every_line_has_a_square_for_every_framework(rows: list[tuple[dict[str, Any], Any]]) -> None:
    found = mapped(rows)
    assert {framework.slug for framework in found.frameworks} == {one["framework"] for one, _ in rows}
    assert all(tuple(one.framework for one in line.squares) == found.frameworks for line in found.lines)


def test_a_square_says_itself_and_leads_to_its_comparison() -> None:
    found = mapped([({"source": "a"}, True), ({"source": "b"}, False), ({"source": "d"}, 12)], "state=contested")
    (square,) = found.lines[0].squares
    assert [square.count_words, *(part.words for part in square.parts)] == ["2 cells", "1 unrooted", "1 contested"]
    assert square.href == "/compare/flask/?group=basics&state=contested"
    assert [str(part.state) for part in found.key] == ["unrooted", "contested"]


def test_the_framework_with_most_cells_comes_first() -> None:
    found = mapped([({"framework": "django"}, True), ({}, True), ({}, "easy")])
    assert [framework.slug for framework in found.frameworks] == ["flask", "django"]
    assert [line.href for line in found.lines] == [
        "/compare/flask-vs-django/?group=basics",
        "/compare/flask-vs-django/?group=effort",
    ]
    assert found.lines[1].squares[1].parts == ()


def test_no_claim_is_an_empty_map() -> None:
    assert mapped([]) == EvidenceMap((), ())
