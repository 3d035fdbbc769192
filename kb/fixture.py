"""Fixtures: which rows belong to a set of claims, and how a row is written.

A fixture holds natural keys only and no person, in an order that depends on nothing but its content.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import QuerySet

from kb.models import (
    Aspect,
    AspectGroup,
    Claim,
    Company,
    Framework,
    Gap,
    Need,
    Option,
    Resolution,
    Scope,
    Source,
    SourceLink,
)  # fmt: skip
from kb.records import CellKey

NOT_CARRIED = {"id", "reviewed_by", "resolved_by", "link_state", "link_checked_on", "link_moved_to", "archive_state"}

# dependencies first, so that a file loads from top to bottom
ORDER: tuple[type[models.Model], ...] = (
    Framework, AspectGroup, Aspect, Option, Scope, Company, Source, SourceLink, Claim, Resolution, Gap, Need,
)  # fmt: skip


@dataclass(frozen=True)
class Chosen:
    """What a fixture is to hold.

    ``claims`` are read from the database, those not in ``keys`` are left out (None: none is left out);
    ``gaps`` are cells whose recorded absence goes along; ``rows`` maps models to slugs that go along without
    a claim; ``whole`` adds everything else there is: the unfiltered base.
    """

    claims: QuerySet[Any]
    keys: Collection[str] | None = None
    gaps: Collection[CellKey] = ()
    rows: Mapping[type[models.Model], Collection[str]] = field(default_factory=dict)
    whole: bool = False


def collect(chosen: Chosen) -> list[models.Model]:
    """The claims and, transitively, all that they refer to, in the order of the file. Thirteen queries."""
    claims = [
        claim
        for claim in chosen.claims.select_related(
            "source", "framework", "aspect", "company", "option__aspect", "scope", "compared_to", "via"
        )
        if chosen.keys is None or claim.key in chosen.keys
    ]
    gaps = [gap for gap in _related(Gap) if chosen.whole or _cell(gap) in chosen.gaps]
    resolutions = _resolutions({claim.pk for claim in claims})
    needs = _needs(chosen)
    cells: list[Any] = [*claims, *gaps, *resolutions]
    kept = _Kept(chosen)
    aspects = kept.rows(Aspect, {row.aspect_id for row in [*cells, *needs]}, "group")
    in_aspects = {aspect.pk for aspect in aspects}
    links, sources = _links(kept, claims)
    frameworks = {row.framework_id for row in cells} | {row.compared_to_id for row in claims + resolutions}
    found: list[Iterable[models.Model]] = [
        kept.rows(Framework, frameworks),
        kept.rows(AspectGroup, {aspect.group_id for aspect in aspects}),
        aspects,
        [option for option in Option.objects.select_related("aspect") if option.aspect_id in in_aspects],
        kept.rows(Scope, {claim.scope_id for claim in claims}),
        kept.rows(Company, {row.company_id for row in cells}),
        sources, links, claims, resolutions, gaps, needs,
    ]  # fmt: skip
    return [row for rows in found for row in sorted(rows, key=_natural)]


class _Kept:
    """Reads the rows of a model that are referred to, or chosen by themselves, or all of them."""

    def __init__(self, chosen: Chosen) -> None:
        self.chosen = chosen

    def rows(self, model: type[models.Model], ids: Collection[int | None], *related: str) -> list[Any]:
        slugs = self.chosen.rows.get(model, ())
        return [
            row
            for row in model._default_manager.select_related(*related)
            if self.chosen.whole or row.pk in ids or row.slug in slugs  # type: ignore[attr-defined]
        ]


def _needs(chosen: Chosen) -> list[Any]:
    """Those that were chosen by themselves, or all of them."""
    slugs = chosen.rows.get(Need, ())
    if not (chosen.whole or slugs):
        return []
    rows = _related(Need).prefetch_related("options__aspect")
    return [need for need in rows if chosen.whole or need.slug in slugs]


def _related(model: Any) -> QuerySet[Any]:
    rows = model.objects.select_related("aspect")
    return rows if model is Need else rows.select_related("framework", "aspect", "company")


def _resolutions(claims: Collection[int]) -> list[Any]:
    """Those of which every judged claim is in, with claims that are there to be judged."""
    rows = _related(Resolution).select_related("framework", "aspect", "company", "option__aspect", "compared_to")
    return [
        row
        for row in rows.prefetch_related("claims")
        if {claim.pk for claim in row.claims.all()} and all(claim.pk in claims for claim in row.claims.all())
    ]


def _links(kept: _Kept, claims: Iterable[Any]) -> tuple[list[Any], list[Any]]:
    """The links that lead on from the claims' sources, and every source on the way."""
    rows = list(SourceLink.objects.select_related("from_source", "to_source"))
    reached = {claim.source_id for claim in claims} | {claim.via_id for claim in claims}
    out: dict[int, list[int]] = {}
    for link in rows:
        out.setdefault(link.from_source_id, []).append(link.to_source_id)
    named = kept.rows(Source, reached)
    waiting = [source.pk for source in named]
    seen = set(waiting)
    while waiting:
        for following in out.get(waiting.pop(), ()):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    extra = [link.to_source for link in rows if link.to_source_id in seen]
    sources = {source.pk: source for source in [*named, *extra]}
    return [link for link in rows if link.from_source_id in seen], list(sources.values())


def _cell(row: Any) -> CellKey:
    return CellKey(row.framework.slug, row.aspect.slug, row.company.slug if row.company else None)


def _natural(row: Any) -> tuple[str, ...]:
    return tuple(part or "" for part in row.natural_key())


def written(rows: Iterable[models.Model]) -> Iterator[str]:
    """The fixture as text, one object a line, in pieces."""
    yield "["
    first = True
    for row in rows:
        yield ("\n" if first else ",\n") + json.dumps(as_object(row), ensure_ascii=False)
        first = False
    yield "\n]\n"


def as_object(row: models.Model) -> dict[str, Any]:
    """One row as Django's fixtures write it: model and fields, references by natural key."""
    fields = {
        field.name: _plain(row, field)
        for field in [*row._meta.fields, *row._meta.many_to_many]
        if field.name not in NOT_CARRIED
    }
    return {"model": row._meta.label_lower, "fields": fields}


def _plain(row: Any, field: Any) -> Any:
    if field.many_to_many:
        return sorted(list(other.natural_key()) for other in getattr(row, field.name).all())
    if field.is_relation:
        other = getattr(row, field.name)
        return list(other.natural_key()) if other else None
    value = field.value_from_object(row)
    if isinstance(value, Decimal):
        return field.value_to_string(row)
    return value.isoformat() if isinstance(value, date) else value
