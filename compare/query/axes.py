"""The cells on the axes of an address as conditions on their own columns, and a range of places where rows
of a group or an aspect stand together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import or_
from typing import Any

from django.db.models import Model, Q, QuerySet

from compare.filters import AXES, FILTERS, ComparisonFilter
from compare.query.places import AddressPlace
from kb.evidence.vocabulary import Vocabulary, fetch
from kb.models import Cell

MOST_RANGES = 4  # beyond, one list of aspects is cheaper than so many ranges
AFTER_BLANK = "!"  # what sorts right behind a blank, which ends a slug in a place


@dataclass(frozen=True)
class Condition:
    """A condition on rows that belong to cells, for a queryset and written out: the same question twice. Its columns
    stand behind ``{table}``.
    """

    make_q: Callable[[], Q]  # when it is asked for: most pages ask the other way alone
    sql: str
    parameters: Sequence[str]

    @property
    def q(self) -> Q:
        return self.make_q()


ANY = Condition(Q, "1 = 1", ())


def on_axes(place: AddressPlace, filters: ComparisonFilter, but: str = "", placed: bool = True) -> list[Condition]:
    """What the address and its query ask of a cell, ``but`` one filter of axes. ``placed``: of a stored one, whose
    place can be asked for.
    """
    pairs = [(name, slugs) for name, slugs in place.fixed.items() if FILTERS[name].stage == AXES]
    pairs += [("framework", place.columns)] if place.columns is not None else []
    pairs += [(name, slugs) for name, slugs in filters.staged(AXES).items() if name != but]
    return [_among(name, slugs, filters.vocabulary if placed else None) for name, slugs in pairs]


def of_aspects(slugs: Sequence[str]) -> Condition:
    """The cells of these aspects."""
    return _among("aspect", slugs, None)


def where_clause(conditions: Iterable[Condition], model: type[Model], *more: str) -> tuple[str, list[str]]:
    """All these conditions on the rows of a model as one in SQL, with its parameters; ``more`` are written out."""
    conditions, table = list(conditions), model._meta.db_table
    sql = [f"{table}.{text}" for text in more] + [condition.sql.format(table=table) for condition in conditions]
    return " AND ".join(sql), [value for condition in conditions for value in condition.parameters]


def _among(name: str, slugs: Sequence[str], vocabulary: Vocabulary | None) -> Condition:
    """Of some frameworks, aspects, groups or companies; without a company if none is named."""
    column, *path = FILTERS[name].field_name.split("__")
    if not slugs:
        # as the index of cells has it, and so that no database takes it for a rare value
        return Condition(lambda: Q(**{column: None}), f"coalesce({{table}}.{column}_id, 0) = 0", ())
    if vocabulary and (starts := _starts(name, slugs, vocabulary)):
        return _between([(start, f"{start[:-1]}{AFTER_BLANK}") for start in starts])
    model: Any = Cell._meta.get_field(column).related_model
    sql = _keys_sql(model, path, len(slugs))
    if len(slugs) == 1 and path == ["slug"]:  # one row, which leads on through an index of several columns
        return Condition(lambda: Q(**{f"{column}__slug": slugs[0]}), f"{{table}}.{column}_id = ({sql})", slugs)
    return Condition(
        lambda: Q(**{f"{column}__in": _rows_at(model, path, slugs)}), f"{{table}}.{column}_id IN ({sql})", slugs
    )


def _rows_at(model: Any, path: Sequence[str], values: Sequence[str]) -> QuerySet[Any]:
    """The rows of a model with these values at the end of a path: of an aspect those of its group."""
    column, *rest = path
    inner = _rows_at(model._meta.get_field(column).related_model, rest, values) if rest else values
    rows: QuerySet[Any] = model._default_manager.filter(**{f"{column}__in": inner}).order_by()
    return rows


def _keys_sql(model: Any, path: Sequence[str], number: int) -> str:
    """The same rows written out, by their primary keys, for so many values."""
    column, *rest = path
    table, marks = model._meta.db_table, ", ".join(["%s"] * number)
    if not rest:
        return f"SELECT id FROM {table} WHERE {column} IN ({marks})"  # noqa: S608
    keys = _keys_sql(model._meta.get_field(column).related_model, rest, number)
    return f"SELECT id FROM {table} WHERE {column}_id IN ({keys})"  # noqa: S608


def _between(ranges: Sequence[tuple[str, str]]) -> Condition:
    """Cells whose places lie in one of these ranges."""
    return Condition(
        lambda: reduce(or_, (Q(place__gte=start, place__lt=end) for start, end in ranges)),
        f"({' OR '.join(['({table}.place >= %s AND {table}.place < %s)'] * len(ranges))})",
        [*chain.from_iterable(ranges)],
    )


def _starts(name: str, slugs: Collection[str], vocabulary: Vocabulary) -> list[str]:
    """How the places of a few groups or aspects begin; empty for other things, many, or one that does not exist."""
    entry = FILTERS[name]
    if entry.place_start is None or len(slugs) > MOST_RANGES:
        return []
    rows = vocabulary.of(entry.kind)
    fetch(rows, slugs)
    if not all(slug in rows for slug in slugs):
        return []
    return [entry.place_start(slug, vocabulary) for slug in slugs]
