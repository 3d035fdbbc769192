"""Counts beside filter choices: each is what the filter would really leave."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Q
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from compare.panel.facets import Among, facets
from compare.query.selection import EVERYWHERE, AddressPlace, Selection, select
from tests.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("varied_base")]

MATRIX = AddressPlace({}, columns=("flask", "django"), rectangular=True)
COMPANIES = AddressPlace({"aspect": ("used-in-production",)}, rectangular=True)
ONE_SOURCE = AddressPlace({"source": ("article-3",)})
ASKED = [
    (EVERYWHERE, ""),
    (MATRIX, "differs=1&group=effort"),
    (MATRIX, "state=contested&scope=small-apps&scope=web-apis"),
    (EVERYWHERE, "flag=split&framework=flask&source_kind=article&source_kind=blog"),
    (EVERYWHERE, "state=single&state=empty&framework=django&group=basics&min_roots=1"),
    (EVERYWHERE, "differs=1&framework=django&framework=flask&q=a"),
    (COMPANIES, "flag=split&flag=stale&since=2019"),
    (COMPANIES, "company=reddit&min_documents=2"),
    (COMPANIES, "company=reddit&flag=split&framework=flask"),
    (ONE_SOURCE, "state=single&until=2024&aspect=learning-curve&aspect=built-in-orm"),
]


def selected(query: str, place: AddressPlace) -> Selection:
    return select(QueryDict(query), TODAY, place)


def really_left(query: str, place: AddressPlace, name: str, value: str) -> int:
    """How many cells the filter with this one value leaves."""
    asked = QueryDict(query, mutable=True)
    asked.setlist(name, [value])
    cells = select(asked, TODAY, place).cells
    return len(cells) if (name, value) == ("state", "empty") else sum(1 for cell in cells if cell.judgement.values)


@pytest.mark.parametrize(("place", "query"), ASKED)
def test_each_count_is_what_the_filter_would_leave(place: AddressPlace, query: str) -> None:
    selection = selected(query, place)
    for name, counts in facets(selection).items():
        known = ["1"] if name == "differs" else [value for value, _ in selection.filters.form.fields[name].choices]
        brute_force = {value: really_left(query, place, name, value) for value in known}
        assert {value: counts.get(value, 0) for value in known} == brute_force, name


def test_a_page_about_some_cells_counts_these_alone() -> None:
    selection = selected("", EVERYWHERE)
    counts = facets(selection, Among(lambda cell: cell.judgement.state == "contested", Q(state="contested")))
    assert {value for value, number in counts["state"].items() if number} == {"contested"}
    assert sum(counts["framework"].values()) == counts["state"]["contested"] > 0


def test_a_filter_that_the_address_has_decided_has_no_counts() -> None:
    assert "framework" not in facets(selected("", MATRIX))
    assert "aspect" not in facets(selected("", COMPANIES))


def test_what_cannot_be_counted_has_no_counts() -> None:
    assert set(facets(selected("state=empty", MATRIX))) == {"state", "flag", "certainty", "differs"}
    assert "framework" not in facets(selected("differs=1", EVERYWHERE))


@pytest.mark.parametrize(
    ("query", "most"),
    [("", 20), ("state=contested", 40), ("group=effort", 40), ("group=effort&flag=split", 40), ("source=blog-4", 40)],
)
def test_counts_take_a_bounded_number_of_queries(query: str, most: int) -> None:
    selection = selected(query, EVERYWHERE)
    with CaptureQueriesContext(connection) as caught:
        facets(selection)
    assert len(caught) <= most, len(caught)
