"""Counts kept beside the cells, so that no page counts them all: tallies of groups, occurrences of things,
what ends to be fresh in which month, who is said to use what.

Only the roll-up writes them, in the transaction that changes the cells, under the lock of the revision.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVar

from django.db import connection, models

from kb.derived.cell_rows import FLAG_COLUMNS
from kb.evidence.judgement import State
from kb.evidence.records import ADOPTION
from kb.models import AdoptionTally, Aspect, Cell, Expiry, Occurrence, Source, Tally
from kb.rows import bulk
from kb.rows.statements import Statement

MARKS = (*FLAG_COLUMNS, "against_itself")  # of a cell, that are counted
TALLY_SUMS = ("cells", "claims", *MARKS)
OCCURRENCE_COLUMNS = ("claims", "cells", "contested")
EXPIRING = ("cells",)
ADOPTING = ("cells",)
CELL_COLUMNS = (
    "framework_id", "aspect_id", "company_id", "aspect__group_id", "aspect__per_company",
    "aspect__stale_after_months", "state", "empty", "claims", "sources", "fresh_until", "place", "certainty",
    "affirmed", *MARKS,
)  # fmt: skip
CELLS = Statement(Cell, *CELL_COLUMNS, order="1, 2")
Key = TypeVar("Key")


class TallyKey(NamedTuple):
    framework_id: int
    group_id: int
    per_company: bool
    ageing: bool
    state: str
    empty: str


class ExpiryKey(NamedTuple):
    framework_id: int
    group_id: int
    per_company: bool
    state: str
    month: date


class OccurrenceKey(NamedTuple):
    kind: str
    target: int


class AdoptionKey(NamedTuple):
    framework_id: int
    state: str
    certainty: str
    affirmed: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """What some cells add up to: numbers in the order of `TALLY_SUMS`, `OCCURRENCE_COLUMNS`, `EXPIRING` and `ADOPTING`,
    by key.
    """

    tallies: Mapping[TallyKey, list[int]]
    occurrences: Mapping[OccurrenceKey, list[int]]
    expiries: Mapping[ExpiryKey, list[int]]
    adoptions: Mapping[AdoptionKey, list[int]]

    def plus(self, other: Counts) -> Counts:
        """What both add up to."""
        return self.less(NO_COUNTS.less(other))

    def less(self, other: Counts) -> Counts:
        """How much more that is than others add up to; keys without a difference are left out."""
        return Counts(
            _less(self.tallies, other.tallies),
            _less(self.occurrences, other.occurrences),
            _less(self.expiries, other.expiries),
            _less(self.adoptions, other.adoptions),
        )


NO_COUNTS = Counts({}, {}, {}, {})


class Former:
    """What stored cells were counted under before rows were written: columns of aspects, slugs of sources."""

    def __init__(self) -> None:
        self.aspects: dict[int, tuple[Any, ...]] = {}
        self.sources: dict[str, int] = {}

    def keep(self, row: models.Model, before: tuple[Any, ...] | None) -> None:
        """What a row of these kinds was; what it first was counts."""
        if before and isinstance(row, Aspect):
            self.aspects.setdefault(row.pk, before)
        elif before and isinstance(row, Source):
            self.sources.setdefault(before[0], row.pk)

    def include(self, later: Former) -> None:
        self.aspects = later.aspects | self.aspects
        self.sources = later.sources | self.sources


def _less(these: Mapping[Key, list[int]], those: Mapping[Key, list[int]]) -> dict[Key, list[int]]:
    rest: dict[Key, list[int]] = {}
    for key in {*these, *those}:
        more, fewer = these.get(key), those.get(key)
        numbers = [a - b for a, b in zip(more or [0] * len(fewer or ()), fewer or [0] * len(more or ()), strict=True)]
        if any(numbers):
            rest[key] = numbers
    return rest


def counts_of(cells: Iterable[tuple[Any, ...]], sources: Mapping[str, int]) -> Counts:
    """What cells add up to, from their `CELL_COLUMNS`; ``sources`` are primary keys by slug."""
    tallies: dict[TallyKey, list[int]] = defaultdict(lambda: [0] * len(TALLY_SUMS))
    occurrences: dict[OccurrenceKey, list[int]] = defaultdict(lambda: [0] * len(OCCURRENCE_COLUMNS))
    expiries: dict[ExpiryKey, list[int]] = defaultdict(lambda: [0])
    adoptions: dict[AdoptionKey, list[int]] = defaultdict(lambda: [0])
    for framework, aspect, company, group, per_company, *columns in cells:
        stale_after, state, empty, claims, by_source, fresh_until, place, certainty, affirmed, *marks = columns
        if fresh_until:
            month = fresh_until.replace(day=1)
            _add(expiries[ExpiryKey(framework, group, per_company, str(state), month)], [1])
        key = TallyKey(framework, group, per_company, stale_after is not None, str(state), str(empty))
        _add(tallies[key], [1, claims, *map(int, marks)])
        if not claims:
            continue
        if company is not None and is_of_adoption(place):
            _add(adoptions[AdoptionKey(framework, str(state), str(certainty), affirmed)], [1])
        contested = int(state == State.CONTESTED)
        for kind, target in (("framework", framework), ("aspect", aspect), ("company", company)):
            if target is not None:
                _add(occurrences[OccurrenceKey(kind, target)], [claims, 1, contested])
        for slug, number in by_source.items():
            _add(occurrences[OccurrenceKey("source", sources[slug])], [number, 1, contested])
    return Counts(tallies, occurrences, expiries, adoptions)


def is_of_adoption(place: str) -> bool:
    """Whether the row at a place, as `place_of` makes it, says who uses a framework."""
    return place.split(" ")[-2] == ADOPTION


def _add(numbers: list[int], more: Iterable[int]) -> None:
    for place, number in enumerate(more):
        numbers[place] += number


def stored_counts(keys: str, parameters: Sequence[Any], former: Former) -> Counts:
    """What stored cells, whose primary keys a statement gives, added up to when they were counted. Two queries."""
    rows = [_tally_columns(row, former) for row in CELLS.of_keys(keys, parameters)]
    slugs = {slug for row in rows for slug in row[CELL_COLUMNS.index("sources")]} - former.sources.keys()
    known = dict(Source.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    return counts_of(rows, known | former.sources)


def _tally_columns(row: tuple[Any, ...], former: Former) -> tuple[Any, ...]:
    columns = former.aspects.get(row[1])
    return (*row[:3], *columns, *row[6:]) if columns else row


def stored_totals() -> Counts:
    """All that is stored. Four queries."""
    return Counts(
        _stored(Tally, TallyKey, TALLY_SUMS),
        _stored(Occurrence, OccurrenceKey, OCCURRENCE_COLUMNS),
        _stored(Expiry, ExpiryKey, EXPIRING),
        _stored(AdoptionTally, AdoptionKey, ADOPTING),
    )


def _stored(model: Any, key: Any, columns: tuple[str, ...]) -> dict[Any, list[int]]:
    places = len(key._fields)
    rows = model.objects.order_by().values_list(*key._fields, *columns)
    return {key(*row[:places]): list(row[places:]) for row in rows}


def store(counts: Counts) -> None:
    """Write these counts in place of all that are stored."""
    for model, columns, numbers in _tables(counts):
        model.objects.all().delete()
        if numbers:
            keys = next(iter(numbers))._fields
            bulk.insert(model, (*keys, *columns), ((*key, *sums) for key, sums in numbers.items()))


def add(counts: Counts) -> None:
    """Add these counts, some of them negative, to what is stored. A query or two for each key."""
    for model, columns, numbers in _tables(counts):
        _add_stored(model, columns, numbers)


def _tables(counts: Counts) -> list[tuple[Any, tuple[str, ...], Mapping[Any, list[int]]]]:
    """The tables of the counts, with the columns that hold their numbers."""
    return [
        (Tally, TALLY_SUMS, counts.tallies),
        (Occurrence, OCCURRENCE_COLUMNS, counts.occurrences),
        (Expiry, EXPIRING, counts.expiries),
        (AdoptionTally, ADOPTING, counts.adoptions),
    ]


def _add_stored(model: Any, columns: tuple[str, ...], counts: Mapping[Any, list[int]]) -> None:
    """Statements are written out: to build one for each key costs many times what it takes to carry it out."""
    table, keys = model._meta.db_table, next(iter(counts), TallyKey)._fields
    place = " AND ".join(f"{name} = %s" for name in keys)
    add = f"UPDATE {table} SET {', '.join(f'{name} = {name} + %s' for name in columns)} WHERE {place}"  # noqa: S608
    drop = f"DELETE FROM {table} WHERE {place} AND cells = 0"  # noqa: S608
    with connection.cursor() as cursor:
        for key, numbers in counts.items():
            values = bulk.parameters(model, keys, key)
            cursor.execute(add, [*numbers, *values])
            if not cursor.rowcount:
                bulk.insert(model, (*keys, *columns), [(*key, *numbers)])
            elif numbers[columns.index("cells")] < 0:
                cursor.execute(drop, values)


def totals() -> Counter[str]:
    """The whole base in numbers: cells and claims by state, cells by flag. One query."""
    counts: Counter[str] = Counter()
    for state, *numbers in Tally.objects.order_by().values_list("state", *TALLY_SUMS):
        counts.update({f"state {state}": numbers[0]})
        counts.update(dict(zip(TALLY_SUMS, numbers, strict=True)))
    return counts
