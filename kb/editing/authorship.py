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
from django.db.models import Case, Exists, F, OuterRef, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from kb.editing.evidence_columns import CLOSED, EVIDENCE, SUBSTANCE
from kb.editing.past_writing import PARTS, PastWritings, keep, keep_entries, kind_of_model, past_writings
from kb.evidence.kinds import ASPECT, BY_COLUMN, KINDS, SOURCE
from kb.models import Claim, Option, SourceLink
from kb.models.kind_models import KIND_MODELS
from kb.models.withdrawals import CLAIM_KIND
from kb.rows.unseen_things import Thing, unseen_with, unseen_with_claims

PUBLISH_RIGHT = "kb.publish_claim"
RIGHTS_BACKEND = "django.contrib.auth.backends.ModelBackend"  # among those of a sign-in, the one that knows rights

OWN = "Four eyes: you entered or changed this claim, so somebody else publishes it."
OWN_ROW = "Four eyes: you made or changed {}, which nobody has reviewed yet, so somebody else publishes this claim."
OWN_ROW_PROPOSED = "Four eyes: you made or changed {}, which nobody has reviewed yet, so somebody else decides on this."
NOBODY_DECIDES = " Nobody else may: propose it yourself, or have one person make that row anew and propose it."
NOBODY_LEFT = " Nobody else may: send it back, so that somebody else submits it as it is now."

Entry = dict[str, Any]  # of a history
Refusals = Mapping[int, str]  # by person
LINK, LOST_OPTION = "link", "lost option"  # beside the names of kinds
STANDS = "stands"
MOST_COLUMNS = max(len(EVIDENCE[KIND_MODELS[kind.name]]) for kind in BY_COLUMN.values())
COLUMN_TEXTS = tuple(f"text_{number}" for number in range(MOST_COLUMNS))  # columns of evidence, whatever the table
PARTS_OF_THINGS = {
    LINK: ("links", SOURCE.name, COLUMN_TEXTS[EVIDENCE[SourceLink].index("from_source_id")]),
    LOST_OPTION: ("options", ASPECT.name, COLUMN_TEXTS[EVIDENCE[Option].index("aspect_id")]),
}  # in words, the kind of what they are parts of, and the column that names it


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
    """Whose each of these claims is: the keys of those who must not publish it, each with the refusal. Three
    queries, and two more where a person has written some of it.

    Whoever entered it, not who brought it back; whoever wrote what stands in it; and in what would be seen with it for
    the first time (`kb.rows.unseen_things`). What came without a person, from a fixture, is nobody's. Corrections after
    publication do not count. Where that leaves nobody who may publish it, those may whose text somebody else has
    submitted since.
    """
    claims = list(keys)
    if (ready := _ready.get()) is None:
        return _looked_up(claims)
    ready |= _looked_up([key for key in claims if key not in ready])
    return {key: ready[key] for key in claims}


def _looked_up(claims: Sequence[int]) -> dict[int, Refusals]:
    if not claims:
        return {}
    histories = _claim_histories(claims)
    unseen = unseen_with_claims(claims)
    things = {(kind, key) for _, kind, key in unseen}
    past = past_writings([*things, *((CLAIM_KIND, key) for key in claims)])
    beneath = _writings_beneath(unseen, past)
    own = {key: _writings_in(histories.get(key, ())) for key in claims}
    writings = {key: [*own[key][0], *_past_of_claim(key, past), *beneath.get(key, ())] for key in claims}
    publishers = set(_publishers()) if any(writings.values()) else set()
    return {key: _refusals(writings[key], own[key][1], publishers) for key in claims}


_ready: ContextVar[dict[int, Refusals] | None] = ContextVar("authors of claims that were asked about", default=None)


@contextmanager
def authors_once() -> Iterator[None]:
    """Within it, `authors_of` asks once about each claim."""
    token = _ready.set({})
    try:
        yield
    finally:
        _ready.reset(token)


def _refusals(
    writings: Sequence[Writing], submissions: Sequence[tuple[int, datetime]], publishers: Collection[int]
) -> Refusals:
    if not publishers or not _are_among(publishers, writings):
        return _words(writings)
    # who submitted looked at what was there: at nothing that was written, or led to, since
    newest = max((writing.at for writing in writings if writing.at), default=None)
    since = [(person, day) for person, day in submissions if newest is None or day > newest]
    standing = [writing for writing in writings if not _is_seconded(writing, since)]
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


def _claim_histories(keys: Collection[int]) -> Mapping[int, list[Entry]]:
    """The entries of claims, oldest first. One query."""
    histories: dict[int, list[Entry]] = defaultdict(list)
    entries = Claim.history.filter(id__in=keys).order_by("history_id")
    columns = ("id", "history_type", "history_user_id", "history_date", "status", *SUBSTANCE)
    for entry in entries.values(*columns):
        histories[entry["id"]].append(entry)
    return histories


def _writings_in(history: Iterable[Entry]) -> tuple[list[Writing], list[tuple[int, datetime]]]:
    """Those of a claim, and who submitted it when, until it was published."""
    entries: list[Entry] = []
    submissions: list[tuple[int, datetime]] = []
    for entry in history:
        if entries and entries[-1]["status"] in CLOSED:
            break
        before = entries[-1]["status"] if entries else ""
        if entry["history_user_id"] and entries and entry["status"] == Claim.Status.REVIEW != before:
            submissions.append((entry["history_user_id"], entry["history_date"]))
        entries.append(entry)
    entered = [entry["history_user_id"] for entry in entries[:1] if entry["history_type"] == "+"]
    writings = [Writing(person, None, OWN) for person in entered if person is not None]
    return [*writings, *(Writing(*writer, OWN) for writer in _writers(entries, SUBSTANCE).items())], submissions


def _writers(history: Sequence[Entry], columns: Iterable[str]) -> Writers:
    """Who wrote what stands in the columns of a row, from its entries. Whoever brought it back wrote none of it."""
    latest: dict[str, Entry] = {}
    before: Entry | None = None
    for entry in history:
        for name in columns:
            if before is None or entry[name] != before[name]:
                latest[name] = entry
        before = entry
    writers = Writers()
    for entry in latest.values():
        writers.add(entry["history_user_id"], entry["history_date"])
    return writers


# --- what it rests on --------------------------------------------------------------------------------------------


def _writings_beneath(unseen: Iterable[tuple[int, str, int]], past: PastWritings) -> Mapping[int, list[Writing]]:
    """By claim, of those that are not published yet. One query at most."""
    rows = list(unseen)
    writers = _writers_of({(kind, key) for _, kind, key in rows}, past)
    writings: dict[int, list[Writing]] = defaultdict(list)
    for claim, kind, key in rows:
        writings[claim] += _writings_of(writers.get((kind, key), ()), OWN_ROW)
    return writings


def _past_of_claim(key: int, past: PastWritings) -> list[Writing]:
    return [Writing(*writer, OWN) for writer in past.get((CLAIM_KIND, key), ())]


def refusal_of_things(things: Collection[Thing], person: int, author: int | None) -> str:
    """Why this person does not decide on what ``author`` proposed, with which these things would be seen for the first
    time: who wrote what stands in them does not (empty: nothing is in the way). Four queries at most.
    """
    if not things or not four_eyes():
        return ""
    writers = _writers_of(things, past_writings(things)).values()
    writings = [writing for those in writers for writing in _writings_of(those, OWN_ROW_PROPOSED)]
    others = {*_publishers()} - {author}
    return _words(writings, NOBODY_DECIDES if _are_among(others, writings) else "").get(person, "")


def others_wrote(things: Collection[Thing], person: int) -> bool:
    """Whether somebody else wrote what stands in these things, or in what they lead to and nobody sees yet. Three
    queries at most; none without things.
    """
    unseen = set(unseen_with(things))
    writers = _writers_of(unseen, past_writings(unseen)).values() if unseen else ()
    return any(writer != person for those in writers for _, writer, _ in those)


def keep_writers(model: Any, keys: Collection[int], heir: int | None = None) -> None:
    """Keep who wrote what stands in these rows, since their histories will name somebody else for it; with an ``heir``
    as what they wrote of that. A few queries; none for rows that nobody is an author of.
    """
    kind = kind_of_model(model)
    if model in PARTS:
        keep_entries(model, model.history.filter(id__in=list(keys)))
    if model is Claim:
        histories = _claim_histories(keys)
        keep(
            ((kind, key), writing.person, writing.at)
            for key in keys
            for writing in _writings_in(histories.get(key, ()))[0]
        )
    elif kind:
        things = {(kind, key) for key in keys}
        writers = _writers_of(things, past_writings(things))
        keep(((kind, heir or key), person, at) for (_, key), those in writers.items() for _, person, at in those)


def _writings_of(writers: Iterable[tuple[str, int, datetime]], refusal: str) -> list[Writing]:
    return [Writing(person, at, refusal.format(row)) for row, person, at in writers]


def _writers_of(things: Collection[Thing], past: PastWritings) -> Mapping[Thing, list[tuple[str, int, datetime]]]:
    """Who wrote what stands in each of these things, and when, with the words for it. One query, or none."""
    histories: dict[Thing, list[Entry]] = defaultdict(list)
    for entry in _entries_of(things):
        histories[entry["what"], entry["id"]].append(entry)
    writers: dict[Thing, list[tuple[str, int, datetime]]] = defaultdict(list)
    for (kind, key), history in histories.items():
        if kind not in PARTS_OF_THINGS:
            words = f"the {KINDS[kind].words} “{history[-1]['row_name']}”"
            writers[kind, key] += [(words, *writer) for writer in _writers(history, COLUMN_TEXTS).items()]
    names = {thing: history[-1]["row_name"] for thing, history in histories.items() if thing[0] not in PARTS_OF_THINGS}
    for (part, _), history in histories.items():
        words, kind, column = PARTS_OF_THINGS.get(part, ("", "", ""))
        for thing in {(kind, int(entry[column])) for entry in history if column} & {*things}:
            of = f"{words} of the {KINDS[kind].words} “{names.get(thing, 'without a history')}”"
            writers[thing] += [(of, *writer) for writer in _writers_of_part(history).items()]
    for thing in past.keys() & {*things}:
        words = f"the {KINDS[thing[0]].words} “{names.get(thing, 'without a history')}”"
        writers[thing] += [(words, person, at) for person, at in past[thing] if at]
    return writers


def _entries_of(things: Collection[Thing]) -> list[Entry]:
    """The entries of their histories, of the links that these sources have had, and of the options that these questions
    have no more: of different tables, so that each column of evidence is a text. One query, or none.
    """
    keys: dict[str, list[int]] = defaultdict(list)
    for kind, key in sorted(things):
        keys[kind].append(key)
    parts = [
        _as_texts(KIND_MODELS[kind].history.filter(id__in=ids), kind, KIND_MODELS[kind], F(KINDS[kind].label))
        for kind, ids in keys.items()
    ]
    if sources := keys.get(SOURCE.name):
        ever = SourceLink.history.filter(from_source_id__in=sources).order_by().values("id")
        ends = {name: OuterRef(name) for name in ("from_source", "to_source", "kind")}
        stands = Case(When(Exists(SourceLink.objects.filter(**ends)), then=Value(STANDS)), default=Value(""))
        parts.append(_as_texts(SourceLink.history.filter(id__in=ever), LINK, SourceLink, stands))
    if aspects := keys.get(ASPECT.name):
        ever = Option.history.filter(aspect_id__in=aspects).order_by().values("id")
        lost = Option.history.filter(id__in=ever).exclude(id__in=Option.objects.filter(aspect__in=aspects).values("pk"))
        parts.append(_as_texts(lost, LOST_OPTION, Option, Value("")))
    if not parts:
        return []
    entries = parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]
    return sorted(entries, key=lambda entry: entry["history_id"])


def _as_texts(entries: Any, kind: str, model: Any, name: Any) -> Any:
    """Entries of a table as all tables have them."""
    columns = EVIDENCE[model]
    texts = {
        text: Cast(columns[place], TextField()) if place < len(columns) else Value(None, output_field=TextField())
        for place, text in enumerate(COLUMN_TEXTS)
    }
    rows = entries.order_by().annotate(what=Value(kind), row_name=Cast(name, TextField()), **texts)
    return rows.values(
        "history_id", "history_type", "history_user_id", "history_date", "id", "what", "row_name", *COLUMN_TEXTS
    )


def _writers_of_part(history: Sequence[Entry]) -> Writers:
    """Of a link, or of an option that is another question's by now; of what is no more, whoever took it away or led it
    there, unless it was made again or was their own.
    """
    last = history[-1]
    if last["history_type"] != "-":
        return _writers(history, COLUMN_TEXTS)
    writers = Writers()
    is_whole = history[0]["history_type"] == "+"  # what came from a file has no beginning
    own = is_whole and len({entry["history_user_id"] for entry in history}) == 1
    if not own and last["row_name"] != STANDS:
        for entry in history[is_whole:]:
            writers.add(entry["history_user_id"], entry["history_date"])
    return writers
