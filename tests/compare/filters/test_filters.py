"""What all filters share: what a query asks, how it is said, and what is refused."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given, reject
from hypothesis import strategies as st

from compare.filters import CELLS, FILTERS, MOST_PARAMETERS, BadQuery, ComparisonFilter, takes_nothing
from tests.compare.filters.asking import asked, refused
from tests.compare.records import vocabulary

SINGLE = [name for name, one in FILTERS.items() if not one.many]


def test_an_empty_value_is_no_value() -> None:
    assert asked("framework=&q=+&min_roots=&order=&page=&differs=&value=").criteria == {}
    assert asked("framework=&framework=flask").criteria == {"framework": ["flask"]}


@pytest.mark.parametrize("value", ["1_000", "٣", "1e3", "0x10", "two", "1.5"])
def test_a_number_is_written_in_plain_digits(value: str) -> None:
    (fault,) = refused(f"min_roots={value}")
    assert fault.field == "min_roots"


@pytest.mark.parametrize("query", ["nonsense", "nonsense=", "nonsense=1", "Framework=flask", "framework[]=flask"])
def test_an_unknown_parameter_is_refused_with_or_without_value(query: str) -> None:
    (fault,) = refused(query)
    assert fault.field == query.partition("=")[0]
    assert set(fault.allowed) == set(FILTERS)


def test_a_misspelled_parameter_names_the_right_one() -> None:
    (fault,) = refused("min_root=1")
    assert fault.nearest[0] == "min_roots"
    assert "Did you mean “min_roots”" in fault.message


def test_a_parameter_that_the_address_has_decided_is_refused_by_name() -> None:
    (fault,) = refused("framework=flask", without=("framework",))
    assert fault.message == "“framework” has no meaning at this address; leave it out."
    assert asked("framework=", without=("framework",)).criteria == {}


@pytest.mark.parametrize("name", SINGLE)
def test_a_parameter_of_one_value_takes_no_two(name: str) -> None:
    (fault,) = refused(f"{name}=1&{name}=2")
    assert fault.message == f"“{name}” takes one value, not 2."


@pytest.mark.parametrize("bad", ["%00", "a%00b", "%01", "%7F", "a%C2%85b", "%EF%BF%BE", "%ff", "%ED%A0%80"])
@pytest.mark.parametrize("name", FILTERS)
def test_no_value_has_a_control_character_or_bytes_that_are_no_text(name: str, bad: str) -> None:
    (fault,) = refused(f"{name}={bad}")
    assert fault.field == name
    assert "\x00" not in fault.message


def test_the_form_shows_a_mark_where_no_page_can_repeat_a_character() -> None:
    filters = ComparisonFilter(QueryDict("q=a%00b"), vocabulary())
    assert filters.form["q"].value() == "a\ufffdb"


def test_all_faults_are_named_at_once() -> None:
    faults = refused("framework=x&state=y&min_roots=z")
    assert [fault.field for fault in faults] == ["framework", "state", "min_roots"]


def test_misplaced_parameters_come_before_wrong_values() -> None:
    assert [fault.field for fault in refused("nonsense=1&state=y")] == ["nonsense"]


def test_a_query_has_a_bounded_number_of_values() -> None:
    assert asked("&".join(["framework=flask"] * MOST_PARAMETERS)).criteria == {"framework": ["flask"] * MOST_PARAMETERS}
    (fault,) = refused("&".join(["framework=flask"] * (MOST_PARAMETERS + 1)))
    assert fault.message == "A query has at most 500 values."


def test_a_message_repeats_only_the_beginning_of_a_long_value() -> None:
    (fault,) = refused(f"framework={'x' * 10_000}")
    assert len(fault.message) < 200
    assert len(fault.value) == 60
    (fault,) = refused("y" * 10_000)
    assert len(fault.message) < 200


def test_the_normalised_query_is_the_same_for_the_same_selection() -> None:
    orders = ["q=+a+&framework=flask&framework=django&value=12.90", "value=12.9&framework=django&framework=flask&q=a"]
    assert {asked(query).normalised() for query in orders} == {"framework=django&framework=flask&value=12.9&q=a"}


def test_the_normalised_query_asks_for_the_same_again() -> None:
    query = "since=2024-02&until=2025&scope=small&differs=1&min_roots=0&order=newest&page=2"
    assert asked(asked(query).normalised()).normalised() == asked(query).normalised()
    assert asked(query).normalised(leave_out=("page",)).count("page") == 0


SLUGS = {"framework": "flask django", "aspect": "orm share words curve", "group": "basics effort", "source": "a b c d"}
SLUGS |= {"scope": "small large", "state": "empty single", "flag": "stale hedged", "must": "own-orm", "nice": "own-orm"}
DIGITS = st.from_regex(r"[+-]?[0-9]{1,12}(\.[0-9]{1,12})?", fullmatch=True)
COUNTS = st.integers(1, 1_000_000).map(str)
DAYS = st.dates().map(lambda day: day.isoformat())
DATES = st.builds(lambda day, end: f" {day[:end]} ", DAYS, st.sampled_from([4, 7, 10]))
QUERIES = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.lists(st.sampled_from([*slugs.split(), ""])) for name, slugs in SLUGS.items()},
        "value": st.lists(DIGITS | st.sampled_from(["yes", "easy", ""])),
        **dict.fromkeys(("min_documents", "min_roots", "page"), COUNTS),
        **dict.fromkeys(("since", "until"), DATES),
        **{name: st.sampled_from(["1", ""]) for name in ("differs", "transpose")},
        "q": st.text(max_size=8),
        "order": st.sampled_from(["name", "newest", ""]),
    },
)


@given(QUERIES)
def test_the_normalised_query_of_any_accepted_one_is_accepted_and_is_itself(query: dict[str, Any]) -> None:
    try:
        accepted = asked(urlencode(query, doseq=True))
    except BadQuery:
        reject()
    assert asked(accepted.normalised()).normalised() == accepted.normalised()


def test_a_selection_is_said_in_words_in_the_order_of_the_stages() -> None:
    filters = asked("q=x&state=single&state=contested&source=a&framework=flask&framework=django&order=name")
    assert filters.words() == [
        "about Flask or Django",
        "said by A (article)",
        "in cells that are single or contested",
        "matching “x”",
    ]


def test_filters_are_staged() -> None:
    filters = asked("q=x&framework=flask&min_roots=1")
    assert set(filters.staged(CELLS)) == {"q", "min_roots"}
    assert filters.active == 3


def test_an_address_that_takes_nothing_refuses_anything() -> None:
    takes_nothing(QueryDict("q=&framework="))
    with pytest.raises(BadQuery) as caught:
        takes_nothing(QueryDict("q=x&nonsense="))
    assert [fault.field for fault in caught.value.faults] == ["q", "nonsense"]
