"""From values and days to coordinates, with round ticks. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from kb.evidence.periods import Period

MOST_VALUES, MOST_YEARS = 5, 8  # steps between ticks


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers from ``low`` to ``high`` onto coordinates from ``start`` to ``end``."""

    low: Fraction
    high: Fraction
    start: int = 0
    end: int = 1

    def at(self, value: Decimal | int) -> int:
        share = (Fraction(value) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start))

    def onto(self, start: int, end: int) -> Scale:
        return Scale(self.low, self.high, start, end)


def round_step(span: Fraction, most: int) -> Fraction:
    """The smallest of 1, 2 and 5, times a power of ten, that parts a span into at most so many steps."""
    power = Fraction(1)
    while span / power > most * 10:
        power *= 10
    while span / power <= most:
        power /= 10
    return next(power * factor for factor in (1, 2, 5, 10) if span / (power * factor) <= most)


def number_ticks(values: Iterable[Decimal]) -> tuple[list[tuple[Decimal, str]], Scale]:
    """Round values around these, none below zero unless one of these is; and the scale from the first to the last."""
    fractions = [Fraction(value) for value in values] or [Fraction(0)]
    low, high = min(fractions), max(fractions)
    spare = (high - low) / 8 or abs(high) / 10 or Fraction(1)
    floor = Fraction(0) if low >= 0 else low - spare
    low, high = max(low - spare, floor), high + spare
    step = round_step(high - low, MOST_VALUES)
    first, last = low // step, -(-high // step)
    ticks = [step * n for n in range(int(first), int(last) + 1)]
    return [(_decimal(tick), _written(tick)) for tick in ticks], Scale(ticks[0], ticks[-1])


def year_ticks(
    periods: Sequence[Period], today: date, limit: date | None, start: int, end: int
) -> tuple[list[tuple[int, str]], Scale]:
    """The beginnings of years, and the scale of days over whole years: periods, today and the limit lie within."""
    days = [today, *(day for period in periods for day in (period.start, period.end)), *([limit] if limit else [])]
    first, last = min(days).year, max(days).year
    scale = Scale(Fraction(date(first, 1, 1).toordinal()), Fraction(date(last, 12, 31).toordinal()), start, end)
    step = max(1, int(round_step(Fraction(last - first + 1), MOST_YEARS)))
    years = [year for year in range(first, last + 1) if (year - first) % step == 0]
    return [(scale.at(date(year, 1, 1).toordinal()), f"{year:04}") for year in years], scale


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _written(value: Fraction) -> str:
    """“12.5”, “55,600”: no more decimals than it has."""
    text = f"{_decimal(value):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
