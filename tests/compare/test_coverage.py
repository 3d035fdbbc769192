from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from compare.coverage import Bounds, CountedCells, bounds_of, counted_cells, reading_words, standing, within
from tests.compare import records
from tests.compare.records import claim, vocabulary

WORDS = vocabulary([records.source("a"), records.source("b"), records.source("d", "generated")])


def counted(state: str = "single", **fields: Any) -> CountedCells:
    usual: dict[str, Any] = {"framework": "flask", "aspect": "orm", "empty": "", "number": 1, "stale": 0}
    return CountedCells(state=state, **{**usual, **fields})


def figures(*cells: CountedCells, bounds: Bounds | None = None) -> dict[str, str]:
    found = standing(cells, bounds or bounds_of(cells, WORDS))
    return {figure.name: figure.words for figure in found.figures}


def test_each_figure_says_how_many_of_how_many() -> None:
    cells = [counted("corroborated"), counted("contested", aspect="curve"), counted("unrooted", framework="django")]
    assert figures(*cells, counted(aspect="share")) == {
        "Coverage": "4 of 8 cells that could have a claim",
        "Corroborated": "1 of 4 cells with claims",
        "Contested": "1 of 4 cells with claims",
        "Stale": "no cells with claims on questions that age",
        "Single-root": "1 of 4 cells with claims",
        "Generated-only": "1 of 4 cells with claims",
    }


def test_what_could_have_a_claim_is_questions_times_frameworks() -> None:
    bounds = bounds_of([counted(), counted(framework="django")], WORDS)
    assert (bounds.could, bounds.words) == (8, "4 questions × 2 frameworks")


def test_without_a_framework_there_is_no_such_number() -> None:
    bounds = bounds_of([], WORDS)
    assert (bounds.could, bounds.words) == (0, "")


def test_what_does_not_apply_could_not_have_a_claim() -> None:
    gap = counted("empty", framework="django", empty="not-applicable")
    bounds = bounds_of([counted(), counted(framework="django", aspect="curve"), gap], WORDS)
    assert (bounds.could, bounds.words) == (
        7,
        "4 questions × 2 frameworks, less 1 cell where the question does not apply",
    )


def test_questions_asked_of_each_company_have_no_coverage() -> None:
    cells = [counted(aspect="used-in-production", number=9)]
    assert figures(*cells)["Coverage"] == "0 of 4 cells that could have a claim"
    assert figures(*cells)["Single-root"] == "9 of 9 cells with claims"


def test_stale_cells_count_out_of_those_on_questions_that_age() -> None:
    aspects = {**WORDS.aspects, "share": replace(WORDS.aspects["share"], stale_after_months=24)}
    words = replace(WORDS, aspects=aspects)
    cells = [counted(), counted(aspect="share", number=3, stale=2)]
    assert standing(cells, bounds_of(cells, words)).figures[3].words == "2 of 3 cells with claims on questions that age"


def test_axes_narrow_what_could_have_a_claim() -> None:
    cells = [counted(), counted(framework="django")]
    assert bounds_of(cells, WORDS, frameworks=["flask"]).could == 4
    assert bounds_of(cells, WORDS, aspects=["orm"]).could == 2
    assert bounds_of(cells, WORDS, groups=["effort"]).could == within(bounds_of(cells, WORDS), "effort").could == 2


def test_a_framework_that_nobody_speaks_of_could_have_no_claim() -> None:
    assert bounds_of([counted(), counted("empty", framework="django")], WORDS).could == 4


@pytest.mark.parametrize(("number", "of", "share"), [(0, 9, 0), (1, 999, 1), (998, 999, 99), (9, 9, 100), (0, 0, 0)])
def test_a_bar_is_empty_or_full_only_if_the_figure_is(number: int, of: int, share: int) -> None:
    figure = standing([counted()], bounds_of([counted()], WORDS)).figures[1]
    assert replace(figure, number=number, of=of).share == share


def test_judged_cells_count_as_stored_ones_would() -> None:
    claims = [claim("1"), claim("2", source="b"), claim("3", "easy", source="d")]
    cells = counted_cells(records.cells(claims, WORDS))
    assert [(one.aspect, one.state, one.number) for one in cells] == [
        ("orm", "corroborated", 1),
        ("curve", "unrooted", 1),
    ]


def test_cells_with_an_editors_reading_are_told_apart() -> None:
    assert reading_words(standing([counted()], bounds_of([], WORDS))) == ""
    assert reading_words(standing([counted("resolved")], bounds_of([], WORDS))).startswith("1 contested cell with")
