"""Rows of one state of the base; `tests/served/test_streams.py` has the same on SQLite, over the wire."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from django.db import connection

from kb.models import Revision
from kb.rows.cursors import ROWS_IN_MEMORY, consistent_reads, streamed

NUMBERS = (
    "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s) SELECT n FROM numbers"
)


@pytest.fixture
def other(transactional_db: None) -> Iterator[Any]:
    """Another connection to the same base, which commits what it writes."""
    with closing(connection.copy()) as second:
        yield second


def number() -> int:
    return Revision.objects.values_list("number", flat=True).get()


@pytest.mark.postgres
def test_what_others_write_is_seen_only_after_one_state(other: Any) -> None:
    Revision.objects.update_or_create(id=1, defaults={"number": 7})
    with consistent_reads():
        before = number()
        with other.cursor() as cursor:
            cursor.execute("UPDATE kb_revision SET number = 8")
        within = number()
    assert (before, within, number()) == (7, 7, 8)


@pytest.mark.postgres
def test_a_stream_that_is_left_leaves_nothing_open(other: Any) -> None:
    with consistent_reads():
        rows = streamed(NUMBERS, [ROWS_IN_MEMORY * 3])
        assert next(rows) == (1,)
        rows.close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_cursors")
            assert cursor.fetchone() == (0,)
            cursor.execute("SHOW enable_sort")
            assert cursor.fetchone() == ("on",)
    assert not connection.in_atomic_block


@pytest.mark.django_db
@pytest.mark.parametrize("many", [0, 1, ROWS_IN_MEMORY, ROWS_IN_MEMORY + 1, ROWS_IN_MEMORY * 3])
def test_all_rows_come_in_their_order(many: int) -> None:
    with consistent_reads():
        rows = [n for (n,) in streamed(f"SELECT n FROM ({NUMBERS}) AS all_numbers WHERE n <= %s", [many or 1, many])]  # noqa: S608
    assert rows == list(range(1, many + 1))
