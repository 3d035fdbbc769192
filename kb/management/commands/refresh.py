"""``manage.py refresh``: compares the versions that the base records with what the package indexes offer.

For each framework with a newer final version it drafts what the index says of that: the version, its date, how many
releases came in a year. The front page of the admin lists them. Nothing is published, and what was drafted before is
not drafted again.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kb.management.commands.measure import add_day, add_metadata, chosen_packages, write_objects
from kb.packages.draft_objects import fitting
from kb.packages.measured_claims import Measurement
from kb.packages.package_clients import Unfetched, listings
from kb.packages.version_checks import drafted_versions, recorded_versions
from kb.wording import quantity


class Command(BaseCommand):
    help = "Say which recorded versions are out of date, and draft claims of the newer ones."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("framework", nargs="*", help="Slugs; all that are known and recorded by default.")
        add_metadata(parser)
        parser.add_argument("--dry-run", action="store_true", help="Say what is out of date, and draft nothing.")
        add_day(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["day"] or timezone.localdate()
        recorded, drafted = recorded_versions(), drafted_versions()
        packages = [
            package
            for package in chosen_packages(options["framework"], options["distributions"])
            if package.slug in recorded
        ]
        objects: list[dict[str, Any]] = []
        try:
            rows = list(listings([(row.index, row.packages[0]) for row in packages], options["metadata"]))
        except Unfetched as fault:
            raise CommandError(f"Nothing was drafted: {fault}") from fault
        for package, listing in zip(packages, rows, strict=True):
            known = recorded[package.slug]
            release = known.outdone_by(listing, day)
            if release is None:
                continue
            words = (
                f"{package.name} {known.version}, as of {known.as_of or 'no day'}: {release.version} of {release.day}"
            )
            if (package.slug, release.version) in drafted:
                self.stdout.write(f"{words} is drafted already")
                continue
            self.stdout.write(words)
            objects += Measurement(package.in_version(release.version), listing, day).objects()
        self._draft(objects, options["dry_run"])

    def _draft(self, objects: list[dict[str, Any]], dry_run: bool) -> None:
        fit, left_out = fitting(objects)
        for words in left_out:
            self.stderr.write(f"Left out: {words}")
        number = quantity(sum(row["model"] == "kb.claim" for row in fit), "claim")
        if fit and not dry_run:
            with TemporaryDirectory() as folder:
                path = Path(folder) / "drafts.json"
                write_objects(fit, path, self.stdout)
                call_command("loaddata", str(path), verbosity=0)
        self.stdout.write(f"{number} {'would be drafted' if dry_run else 'drafted'}.")
