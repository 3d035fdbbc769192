"""``manage.py fetch_texts FOLDER``: makes the texts again that the shipped base quotes, for ``verify_quotes``.

The distributions are fetched by name, version and hash, from the indexes that pip, npm and apt are configured to ask,
and the figures are computed anew. Each text is written as ``SLUG.txt``. What cannot be had is named, the rest is
written all the same, and the exit code is 1. Nothing that is fetched is run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kb.management.commands.measure import add_inputs, chosen_packages
from kb.packages.archives import archived_files
from kb.packages.distributions import Distribution, FrameworkPackage
from kb.packages.measured_claims import Measurement
from kb.packages.measurements import UnfitPackage, installed_figures
from kb.packages.package_clients import CLIENTS, Unfetched, fetch_files, listings


class Command(BaseCommand):
    help = "Fetch the distributions behind the shipped base and write the text of each source, as SLUG.txt."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="Where the texts go.")
        parser.add_argument("--framework", nargs="+", metavar="SLUG", help="Only texts of these.")
        add_inputs(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        packages = chosen_packages(options["framework"] or (), options["distributions"])
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        self.faults: list[str] = []
        with ExitStack() as stack:
            archives = options["packages"] or Path(stack.enter_context(TemporaryDirectory()))
            for slug, content in self._texts(packages, archives, options["metadata"]):
                (folder / f"{slug}.txt").write_bytes(content)
        number = sum(len(row.texts) for package in packages for row in package.distributions) + len(packages)
        self.stdout.write(f"{len(list(folder.glob('*.txt')))} texts in {folder}, {number} asked for.")
        if self.faults:
            raise CommandError("\n".join(self.faults))

    def _texts(
        self, packages: Sequence[FrameworkPackage], archives: Path, metadata: Path | None
    ) -> Iterator[tuple[str, bytes]]:
        """Slug and text of every source that could be had."""
        for client in CLIENTS:
            rows = [row for package in packages for row in package.distributions if row.client == client]
            if self._fetched(client, [row.content for row in rows], archives):
                for row in rows:
                    yield from self._read(row, archives)
        for package in packages:
            if self._fetched(package.client, package.installed, archives):
                yield from self._measured(package, archives, metadata)

    def _fetched(self, client: str, files: Iterable[Any], archives: Path) -> bool:
        try:
            fetch_files(client, files, archives)
        except Unfetched as fault:
            self.faults.append(str(fault))
            return False
        return True

    def _read(self, row: Distribution, archives: Path) -> Iterator[tuple[str, bytes]]:
        slugs = {path: slug for slug, path in row.texts.items()}
        for file in archived_files(archives / row.content.file):
            if slug := slugs.pop(file.path, None):
                yield slug, file.content
        self.faults += [f"{row.content.file} holds no {path}." for path in slugs]

    def _measured(
        self, package: FrameworkPackage, archives: Path, metadata: Path | None
    ) -> Iterator[tuple[str, bytes]]:
        try:
            (listing,) = listings([(package.index, package.packages[0])], metadata)
            figures = installed_figures(package, archives)
        except (Unfetched, UnfitPackage) as fault:
            self.faults.append(str(fault))
            return
        measurement = Measurement(package, listing, package.measured_on, figures)
        yield measurement.source, measurement.text.encode()
