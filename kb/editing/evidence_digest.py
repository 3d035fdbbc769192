"""A digest of claims and what they rest on, by which a decision is tied to what was looked at."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Max

from kb.editing.evidence_columns import EVIDENCE
from kb.evidence.kinds import BY_COLUMN
from kb.models import Aspect, Claim, Company, Framework, Option, Source, SourceLink
from kb.models.kind_models import KIND_MODELS


def evidence_digest(claims: Collection[Claim], *, lock: bool = False) -> str:
    """Of the newest history entry of each claim and the evidence of all that they lead to. Make it before what is shown
    is read: then what changes in between is noticed.

    One query, and those of `evidence_rows`. ``lock`` keeps these rows as they are to the end of the transaction.
    """
    return digest_of([_versions(claims), evidence_rows(_things(claims), lock=lock)])


def evidence_rows(things: Mapping[Any, Collection[int]], *, lock: bool = False) -> dict[str, list[Any]]:
    """The evidence of things, given as keys by model, and of all that they lead to: of a source what it derives from
    and cites, and whose own these are, of a question its options. By table.

    A query for each kind of thing, and one for each generation of sources upstream. ``lock`` as `evidence_digest`.
    """
    keys: dict[Any, set[int]] = defaultdict(set)
    for model, of_model in things.items():
        keys[model] |= set(of_model)
    links = _upstream(keys[Source], lock)
    for framework, company in Source.objects.filter(pk__in=keys[Source]).values_list("framework", "company"):
        keys[Framework] |= {framework} - {None}
        keys[Company] |= {company} - {None}
    keys[Option] |= set(Option.objects.filter(aspect__in=keys[Aspect]).values_list("pk", flat=True))
    rows: dict[str, list[Any]] = {}
    for model, of_model in {**keys, SourceLink: links}.items():
        stored = model._base_manager.filter(pk__in=of_model).order_by("pk")
        stored = stored.select_for_update(no_key=True) if lock else stored
        rows[model._meta.label_lower] = list(stored.values_list("pk", *EVIDENCE.get(model, ())))
    return rows


def digest_of(content: object) -> str:
    """Of what JSON can hold, and of other values as they are written."""
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()


def _versions(claims: Collection[Claim]) -> list[tuple[int, int]]:
    """Key and newest history entry of each claim, 0 for none. One query."""
    keys = sorted(claim.pk for claim in claims)
    entries = Claim.history.filter(id__in=keys).order_by().values_list("id").annotate(Max("history_id"))
    newest = dict(entries)
    return [(key, newest.get(key, 0)) for key in keys]


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
