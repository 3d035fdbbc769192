"""``manage.py backup FILE``: a consistent copy of the database, while the site goes on serving and others write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kb.keeping.copies import write_copy
from kb.keeping.copy_faults import CopyFault


class Command(BaseCommand):
    help = (
        "Write a consistent copy of the database to FILE, which its owner alone can read: a SQLite file, or what "
        "pg_restore reads. An existing file is never overwritten."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["file"]
        try:
            write_copy(target)
        except CopyFault as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"Wrote {target}, {target.stat().st_size:,} bytes.")
