"""Rows that leave the database while they are read, all of one state of the base."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from django.db import connection, transaction

from kb.models import Revision

ROWS_IN_MEMORY = 250  # rows that are in memory at once
# PostgreSQL is asked in the order in which a statement names its tables, so that the first row comes at once; to
# compile a plan, or to start other processes for it, takes longer than that.
AS_WRITTEN = {
    "join_collapse_limit": "1", "enable_hashjoin": "off", "enable_mergejoin": "off", "enable_sort": "off",
    "jit": "off", "max_parallel_workers_per_gather": "0",
}  # fmt: skip


@contextmanager
def consistent_reads() -> Iterator[None]:
    """Within it, all that is read on this connection is of one state of the base, whatever others write meanwhile.

    Nothing is locked. It must be left on its own thread; an open one keeps SQLite's log from being cut. One query.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            _carry_out("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    else:
        with closing(connection.cursor()) as cursor:  # SQLite reads one state as long as one row waits to be fetched
            cursor.execute(f"SELECT number FROM {Revision._meta.db_table} UNION ALL SELECT 0")  # noqa: S608
            yield


def streamed(sql: str, parameters: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement, some at a time, within `one_state`. One query."""
    with closing(connection.chunked_cursor()) as cursor:
        with _as_written():
            cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(ROWS_IN_MEMORY):
            yield from rows


@contextmanager
def _as_written() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    _carry_out("; ".join(f"SET LOCAL {name} = {value}" for name, value in AS_WRITTEN.items()))
    yield
    _carry_out("; ".join(f"SET LOCAL {name} TO DEFAULT" for name in AS_WRITTEN))


def _carry_out(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
