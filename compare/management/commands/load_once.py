"""``manage.py load_once``: fills an empty base, and brings a shipped one that nobody has edited to its present edition.

Any other base is left alone.
"""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from kb.exchange.shipped_bases import holds_shipped, is_edited, is_empty
from kb.management.commands import upgrade_shipped

OUT_OF_DATE = (
    "There is a new edition of the shipped base, and this one was edited: it stays as it is. To see what would change "
    "and what would stay: manage.py upgrade_shipped --dry-run"
)


class Command(BaseCommand):
    help = (
        "Loads the shipped bases, or the fixtures that are named, if the base has no framework and no claim yet. "
        "A shipped base that nobody has edited gets its present edition. Otherwise does nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fixture", nargs="*")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["fixture"]:
            if is_empty():
                call_command("loaddata", *options["fixture"], verbosity=options["verbosity"])
        elif is_empty() or holds_shipped():
            self._bring_up_to_date(options["verbosity"])

    def _bring_up_to_date(self, verbosity: int) -> None:
        upgrade = upgrade_shipped.Command()
        if is_edited():
            call_command(upgrade, dry_run=True, verbosity=0)
            if upgrade.changes:
                self.stdout.write(OUT_OF_DATE)
            return
        call_command(upgrade, verbosity=0)
        if upgrade.changes and verbosity:
            for line in upgrade.lines(rows=False):
                self.stdout.write(line)
