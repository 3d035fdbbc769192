"""What an index says of a package: its versions, when each was uploaded, which were withdrawn. Pure.

Two forms are read: the JSON of the simple index of Python packages, and what ``npm view NAME --json`` prints.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename
from packaging.version import InvalidVersion, Version


class UnreadListing(ValueError):
    """This is not what an index says of a package. The message says what is missing."""


@dataclass(frozen=True, slots=True)
class Release:
    """A version as it is written, the day of its first file, and whether all its files were withdrawn."""

    version: str
    day: date
    withdrawn: bool = False

    @property
    def is_final(self) -> bool:
        """Whether it is no alpha, beta, candidate or development release, and not withdrawn."""
        return not self.withdrawn and not Version(self.version).is_prerelease


@dataclass(frozen=True, slots=True)
class IndexListing:
    """A package as its index lists it. ``dated``: whether the days of old versions can be believed."""

    package: str
    releases: tuple[Release, ...]
    dated: bool

    def newest(self, day: date) -> Release | None:
        """The highest final version that was there on that day."""
        there = [release for release in self.releases if release.is_final and release.day <= day]
        return max(there, key=lambda release: Version(release.version), default=None)

    def release(self, version: str) -> Release | None:
        return next((row for row in self.releases if Version(row.version) == Version(version)), None)

    @property
    def oldest(self) -> Release | None:
        """The version that was uploaded first, of those that were not withdrawn."""
        return min((row for row in self.releases if not row.withdrawn), key=_by_day, default=None)

    def finals(self, since: date, until: date) -> list[Release]:
        """The final releases of these days, both included, the earliest first."""
        return sorted((row for row in self.releases if row.is_final and since <= row.day <= until), key=_by_day)


def _by_day(release: Release) -> tuple[date, Version]:
    return release.day, Version(release.version)


def read_listing(content: Any) -> IndexListing:
    """A listing from the JSON of either kind of index."""
    try:
        return _npm_listing(content) if "dist-tags" in content else _python_listing(content)
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadListing(f"no listing of an index: {error!r}") from error


def _python_listing(content: Mapping[str, Any]) -> IndexListing:
    """Of the JSON of the simple index, from version 1.1 on, which says when files were uploaded."""
    files: dict[Version, list[Any]] = {}
    for row in content["files"]:
        if version := _version_of(row["filename"]):
            files.setdefault(version, []).append(row)
    releases = tuple(
        Release(str(version), min(_day(row["upload-time"]) for row in rows), all(row.get("yanked") for row in rows))
        for version, rows in files.items()
    )
    return IndexListing(content["name"], releases, dated=True)


def _version_of(file: str) -> Version | None:
    """None for files of before, such as installers."""
    try:
        return parse_wheel_filename(file)[1] if file.endswith(".whl") else parse_sdist_filename(file)[1]
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return None


def _npm_listing(content: Mapping[str, Any]) -> IndexListing:
    """Of ``npm view``. Registries that were copied date versions of many years ago by the day of the copy."""
    return IndexListing(content["name"], tuple(_npm_releases(content["versions"], content["time"])), dated=False)


def _npm_releases(versions: Any, days: Mapping[str, str]) -> Iterator[Release]:
    for version in versions:
        try:
            Version(version)
        except InvalidVersion:  # a pre-release as npm writes some
            continue
        yield Release(version, _day(days[version]))


def _day(stamp: str) -> date:
    return date.fromisoformat(stamp[:10])
