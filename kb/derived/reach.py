"""Which cells written rows reach: those that are judged from them, show their name or stand where they say.

Found through indexes, a query or two for each kind of row, in proportion to what is reached.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Func, Q

from kb.evidence.kinds import KINDS
from kb.evidence.records import ADOPTION
from kb.models import Cell, Claim, Reading, Source, SourceLink
from kb.models.kind_models import KIND_MODELS
from kb.rows.statements import portions

KEYS_AT_ONCE = 500  # primary keys in one condition


class CellIds(NamedTuple):
    framework: int
    aspect: int
    company: int | None


# Paths from a cell, and from a published claim in it, to what they name.
FROM_CELLS: Mapping[type[models.Model], str] = {
    KIND_MODELS[name]: kind.in_cell for name, kind in KINDS.items() if kind.in_cell
}
FROM_CLAIMS: Mapping[type[models.Model], tuple[str, ...]] = {
    KIND_MODELS[name]: kind.in_claim for name, kind in KINDS.items()
}
Rows = Mapping[type[models.Model], Collection[int]]
Near = Q | Func  # a condition of rows by their cell


def cells_reached(rows: Rows) -> set[CellIds]:
    """The cells that rows reach, given by kind and primary key; of a source also those of all that derive from it. A
    reading is given by its framework.
    """
    return {cell for reached in _reached(rows) for cell in _places(reached)}


def _reached(rows: Rows) -> Iterator[models.QuerySet[Any]]:
    """Rows of cells and of published claims that stand in the cells reached."""
    for kind, keys in rows.items():
        reached: Collection[int] = keys
        if kind is Reading:  # only a cell without a claim says which sources were read for it
            yield Cell.objects.filter(framework__in=keys, claims=0)
        if kind is Source:
            reached = {key for group in portions(sorted(keys), KEYS_AT_ONCE) for key in _derived_from(group)}
        for portion in portions(sorted(reached), KEYS_AT_ONCE):
            if kind in FROM_CELLS:
                yield Cell.objects.filter(**{f"{FROM_CELLS[kind]}__in": portion})
            for path in FROM_CLAIMS.get(kind, ()):
                yield Claim.objects.published().filter(**{f"{path}__in": portion})


def adoption_cells(companies: Collection[int]) -> set[CellIds]:
    """The cells that say which frameworks some companies use: a claim in one can split the others. One query."""
    cell_ids: set[CellIds] = set()
    for portion in portions(sorted(companies), KEYS_AT_ONCE):
        cell_ids |= _places(Cell.objects.filter(aspect__slug=ADOPTION, company__in=portion))
    return cell_ids


class InCells(Func):
    """The condition of rows that are in one of these cells, written out: of many Django takes longer to build it than a
    database to answer it.
    """

    def __init__(self, cells: Iterable[CellIds]) -> None:
        super().__init__("framework", "aspect", "company", output_field=models.BooleanField())
        self._frameworks: dict[tuple[int, int | None], list[int]] = {}
        for framework, aspect, company in cells:
            self._frameworks.setdefault((aspect, company), []).append(framework)

    def as_sql(self, compiler: Any, database: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        if not self._frameworks:
            raise EmptyResultSet
        return self._written(*(compiler.compile(column)[0] for column in self.get_source_expressions())), []

    def parts_in(self, table: str, *, is_absent_zero: bool) -> list[str]:
        """The same in SQL as conditions of which each row meets one, on the rows of a table. ``is_absent_zero``: its
        index of cells has 0 for no company.
        """
        return [
            f"{table}.aspect_id = {aspect} AND {_of_company(table, company, is_absent_zero)}"
            f" AND {table}.framework_id IN ({', '.join(map(str, frameworks))})"
            for (aspect, company), frameworks in self._frameworks.items()
        ]

    def _written(self, framework: str, aspect: str, company: str) -> str:
        rows = (
            f"({aspect} = {int(row)} AND {company} {'IS NULL' if about is None else f'= {int(about)}'}"
            f" AND {framework} IN ({', '.join(map(str, map(int, keys)))}))"
            for (row, about), keys in self._frameworks.items()
        )
        return f"({' OR '.join(rows)})"


def keys_near(model: type[models.Model], near: Near, where: str = "") -> tuple[str, Sequence[Any]]:
    """A statement of the primary keys of the rows near, ``where`` a condition in SQL holds, and its parameters. That of
    some cells is written out: each save asks several.
    """
    table, parameters = model._meta.db_table, ()
    more = where and f" AND {where}"
    if isinstance(near, InCells):
        # joined by OR, an aspect that all have in common would lead SQLite through all of its cells
        parts = near.parts_in(table, is_absent_zero=model is not Claim)
        return " UNION ALL ".join(f"SELECT {table}.id FROM {table} WHERE {part}{more}" for part in parts), parameters  # noqa: S608
    rows = model._default_manager.filter(near).order_by().values("pk")
    sql, parameters = rows.query.get_compiler(connection=connection).as_sql()
    return sql + more, parameters


def _of_company(table: str, company: int | None, is_absent_zero: bool) -> str:
    if is_absent_zero:
        return f"coalesce({table}.company_id, 0) = {company or 0}"
    return f"{table}.company_id {'IS NULL' if company is None else f'= {company}'}"


def _places(rows: models.QuerySet[Any]) -> set[CellIds]:
    places = rows.order_by().values_list("framework_id", "aspect_id", "company_id").distinct()
    return {CellIds(*place) for place in places}


def _derived_from(sources: Sequence[int]) -> list[int]:
    """These sources and all that derive from them, near or far. One query."""
    link = SourceLink._meta.db_table
    starts = ", ".join(["%s"] * len(sources))
    walk = f"""
        WITH RECURSIVE walk (id) AS (
            SELECT id FROM {Source._meta.db_table} WHERE id IN ({starts})
            UNION
            SELECT {link}.from_source_id FROM walk JOIN {link} ON {link}.to_source_id = walk.id
            WHERE {link}.kind = 'derives'
        )
        SELECT id FROM walk ORDER BY id
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(walk, sources)
        return [key for (key,) in cursor.fetchall()]
