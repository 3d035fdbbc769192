from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from compare.drawings.scale import MOST_VALUES, MOST_YEARS, number_ticks, round_step, year_ticks
from kb.evidence.periods import Period, parse_period
from tests.compare.records import TODAY

numbers = st.decimals(-(10**10), 10**10, allow_nan=False, places=4)
days = st.dates(date(1, 1, 1), date(9999, 12, 31))


@given(st.lists(numbers, min_size=1, max_size=9))
def test_round_values_lie_around_all_numbers(values: list[Decimal]) -> None:
    ticks, scale = number_ticks(values)
    assert ticks[0][0] <= min(values) <= max(values) <= ticks[-1][0]
    assert 2 <= len(ticks) <= MOST_VALUES + 2
    assert all(0 <= scale.onto(0, 100).at(value) <= 100 for value in values)


@given(st.lists(numbers, min_size=1, max_size=9))
def test_ticks_say_exactly_what_they_are(values: list[Decimal]) -> None:
    ticks, _ = number_ticks(values)
    assert [Decimal(text.replace(",", "")) for _, text in ticks] == [value for value, _ in ticks]


def test_no_tick_stands_below_zero_unless_a_value_does() -> None:
    assert [text for _, text in number_ticks([Decimal(1), Decimal("2.9")])[0]] == [
        "0.5",
        "1",
        "1.5",
        "2",
        "2.5",
        "3",
        "3.5",
    ]
    assert number_ticks([Decimal(0), Decimal(1)])[0][0][1] == "0"
    assert number_ticks([Decimal(-3)])[0][0][0] < -3


def test_steps_are_one_two_or_five() -> None:
    spans = [(Fraction(7), 5), (Fraction(40), 5), (Fraction(1, 100), 5), (Fraction(26), 8)]
    assert [round_step(*one) for one in spans] == [2, 10, Fraction(1, 500), 5]


@given(st.lists(st.tuples(days, days), max_size=5), st.none() | days)
def test_years_hold_every_period_and_today(pairs: list[tuple[date, date]], limit: date | None) -> None:
    periods = [Period(min(pair), max(pair)) for pair in pairs]
    ticks, scale = year_ticks(periods, TODAY, limit, 50, 600)
    marked = [TODAY, *(day for pair in pairs for day in pair), *([limit] if limit else [])]
    assert all(50 <= scale.at(day.toordinal()) <= 600 for day in marked)
    assert 1 <= len(ticks) <= MOST_YEARS + 1
    assert [x for x, _ in ticks] == sorted({x for x, _ in ticks})


def test_years_are_named_where_they_begin() -> None:
    ticks, _ = year_ticks([parse_period("2024-07")], TODAY, None, 0, 1096)
    assert ticks == [(0, "2024"), (366, "2025"), (732, "2026")]
