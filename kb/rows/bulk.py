"""Very many rows written at once, as tuples: to make a row of Django's for each costs several times what it takes to
store it.

No rule is checked and no signal sent: whoever writes here has checked, and says what follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import chain, islice
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connection, models

PAGES_AT_HAND = -32 * 1024  # KiB, as SQLite wants it
CLEARED_AT_ONCE = 100_000  # rows
VALUES_AT_ONCE = 900  # SQLite may take no more than 999 in a statement
ADAPTED = (models.DateField, models.DecimalField, models.JSONField)  # whose values no driver takes as they are

Row = tuple[Any, ...]
_T = TypeVar("_T")


@contextmanager
def pages_at_hand() -> Iterator[None]:
    """Within it, SQLite keeps 32 MiB of its file in memory instead of 2: new rows go to pages all over its indexes, and
    each page that is not at hand is read again. PostgreSQL has its own.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (usual,) = cursor.execute("PRAGMA cache_size").fetchone()
        cursor.execute(f"PRAGMA cache_size = {PAGES_AT_HAND}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {usual}")


def batches(rows: Iterable[_T], size: int) -> Iterable[list[_T]]:
    """The rows in their order, so many at once, as they come."""
    coming = iter(rows)
    while portion := list(islice(coming, size)):
        yield portion


def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    """The attributes that a row of the model is stored by, its primary key first."""
    return tuple(field.attname for field in model._meta.concrete_fields)


def values_of(model: type[models.Model]) -> Callable[[Any], Row]:
    """What gives the values of a row, in the order of `columns_of`."""
    return attrgetter(*columns_of(model))


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows, given as the values of some attributes. A statement for each 900 values."""
    _write(model, columns, rows)


def inserted(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> list[Row]:
    """Insert rows like `insert`. Returns them behind their primary keys, in any order."""
    return _write(model, columns, rows, f" RETURNING {', '.join(_quoted(('id', *columns)))}")


def put(model: type[models.Model], rows: Iterable[Row]) -> None:
    """Insert whole rows, or bring those stored under their primary key in line; one that is the same is not written."""
    _write(model, columns_of(model), rows, _in_line(model))


@cache
def _in_line(model: type[models.Model]) -> str:
    """How a statement ends that brings stored rows in line."""
    table, names = model._meta.db_table, _quoted(columns_of(model)[1:])
    changed = " OR ".join(f"{table}.{name} IS DISTINCT FROM excluded.{name}" for name in names)
    same = ", ".join(f"{name} = excluded.{name}" for name in names)
    return f" ON CONFLICT (id) DO UPDATE SET {same} WHERE {changed}"


def _write(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row], end: str = "") -> list[Row]:
    """What the statements return, if their ``end`` says so. Each has the values of many rows: SQLite keeps account of
    each statement, which costs as much as a row.
    """
    returned: list[Row] = []
    into = f"INSERT INTO {model._meta.db_table} ({', '.join(_quoted(tuple(columns)))}) VALUES"
    row_of_places = f"({', '.join(['%s'] * len(columns))})"
    adapters = _adapters(model, tuple(columns))
    with connection.cursor() as cursor:
        for portion in batches(rows, max(1, VALUES_AT_ONCE // len(columns))):
            adapted = (_adapted(row, adapters) for row in portion) if adapters else portion
            places = ", ".join([row_of_places] * len(portion))
            cursor.execute(f"{into} {places}{end}", list(chain.from_iterable(adapted)))
            if "RETURNING" in end:
                returned += cursor.fetchall()
    return returned


@cache
def _quoted(columns: tuple[str, ...]) -> list[str]:
    return [connection.ops.quote_name(name) for name in columns]


@cache
def _adapters(model: type[models.Model], columns: tuple[str, ...]) -> tuple[tuple[int, Any], ...]:
    """The places whose values are adapted to the database, with their fields."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return tuple((place, fields[name]) for place, name in enumerate(columns) if isinstance(fields[name], ADAPTED))


def _adapted(row: Row, adapters: tuple[tuple[int, Any], ...]) -> Row:
    values = list(row)
    for place, field in adapters:
        if values[place] is not None:
            values[place] = field.get_db_prep_save(values[place], connection)
    return tuple(values)


def clear(model: type[models.Model]) -> None:
    """Delete all rows of a table that nothing refers to, in portions of their keys: SQLite notes the key of each row
    that a statement deletes, hundreds of MiB for those of a large table. Two queries for each portion but the last.
    """
    rows = model._default_manager.order_by("pk")
    while ends := list(rows.values_list("pk", flat=True)[CLEARED_AT_ONCE : CLEARED_AT_ONCE + 1]):
        rows.filter(pk__lt=ends[0]).order_by().delete()
    rows.order_by().delete()


def parameters(model: type[models.Model], columns: Sequence[str], row: Row) -> Row:
    """The values of some attributes as the database takes them."""
    return _adapted(row, _adapters(model, tuple(columns)))


def reserve(model: type[models.Model], number: int) -> Sequence[int]:
    """So many primary keys that no row has or will have. One query; within a transaction that writes."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = f"pg_get_serial_sequence('{model._meta.db_table}', 'id')"
            cursor.execute(f"SELECT nextval({sequence}) FROM generate_series(1, %s)", [number])  # noqa: S608
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        row = cursor.fetchone()
    first = (row[0] if row else 0) + 1
    return range(first, first + number)
