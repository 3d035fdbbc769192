"""Facets counted in SQL: bounded, and from the tallies where nothing narrows the base down."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Q
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from compare.filters import AXES, EVIDENCE, FILTERS
from compare.filters.base_filter import SlugsFilter
from compare.query import counts
from compare.query.counts import StoredCounts, frequent, is_few
from compare.query.places import EVERYWHERE, AddressPlace
from compare.query.selection import select
from tests import factories as make
from tests.compare.varied import PERIODS
from tests.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("varied_base")]

FACETED = [name for name, entry in FILTERS.items() if entry.facet]
MATRIX = AddressPlace({}, columns=("flask", "django"), rectangular=True)


def of(query: str = "", place: AddressPlace = EVERYWHERE, **listed: list[str]) -> StoredCounts:
    return StoredCounts(select(QueryDict(query), TODAY, place), Q(), listed)


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on, any cell is one too many to count."""
    monkeypatch.setattr(counts, "MOST_CELLS_SCANNED", 0)
    monkeypatch.setattr(counts, "MOST_READ", 0)


@pytest.mark.parametrize("name", ["framework", "group", "aspect", "company", "nature", "source", "state", "flag"])
def test_the_tallies_say_the_same_as_counting(name: str) -> None:
    told = {value: number for value, number in (of().count(name) or {}).items() if number}
    counted = counts._OF_SELECTION[FILTERS[name].facet](of(), name) or {}
    assert told == {value: number for value, number in counted.items() if number} != {}


@pytest.mark.usefixtures("far")
def test_of_a_large_base_the_tallies_still_answer_and_nothing_else_is_counted() -> None:
    answered = {name for name in FACETED if of().count(name) is not None}
    assert answered == {"framework", "group", "aspect", "company", "nature", "source", "state", "flag"}
    assert {name for name in FACETED if of("state=single").count(name) is not None} == {"state"}


@pytest.mark.usefixtures("far")
def test_the_values_of_the_one_filter_asked_for_are_still_told() -> None:
    assert of("framework=flask").count("framework") == of().count("framework")
    assert of("framework=flask").count("aspect") is None


def test_only_the_values_listed_are_counted() -> None:
    assert set(of(source=["blog-4"]).count("source") or {}) == {"blog-4"}
    assert set(of("state=single", aspect=["learning-curve"]).count("aspect") or {}) <= {"learning-curve"}
    assert set(of(place=MATRIX, source=["blog-4"]).count("source") or {}) <= {"blog-4"}


def test_claims_of_no_value_are_no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    dated = SlugsFilter(stage=EVIDENCE, field_name="as_of", noun="date", fixed={}, words="dated {}", effect="by date")
    monkeypatch.setitem(FILTERS, "as_of", dated)  # type: ignore[arg-type]
    assert set(of().count("as_of") or {}) == set(PERIODS) - {""}


@pytest.mark.parametrize("name", FACETED)
@pytest.mark.parametrize("query", ["", "differs=1&q=a", "state=empty&state=single", "group=effort"])
def test_a_count_takes_eight_queries_at_most(name: str, query: str) -> None:
    for place in (EVERYWHERE, MATRIX):
        one = of(query, place)
        with CaptureQueriesContext(connection) as caught:
            one.count(name)
        assert len(caught) <= 8, [query["sql"] for query in caught]


def test_drafts_make_no_scope_frequent() -> None:
    often, seldom = make.scope(slug="often"), make.scope(slug="seldom")
    for scope in (often, often, seldom):
        make.claim(scope=scope)
    for _ in range(3):
        make.draft(scope=seldom)
    slugs = frequent("scope", 100)
    assert slugs.index("often") < slugs.index("seldom")


@pytest.mark.parametrize("name", ["framework", "aspect", "company", "source", "scope"])
def test_the_most_frequent_of_the_whole_base_come_first(name: str) -> None:
    assert frequent(name, 1) == of().ranked(name, 1)
    assert frequent(name, 2)[:1] == frequent(name, 1)


@pytest.mark.parametrize("name", ["aspect", "company", "source", "scope"])
@pytest.mark.parametrize("query", ["", "state=single&state=contested", "group=effort"])
def test_the_most_frequent_of_what_stays_come_first(name: str, query: str) -> None:
    one = of(query, MATRIX)
    ranked = one.ranked(name, 3)
    cells = [select(QueryDict(f"{query}&{name}={slug}"), TODAY, MATRIX).claims for slug in ranked]
    numbers = [one.numbers[name][slug] for slug in ranked]
    assert numbers == sorted(numbers, reverse=True)
    if "state" not in query or FILTERS[name].stage == AXES:
        assert numbers == [len({claim.cell for claim in some}) for some in cells]


def test_an_address_is_of_few_cells_or_not() -> None:
    assert is_few(EVERYWHERE, 10_000)
    assert not is_few(EVERYWHERE, 3)
    assert is_few(AddressPlace({"framework": ("flask",), "aspect": ("learning-curve",), "company": ()}), 1)
