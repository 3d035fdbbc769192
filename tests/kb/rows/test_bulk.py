"""Rows as tuples: stored as Django would store them, and written only where they differ."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kb.derived.new_rows import write_new
from kb.models import Cell, Claim, Word
from kb.rows import bulk
from tests import factories as make
from tests.compare.varied import build
from tests.kb.bases import cells

pytestmark = pytest.mark.django_db


def row_of(row: Any) -> bulk.Row:
    return bulk.values_of(type(row))(row)


def test_rows_come_back_as_they_were() -> None:
    build()
    rows, before = [row_of(row) for row in Cell.objects.all()], cells()
    Cell.objects.all().delete()
    bulk.insert(Cell, bulk.columns_of(Cell), rows)
    assert cells() == before


def test_only_what_differs_is_written() -> None:
    build()
    rows = list(Cell.objects.order_by("pk"))
    rows[0].newest, rows[0].words = date(2001, 2, 3), "changed"
    with connection.cursor() as cursor:
        before = changes(cursor)
        bulk.put(Cell, map(row_of, rows))
        assert changes(cursor) - before == 1
    assert Cell.objects.get(pk=rows[0].pk).words == "changed"


def changes(cursor: Any) -> int:
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite counts what it has written.")
    return int(cursor.execute("SELECT total_changes()").fetchone()[0])


def cache_size() -> int:
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite has its pages in the process.")
    with connection.cursor() as cursor:
        return int(cursor.execute("PRAGMA cache_size").fetchone()[0])


def test_more_pages_are_at_hand_for_a_while() -> None:
    before = cache_size()
    with bulk.pages_at_hand():
        assert cache_size() == bulk.PAGES_AT_HAND
    assert cache_size() == before


def test_many_rows_take_few_statements() -> None:
    with CaptureQueriesContext(connection) as captured:
        bulk.insert(Word, ("word", "start"), ((f"w{number}", "w") for number in range(1000)))
    assert (Word.objects.count(), len(captured)) == (1000, 3)


def test_keys_that_are_reserved_are_free() -> None:
    taken = make.claim().pk
    assert set(bulk.reserve(Claim, 3)).isdisjoint({taken})
    assert len(set(bulk.reserve(Claim, 3))) == 3


def claims(number: int) -> list[Any]:
    like = make.claim(aspect=make.aspect(value_type="number"), number=Decimal("1.5"), boolean=None)
    places = {name: getattr(like, name) for name in ("source", "framework", "aspect")}
    return [
        Claim(**places, key=f"new-{n}", locator=f"line {n}", number=Decimal(n), status="published")
        for n in range(number)
    ]


def test_new_rows_are_written_with_history_and_cells() -> None:
    rows = claims(3)
    with transaction.atomic():
        write_new(rows, "because")
    written = Claim.objects.filter(key__startswith="new-").order_by("key")
    assert [claim.pk for claim in written] == [row.pk for row in rows]
    assert [claim.number for claim in written] == [0, 1, 2]
    assert Cell.objects.get().claims == 4
    for claim in written:
        first = claim.history.get()
        assert (first.history_type, first.history_change_reason, first.history_user) == ("+", "because", None)
        assert (first.number, first.locator, first.source_id) == (claim.number, claim.locator, claim.source_id)
        assert first.history_date.tzinfo is not None


def test_the_database_refuses_what_is_there_already() -> None:
    rows = claims(2)
    rows[1].key = rows[0].key
    with pytest.raises(IntegrityError), transaction.atomic():
        write_new(rows, "because")
    assert not Claim.objects.filter(key="new-0").exists()


def test_a_table_is_emptied_a_portion_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "CLEARED_AT_ONCE", 2)
    Word.objects.bulk_create([Word(word=f"word{number}", start="wo") for number in range(5)])
    with CaptureQueriesContext(connection) as queries:
        bulk.clear(Word)
    assert not Word.objects.exists()
    assert sum(query["sql"].startswith("DELETE") for query in queries) == 3
