"""Who wrote what stays known where a history is forgotten, or names somebody else for what a merge moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet

from kb.editing.evidence_columns import EVIDENCE
from kb.evidence.kinds import ASPECT, SOURCE
from kb.models import Claim, Option, PastWriter, SourceLink
from kb.models.kind_models import NAME_OF_MODEL
from kb.models.withdrawals import CLAIM_KIND
from kb.rows.unseen_things import Thing

PastWriting = tuple[int, datetime | None]  # a person, and when the last of it was; None: they entered it
PastWritings = Mapping[Thing, Sequence[PastWriting]]
PARTS = {SourceLink: ("from_source_id", SOURCE.name), Option: ("aspect_id", ASPECT.name)}  # of what these are parts


def kind_of_model(model: Any) -> str:
    """That of a thing, or of claims; blank for rows that nobody is an author of."""
    return CLAIM_KIND if model is Claim else NAME_OF_MODEL.get(model, "") if model in EVIDENCE else ""


def keep(writings: Iterable[tuple[Thing, int, datetime | None]]) -> None:
    """Keep that these persons wrote something of these things or claims; the last of it counts, and that they entered
    it before all. Two queries.
    """
    latest: dict[tuple[Thing, int], datetime | None] = {}
    for thing, person, at in writings:
        latest[thing, person] = _later(at, latest.get((thing, person), at))
    for thing, known in past_writings({thing for thing, _ in latest}).items():
        latest |= {(thing, who): _later(at, latest[thing, who]) for who, at in known if (thing, who) in latest}
    PastWriter.objects.bulk_create(
        [PastWriter(kind=kind, target=key, person_id=who, at=at) for ((kind, key), who), at in latest.items()],
        update_conflicts=True,
        unique_fields=["kind", "target", "person"],
        update_fields=["at"],
    )


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(one, other) if one and other else None


def keep_entries(model: Any, entries: QuerySet[Any]) -> None:
    """Keep whoever is named by entries of a history that will be forgotten, also for all that the rows have been parts
    of, and who entered a claim as that. Two queries, three for parts and for claims.
    """
    people = entries.exclude(history_user=None).order_by().values_list("id", "history_user")
    writings: list[tuple[int, int, datetime | None]] = list(people.annotate(Max("history_date")))
    if model is Claim:
        entered = set(people.filter(history_type="+"))
        writings = [(key, person, None if (key, person) in entered else at) for key, person, at in writings]
    wholes: dict[int, set[Thing]] = defaultdict(set)
    if kind := kind_of_model(model):
        for key, *_ in writings:
            wholes[key].add((kind, key))
    if model in PARTS:
        column, kind = PARTS[model]
        for key, whole in entries.order_by().values_list("id", column).distinct():
            wholes[key].add((kind, whole))
    keep((thing, person, at) for key, person, at in writings for thing in wholes[key])


def past_writings(things: Iterable[Thing]) -> PastWritings:
    """By thing or claim. One query, or none."""
    keys: dict[str, list[int]] = defaultdict(list)
    for kind, key in things:
        keys[kind].append(key)
    if not keys:
        return {}
    parts = [
        PastWriter.objects.filter(kind=kind, target__in=of_kind)
        .order_by()
        .values_list("kind", "target", "person", "at")
        for kind, of_kind in keys.items()
    ]
    writings: dict[Thing, list[PastWriting]] = defaultdict(list)
    for kind, key, person, at in parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]:
        writings[kind, key].append((person, at))
    return writings
