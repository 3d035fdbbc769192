"""Bases of earlier commits, migrated by today's code: they work, and nothing tells them from new ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.yesterday import walk

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# By module, so that the tests of a commit stand together, and a process that runs them walks once.
pytestmark = [
    pytest.mark.parametrize("commit", ["8b5dedd", "c0cf6b2"], scope="module"),
    pytest.mark.django_db,  # so that it runs on the database of the run: its own are made on that server
]


@contextmanager
def empty_database() -> Iterator[str]:
    """The address of a database of its own, on the engine of this run; gone afterwards."""
    if connection.vendor == "sqlite":
        with TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/base.sqlite3"
        return
    import psycopg

    server, name = urlsplit(os.environ["DATABASE_URL"]), f"claimgrid_yesterday_{os.getpid()}"
    with psycopg.connect(server._replace(path="/postgres").geturl(), autocommit=True) as maintenance:
        maintenance.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        try:
            yield server._replace(path=f"/{name}").geturl()
        finally:
            maintenance.execute(f"DROP DATABASE {name} WITH (FORCE)")


@cache
def walked(commit: str) -> dict[str, Any]:
    """What the walk through the base of a commit found; once a process."""
    dump = HERE / f"{commit}.{connection.vendor}.sql"
    with empty_database() as url:
        environment = os.environ | {"DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, walk.__file__, str(dump)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_base_of_an_earlier_commit_is_migrated_and_every_page_works(commit: str) -> None:
    statuses = walked(commit)["statuses"]
    assert {path for path, status in statuses.items() if status != 200} == {walk.OLD_ADDRESS}
    assert statuses[walk.OLD_ADDRESS] == 301


def test_the_dump_of_a_base_has_rows_in_every_table(commit: str) -> None:
    assert walked(commit)["empty tables"] == []


@pytest.mark.django_db
def test_a_migrated_base_has_the_schema_and_the_rights_of_a_new_one(commit: str) -> None:
    assert walked(commit)["schema"] == walk.schema()
    assert walked(commit)["rights"] == walk.rights()


def test_the_health_probe_names_what_a_base_lacks_until_it_is_migrated(commit: str) -> None:
    found = walked(commit)
    assert found["before"][0] == 503
    assert "not applied: kb.0007_mend_source_links" in found["before"][1]
    assert found["after"][0] == 200
