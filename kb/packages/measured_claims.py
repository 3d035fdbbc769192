"""Figures as a source and its claims, each at a line of the measured text: objects of a fixture, as drafts.

Claims say nothing of their status: new ones come in as drafts, and those that are there stay as they are.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from kb.packages.distributions import FrameworkPackage, PackageIndex
from kb.packages.index_listings import IndexListing
from kb.packages.measurements import InstalledFigures, measured_text, year_before
from kb.wording import quantity

FEW_PACKAGES = 9
FIGURES_REASON = "Computed by a command on the distributions; see its text for command, date and versions."
LISTING_REASON = "Computed by a command on what the package index lists; see its text for date and versions."
NUMBER_END = r"(?!\.?\d)"  # 3.1 is not found in 3.14
LOWEST = re.compile(r"(?:>=|~=|\^)\s*(\d+(?:\.\d+)?)")  # in “<4.0,>=3.8” 3.8


@dataclass(frozen=True, slots=True)
class MeasuredClaim:
    """One answer: to which aspect, its value, the words in the text that hold it, the statement, and since when."""

    aspect: str
    value: str | int | float | bool
    quote: str
    statement: str
    as_of: str = ""
    is_option: bool = False


@dataclass(frozen=True, slots=True)
class Measurement:
    """A framework measured on a day. ``figures`` is None where only the index was asked."""

    package: FrameworkPackage
    listing: IndexListing
    day: date
    figures: InstalledFigures | None = None

    @property
    def text(self) -> str:
        return measured_text(self.package, self.listing, self.day, self.figures)

    @property
    def source(self) -> str:
        """The slug of the source."""
        return (
            f"{self.package.slug}-{self.package.version.replace('.', '-')}-{'measured' if self.figures else 'listed'}"
        )

    def objects(self) -> Iterator[dict[str, Any]]:
        """The source and its claims, as ``loaddata`` takes them."""
        yield {"model": "kb.source", "fields": self._source_fields()}
        lines = self.text.splitlines()
        ordinals: Counter[str] = Counter()
        for claim in self.claims():
            ordinals[claim.aspect] += 1
            yield {"model": "kb.claim", "fields": self._claim_fields(claim, ordinals[claim.aspect], lines)}

    def _source_fields(self) -> dict[str, Any]:
        made_of = "figures that commands computed" if self.figures else "what the package index lists"
        return {
            "title": f"{self.package.name} {self.package.version}: {made_of}",
            "slug": self.source,
            "version": self.package.version,
            "kind": "measurement",
            "publisher": "Claimgrid",
            "published_on": str(self.day),
            "read_on": str(self.day),
            "no_address_because": FIGURES_REASON if self.figures else LISTING_REASON,
            "language": "en",
            "sha256": hashlib.sha256(self.text.encode()).hexdigest(),
        }

    def _claim_fields(self, claim: MeasuredClaim, ordinal: int, lines: list[str]) -> dict[str, Any]:
        value: dict[str, Any] = {"option": None, "number": None, "boolean": None, "text": ""}
        if claim.is_option:
            value["option"] = [claim.aspect, claim.value]
        elif isinstance(claim.value, bool):
            value["boolean"] = claim.value
        elif isinstance(claim.value, str):
            value["text"] = claim.value
        else:
            value["number"] = str(claim.value)
        place = re.compile(re.escape(claim.quote) + NUMBER_END)
        number = next(number for number, line in enumerate(lines, 1) if place.search(line))
        return value | {
            "framework": [self.package.slug],
            "aspect": [claim.aspect],
            "key": f"{self.source}-{self.package.slug}-{claim.aspect}-{ordinal}",
            "source": [self.source],
            "locator": f"line {number}",
            "as_of": claim.as_of,
            "quote": claim.quote,
            "statement": self._statement(claim),
        }

    def _statement(self, claim: MeasuredClaim) -> str:
        remark = self.package.remarks.get(claim.aspect)
        return f"{claim.statement.removesuffix('.')} ({remark})." if remark else claim.statement

    def claims(self) -> Iterator[MeasuredClaim]:
        """What the index says, then what was counted in the files."""
        yield from self._of_listing()
        if self.figures:
            yield from self._of_files(self.figures)

    def _of_listing(self) -> Iterator[MeasuredClaim]:
        name, version, day = self.package.name, self.package.version, self.day
        if newest := self.listing.newest(day):
            statement = f"{newest.version} is the newest final version of {name} on the package index."
            quote = f"index on {day}: {newest.version}"
            yield MeasuredClaim("latest-version", newest.version, quote, statement, str(day))
        if release := self.listing.release(version):
            statement = f"{name} {version} was released on {release.day}, according to the package index."
            quote = f"dates {version} {release.day}"
            yield MeasuredClaim("latest-release-date", str(release.day), quote, statement, str(day))
        if self.listing.dated and (oldest := self.listing.oldest):
            statement = f"The oldest version of {name} on the package index was uploaded in {oldest.day.year}."
            yield MeasuredClaim("first-on-index", oldest.day.year, f"uploaded {oldest.day}", statement)
            first = year_before(day)
            number = len(self.listing.finals(first, day))
            dates = quantity(number, "final release") if number else "no final releases"
            statement = f"The package index dates {dates} of {name} between {first} and {day}."
            yield MeasuredClaim("releases-last-year", number, f"{first} to {day}: {number}", statement, str(day))

    def _of_files(self, figures: InstalledFigures) -> Iterator[MeasuredClaim]:
        name, dated = self.package.name, f"{self.package.name} {self.package.version}"
        required, installed = len(figures.dependencies), len(self.package.installed)
        needs = quantity(required, "other package") if required else "no other package"
        yield MeasuredClaim(
            "required-dependencies", required, f"Required dependencies: {required}", f"{name} requires {needs}."
        )
        statement = f"Installing {name} brings {quantity(installed, 'package')}, {name} included."
        yield MeasuredClaim("installed-packages", installed, f"itself counted: {installed}", statement)
        others = installed - len(self.package.packages)
        brought = quantity(others, "other package") if others else "no other packages"
        quote, statement = f"itself counted: {installed}", f"Installing {name} brings {brought}."
        yield MeasuredClaim("dependency-weight", _weight(others), quote, statement, is_option=True)
        statement = f"{dated}, with its dependencies, takes up {figures.megabytes} MB."
        size = float(figures.megabytes)
        yield MeasuredClaim("install-size", size, f"Install size: {figures.megabytes} MB", statement)
        statement = f"The code of {dated} has {figures.lines} lines, blank ones left out."
        yield MeasuredClaim("code-lines", figures.lines, f"not blank: {figures.lines}", statement)
        yield self._of_types(figures, dated)
        yield from self._of_runtimes(figures, dated)

    def _of_types(self, figures: InstalledFigures, dated: str) -> MeasuredClaim:
        if figures.typing:
            return MeasuredClaim("type-hints-shipped", True, "shipped: yes", f"{dated} ships type hints.")
        statement = f"{dated} ships no type hints: no py.typed marker, no type declarations."
        return MeasuredClaim("type-hints-shipped", False, "shipped: no", statement)

    def _of_runtimes(self, figures: InstalledFigures, dated: str) -> Iterator[MeasuredClaim]:
        lowest = LOWEST.search(figures.runs_on)
        if not lowest:
            return
        runtime = "Python" if self.package.index is PackageIndex.PYTHON else "Node"
        statement = f"{dated} requires {runtime} {lowest[1]} or newer."
        option, quote = _option(runtime, lowest[1]), f"its metadata: {figures.runs_on}"
        yield MeasuredClaim("lowest-runtime", option, quote, statement, is_option=True)
        for version in figures.listed:
            if "." in version:
                statement = f"The package metadata of {dated} lists Python {version}."
                quote = f"Python listed: {version}"
                yield MeasuredClaim("supported-runtimes", _option(runtime, version), quote, statement, is_option=True)


def _option(runtime: str, version: str) -> str:
    return f"{runtime.lower()}-{version.replace('.', '-')}"


def _weight(others: int) -> str:
    """The option of the aspect."""
    if not others:
        return "no-others"
    return "few-others" if others <= FEW_PACKAGES else "many-others"
