"""The cells on the axes of an address as conditions on their own columns, and a range of places where rows
of a group or an aspect stand together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import or_
from typing import Any

from django.db.models import Model, Q, QuerySet

from compare.filters import AXES, ComparisonFilter
from compare.query.places import PATHS, AddressPlace
from kb.evidence.records import Vocabulary, fetch
from kb.models import Aspect, AspectGroup, Company, Framework

AXIS_MODELS: Mapping[str, type[Model]] = {
    "framework": Framework, "aspect": Aspect, "group": AspectGroup, "company": Company,
}  # fmt: skip
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
    pairs = [(name, slugs) for name, slugs in place.fixed.items() if PATHS[name][0] == AXES]
    pairs += [("framework", place.columns)] if place.columns is not None else []
    pairs += [(name, slugs) for name, slugs in filters.staged(AXES).items() if name != but]
    return [_among(name, slugs, filters.vocabulary if placed else None) for name, slugs in pairs]


def where_clause(conditions: Iterable[Condition], model: type[Model], *more: str) -> tuple[str, list[str]]:
    """All these conditions on the rows of a model as one in SQL, with its parameters; ``more`` are written out."""
    conditions, table = list(conditions), model._meta.db_table
    sql = [f"{table}.{text}" for text in more] + [condition.sql.format(table=table) for condition in conditions]
    return " AND ".join(sql), [value for condition in conditions for value in condition.parameters]


def _among(name: str, slugs: Sequence[str], vocabulary: Vocabulary | None) -> Condition:
    """Of some frameworks, aspects, groups or companies; without a company if none is named."""
    if not slugs:
        # as the index of cells has it, and so that no database takes it for a rare value
        return Condition(lambda: Q(**{name: None}), f"coalesce({{table}}.{name}_id, 0) = 0", ())
    if name == "nature":
        sql = f"SELECT id FROM {Aspect._meta.db_table} WHERE nature IN ({', '.join(['%s'] * len(slugs))})"  # noqa: S608
        return Condition(lambda: Q(aspect__nature__in=slugs), f"{{table}}.aspect_id IN ({sql})", slugs)
    if vocabulary and (starts := _starts(name, slugs, vocabulary)):
        return _between([(start, f"{start[:-1]}{AFTER_BLANK}") for start in starts])
    sql = f"SELECT id FROM {AXIS_MODELS[name]._meta.db_table} WHERE slug IN ({', '.join(['%s'] * len(slugs))})"  # noqa: S608
    if name == "group":
        sql = f"SELECT id FROM {Aspect._meta.db_table} WHERE group_id IN ({sql})"  # noqa: S608
        return Condition(lambda: Q(aspect__in=_named(name, slugs)), f"{{table}}.aspect_id IN ({sql})", slugs)
    if len(slugs) == 1:  # one value, which leads on through an index of several columns
        return Condition(lambda: Q(**{f"{name}__slug": slugs[0]}), f"{{table}}.{name}_id = ({sql})", slugs)
    return Condition(lambda: Q(**{f"{name}__in": _named(name, slugs)}), f"{{table}}.{name}_id IN ({sql})", slugs)


def _named(name: str, slugs: Sequence[str]) -> QuerySet[Any]:
    """The things with these names; of groups their aspects."""
    rows: Any = AXIS_MODELS[name]._default_manager.filter(slug__in=slugs).order_by()
    return Aspect.objects.filter(group__in=rows).order_by() if name == "group" else rows


def _between(ranges: Sequence[tuple[str, str]]) -> Condition:
    """Cells whose places lie in one of these ranges."""
    return Condition(
        lambda: reduce(or_, (Q(place__gte=start, place__lt=end) for start, end in ranges)),
        f"({' OR '.join(['({table}.place >= %s AND {table}.place < %s)'] * len(ranges))})",
        [*chain.from_iterable(ranges)],
    )


def _starts(name: str, slugs: Collection[str], vocabulary: Vocabulary) -> list[str]:
    """How the places of a few groups or aspects begin; empty for other things, many, or one that does not exist."""
    rows: Mapping[str, object] = {"group": vocabulary.groups, "aspect": vocabulary.aspects}.get(name, {})
    if len(slugs) > MOST_RANGES:
        return []
    fetch(rows, slugs)
    if not all(slug in rows for slug in slugs):
        return []
    return [vocabulary.groups[slug].start if name == "group" else vocabulary.place(slug, None) for slug in slugs]
