"""``manage.py import_claims``: claims from CSV or JSON, as drafts; all of them or none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kb import importing


class Command(BaseCommand):
    help = (
        "Take claims in from CSV or JSON, with the columns of /claims.csv. They come in as drafts. Any fault and "
        "nothing changes; every fault is named with its line."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="CSV or JSON, UTF-8, 20 MiB at most.")
        parser.add_argument("--dry-run", action="store_true", help="Show what each row would do, and change nothing.")
        parser.add_argument(
            "--decimal-mark",
            choices=[".", ","],
            default="",
            help="Of a file with semicolons or tabs that does not show it.",
        )
        parser.add_argument("--user", metavar="NAME", help="The editor who stands in the history; nobody by default.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = _editor(options["user"])
        path = Path(options["file"])
        plan = importing.plan(importing.read(path.name, _content(path), options["decimal_mark"]))
        if options["dry_run"]:
            self._preview(plan, whole=options["verbosity"] >= 2)
            return
        try:
            done = importing.apply(plan, user)
        except importing.RefusedFile as refused:
            raise CommandError(importing.refusal(refused.faults)) from refused
        for note in plan.notes:
            self.stdout.write(f"Note: {note}")
        self.stdout.write(f"Imported {len(done.new)} new and {len(done.changed)} changed; {done.unchanged} unchanged.")

    def _preview(self, plan: importing.Plan, whole: bool) -> None:
        for line in importing.preview(plan, None) if whole else importing.preview(plan):
            self.stdout.write(line)
        if plan.faults:
            raise CommandError(importing.refusal(plan.faults))
        self.stdout.write("This was a dry run: nothing was changed.")


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(importing.MOST_BYTES + 1)  # one byte more is too many
    except OSError as error:
        raise CommandError(f"Cannot read {path}: {error.strerror}.") from error


def _editor(name: str | None) -> Any:
    if name is None:
        return None
    people = get_user_model()._default_manager
    person = people.filter(**{get_user_model().USERNAME_FIELD: name}, is_active=True, is_staff=True).first()
    if person is None:
        raise CommandError(f"There is no active editor “{name}”.")
    return person
