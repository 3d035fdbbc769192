"""``manage.py restore FILE``: what `backup` wrote becomes the base, once it is known to be sound.

It is made a base beside the present one first, and checked there: its file or archive, its schema, every rule and all
that is derived. Any fault, and nothing has changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.db.models import F
from django.utils import timezone

from compare.web.schema import misfits, unknown_migrations
from kb.keeping import postgres_copies, sqlite_copies
from kb.keeping.copies import connected_to, holds_anything, unfinished
from kb.keeping.copy_faults import CopyFault
from kb.keeping.soundness import base_faults
from kb.models import Revision

FAULTS_PRINTED = 20  # that are printed; check_base prints all
# Pages are kept under the number of the base: none that was used since the backup may come again.
REVISIONS_LEFT_OUT = 1_000_000


class Command(BaseCommand):
    help = (
        "Make what `backup` wrote to FILE the base, if it is sound and fits this version. Stop the site first. A base "
        "that holds anything is replaced only with --replace, and kept beside under a name with the time."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--replace", action="store_true", help="Even if the present base holds something.")

    def handle(self, *args: Any, **options: Any) -> None:
        source: Path = options["file"]
        if not source.is_file():
            raise CommandError(f"There is no file {source}.")
        try:
            if not options["replace"] and _is_in_use():
                raise CopyFault("The base holds something already: with --replace it is kept beside, and replaced.")
            former = self._restore(source, f"{timezone.now():%Y%m%dT%H%M%S}")
        except CopyFault as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"Restored {source}." + (f" What was there is kept as {former}." if former else ""))

    def _restore(self, source: Path, stamp: str) -> Path | str | None:
        """Returns where what was there is kept."""
        base = str(connection.settings_dict["NAME"])
        if connection.vendor == "sqlite":
            with unfinished(Path(base)) as copy:
                sqlite_copies.take_over(source, copy)
                self._check(str(copy))
                connection.close()
                return sqlite_copies.put_in_place(copy, Path(base), stamp)
        name = f"{base}_restore_{stamp}"
        with postgres_copies.taken_over(source, name):
            self._check(name)
            return postgres_copies.put_in_place(name, base, stamp)

    def _check(self, name: str) -> None:
        """Raises CopyFault unless the copy is sound and fits; then gives it a number that no page is kept under."""
        with connected_to(name):
            try:
                faults = list(islice(_faults(), FAULTS_PRINTED))
                if not faults:
                    Revision.objects.update(number=F("number") + REVISIONS_LEFT_OUT)
            except DatabaseError as error:
                raise CopyFault(f"It cannot be read: {error}.") from error
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CopyFault("It is not sound, or not of this version: nothing has changed.")


def _faults() -> Iterator[str]:
    """What keeps a base from being served, the first reason alone."""
    lacks = misfits() or [f"of a later version: {name}" for name in unknown_migrations()]
    yield from lacks
    if not lacks:
        yield from map(str, base_faults(timezone.localdate()))


def _is_in_use() -> bool:
    """Whether the present base holds anything; one that cannot be read may."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and not Path(name).exists():
        return False
    try:
        return holds_anything()
    except DatabaseError:
        return True
