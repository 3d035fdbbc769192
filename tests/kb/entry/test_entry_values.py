"""Yes and no, numbers and texts, as people and files write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.entry.entry_faults import UnfitEntry
from kb.entry.entry_values import POINT, decimal_mark_of, read_flag, read_number, settled_mark

MARKS = st.sampled_from([".", ",", " ", "\u00a0", "\u202f", "'", ""])
NUMBERS = st.tuples(st.lists(st.integers(0, 999).map(str), min_size=1, max_size=3), MARKS, MARKS).map(
    lambda parts: parts[1].join(parts[0]) + parts[2] * (len(parts[0]) > 1) + parts[0][-1]
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12.9", "12.9"),
        ("12,9", "12.9"),
        ("12.90000", "12.9"),
        ("0,125", "0.125"),
        ("1234.567", "1234.567"),
        ("1.234.567", "1234567"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("50\u00a0363", "50363"),
        ("50\u202f363,25", "50363.25"),
        ("1 234,567", "1234.567"),
        ("12'345", "12345"),
        ("\u22125", "-5"),
    ],
)
def test_a_number_that_can_be_meant_in_one_way_is_read(text: str, number: str) -> None:
    assert read_number(text).number == read_number(text, decimal_mark=POINT).number == Decimal(number)


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("55.600", ("55600", "55.6")),
        ("14,200", ("14200", "14.2")),
        ("-1.234", ("-1234", "-1.2340")),
        ("1,000", ("1000", "1")),
    ],
)
def test_one_mark_before_three_digits_is_asked_about(text: str, choices: tuple[str, str]) -> None:
    with pytest.raises(UnfitEntry) as unfit:
        read_number(text)
    assert unfit.value.fault.allowed == choices
    assert read_number(choices[0]).number == read_number(text, decimal_mark="," if "." in text else ".").number
    assert read_number(choices[1]).number == read_number(text, decimal_mark="." if "." in text else ",").number


@pytest.mark.parametrize("text", ["", "1e5", "1 23", "12.34.567", "1,2,3", "0.000.000", "٣", "1.234.567.", "--1"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(UnfitEntry, match="This takes a number"):
        read_number(text)


@pytest.mark.parametrize("text", ["50 363", "1.234.567"])
def test_a_number_in_groups_says_how_it_was_read(text: str) -> None:
    entry = read_number(text)
    assert entry.note == f"“{text}” is read as {entry.number}."


@pytest.mark.parametrize(
    ("text", "mark"),
    [("12,9", ","), ("12.9", "."), ("1.234.567", ","), ("1 234,5", ","), ("55.600", ""), ("5", ""), ("x", "")],
)
def test_a_number_shows_the_decimal_mark_of_its_country(text: str, mark: str) -> None:
    assert decimal_mark_of(text) == mark


def test_marks_of_both_kinds_settle_nothing() -> None:
    assert (settled_mark(["", ",", ","]), settled_mark([".", ","]), settled_mark([""])) == (",", "", "")


@given(NUMBERS)
def test_what_one_door_reads_the_others_read_alike_or_ask(text: str) -> None:
    try:
        point = read_number(text, decimal_mark=POINT).number
    except UnfitEntry:
        with pytest.raises(UnfitEntry):
            read_number(text)
        return
    try:
        assert read_number(text).number == point
    except UnfitEntry as unfit:
        assert str(point) in {str(read_number(choice).number) for choice in unfit.fault.allowed}  # noqa: PT017


@pytest.mark.parametrize(("cell", "value"), [("Y", True), (" no\u00a0", False), (True, True), ("", None), (None, None)])
def test_yes_and_no_can_be_short(cell: object, value: bool | None) -> None:
    assert read_flag(cell) is value
