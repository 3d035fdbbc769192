"""Whose a claim is under four eyes: who wrote what it says, or what it rests on that nobody has reviewed yet.

What published cells rest on is changed by two people (`kb.editing.trials`); all else is saved at once, and becomes
public with the first claim that is published from it. So whoever wrote what stands there does not publish that claim.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from kb.derived.reach import keys_reached
from kb.editing.evidence_columns import CLOSED, EVIDENCE, SUBSTANCE, Model
from kb.evidence.kinds import BY_COLUMN
from kb.models import Claim, Source, SourceLink
from kb.models.kind_models import KIND_MODELS

PUBLISH_RIGHT = "kb.publish_claim"
RIGHTS_BACKEND = "django.contrib.auth.backends.ModelBackend"  # among those of a sign-in, the one that knows rights

OWN = "Four eyes: you entered or changed this claim, so somebody else publishes it."
OWN_ROW = (
    "Four eyes: you made or changed {}, which nothing published rests on yet, so somebody else publishes this claim."
)
NOBODY_LEFT = " Nobody else may: send it back, so that somebody else submits it as it is now."

Entry = dict[str, Any]  # of a history
Thing = tuple[Model, int]
Refusals = Mapping[int, str]  # by person


class Writing(NamedTuple):
    """What somebody wrote still stands. ``at``: when the last of it was written; None for whoever entered a claim."""

    person: int
    at: datetime | None
    refusal: str


class Writers(dict[int, datetime]):
    """Who wrote what stands in a row, and when the last of it."""

    def add(self, person: int | None, at: datetime) -> None:
        if person is not None:
            self[person] = max(at, self.get(person, at))


def four_eyes() -> bool:
    """Whether nobody publishes their own claims: if FOUR_EYES says so and there are two who can. One query."""
    return bool(settings.FOUR_EYES) and len(_publishers()[:2]) > 1


def _publishers() -> QuerySet[Any, int]:
    people = get_user_model()._default_manager.with_perm(PUBLISH_RIGHT, backend=RIGHTS_BACKEND)
    return people.order_by("pk").values_list("pk", flat=True)


def authors(claim: Claim) -> frozenset[int]:
    """Whose the claim is; see `authors_of`."""
    return frozenset(authors_of([claim.pk])[claim.pk])


def authors_of(keys: Iterable[int]) -> Mapping[int, Refusals]:
    """Whose each of these claims is: the keys of those who must not publish it, each with the refusal. A query or two
    for each kind of thing, and one for each generation of sources upstream.

    Whoever entered it; whoever wrote what stands in it; and in what it names or rests on, if nothing published does so
    yet. What came without a person, from a fixture, is nobody's. Corrections after publication do not count.
    Where that leaves nobody who may publish it, those may whose text somebody else has submitted since.
    """
    claims = list(keys)
    if (ready := _ready.get()) is not None:
        return {key: ready[key] for key in claims}
    histories = _histories(Claim, claims, ("status", *SUBSTANCE))
    beneath = _writings_beneath(claims)
    publishers = set(_publishers()) if histories or beneath else set()
    refusals: dict[int, Refusals] = {}
    for key in claims:
        own, submissions = _writings_in(histories.get(key, ()))
        refusals[key] = _refusals([*own, *beneath.get(key, ())], submissions, publishers)
    return refusals


_ready: ContextVar[Mapping[int, Refusals] | None] = ContextVar("authors of the claims that take a step", default=None)


@contextmanager
def authors_at_once(keys: Iterable[int]) -> Iterator[None]:
    """Within it, `authors_of` knows those of these claims, and asks nothing of each."""
    token = _ready.set(authors_of(keys))
    try:
        yield
    finally:
        _ready.reset(token)


def _refusals(
    writings: Sequence[Writing], submissions: Sequence[tuple[int, datetime]], publishers: Collection[int]
) -> Refusals:
    if not publishers or not _are_among(publishers, writings):
        return _words(writings)
    standing = [writing for writing in writings if not _is_seconded(writing, submissions)]
    return _words(standing, NOBODY_LEFT if _are_among(publishers, standing) else "")


def _are_among(people: Collection[int], writings: Iterable[Writing]) -> bool:
    return {*people} <= {writing.person for writing in writings}


def _is_seconded(writing: Writing, submissions: Iterable[tuple[int, datetime]]) -> bool:
    """Whether somebody else has submitted the claim since."""
    at = writing.at
    return at is not None and any(person != writing.person and day > at for person, day in submissions)


def _words(writings: Iterable[Writing], more: str = "") -> Refusals:
    words: dict[int, str] = {}
    for writing in writings:
        words.setdefault(writing.person, writing.refusal + more)
    return words


# --- what the claim says -----------------------------------------------------------------------------------------


def _histories(model: Any, keys: Any, columns: Iterable[str]) -> dict[int, list[Entry]]:
    """The entries of rows, oldest first. One query, none without keys."""
    histories: dict[int, list[Entry]] = defaultdict(list)
    if isinstance(keys, list) and not keys:
        return histories
    entries = model.history.filter(id__in=keys).order_by("history_id")
    for entry in entries.values("id", "history_type", "history_user_id", "history_date", *columns):
        histories[entry["id"]].append(entry)
    return histories


def _writings_in(history: Iterable[Entry]) -> tuple[list[Writing], list[tuple[int, datetime]]]:
    """Those of a claim, and who submitted it when, until it was published."""
    entries: list[Entry] = []
    submissions: list[tuple[int, datetime]] = []
    for entry in history:
        if entries and entries[-1]["status"] in CLOSED:
            break
        if entry["history_type"] == "+":
            entries, submissions = [], []
        before = entries[-1]["status"] if entries else ""
        if entry["history_user_id"] and entries and entry["status"] == Claim.Status.REVIEW != before:
            submissions.append((entry["history_user_id"], entry["history_date"]))
        entries.append(entry)
    entered = [entry["history_user_id"] for entry in entries[:1] if entry["history_type"] == "+"]
    writings = [Writing(person, None, OWN) for person in entered if person is not None]
    return [*writings, *(Writing(*writer, OWN) for writer in _writers(entries, SUBSTANCE).items())], submissions


def _writers(history: Sequence[Entry], columns: Iterable[str]) -> Writers:
    """Who wrote what stands in the columns of a row, from its entries."""
    latest: dict[str, Entry] = {}
    before: Entry | None = None
    for entry in history:
        for name in columns:
            if before is None or entry["history_type"] == "+" or entry[name] != before[name]:
                latest[name] = entry
        before = entry
    writers = Writers()
    for entry in latest.values():
        writers.add(entry["history_user_id"], entry["history_date"])
    return writers


# --- what it rests on --------------------------------------------------------------------------------------------


def _writings_beneath(keys: Collection[int]) -> Mapping[int, list[Writing]]:
    """By claim, of those that are not published yet."""
    columns = {f"{column}_id": KIND_MODELS[kind.name] for column, kind in BY_COLUMN.items()}
    rows = Claim.objects.filter(pk__in=keys).exclude(status__in=CLOSED).order_by("pk").values("pk", *columns)
    things_of: dict[int, set[Thing]] = {
        row["pk"]: {(model, row[column]) for column, model in columns.items() if row[column]} for row in rows
    }
    upstream = _upstream({key for things in things_of.values() for model, key in things if model is Source})
    for things in things_of.values():
        things |= {(Source, far) for model, key in [*things] if model is Source for far in upstream[key]}
    writings = _writings_on({thing for things in things_of.values() for thing in things})
    return {
        claim: [writing for thing in sorted(things & writings.keys(), key=_order) for writing in writings[thing]]
        for claim, things in things_of.items()
    }


def _order(thing: Thing) -> tuple[str, int]:
    return thing[0]._meta.label, thing[1]


def _upstream(sources: set[int]) -> Mapping[int, set[int]]:
    """All that each of these sources derives from, near or far, and itself."""
    links: dict[int, set[int]] = {}
    fresh = set(sources)
    while fresh:
        links |= {key: set() for key in fresh}
        derives = SourceLink.objects.filter(from_source__in=fresh, kind=SourceLink.Relation.DERIVES)
        for start, end in derives.order_by("pk").values_list("from_source", "to_source"):
            links[start].add(end)
        fresh = {end for key in fresh for end in links[key]} - links.keys()
    return {source: _walk(source, links) for source in sources}


def _walk(start: int, links: Mapping[int, Collection[int]]) -> set[int]:
    near, open_ends = {start}, [start]
    while open_ends:
        fresh = {*links[open_ends.pop()]} - near
        near |= fresh
        open_ends += fresh
    return near


def _writings_on(things: Iterable[Thing]) -> Mapping[Thing, list[Writing]]:
    """Of those things that nothing published rests on."""
    by_model: dict[Model, set[int]] = defaultdict(set)
    for model, key in things:
        by_model[model].add(key)
    writings: dict[Thing, list[Writing]] = defaultdict(list)
    for model, keys in by_model.items():
        unread = sorted(keys - keys_reached(model, keys))
        histories = _histories(model, unread, EVIDENCE[model])
        writers = {key: _writers(history, EVIDENCE[model]) for key, history in histories.items()}
        links = _link_writers(unread) if model is Source else {}
        names = _names(model, {key for table in (writers, links) for key, people in table.items() if people})
        for table, prefix in ((writers, ""), (links, "links of ")):
            for key, people in table.items():
                refusals = (
                    Writing(person, at, OWN_ROW.format(f"{prefix}the {model._meta.verbose_name} “{names[key]}”"))
                    for person, at in people.items()
                )
                writings[model, key] += refusals
    return writings


def _names(model: Any, keys: Collection[int]) -> Mapping[int, str]:
    """What rows are called. One query, or none."""
    rows = model._base_manager.filter(pk__in=keys)
    rows = rows.select_related("aspect") if hasattr(model, "aspect") else rows
    return {row.pk: str(row) for row in rows} if keys else {}


def _link_writers(sources: Collection[int]) -> Mapping[int, Writers]:
    """Who made, changed or took away links of these sources. Two queries, or none."""
    writers: dict[int, Writers] = defaultdict(Writers)
    if not sources:
        return writers
    columns = EVIDENCE[SourceLink]
    ever = SourceLink.history.filter(from_source_id__in=sources).order_by().values("id")
    there = SourceLink.objects.filter(from_source__in=sources).order_by()
    standing = set(there.values_list("from_source_id", "to_source_id", "kind"))
    for history in _histories(SourceLink, ever, columns).values():
        for source in {entry["from_source_id"] for entry in history} & {*sources}:
            for person, at in _writers_of_link(history, columns, standing).items():
                writers[source].add(person, at)
    return writers


def _writers_of_link(history: Sequence[Entry], columns: Iterable[str], standing: Collection[Any]) -> Writers:
    """Whoever took it away, unless it was made again or was their own."""
    last = history[-1]
    if last["history_type"] != "-":
        return _writers(history, columns)
    writers = Writers()
    own = history[0]["history_type"] == "+" and len({entry["history_user_id"] for entry in history}) == 1
    if not own and (last["from_source_id"], last["to_source_id"], last["kind"]) not in standing:
        writers.add(last["history_user_id"], last["history_date"])
    return writers
