"""Which cells written rows reach: those that are judged from them, show their name or stand where they say.

Found through indexes, a query or two for each kind of row, in proportion to what is reached.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Func, Q

from kb.evidence.kinds import BY_COLUMN, KINDS, SOURCE
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


def unreached(claims: Collection[int]) -> list[tuple[int, str, int]]:
    """What these claims name or have from upstream that reaches no cell: claim, kind and key of each. One query, which
    looks into indexes alone; published claims are left out.
    """
    if not claims:
        return []
    claim, link = Claim._meta.db_table, SourceLink._meta.db_table
    chosen = f"{claim}.id IN ({', '.join(map(str, map(int, claims)))}) AND {claim}.status IN ('draft', 'review')"
    sources = " UNION ".join(
        f"SELECT id, {path}_id FROM {claim} WHERE {chosen} AND {path}_id IS NOT NULL"  # noqa: S608
        for path in FROM_CLAIMS[Source]
    )
    parts = [f"SELECT claim, '{SOURCE.name}', id FROM upstream WHERE NOT {_reached_sql(Source, 'upstream.id')}"]  # noqa: S608
    parts += [
        f"SELECT id, '{kind.name}', {path}_id FROM {claim} WHERE {chosen} AND {path}_id IS NOT NULL"  # noqa: S608
        f" AND NOT {_reached_sql(KIND_MODELS[kind.name], f'{claim}.{path}_id')}"
        for path, kind in BY_COLUMN.items()
        if kind is not SOURCE
    ]
    walk = f"""
        WITH RECURSIVE upstream (claim, id) AS (
            {sources}
            UNION
            SELECT upstream.claim, {link}.to_source_id FROM upstream JOIN {link} ON {link}.from_source_id = upstream.id
            WHERE {link}.kind = 'derives'
        )
        {" UNION ".join(parts)}
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(walk)
        return sorted(cursor.fetchall())


def _reached_sql(kind: type[models.Model], key: str) -> str:
    """A condition in SQL on a row of a kind by its key: whether it reaches any cell."""
    if kind is Source:
        link = SourceLink._meta.db_table
        return f"""EXISTS (
            WITH RECURSIVE behind (id) AS (
                SELECT {key}
                UNION
                SELECT {link}.from_source_id FROM behind JOIN {link} ON {link}.to_source_id = behind.id
                WHERE {link}.kind = 'derives'
            )
            SELECT 1 FROM behind WHERE {" OR ".join(_named_by("behind.id", kind))}
        )"""  # noqa: S608
    return f"({' OR '.join(_named_by(key, kind))})"


def _named_by(key: str, kind: type[models.Model]) -> list[str]:
    """By cells and published claims. Said so that no index of statuses leads SQLite through all that is published, and
    PostgreSQL reads no whole table.
    """
    claim, cell = f"{Claim._meta.db_table} AS published", Cell._meta.db_table
    of_cells = [f"SELECT 1 FROM {cell} WHERE {cell}.{FROM_CELLS[kind]}_id = {key}"] if kind in FROM_CELLS else []  # noqa: S608
    of_claims = [
        f"SELECT 1 FROM {claim} WHERE published.{path}_id = {key} AND coalesce(published.status, '') = 'published'"  # noqa: S608
        for path in FROM_CLAIMS.get(kind, ())
    ]
    return [f"EXISTS ({rows} LIMIT 1 OFFSET 0)" for rows in (*of_cells, *of_claims)]


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

    def in_table(self, table: str) -> str:
        """The same in SQL, of the rows of a table."""
        return self._written(f"{table}.framework_id", f"{table}.aspect_id", f"{table}.company_id")

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
    if isinstance(near, InCells):
        sql = f"SELECT {table}.id FROM {table} WHERE {near.in_table(table)}"  # noqa: S608
    else:
        rows = model._default_manager.filter(near).order_by().values("pk")
        sql, parameters = rows.query.get_compiler(connection=connection).as_sql()
    return sql + (where and f" AND {where}"), parameters


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
