"""An empty base in which every migration ran: made once for each state of the migrations, copied from then on."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".build" / "migrated"
DECIDING = ("*/migrations/*.py", "kb/models/**/*.py", "compare/**/models.py", "requirements.txt")


@cache
def migrated() -> Path:
    """The SQLite file. The first process that asks makes it, others wait for it; those of other states go."""
    path = FOLDER / f"{_state()}.sqlite3"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            for other in FOLDER.glob("*.sqlite3*"):
                other.unlink()
            _make(path)
    return path


def copied(path: Path) -> None:
    """A base of its own at the path."""
    shutil.copy(migrated(), path)


def restore(connection: Any) -> None:
    """The SQLite base of a connection of Django's becomes the migrated one, whatever it held."""
    connection.ensure_connection()
    with closing(sqlite3.connect(f"file:{migrated()}?mode=ro", uri=True)) as base:
        base.backup(connection.connection)


def _state() -> str:
    """A digest of all that decides what an empty base is."""
    digest = sha256(sys.version.encode())
    for path in sorted(path for pattern in DECIDING for path in ROOT.glob(pattern)):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _make(path: Path) -> None:
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    given = {"DATABASE_URL": f"sqlite:///{unfinished}", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=os.environ | given, check=True)
    with closing(sqlite3.connect(unfinished)) as base:
        base.execute("PRAGMA journal_mode = DELETE")  # one file, which readers leave as it is
    unfinished.rename(path)
