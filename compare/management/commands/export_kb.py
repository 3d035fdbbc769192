"""``manage.py export_kb``: the fixture face on the command line, with the notes of editors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import QueryDict
from django.utils import timezone

from compare.filters import ARRANGEMENT, FILTERS, NEEDS, BadQuery, NamesInQuery
from compare.parts.fixture_rows import carried
from compare.query.selection import Selection, select
from kb.exchange import fixture
from kb.exchange.natural_keys import names_in
from kb.models import Claim


def _selection(query: QueryDict) -> Selection:
    """What the options select, by slugs or names. BadQuery."""
    try:
        return select(query, timezone.localdate())
    except NamesInQuery as names:
        return select(names.with_slugs(query), timezone.localdate())


class Command(BaseCommand):
    help = (
        "Write the claims of a selection, and all that they refer to, as a fixture for loaddata. "
        "Takes every filter of the pages as an option; without one, everything published is written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("-o", "--output", metavar="FILE", help="Where to write; standard output by default.")
        parser.add_argument(
            "--status",
            action="append",
            choices=Claim.Status.values,
            help="Claims of this status too, besides the published ones; repeat for several.",
        )
        parser.add_argument(
            "--beyond",
            action="append",
            type=Path,
            default=[],
            metavar="FILE",
            help="Leave out the rows that this fixture holds, to which those that are written may refer; repeat it.",
        )
        for name, entry in FILTERS.items():
            if entry.stage not in (NEEDS, ARRANGEMENT):
                words = entry.words.replace("{}", "…").replace("%", "%%")
                flags = (f"--{name.replace('_', '-')}", f"--{name}")
                parser.add_argument(*flags, dest=name, help=f"Claims {words}.", **entry.argument)

    def handle(self, *args: Any, **options: Any) -> None:
        query = QueryDict(mutable=True)
        for name in FILTERS:
            if options.get(name):
                query.setlist(name, options[name])
        try:
            selection = _selection(query)
        except BadQuery as bad:
            raise CommandError("\n".join(fault.message for fault in bad.faults)) from bad
        statuses = options["status"] or []
        chosen = carried(selection, whole=True, statuses=statuses, unnamed=True)
        rows = fixture.beyond(fixture.collect(chosen), _names_of(options["beyond"]))
        self._write(options["output"], fixture.written(rows, for_editors=True))

    def _write(self, output: str | None, pieces: Any) -> None:
        if output is None:
            for piece in pieces:
                self.stdout.write(piece, ending="")
            return
        path = Path(output)
        try:
            with path.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(pieces)
        except OSError as error:
            raise CommandError(f"Cannot write {output}: {error.strerror}.") from error


def _names_of(paths: list[Path]) -> set[fixture.RowName]:
    """The rows that these fixtures hold."""
    try:
        return {name for path in paths for name in names_in(path.read_text(encoding="utf-8"))}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CommandError(f"{', '.join(map(str, paths))}: no fixture: {error!r}.") from error
