"""What anybody may see, as its definition says it: without SQL, from every row of the base."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from kb.models import Claim, Gap, Need, Option, Reading, Resolution, SourceLink

LISTED = ("published",)
ON_ANY_PAGE = ("published", "retired")


def slow_public_things(statuses: Collection[str] = LISTED) -> set[tuple[str, str]]:
    """Kind and slug of everything that something published names, or that claims of these statuses do."""
    return {(kind, row.slug) for kind, row in slow_public_rows(statuses)}


def slow_public_rows(statuses: Collection[str] = LISTED) -> set[tuple[str, Any]]:
    claims, readings = list(Claim.objects.filter(status__in=statuses)), list(Reading.objects.all())
    places, needs = [*claims, *Gap.objects.all()], list(Need.objects.all())
    sources = _behind({row.source for row in [*claims, *readings]} | {row.via for row in claims})
    aspects = {row.aspect for row in [*places, *needs]}
    compared = {row.compared_to for row in [*claims, *Resolution.objects.all()]}
    frameworks = {row.framework for row in [*places, *readings, *sources]} | compared
    return {
        *_of_kind("framework", frameworks),
        *_of_kind("aspect", aspects),
        *_of_kind("group", (row.group for row in aspects)),
        *_of_kind("company", (row.company for row in [*places, *sources])),
        *_of_kind("scope", (row.scope for row in claims)),
        *_of_kind("source", sources),
        *_of_kind("option", Option.objects.filter(aspect__in=aspects)),
        *_of_kind("need", needs),
    }


def _behind(sources: Iterable[Any]) -> set[Any]:
    """These sources, and all that they lead to."""
    reached, links = set(sources) - {None}, list(SourceLink.objects.all())
    while further := {link.to_source for link in links if link.from_source in reached} - reached:
        reached |= further
    return reached


def _of_kind(kind: str, rows: Iterable[Any]) -> set[tuple[str, Any]]:
    return {(kind, row) for row in rows if row}
