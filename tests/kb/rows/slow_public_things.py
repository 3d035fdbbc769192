"""What anybody may see, as its definition says it: without SQL, from every row of the base."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kb.models import Claim, Gap, Need, Reading, SourceLink


def slow_public_things() -> set[tuple[str, str]]:
    """Kind and slug of everything that something published names."""
    claims, readings = list(Claim.objects.filter(status="published")), list(Reading.objects.all())
    places = [*claims, *Gap.objects.all()]
    sources = _behind({row.source for row in [*claims, *readings]} | {row.via for row in claims})
    aspects = {row.aspect for row in [*places, *Need.objects.all()]}
    frameworks = {row.framework for row in [*places, *readings, *sources]} | {row.compared_to for row in claims}
    return {
        *_named("framework", frameworks),
        *_named("aspect", aspects),
        *_named("group", (row.group for row in aspects)),
        *_named("company", (row.company for row in [*places, *sources])),
        *_named("scope", (row.scope for row in claims)),
        *_named("source", sources),
    }


def _behind(sources: Iterable[Any]) -> set[Any]:
    """These sources, and all that they lead to."""
    reached, links = set(sources) - {None}, list(SourceLink.objects.all())
    while further := {link.to_source for link in links if link.from_source in reached} - reached:
        reached |= further
    return reached


def _named(kind: str, rows: Iterable[Any]) -> set[tuple[str, str]]:
    return {(kind, row.slug) for row in rows if row}
