"""Copies: whole or not there, of one state, and sound to anybody's SQLite."""

from __future__ import annotations

import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from kb.keeping.copies import connected_to, write_copy
from tests import factories as make
from tests import migrated

pytestmark = pytest.mark.django_db(transaction=True)

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="a file of SQLite")


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """As on a disk that is full then."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def backup(target: Path) -> None:
    call_command("backup", str(target), verbosity=0)


def test_a_backup_holds_what_was_there_and_is_its_owners_alone(tmp_path: Path) -> None:
    make.claim(framework=make.framework(slug="flask"), as_of="2024-02-29")
    target = tmp_path / "copy"
    backup(target)
    assert (target.stat().st_mode & 0o777, list(tmp_path.iterdir())) == (0o600, [target])
    if connection.vendor == "postgresql":
        assert target.read_bytes().startswith(b"PGDMP")
        return
    with closing(sqlite3.connect(target)) as copy:  # which knows none of Django's functions
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert copy.execute("SELECT slug FROM kb_framework").fetchall() == [("flask",)]


def test_a_backup_never_overwrites(tmp_path: Path) -> None:
    target = tmp_path / "copy"
    target.write_text("kept")
    with pytest.raises(CommandError, match="exists already"):
        backup(target)
    assert target.read_text() == "kept"


def test_a_backup_into_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no folder"):
        backup(tmp_path / "nowhere" / "copy")


def test_where_the_disk_is_full_one_sentence_says_so_and_nothing_is_left(tmp_path: Path) -> None:
    with no_file_longer_than(20_000), pytest.raises(CommandError, match="nothing is left") as refused:
        backup(tmp_path / "copy")
    assert (list(tmp_path.iterdir()), "\n" in str(refused.value)) == ([], False)


@on_sqlite
def test_a_backup_is_of_one_state_while_somebody_writes(tmp_path: Path) -> None:
    base = tmp_path / "base.sqlite3"
    migrated.copied(base)
    with connected_to(str(base)), closing(sqlite3.connect(base)) as other:
        make.framework(slug="flask")
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE kb_framework SET slug = 'half'")
        write_copy(tmp_path / "copy")
        other.rollback()
    with closing(sqlite3.connect(tmp_path / "copy")) as copy:
        assert copy.execute("SELECT slug FROM kb_framework").fetchall() == [("flask",)]


def test_without_the_programs_of_postgresql_one_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite needs none.")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(CommandError, match="install PostgreSQL's client programs"):
        backup(tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []
