"""Each fault of the database has its name, made as it comes about: real SQLite files, and codes of PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import ConnectionHandler, DatabaseError, IntegrityError, OperationalError
from pytest import MonkeyPatch
from pytest_django import DjangoDbBlocker

from compare import env
from compare.web.database_faults import DatabaseFault, database_fault


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "base.sqlite3"
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TABLE claim (text TEXT NOT NULL)")
        base.execute("INSERT INTO claim SELECT hex(randomblob(40000))")
    return path


@pytest.fixture
def served(path: Path, monkeypatch: MonkeyPatch, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    """A connection as a server has it."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}?timeout=0")
    connection = ConnectionHandler({"default": env.database("DATABASE_URL", path.parent, served=True)})["default"]
    with django_db_blocker.unblock():
        yield connection
    connection.close()


def fault(connection: Any, statement: str) -> DatabaseFault | None:
    with pytest.raises(DatabaseError) as caught, connection.cursor() as cursor:
        cursor.execute(statement)
    return database_fault(caught.value)


def test_a_base_that_another_one_writes_is_busy(served: Any, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert fault(served, "DELETE FROM claim") is DatabaseFault.BUSY


def test_a_base_that_is_not_there_is_gone_and_is_not_made(served: Any, path: Path) -> None:
    path.unlink()
    assert fault(served, "SELECT 1") is DatabaseFault.GONE
    assert not path.exists()


def test_a_base_that_may_not_be_written(served: Any) -> None:
    with served.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    assert fault(served, "DELETE FROM claim") is DatabaseFault.READ_ONLY


def test_a_base_without_room(served: Any) -> None:
    with served.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1")
    assert fault(served, "INSERT INTO claim SELECT hex(randomblob(400000))") is DatabaseFault.FULL


def test_a_base_that_is_no_base(served: Any, path: Path) -> None:
    path.write_bytes(os.urandom(8_192))
    assert fault(served, "SELECT text FROM claim") is DatabaseFault.DAMAGED


def test_a_base_without_a_table(served: Any) -> None:
    assert fault(served, "SELECT 1 FROM source") is DatabaseFault.UNFIT


def test_a_broken_rule_is_no_fault_of_the_database(served: Any) -> None:
    assert fault(served, "INSERT INTO claim VALUES (NULL)") is None


def test_what_comes_of_a_fault_has_its_name() -> None:
    error = LookupError()
    error.__context__ = OperationalError()
    error.__context__.__cause__ = sqlite3.OperationalError("no such table: source")
    assert database_fault(error) is DatabaseFault.UNFIT


class OfServer(Exception):
    """As psycopg says it."""

    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("55P03", DatabaseFault.BUSY),
        ("40P01", DatabaseFault.BUSY),
        ("57P01", DatabaseFault.GONE),
        ("08006", DatabaseFault.GONE),
        ("25006", DatabaseFault.READ_ONLY),
        ("53100", DatabaseFault.FULL),
        ("XX001", DatabaseFault.DAMAGED),
        ("XX000", None),  # an internal error damages nothing by itself
        ("42P01", DatabaseFault.UNFIT),
        ("23505", None),
    ],
)
def test_codes_of_postgresql(code: str, name: DatabaseFault | None) -> None:
    error = IntegrityError() if name is None else OperationalError()
    error.__cause__ = OfServer(code)
    assert database_fault(error) is name
