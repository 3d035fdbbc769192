"""Copies of a base in a SQLite file, and a copy in its place."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from kb.keeping.copy_faults import CopyFault

FILES_OF_A_BASE = ("", "-wal", "-shm", "-journal")  # what belongs to one base

DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def write(target: Path) -> None:
    """One state of the whole base, compact, while others write. The target is an empty file."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])


def take_over(source: Path, target: Path) -> None:
    """The target becomes what is in a file of SQLite, with what its log holds. Raises CopyFault."""
    try:
        with closing(_read_only(source)) as base, closing(sqlite3.connect(target)) as copy:
            base.backup(copy)
    except sqlite3.Error as error:
        raise CopyFault(f"{source} cannot be taken over: {error}.") from error


def put_in_place(copy: Path, base: Path, stamp: str) -> Path | None:
    """The copy becomes the base. What was there, with its log, is kept beside under the name that is returned, None if
    nothing was. Raises CopyFault while somebody has it open: SQLite would take the log of the new one for its own.
    """
    former = base.with_name(f"{base.name}.before-{stamp}")
    if former.exists():
        raise CopyFault(f"{former} exists already.")
    was_there = base.exists()
    if was_there:
        _close(base)
        _make_alike(copy, base)
    for suffix in FILES_OF_A_BASE:
        with suppress(FileNotFoundError):
            Path(f"{base}{suffix}").rename(f"{former}{suffix}")
    copy.rename(base)
    return former if was_there else None


def _close(base: Path) -> None:
    """Bring the log into the file, which only somebody can who is alone with it. A damaged one stays as it lies, with
    its log, which SQLite would drop.
    """
    try:
        with closing(_read_only(base)) as reader:
            reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in DAMAGED:
            return
        raise CopyFault(f"{base} cannot be put aside: {error}.") from error
    try:
        with closing(sqlite3.connect(base, timeout=0)) as alone:
            alone.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        raise CopyFault(f"Somebody has {base} open: stop the site, and try again.") from error


def _read_only(base: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(base))}?mode=ro", uri=True)


def _make_alike(copy: Path, base: Path) -> None:
    """Who may read and write the one may the other."""
    shutil.copymode(base, copy)
    owner = base.stat()
    with suppress(PermissionError):
        os.chown(copy, owner.st_uid, owner.st_gid)
