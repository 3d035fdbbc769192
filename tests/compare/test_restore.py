"""A backup comes back whole, or nothing changes; and what it replaces is kept."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from kb.keeping import copies, postgres_copies
from kb.models import Framework, Revision
from tests import factories as make
from tests import migrated

pytestmark = pytest.mark.django_db(transaction=True)

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="a file of SQLite")


@pytest.fixture
def base(tmp_path: Path) -> Iterator[str]:
    """A base that holds one claim; all that is asked is asked of it."""
    name = str(tmp_path / "base.sqlite3")
    if connection.vendor == "sqlite":
        migrated.copied(Path(name))
    else:
        name = "restored_by_tests"
        template = connection.settings_dict["NAME"]
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        postgres_copies.administer("CREATE DATABASE {} TEMPLATE {}", name, template)
    with copies.connected_to(name):
        make.claim(framework=make.framework(slug="flask"))
        yield name
        connection.close()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{name}%"])
            names = [row[0] for row in cursor.fetchall()]
        for each in names:
            postgres_copies.administer("DROP DATABASE {}", each)


@pytest.fixture
def copy(base: str, tmp_path: Path) -> Path:
    """A backup of it."""
    copies.write_copy(tmp_path / "copy")
    return tmp_path / "copy"


def restore(copy: Path, replace: bool = True) -> str:
    out = StringIO()
    call_command("restore", str(copy), replace=replace, stdout=out)
    return out.getvalue()


def refused(copy: Path, words: str, replace: bool = True) -> str:
    """What is printed before the refusal; nothing has changed, and nothing is left."""
    out, before = StringIO(), {*copy.parent.iterdir()}
    with pytest.raises(CommandError, match=words) as refusal:
        call_command("restore", str(copy), replace=replace, stdout=out)
    assert "\n" not in str(refusal.value)
    assert slugs() == ["flask"]
    connection.close()
    left = {path for path in copy.parent.iterdir() if not path.name.endswith(("-wal", "-shm"))}
    assert left == {path for path in before if not path.name.endswith(("-wal", "-shm"))}
    return out.getvalue()


def slugs() -> list[str]:
    return list(Framework.objects.values_list("slug", flat=True))


def carry_out(copy: Path, statement: str) -> None:
    with closing(sqlite3.connect(copy)) as base:
        base.execute(statement)
        base.commit()


def test_a_backup_comes_back_and_what_was_there_is_kept(base: str, copy: Path) -> None:
    make.framework(slug="bottle")
    number = Revision.objects.get().number
    said = restore(copy)
    assert (slugs(), Revision.objects.get().number > number) == (["flask"], True)
    former = re.search(r"What was there is kept as (\S+)\.\n", said)
    assert former
    with copies.connected_to(former[1]):
        assert slugs() == ["bottle", "flask"]


def test_a_base_that_holds_anything_is_not_replaced_unasked(copy: Path) -> None:
    refused(copy, "The base holds something already", replace=False)


def test_what_is_no_backup_is_refused(base: str, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no base at all")
    refused(tmp_path / "text", "cannot be taken over|pg_restore failed")


@on_sqlite
def test_a_backup_that_is_not_sound_is_refused_with_its_faults(copy: Path) -> None:
    carry_out(copy, "UPDATE kb_cell SET words = 'wrong'")
    assert "A fresh computation gives another words." in refused(copy, "It is not sound")


@on_sqlite
def test_a_damaged_backup_is_refused(copy: Path) -> None:
    whole = copy.read_bytes()
    copy.write_bytes(whole[:80_000] + b"\xff" * 8_000 + whole[88_000:])
    refused(copy, "It is not sound|It cannot be read")


@on_sqlite
def test_a_backup_with_a_row_that_names_none_is_refused(copy: Path) -> None:
    carry_out(copy, "UPDATE kb_claim SET source_id = 999")
    assert "kb_claim 1: It names a row of kb_source that is not there.\n" in refused(copy, "It is not sound")


@on_sqlite
@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM django_migrations WHERE app = 'kb' AND name > '0025'", "not applied: kb.0025_withdrawals"),
        (
            "INSERT INTO django_migrations (app, name, applied) VALUES ('kb', '9999_of_tomorrow', '2026-12-01')",
            "of a later version: kb.9999_of_tomorrow",
        ),
    ],
)
def test_a_backup_of_another_version_is_refused(statement: str, words: str, copy: Path) -> None:
    carry_out(copy, statement)
    assert words in refused(copy, "or not of this version")


@on_sqlite
def test_nothing_is_put_in_the_place_of_a_base_that_somebody_has_open(base: str, copy: Path) -> None:
    with closing(sqlite3.connect(base)) as site:
        site.execute("SELECT count(*) FROM kb_claim").fetchone()
        refused(copy, "Somebody has .* open: stop the site")


@on_sqlite
def test_a_damaged_base_is_kept_with_its_log(base: str, copy: Path) -> None:
    connection.close()
    Path(base).write_text("damaged" * 100)
    Path(f"{base}-wal").write_text("its log")
    restore(copy)
    assert slugs() == ["flask"]
    connection.close()
    (log,) = copy.parent.glob("base.sqlite3.before-*-wal")
    assert (log.read_text(), Path(f"{base}-wal").exists()) == ("its log", False)


@on_sqlite
def test_where_there_is_no_base_a_backup_becomes_it(base: str, copy: Path) -> None:
    connection.close()
    Path(base).unlink()
    assert restore(copy, replace=False) == f"Restored {copy}.\n"
    assert slugs() == ["flask"]
