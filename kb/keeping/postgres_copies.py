"""Copies of a base of PostgreSQL by its own programs, and a copy in its place."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection

from kb.keeping.copy_faults import CopyFault

VARIABLES = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}


def write(target: Path) -> None:
    """One state of the whole base, in the format that pg_restore reads."""
    _run("pg_dump", ["--format=custom", f"--file={target}", "--dbname", connection.settings_dict["NAME"]])


@contextmanager
def taken_over(source: Path, name: str) -> Iterator[None]:
    """A new database is made of what pg_dump wrote; it is dropped again where what follows fails. Raises CopyFault."""
    administer("CREATE DATABASE {} TEMPLATE template0", name)
    try:
        _run("pg_restore", ["--no-owner", "--no-privileges", "--exit-on-error", "--dbname", name, str(source)])
        yield
    except BaseException:
        administer("DROP DATABASE {}", name)
        raise


def put_in_place(copy: str, base: str, stamp: str) -> str:
    """The copy becomes the base; what was there is kept under the name that is returned.

    Raises CopyFault while somebody is connected to it.
    """
    former = f"{base}_before_{stamp}"
    connection.close()
    open_pool: Any = connection
    open_pool.close_pool()
    administer("ALTER DATABASE {} RENAME TO {}", base, former)
    try:
        administer("ALTER DATABASE {} RENAME TO {}", copy, base)
    except CopyFault:
        administer("ALTER DATABASE {} RENAME TO {}", former, base)
        raise
    return former


def administer(statement: str, *names: str) -> None:
    """Carry out what no connection to the base itself can. Raises CopyFault."""
    quoted = map(connection.ops.quote_name, names)
    try:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement.format(*quoted))
    except DatabaseError as error:
        raise CopyFault(f"PostgreSQL refuses: {str(error).splitlines()[0]}.") from error


def _run(program: str, options: Sequence[str]) -> None:
    """A client program; the password goes by the environment, never by the command line. Raises CopyFault."""
    path = shutil.which(program)
    if path is None:
        raise CopyFault(f"{program} is not on this machine; install PostgreSQL's client programs.")
    settings = connection.settings_dict
    variables = {name: str(settings[key]) for name, key in VARIABLES.items() if settings[key]}
    done = subprocess.run(  # noqa: S603
        [path, *options], env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        words = " ".join(done.stderr.split()) or f"it ended with {done.returncode}"
        raise CopyFault(f"{program} failed, and nothing is left of what it wrote: {words}")
