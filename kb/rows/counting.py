"""Counting no further than anybody reads: so a count costs the same, however large the base is."""

from __future__ import annotations

from typing import Any

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery

COUNT_BOUND = 10_000


class AtLeast(int):
    """A number that was not counted to its end: a 10000 that reads “10,000+”."""

    def __str__(self) -> str:
        return f"{self:,}"

    def __format__(self, spec: str) -> str:
        return f"{int(self):{spec}}+"


def bounded(count: int, most: int = COUNT_BOUND) -> int:
    """The count, or that there are more than ``most``."""
    return AtLeast(most) if count > most else count


def count_of(rows: QuerySet[Any], most: int = COUNT_BOUND) -> int:
    """How many rows there are, counted to ``most``. One query."""
    return bounded(rows.order_by().values("pk")[: most + 1].count(), most)


class CountColumn(Subquery):
    """How many rows there are, as a column: counted to one more than ``most`` (None: to the end)."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any], most: int | None = COUNT_BOUND, **extra: Any) -> None:
        super().__init__(rows.order_by().values("pk")[: None if most is None else most + 1], **extra)


def number_by(rows: QuerySet[Any], field: str, most: int) -> CountColumn:
    """How many of these rows name the row in hand in that field."""
    return CountColumn(rows.filter(**{field: OuterRef("pk")}), most)
