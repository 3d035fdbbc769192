"""The distributions whose texts were read, and what installing each framework brought, each by version and hash. Pure.

They stand in ``distributions.json``. A path in a file is that of its archive.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

DISTRIBUTIONS_FILE = Path(__file__).with_name("distributions.json")


class PackageIndex(StrEnum):
    """Where the packages of a framework are."""

    PYTHON = "python"
    NPM = "npm"


@dataclass(frozen=True, slots=True)
class PackageFile:
    """One file of an index: a wheel, a source distribution, a package of npm or Debian.

    ``digest`` is the algorithm and the sum, in hexadecimal digits for sha256 and base64 for sha512, as npm writes it.
    """

    package: str
    version: str
    file: str
    digest: str

    def holds(self, content: bytes) -> bool:
        """Whether this is its content."""
        algorithm, _, digits = self.digest.partition("-")
        summary = hashlib.new(algorithm, content)
        sums = {summary.hexdigest(), base64.b64encode(summary.digest()).decode()}
        return digits in sums


@dataclass(frozen=True, slots=True)
class Distribution:
    """A file whose texts were read: by which ``client`` it comes, and slugs of sources to paths in it."""

    client: str
    content: PackageFile
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FrameworkPackage:
    """A framework as it is installed: its ``packages`` on the index, the ``installed`` files with those that they
    need, the folders that are ``left_out`` when its code is counted, and ``remarks`` on figures by aspect.

    ``measured_on`` is the day of the figures that the shipped base holds.
    """

    slug: str
    name: str
    index: PackageIndex
    packages: tuple[str, ...]
    version: str
    measured_on: date
    left_out: tuple[str, ...]
    distributions: tuple[Distribution, ...]
    installed: tuple[PackageFile, ...]
    remarks: Mapping[str, str]

    @property
    def client(self) -> str:
        """Which client fetches what is installed."""
        return "pip" if self.index is PackageIndex.PYTHON else "npm"

    def in_version(self, version: str) -> FrameworkPackage:
        """The same package in another version, of which no file is known."""
        return replace(self, version=version, distributions=(), installed=())


@cache
def framework_packages(manifest: Path = DISTRIBUTIONS_FILE) -> Mapping[str, FrameworkPackage]:
    """By the slug of the framework. A file that is no such list raises what reading it raises."""
    rows = json.loads(manifest.read_text(encoding="utf-8"))
    return {slug: _framework_package(slug, row) for slug, row in rows.items()}


def _framework_package(slug: str, row: Mapping[str, Any]) -> FrameworkPackage:
    return FrameworkPackage(
        slug=slug,
        name=row["name"],
        index=PackageIndex(row["index"]),
        packages=tuple(row["packages"]),
        version=row["version"],
        measured_on=date.fromisoformat(row["measured_on"]),
        left_out=tuple(row["left_out"]),
        distributions=tuple(map(_distribution, row["files"])),
        installed=tuple(PackageFile(*columns) for columns in row["installed"]),
        remarks=row.get("remarks", {}),
    )


def _distribution(row: Mapping[str, Any]) -> Distribution:
    content = PackageFile(row["package"], row["version"], row["file"], row["digest"])
    return Distribution(row["client"], content, row["texts"])
