"""An import that is killed in its midst leaves the base as it was: a real process, a real ``kill -9``."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests import migrated
from tests.kb.importing.builders import csv_of, one

pytestmark = pytest.mark.process

ROOT = Path(__file__).resolve().parents[3]
ROWS = 1100  # three chunks
# stops at the given call of a function of the import, says so, and waits to be killed
STOPPING = """
import sys
from django.core.management import execute_from_command_line as manage
import django
django.setup()
from kb.derived import upkeep
name, count, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
real = getattr(upkeep, name)
def stop(*args):
    global count
    count -= 1
    done = real(*args)
    if not count:
        print("here", flush=True)
        sys.stdin.read()
    return done
setattr(upkeep, name, stop)
manage(["manage.py", "import_claims", path])
"""


def environment(database: Path) -> dict[str, str]:
    given = {"DATABASE_URL": f"sqlite:///{database}", "CLAIMGRID_TRIAL": "1", "SECRET_KEY": "only-for-tests"}
    return {**os.environ, **given, "DJANGO_SETTINGS_MODULE": "compare.settings"}


def manage(database: Path, *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment(database), capture_output=True, text=True, check=True)
    return done.stdout


def content(database: Path) -> list[str]:
    """Every row of every table, history, cells and revision included."""
    with sqlite3.connect(database) as connection:
        # the constraints of the tables ask for it
        connection.create_function("regexp", 2, lambda wanted, text: bool(re.search(wanted, text)))
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return list(connection.iterdump())


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("killed") / "base.sqlite3"
    migrated.copied(path)
    manage(path, "loaddata", "flask_vs_django", "--verbosity", "0")
    return path


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("files") / "claims.csv"
    sources = ("dev-bhamare", "hirist-2024")
    rows = [one(aspect="open-source", source=sources[place % 2], locator=f"row {place}") for place in range(ROWS)]
    path.write_bytes(csv_of(*rows))
    return path


@pytest.mark.parametrize(
    ("function", "call"),
    [("follow", 1), ("follow", 2), ("_raise_revision", 1), ("_carry_out", 1)],
    ids=["after the first chunk", "in the midst of the chunks", "while cells are rebuilt", "just before the end"],
)
def test_a_killed_import_leaves_the_base_as_it_was(database: Path, file: Path, function: str, call: int) -> None:
    before = content(database)
    command = [sys.executable, "-c", STOPPING, function, str(call), str(file)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=environment(database), **pipes) as process:  # type: ignore[call-overload]
        assert process.stdout.readline() == "here\n"
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    assert content(database) == before


def test_after_that_the_same_file_can_be_imported(database: Path, file: Path) -> None:
    assert manage(database, "import_claims", str(file)) == f"Imported {ROWS} new and 0 changed; 0 unchanged.\n"
    assert any(f"row {ROWS - 1}" in line for line in content(database))
