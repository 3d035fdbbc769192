from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.factories import framework

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_backup_holds_what_was_there(tmp_path: Path) -> None:
    framework(slug="flask")
    target = tmp_path / "copy"
    call_command("backup", str(target), verbosity=0)
    if connection.vendor == "sqlite":
        rows = sqlite3.connect(target).execute("SELECT slug FROM kb_framework").fetchall()
        assert rows == [("flask",)]
    else:
        assert target.read_bytes().startswith(b"PGDMP")


def test_a_backup_never_overwrites(tmp_path: Path) -> None:
    target = tmp_path / "copy"
    target.write_text("kept")
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(target))
    assert target.read_text() == "kept"


def test_a_backup_into_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("backup", str(tmp_path / "nowhere" / "copy"))
