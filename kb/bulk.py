"""Very many rows written at once, as tuples: to make a row of Django's for each costs several times what it takes to
store it.

No rule is checked and no signal sent: whoever writes here has checked, and says what follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import islice
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connection, models

AT_ONCE = 5000  # rows that a statement is handed together: the database driver keeps them until they are written
ADAPTED = (models.DateField, models.DecimalField, models.JSONField)  # whose values no driver takes as they are

Row = tuple[Any, ...]
T = TypeVar("T")


def batches(rows: Iterable[T], size: int = AT_ONCE) -> Iterable[list[T]]:
    """The rows in their order, so many at once, as they come."""
    coming = iter(rows)
    while some := list(islice(coming, size)):
        yield some


def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    """The attributes that a row of the model is stored by, its primary key first."""
    return tuple(field.attname for field in model._meta.concrete_fields)


def values_of(model: type[models.Model]) -> Callable[[Any], Row]:
    """What gives the values of a row, in the order of `columns_of`."""
    return attrgetter(*columns_of(model))


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows, given as the values of some attributes. A statement for each 5,000."""
    _write(_insert_into(model, columns), model, columns, rows)


def put(model: type[models.Model], rows: Iterable[Row]) -> None:
    """Insert whole rows, or bring those stored under their primary key in line; one that is the same is not written."""
    columns = columns_of(model)
    table = model._meta.db_table
    changed = " OR ".join(f"{table}.{name} IS DISTINCT FROM excluded.{name}" for name in _quoted(columns[1:]))
    same = ", ".join(f"{name} = excluded.{name}" for name in _quoted(columns[1:]))
    sql = f"{_insert_into(model, columns)} ON CONFLICT (id) DO UPDATE SET {same} WHERE {changed}"
    _write(sql, model, columns, rows)


def _insert_into(model: type[models.Model], columns: Sequence[str]) -> str:
    places = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {model._meta.db_table} ({', '.join(_quoted(columns))}) VALUES ({places})"  # noqa: S608


def _quoted(columns: Iterable[str]) -> list[str]:
    return [connection.ops.quote_name(name) for name in columns]


def _write(sql: str, model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    adapters = _adapters(model, tuple(columns))
    with connection.cursor() as cursor:
        for some in batches(rows):
            cursor.executemany(sql, [_adapted(row, adapters) for row in some] if adapters else some)


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
