"""Long lists, of which a page is read: from a place on, or behind the row that a key names."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Q, QuerySet, Subquery

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Around(Generic[Row]):
    """The rows ``behind`` one of a list, whether it ``goes_on`` behind them, and the key of the row behind which
    the same number stands ``before``; empty: they stand at its beginning. ``first`` is the number of rows before
    those behind, None where nobody has counted them.
    """

    behind: Sequence[Row]
    goes_on: bool
    before: str
    first: int | None = None


class LongList(ABC, Generic[Row]):
    """A list in its order. ``noun`` is what a row of it is called."""

    noun = "row"

    @property
    @abstractmethod
    def number(self) -> int:
        """How many rows there are: an `AtLeast` where nobody has counted to the end."""

    @abstractmethod
    def between(self, first: int, last: int) -> Sequence[Row]:
        """The rows from one place to before another."""

    @abstractmethod
    def key_of(self, row: Row) -> str:
        """What a reader knows the row by."""

    @abstractmethod
    def around(self, key: str, most: int) -> Around[Row] | None:
        """At most so many rows behind that with a key; None if there is none."""


class PlacedList(LongList[Row]):
    """A list that finds how many rows stand before any. A row is read by its ref: whatever names it in the base."""

    @abstractmethod
    def refs(self, first: int, last: int) -> Sequence[Any]:
        """The refs of the rows from one place to before another."""

    @abstractmethod
    def read(self, refs: Sequence[Any]) -> Sequence[Row]:
        """The rows of some refs."""

    @abstractmethod
    def key_of_ref(self, ref: Any) -> str:
        """As `key_of` its row."""

    @abstractmethod
    def place(self, key: str) -> int | None:
        """How many rows stand before that with a key; None, or any number, if there is none."""

    def between(self, first: int, last: int) -> Sequence[Row]:
        return self.read(self.refs(first, last))

    def around(self, key: str, most: int) -> Around[Row] | None:
        place = self.place(key)
        if place is None:
            return None
        begin = max(0, place - most)
        refs, here = self.refs(begin, place + 2 + most), place - begin
        if here >= len(refs) or self.key_of_ref(refs[here]) != key:
            return None
        before, behind = self.key_of_ref(refs[0]) if place >= most else "", refs[here + 1 :]
        return Around(self.read(behind[:most]), len(behind) > most, before, place + 1)


class RowList(PlacedList[Row]):
    """Rows that are in memory."""

    def __init__(self, rows: Sequence[Row], key_of: Callable[[Row], str], noun: str = LongList.noun) -> None:
        self._rows, self._key_of, self.noun = rows, key_of, noun

    @property
    def number(self) -> int:
        return len(self._rows)

    def refs(self, first: int, last: int) -> Sequence[Row]:
        return self._rows[first:last]

    def read(self, refs: Sequence[Row]) -> Sequence[Row]:
        return refs

    def key_of(self, row: Row) -> str:
        return self._key_of(row)

    def key_of_ref(self, ref: Row) -> str:
        return self._key_of(ref)

    def place(self, key: str) -> int | None:
        return next((place for place, row in enumerate(self._rows) if self._key_of(row) == key), None)


def place_in(rows: QuerySet[Any], order: Sequence[str], condition: Q, alike: str = "") -> int:
    """How many of the rows stand before the wanted one in an order of columns, 0 if it is not among them. Those
    ``alike`` in a column count once. One query, which an index in this order answers.
    """
    this = rows.filter(condition).order_by()
    earlier = rows.filter(before(order, [Subquery(this.values(name.lstrip("-"))[:1]) for name in order])).order_by()
    return earlier.values(alike).distinct().count() if alike else earlier.count()


def before(order: Sequence[str], values: Sequence[Any]) -> Q:
    """What stands before a row with these values. The first column stands alone, too, so that its index leads there."""
    condition = _nearer(order[-1], values[-1])
    for name, value in reversed(list(zip(order[:-1], values[:-1], strict=True))):
        condition = _nearer(name, value) | Q(**{name.lstrip("-"): value}) & condition
    return _nearer(order[0], values[0], "e") & condition


def _nearer(name: str, value: Any, or_equal: str = "") -> Q:
    """What one column alone puts before a value."""
    return Q(**{f"{name.lstrip('-')}__{'gt' if name.startswith('-') else 'lt'}{or_equal}": value})
