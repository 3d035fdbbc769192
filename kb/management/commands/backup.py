"""``manage.py backup FILE``: a consistent copy of the database, while the site goes on serving."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection


class Command(BaseCommand):
    help = (
        "Write a consistent copy of the database to FILE: a SQLite file, or what pg_restore reads. "
        "An existing file is never overwritten."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(options["file"])
        if target.exists():
            raise CommandError(f"{target} exists already; a backup never overwrites.")
        if not target.absolute().parent.is_dir():
            raise CommandError(f"There is no folder {target.absolute().parent}.")
        partial = target.with_name(f"{target.name}.partial")
        partial.unlink(missing_ok=True)
        try:
            copy = {"sqlite": _copy_sqlite, "postgresql": _dump_postgresql}[connection.vendor]
            copy(partial)
            partial.rename(target)
        finally:
            partial.unlink(missing_ok=True)
        self.stdout.write(f"Wrote {target}, {target.stat().st_size:,} bytes.")


def _copy_sqlite(target: Path) -> None:
    """One transaction's view of the whole file, compact."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])


def _dump_postgresql(target: Path) -> None:
    """pg_dump in its own format; the password goes by the environment, never by the command line."""
    program = shutil.which("pg_dump")
    if program is None:
        raise CommandError("pg_dump is not on this machine; install PostgreSQL's client programs.")
    settings = connection.settings_dict
    environment = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    variables = {name: str(settings[key]) for name, key in environment.items() if settings[key]}
    command = [program, "--format=custom", f"--file={target}", "--dbname", settings["NAME"]]
    done = subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise CommandError(f"pg_dump failed: {done.stderr.strip()}")
