"""``manage.py measure``: counts what installing frameworks brings, and writes the figures as drafts for ``loaddata``.

The versions are those of ``kb/packages/distributions.json``, or with ``--newest`` what the index offers now. The same
files, the same listing and the same day give the same figures. Nothing that is fetched is run, and nothing is
published: new claims come in as drafts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kb.packages.distributions import DISTRIBUTIONS_FILE, FrameworkPackage, framework_packages
from kb.packages.draft_objects import fitting
from kb.packages.measured_claims import Measurement
from kb.packages.measurements import UnfitPackage, installed_figures
from kb.packages.package_clients import Unfetched, fetch_files, listings, resolved


class Command(BaseCommand):
    help = "Measure frameworks as they are installed; write the figures as a fixture of a source and drafts for each."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("framework", nargs="*", help="Slugs; all that are known by default.")
        parser.add_argument(
            "-o", "--output", type=Path, metavar="FILE", help="Where to write; standard output if none."
        )
        parser.add_argument("--texts", type=Path, metavar="FOLDER", help="Write the texts that the claims quote, too.")
        add_inputs(parser)
        add_day(parser)
        parser.add_argument("--newest", action="store_true", help="The newest version, with what it needs now.")

    def handle(self, *args: Any, **options: Any) -> None:
        packages = chosen_packages(options["framework"], options["distributions"])
        with ExitStack() as stack:
            archives = options["packages"] or Path(stack.enter_context(TemporaryDirectory()))
            try:
                measurements = list(self._measurements(packages, archives, options))
            except (Unfetched, UnfitPackage) as fault:
                raise CommandError(f"Nothing was written: {fault}") from fault
        for measurement in measurements if options["texts"] else ():
            options["texts"].mkdir(parents=True, exist_ok=True)
            path = options["texts"] / f"{measurement.source}.txt"
            path.write_text(measurement.text, encoding="utf-8", newline="\n")
        objects, left_out = fitting([row for measurement in measurements for row in measurement.objects()])
        for words in left_out:
            self.stderr.write(f"Left out: {words}")
        write_objects(objects, options["output"], self.stdout)

    def _measurements(
        self, packages: Sequence[FrameworkPackage], archives: Path, options: Any
    ) -> Iterator[Measurement]:
        day = options["day"] or timezone.localdate()
        names = [(package.index, package.packages[0]) for package in packages]
        for package, listing in zip(packages, listings(names, options["metadata"]), strict=True):
            newest = listing.newest(day) if options["newest"] else None
            if newest and newest.version != package.version:
                measured = resolved(package, newest.version, archives)
            else:
                measured = package
                fetch_files(package.client, package.installed, archives)
            yield Measurement(measured, listing, day, installed_figures(measured, archives))


def add_inputs(parser: CommandParser) -> None:
    """Where packages are kept, and what indexes say of them."""
    parser.add_argument("--packages", type=Path, metavar="FOLDER", help="Keep what is fetched, and use it again.")
    add_metadata(parser)


def add_metadata(parser: CommandParser) -> None:
    """Of which packages, and what indexes say of them."""
    parser.add_argument(
        "--distributions",
        type=Path,
        default=DISTRIBUTIONS_FILE,
        metavar="FILE",
        help="Packages of other frameworks, as there.",
    )
    words = "What indexes say, in place of asking them: python-NAME.json (of the simple index), npm-NAME.json."
    parser.add_argument("--metadata", type=Path, metavar="FOLDER", help=words)


def add_day(parser: CommandParser) -> None:
    parser.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help="As of this day; today.")


def chosen_packages(slugs: Sequence[str], manifest: Path) -> list[FrameworkPackage]:
    """Those of these frameworks, or all. Raises CommandError for one whose package is not known."""
    try:
        known = framework_packages(manifest)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CommandError(f"{manifest} is no list of distributions: {error!r}.") from error
    if unknown := sorted(set(slugs) - known.keys()):
        raise CommandError(f"No package is known of {', '.join(unknown)}; known are {', '.join(known)}.")
    return [known[slug] for slug in slugs or known]


def write_objects(objects: Sequence[Any], output: Path | None, stdout: Any) -> None:
    """Write a fixture, one object a line."""
    text = "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in objects) + "\n]\n"
    if output is None:
        stdout.write(text, ending="")
        return
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise CommandError(f"Cannot write {output}: {error.strerror}.") from error
