"""What can be counted in a framework as it is installed, and the text that says so. The same files and the same listing
give the same text. Speed is left out: it does not repeat.

Python packages are taken as wheels for CPython 3.13 on Linux, packages of npm as they are packed; nothing is run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from kb.packages.archives import ArchivedFile, archived_files
from kb.packages.distributions import FrameworkPackage, PackageFile, PackageIndex
from kb.packages.index_listings import IndexListing

CODE_SUFFIXES = (".cjs", ".js", ".mjs", ".py")
PLATFORMS = {
    PackageIndex.PYTHON: "Linux x86_64, CPython 3.13, wheels alone, no byte code.",
    PackageIndex.NPM: "packages of npm as they are packed, install scripts not run.",
}
MARKERS = {
    "python_version": "3.13", "python_full_version": "3.13.0", "sys_platform": "linux", "platform_system": "Linux",
    "platform_machine": "x86_64", "implementation_name": "cpython", "platform_python_implementation": "CPython",
    "os_name": "posix", "extra": "",
}  # fmt: skip
LISTED_PYTHON = "Programming Language :: Python :: "
NO_TYPES = "no (no marker, no declarations)"
MEGABYTE = 1_000_000  # bytes
A_YEAR = 365  # days


class UnfitPackage(ValueError):
    """A file is not what the framework's package should be. The message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledFigures:
    """What the installed files of a framework say.

    ``code_files``: those of the package itself whose ``lines``, blank ones left out, were counted. ``typing``: what
    shows that types come along, empty if nothing does. ``runs_on``: the lowest version as the package writes it;
    ``listed``: the versions of Python that it lists.
    """

    size: int
    files: int
    lines: int
    code_files: int
    typing: str
    dependencies: tuple[str, ...]
    runs_on: str
    listed: tuple[str, ...]

    @property
    def megabytes(self) -> str:
        return f"{self.size / MEGABYTE:.1f}"


@dataclass
class _Count:
    """What is added up over the files of the package itself."""

    lines: int = 0
    code_files: int = 0
    markers: list[str] = field(default_factory=list)
    declarations: int = 0
    metadata: list[bytes] = field(default_factory=list)


def installed_figures(package: FrameworkPackage, archives: Path) -> InstalledFigures:
    """Counted in the archives of ``package.installed``, which lie in the folder. Time linear in their content."""
    size = files = 0
    count = _Count()
    names = {canonicalize_name(name) for name in package.packages}
    for installed in package.installed:
        own = canonicalize_name(installed.package) in names
        for file in archived_files(_archive(archives, installed)):
            if ".data/scripts/" in file.path:
                continue
            size, files = size + len(file.content), files + 1
            if own:
                _count(count, package, file)
    return _figures(package, count, size, files)


def _archive(folder: Path, installed: PackageFile) -> Path:
    path = folder / installed.file
    if not path.is_file():
        raise UnfitPackage(f"{path} is not there.")
    if not installed.holds(path.read_bytes()):
        raise UnfitPackage(f"{path} has not the hash {installed.digest}.")
    return path


def _count(count: _Count, package: FrameworkPackage, file: ArchivedFile) -> None:
    if file.path.endswith(("/METADATA", "package/package.json")):
        count.metadata.append(file.content)
    if file.path.endswith("/py.typed"):
        count.markers.append(file.path)
    count.declarations += file.path.endswith((".pyi", ".d.ts", ".d.mts", ".d.cts"))
    is_code = file.path.endswith(CODE_SUFFIXES) and not set(package.left_out) & set(file.folders)
    if is_code:
        count.code_files += 1
        count.lines += sum(1 for line in file.content.splitlines() if line.strip())


def _figures(package: FrameworkPackage, count: _Count, size: int, files: int) -> InstalledFigures:
    if len(count.metadata) != len(package.packages):
        raise UnfitPackage(f"{package.name}: {len(count.metadata)} files of metadata, not {len(package.packages)}.")
    read = _read_wheel if package.index is PackageIndex.PYTHON else _read_npm
    dependencies, runs_on, listed = read(count.metadata)
    typing = ", ".join(count.markers) or (f"{count.declarations} files of declarations" if count.declarations else "")
    return InstalledFigures(
        size=size, files=files, lines=count.lines, code_files=count.code_files, typing=typing,
        dependencies=tuple(sorted(dependencies)), runs_on=runs_on, listed=tuple(listed),
    )  # fmt: skip


PackageMetadata = tuple[set[str], str, list[str]]  # required packages, the lowest runtime, the versions listed


def _read_wheel(metadata: list[bytes]) -> PackageMetadata:
    message: Message = BytesParser().parsebytes(metadata[0])
    requirements = map(Requirement, message.get_all("Requires-Dist", []))
    names = {row.name.lower() for row in requirements if row.marker is None or row.marker.evaluate(MARKERS)}
    classifiers = [row.removeprefix(LISTED_PYTHON) for row in message.get_all("Classifier", [])]
    return names, message.get("Requires-Python", ""), [row for row in classifiers if row.replace(".", "").isdigit()]


def _read_npm(metadata: list[bytes]) -> PackageMetadata:
    """Of the packages together; the runtime is that of the first which names one."""
    packages: list[dict[str, Any]] = [json.loads(content) for content in metadata]
    names = {name for package in packages for name in package.get("dependencies", {})}
    return names, next(filter(None, (package.get("engines", {}).get("node") for package in packages)), ""), []


def year_before(day: date) -> date:
    """The first of the 365 days that end on that day."""
    return day - timedelta(days=A_YEAR - 1)


def measured_text(
    package: FrameworkPackage, listing: IndexListing, day: date, figures: InstalledFigures | None = None
) -> str:
    """The text of the source that states the figures, a line each; without ``figures`` what the index says alone."""
    lines = [f"Figures of {package.name} {package.version}", f"Computed on {day} by Claimgrid."]
    if figures:
        lines += _installed_lines(package, figures)
    lines += _listing_lines(package, listing, day)
    if figures:
        lines += ["Installed:", *(f"{row.package} {row.version} {row.digest}" for row in package.installed)]
    return "\n".join(lines) + "\n"


def _installed_lines(package: FrameworkPackage, figures: InstalledFigures) -> Iterator[str]:
    suffixes = ", ".join(CODE_SUFFIXES)
    yield f"Platform: {PLATFORMS[package.index]}"
    yield f"Command: manage.py measure {package.slug}"
    yield f"Packages installed, itself counted: {len(package.installed)}"
    yield f"Install size: {figures.megabytes} MB ({figures.size} bytes in {figures.files} files, scripts not counted)"
    yield (
        f"Lines of code that are not blank: {figures.lines} (in {figures.code_files} files of the package itself that "
        f"end in {suffixes}; left out: folders named {', '.join(package.left_out)})"
    )
    yield f"Type information shipped: {f'yes ({figures.typing})' if figures.typing else NO_TYPES}"
    yield f"Required dependencies: {_listed(figures.dependencies)}"
    yield f"Runs on, by its metadata: {figures.runs_on or 'it does not say'}"
    if package.index is PackageIndex.PYTHON:
        yield from (f"Python listed: {version}" for version in figures.listed)


def _listing_lines(package: FrameworkPackage, listing: IndexListing, day: date) -> Iterator[str]:
    if release := listing.release(package.version):
        yield f"The index dates {package.version} {release.day}."
    if newest := listing.newest(day):
        yield f"Newest final version on the index on {day}: {newest.version}."
    if not listing.dated or not listing.oldest:
        yield "Source of the date: npm view, field time; it does not date old versions."
        return
    yield f"Earliest version on the index: {listing.oldest.version}, uploaded {listing.oldest.day}."
    first = year_before(day)
    finals = listing.finals(first, day)
    yield f"Final releases from {first} to {day}: {_listed(f'{row.version} ({row.day})' for row in finals)}"
    yield "Source of the dates: upload-time of the first file of each version, as the Python package index gives it."


def _listed(names: Iterable[str]) -> str:
    """“2: asgiref, sqlparse”, or “0”."""
    rows = list(names)
    return f"{len(rows)}: {', '.join(rows)}" if rows else "0"
