"""A connection that outlives a request notices when its file has gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_started
from django.db import ConnectionHandler, close_old_connections
from pytest_django import DjangoDbBlocker

from compare import env


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    """A connection to a file of its own, as the settings make it."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/base.sqlite3")
    connection: Any = ConnectionHandler({"default": env.database("DATABASE_URL", tmp_path)})["default"]
    with django_db_blocker.unblock():
        write(connection, "old")
        yield connection
    connection.close()


def write(connection: Any, word: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE words (word)")
        cursor.execute("INSERT INTO words VALUES (%s)", [word])


def words(connection: Any) -> list[str]:
    """What the next request reads."""
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        return [word for (word,) in cursor.execute("SELECT word FROM words")]


def test_the_next_request_has_the_same_connection(base: Any) -> None:
    opened = base.connection
    assert words(base) == ["old"]
    assert base.connection is opened


def test_what_replaces_the_file_is_read_by_the_next_request(base: Any, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite3"
    base.ensure_connection()
    replacement = type(base)({**base.settings_dict, "NAME": str(other)})
    write(replacement, "new")
    replacement.close()
    for part in tmp_path.glob("base.sqlite3-*"):  # a write-ahead log would be read into the new file
        part.unlink()
    other.rename(base.settings_dict["NAME"])
    assert words(base) == ["new"]


def test_a_file_that_was_deleted_is_not_read_any_longer(base: Any) -> None:
    Path(base.settings_dict["NAME"]).unlink()
    base.close_if_unusable_or_obsolete()
    assert base.introspection.table_names() == []


def test_every_request_begins_with_the_check() -> None:
    assert any(reference() is close_old_connections for _, reference, *_ in request_started.receivers)
