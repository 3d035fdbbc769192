"""Values in an address are read as at every other door."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.filters.base_filter import PeriodField
from compare.filters.cell_filters import ValuesField, number
from kb.entry.entry_faults import UnfitEntry
from kb.entry.entry_values import POINT, read_flag, read_number
from kb.entry.names import Names, WordLabel

NAMES = {"yes": "yes", "no": "no", "easy": "Easy"}
NUMBERS = st.text("0123456789.,' \u00a0-", max_size=12)


def words(*texts: str) -> list[str]:
    labels = Names([WordLabel(*pair) for pair in NAMES.items()])
    return ValuesField(noun="value", names=NAMES, look_up=lambda unknown: labels).clean(list(texts))


@given(NUMBERS)
def test_a_number_is_read_as_in_a_file_with_a_decimal_point(text: str) -> None:
    try:
        expected: Decimal | None = read_number(text, decimal_mark=POINT).number
    except UnfitEntry:
        expected = None
    assert number(text) == expected


@given(st.sampled_from(["yes", "Y", "no", "N", "true", "FALSE"]), st.sampled_from(["", " ", "\u00a0"]))
def test_a_yes_or_no_is_read_as_everywhere(text: str, blank: str) -> None:
    assert words(text + blank) == ["yes" if read_flag(text) else "no"]


@pytest.mark.parametrize(("text", "word"), [("EASY", "easy"), ("12.90", "12.9"), ("50\u00a0363", "50363"), ("1", "1")])
def test_a_value_is_written_in_one_way(text: str, word: str) -> None:
    assert words(text) == [word]


def test_a_period_may_stand_between_blanks() -> None:
    assert str(PeriodField().clean("\u00a02024-05 ")) == "2024-05"
