"""The time a claim speaks about: a span of whole days, read from ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

Pure: no database, no settings, no clock.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to `end`, both days included."""

    start: date
    end: date

    def overlaps(self, other: Period) -> bool:
        """Share at least one day."""
        return self.start <= other.end and other.start <= self.end

    def __str__(self) -> str:
        """As people write it: 2024, 2024-11 or 2024-11-30."""
        day = self.start.isoformat()
        if self.start == self.end:
            return day
        return day[:4] if (self.start.month, self.end.month) == (1, 12) else day[:7]


def parse_period(text: str) -> Period:
    """The days that a year, a month or a day covers. ValueError, in words for an editor, otherwise."""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise ValueError(f"“{text}” is not a date: write YYYY, YYYY-MM or YYYY-MM-DD, like 2024-05.")
    year, month, day = (int(part) if part else None for part in match.groups())
    if not year:
        raise ValueError(f"“{text}”: there is no year 0000.")
    if month is None:
        return Period(date(year, 1, 1), date(year, 12, 31))
    if not 1 <= month <= 12:
        raise ValueError(f"“{text}”: there is no month {month:02}, months go from 01 to 12.")
    return _month_or_day(text, year, month, day)


def _month_or_day(text: str, year: int, month: int, day: int | None) -> Period:
    last = monthrange(year, month)[1]
    if day is None:
        return Period(date(year, month, 1), date(year, month, last))
    if not 1 <= day <= last:
        raise ValueError(f"“{text}”: there is no day {day:02}, this month goes from 01 to {last}.")
    return Period(date(year, month, day), date(year, month, day))


def period_of(as_of: str, modified_on: str, published_on: str) -> Period | None:
    """The period of a claim: its own `as_of`, else when its source was modified, else published, as they are written.

    None if there is none of them. ValueError if it cannot be read.
    """
    written = as_of or modified_on or published_on
    return parse_period(written) if written else None


def newest(periods: Iterable[Period | None]) -> Period | None:
    """The period that ends last (then starts last); None if none of them is known."""
    known = [period for period in periods if period is not None]
    return max(known, key=lambda period: (period.end, period.start), default=None)


def oldest(periods: Iterable[Period | None]) -> Period | None:
    """The period that starts first (then ends first); None if none of them is known."""
    known = [period for period in periods if period is not None]
    return min(known, key=lambda period: (period.start, period.end), default=None)


def add_months(day: date, n: int) -> date:
    """The same day `n` months on (back, if negative), at most the month's last day.

    A result outside the calendar (years 1 to 9999) is its first or last day: a claim about the year 9999 is
    judged like any other.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    if year > date.max.year:
        return date.max
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
