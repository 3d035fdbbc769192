"""Cells counted from tallies, or in SQL, are as many as the cells that stay."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from compare.display.coverage import CellCount, bounds_of, cell_counts, standing, within
from compare.query.figures import bounds, count_base, count_cells, questions
from compare.query.selection import Selection, select
from tests.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("varied_base", "today")]

QUERIES = [
    "", "framework=flask", "group=effort", "framework=flask&group=basics&state=single", "state=contested&state=empty",
    "aspect=learning-curve", "company=reddit", "flag=stale", "flag=split&framework=flask", "min_roots=2", "differs=1",
    "value=yes", "q=flask", "source=survey-2", "aspect=never-answered&framework=django",
]  # fmt: skip


def asked(query: str) -> Selection:
    return select(QueryDict(query), TODAY)


def summed(cells: list[CellCount]) -> dict[Any, Any]:
    """Every number by what it counts."""
    numbers = {(cell.framework, cell.group): cell for cell in cells if cell.number}
    return {
        pair: (+cell.states, +cell.flags, cell.claims, cell.once, cell.ageing, cell.inapplicable, cell.itself)
        for pair, cell in numbers.items()
    }


@pytest.mark.parametrize("query", QUERIES)
def test_counted_cells_are_those_that_stay(query: str) -> None:
    selection = asked(query)
    judged = cell_counts(selection.cells, selection.vocabulary)
    assert summed(count_cells(asked(query))) == summed(judged)


@pytest.mark.parametrize("query", QUERIES)
def test_the_whole_base_is_counted_whatever_is_asked(query: str) -> None:
    assert summed(count_base(asked(query))) == summed(count_cells(asked("")))


@pytest.mark.parametrize(
    ("query", "could"),
    [
        ("", "6 questions × 3 frameworks"),
        ("framework=flask", "6 questions × 1 framework"),
        ("group=effort", "2 questions × 3 frameworks"),
        ("aspect=learning-curve&framework=flask", "1 question × 1 framework"),
        ("company=reddit", ""),
    ],
)
def test_bounds_are_questions_times_frameworks_of_the_axes(query: str, could: str) -> None:
    limits = bounds(asked(query), count_base(asked(query)), questions())
    assert limits.words.split(", less")[0] == could


def test_an_aspect_asked_for_takes_off_only_where_it_does_not_apply() -> None:
    base = count_base(asked(""))
    every = bounds_of(base, questions())
    slugs = "built-in-orm learning-curve patterns share pattern-in-words never-answered used-in-production".split()
    one_by_one = [bounds(asked(f"aspect={slug}"), base, questions()).could for slug in slugs]
    assert sum(one_by_one) == every.could == standing(base, every).could
    assert every.could == sum(within(every, group).could for group in ("basics", "effort"))
