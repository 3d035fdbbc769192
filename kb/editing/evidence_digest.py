"""A digest of claims and what they rest on, by which a decision is tied to what was looked at."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import Max, QuerySet

from kb.editing.evidence_columns import EVIDENCE
from kb.evidence.kinds import BY_COLUMN
from kb.models import Claim, Source, SourceLink
from kb.models.kind_models import KIND_MODELS


def evidence_digest(claims: Collection[Claim], *, lock: bool = False) -> str:
    """Of the newest history entry of each claim and the evidence of all that they name. Make it before what is shown
    is read: then what changes in between is noticed.

    A query for each kind of thing that is named, and one for each generation of sources upstream. ``lock`` keeps these
    rows as they are to the end of the transaction.
    """
    rows = {table: list(stored.values_list("pk", *columns)) for table, columns, stored in _evidence(claims, lock)}
    return digest_of([_versions(claims), rows])


def digest_of(content: object) -> str:
    """Of what JSON can hold, and of other values as they are written."""
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()


def _versions(claims: Collection[Claim]) -> list[tuple[int, int]]:
    """Key and newest history entry of each claim, 0 for none. One query."""
    keys = sorted(claim.pk for claim in claims)
    entries = Claim.history.filter(id__in=keys).order_by().values_list("id").annotate(Max("history_id"))
    newest = dict(entries)
    return [(key, newest.get(key, 0)) for key in keys]


def _evidence(claims: Collection[Claim], lock: bool) -> Iterator[tuple[str, tuple[str, ...], QuerySet[Any]]]:
    """Table, columns and rows of what claims rest on."""
    things = _things(claims)
    links = _upstream(things[Source], lock)
    for model, keys in {**things, SourceLink: links}.items():
        rows = model._base_manager.filter(pk__in=keys).order_by("pk")
        yield model._meta.label_lower, EVIDENCE[model], rows.select_for_update(no_key=True) if lock else rows


def _things(claims: Collection[Claim]) -> Mapping[Any, set[int]]:
    """The keys of what they name, by model."""
    things: dict[Any, set[int]] = defaultdict(set)
    for column, kind in BY_COLUMN.items():
        things[KIND_MODELS[kind.name]] |= {getattr(claim, f"{column}_id") for claim in claims} - {None}
    return things


def _upstream(sources: set[int], lock: bool) -> set[int]:
    """The keys of all links that lead upstream from these sources, to which it adds those where they lead. Sources are
    locked before their links are read, since a new link is no row that could be.
    """
    links: set[int] = set()
    fresh = set(sources)
    while fresh:
        if lock:
            rows = Source._base_manager.select_for_update(no_key=True)
            list(rows.filter(pk__in=fresh).order_by("pk").values_list("pk"))
        found = list(SourceLink.objects.filter(from_source__in=fresh).values_list("pk", "to_source"))
        links |= {link for link, _ in found}
        fresh = {source for _, source in found} - sources
        sources |= fresh
    return links
