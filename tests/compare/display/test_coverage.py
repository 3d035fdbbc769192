from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from compare.display.coverage import (
    Bounds,
    CellCount,
    CellKind,
    bounds_of,
    by_flag,
    by_state,
    cell_counts,
    reading_words,
    standing,
    within,
)
from tests.compare import records
from tests.compare.records import claim, vocabulary

WORDS = vocabulary([records.source("a"), records.source("b"), records.source("d", "generated")])
QUESTIONS = {"basics": 2, "effort": 2}


def counted(
    state: str = "single", framework: str = "flask", group: str = "basics", number: int = 1, **kind: Any
) -> CellCount:
    flags = kind.pop("flags", {})
    count = CellCount(framework, group)
    count.add(CellKind(state, **kind), number, 0, 0, flags)
    return count


def figures(*cells: CellCount, bounds: Bounds | None = None) -> dict[str, str]:
    found = standing(cells, bounds or bounds_of(cells, QUESTIONS))
    return {figure.name: figure.words for figure in found.figures}


def test_each_figure_says_how_many_of_how_many() -> None:
    cells = [counted("corroborated"), counted("contested", group="effort"), counted("unrooted", framework="django")]
    assert figures(*cells, counted()) == {
        "Coverage": "4 of 8 cells that could have a claim",
        "Corroborated": "1 of 4 cells with claims",
        "Contested": "1 of 4 cells with claims",
        "Stale": "no cells with claims on questions that age",
        "Single-root": "1 of 4 cells with claims",
        "Generated-only": "1 of 4 cells with claims",
    }


def test_what_could_have_a_claim_is_questions_times_frameworks() -> None:
    bounds = bounds_of([counted(), counted(framework="django")], QUESTIONS)
    assert (bounds.could, bounds.words) == (8, "4 questions × 2 frameworks")


def test_without_a_framework_there_is_no_such_number() -> None:
    bounds = bounds_of([], QUESTIONS)
    assert (bounds.could, bounds.words) == (0, "")


def test_what_does_not_apply_could_not_have_a_claim() -> None:
    gap = counted("empty", framework="django", empty="not-applicable")
    bounds = bounds_of([counted(), counted(framework="django", group="effort"), gap], QUESTIONS)
    assert (bounds.could, bounds.words) == (
        7,
        "4 questions × 2 frameworks, less 1 cell where the question does not apply",
    )


def test_questions_asked_of_each_company_have_no_coverage() -> None:
    cells = [counted(per_company=True, number=9)]
    assert figures(*cells)["Coverage"] == "0 of 4 cells that could have a claim"
    assert figures(*cells)["Single-root"] == "9 of 9 cells with claims"


def test_stale_cells_count_out_of_those_on_questions_that_age() -> None:
    cells = [counted(), counted(ageing=True, number=3, flags={"stale": 2})]
    assert figures(*cells)["Stale"] == "2 of 3 cells with claims on questions that age"


def test_axes_narrow_what_could_have_a_claim() -> None:
    cells = [counted(), counted(framework="django")]
    assert bounds_of(cells, QUESTIONS, frameworks=["flask"]).could == 4
    assert bounds_of(cells, {"basics": 1}).could == 2
    assert bounds_of(cells, {"effort": 2}).could == within(bounds_of(cells, QUESTIONS), "effort").could == 4


def test_what_does_not_apply_is_taken_off_where_it_is_asked() -> None:
    cells = [counted(), counted("empty", group="effort", empty="not-applicable")]
    assert bounds_of(cells, {"basics": 2}).could == 2
    assert [within(bounds_of(cells, QUESTIONS), group).could for group in QUESTIONS] == [2, 1]
    assert bounds_of(cells, QUESTIONS, inapplicable=[]).could == 4


def test_a_framework_that_nobody_speaks_of_could_have_no_claim() -> None:
    assert bounds_of([counted(), counted("empty", framework="django")], QUESTIONS).could == 4


@pytest.mark.parametrize(("number", "of", "share"), [(0, 9, 0), (1, 999, 1), (998, 999, 99), (9, 9, 100), (0, 0, 0)])
def test_a_bar_is_empty_or_full_only_if_the_figure_is(number: int, of: int, share: int) -> None:
    figure = standing([counted()], bounds_of([counted()], QUESTIONS)).figures[1]
    assert replace(figure, number=number, of=of).share == share


def test_judged_cells_count_as_stored_ones_would() -> None:
    claims = [claim("1"), claim("2", source="b"), claim("3", "easy", source="d")]
    cells = cell_counts(records.cells(claims, WORDS), WORDS)
    assert [(one.group, one.states, one.claims) for one in cells] == [
        ("basics", {"corroborated": 1}, 2),
        ("effort", {"unrooted": 1}, 1),
    ]
    assert by_state(cells) == {"corroborated": 1, "unrooted": 1}
    assert by_flag(cells)["second_hand"] == sum("second_hand" in one.flags for one in cells)


def test_cells_with_an_editors_reading_are_told_apart() -> None:
    assert reading_words(standing([counted()], bounds_of([], QUESTIONS))) == ""
    assert reading_words(standing([counted("resolved")], bounds_of([], QUESTIONS))).startswith("1 contested cell with")
