"""Versions of frameworks as the base records them, beside newer ones: what an index offers, and drafts of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, OuterRef, QuerySet, Subquery
from packaging.version import InvalidVersion, Version

from kb.evidence.records import LATEST_VERSION
from kb.models import Claim
from kb.packages.index_listings import IndexListing, Release

MOST_NEWER_VERSIONS = 50


@dataclass(frozen=True, slots=True)
class RecordedVersion:
    """What the newest published claim says is the latest version, and as of when."""

    version: str
    as_of: str

    def outdone_by(self, listing: IndexListing, day: date) -> Release | None:
        """The newest final version of that day, if it is another and no lower one."""
        newest = listing.newest(day)
        try:
            return newest if newest and Version(newest.version) > Version(self.version) else None
        except InvalidVersion:  # typed by somebody
            return newest if newest and newest.version != self.version else None


def recorded_versions() -> Mapping[str, RecordedVersion]:
    """By the slug of the framework. One query."""
    rows = _claims().published().order_by("as_of", "key").values_list("framework__slug", "text", "as_of")
    return {slug: RecordedVersion(version, as_of) for slug, version, as_of in rows}


def drafted_versions() -> set[tuple[str, str]]:
    """Framework and version of the claims under way. One query."""
    return set(_under_way().values_list("framework__slug", "text"))


class NewerVersion(NamedTuple):
    """A claim under way that names a later version of a framework than is published."""

    claim: int
    framework: str
    version: str
    recorded: str
    recorded_on: str


def newer_versions() -> list[NewerVersion]:
    """By framework, at most fifty. One query."""
    published = _claims().published().filter(framework=OuterRef("framework")).order_by("-as_of", "-key")
    rows = _under_way().annotate(
        recorded=Subquery(published.values("text")[:1]),
        recorded_on=Subquery(published.values("as_of")[:1]),
    )
    later = rows.filter(as_of__gt=F("recorded_on")).exclude(text=F("recorded")).order_by("framework__slug", "as_of")
    columns = later.values_list("pk", "framework__name", "text", "recorded", "recorded_on")
    return [NewerVersion(*row) for row in columns[:MOST_NEWER_VERSIONS]]


def _claims() -> Any:
    return Claim.objects.filter(aspect__slug=LATEST_VERSION)


def _under_way() -> QuerySet[Any]:
    rows: QuerySet[Any] = _claims().filter(status__in=[Claim.Status.DRAFT, Claim.Status.REVIEW])
    return rows
