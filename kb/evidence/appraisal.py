"""What the claims of one cell say together: its state, flags, values, documents and roots.

Pure: claims, links and today's date come in, a frozen `Judgement` goes out; "how a cell is judged" gives
the rules. Where the claims come from is `kb.evidence.roots`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from kb.evidence.periods import Period, add_months, newest
from kb.evidence.roots import Mode, SourceGraph, count_roots

__all__ = [
    "Assertion",
    "CellValue",
    "Empty",
    "Flag",
    "Judgement",
    "Question",
    "Scoped",
    "SourceGraph",
    "State",
    "Value",
    "contest_each_other",
    "judge",
    "split_companies",
]

Value = str | bool | Decimal

PUBLISHED = "published"
FIRST_HAND_KINDS = frozenset({"official", "repository", "survey", "measurement"})


class State(StrEnum):
    """The state of a cell: the first of these that holds."""

    EMPTY = "empty"
    RESOLVED = "resolved"
    CONTESTED = "contested"
    UNROOTED = "unrooted"
    SINGLE = "single"
    CORROBORATED = "corroborated"


class Empty(StrEnum):
    """Why a cell is empty."""

    SEARCHED_SILENT = "searched-silent"
    NOT_APPLICABLE = "not-applicable"
    HIDDEN = "hidden"
    NOT_SEARCHED = "not-searched"


class Flag(StrEnum):
    """What else to know about a cell, in the order in which a judgement lists them."""

    STALE = "stale"
    UNDATED = "undated"
    SECOND_HAND = "second_hand"
    HEDGED = "hedged"
    SELF_CONTRADICTED = "self_contradicted"
    CONDITIONAL = "conditional"
    SPLIT = "split"


class Scoped(StrEnum):
    """How many claims of a value are limited to a condition."""

    ALL = "all"
    PARTLY = "some"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """What one source says at one place; `source`, `via`, `scope` and `compared_to` are slugs.

    A subclass may carry more: a judgement hands the same objects back.
    """

    key: str
    source: str
    value: Value
    value_label: str
    compared_to: str | None = None
    scope: str | None = None
    period: Period | None = None
    hedged: bool = False
    via: str | None = None
    via_stated: bool = False
    status: str = PUBLISHED


ClaimT = TypeVar("ClaimT", bound=Assertion)


@dataclass(frozen=True, slots=True)
class Question:
    """What judging needs of an aspect: many values at once? a statistic over time? stale after how long?"""

    many: bool
    temporal: bool
    stale_after_months: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CellValue(Generic[ClaimT]):
    """One value of a cell (with one `compared_to`), whatever its scopes.

    `scopes` and `sources` are sorted slugs, `keys` the sorted keys of its claims, `period` the newest
    (None: undated). `contested`: it contests another value of the cell, rooted or not. `value` and
    `label` are as the first claim has them, when numbers are equal but written differently. `claims`, by key, are at
    hand where the cell was judged just now, or where a page has read them; a stored cell has their keys alone.
    """

    value: Value
    label: str
    compared_to: str | None
    scopes: tuple[str, ...]
    scoped: Scoped
    documents: int
    roots: int
    roots_min: int
    sources: tuple[str, ...]
    keys: tuple[str, ...]
    period: Period | None
    contested: bool
    claims: tuple[ClaimT, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement(Generic[ClaimT]):
    """A judged cell. `values` strongest first, or newest first if the aspect is temporal; `claims` by key, at hand as
    those of its values.

    `fresh_until`: the last day on which the cell is not stale; None if that day is not known. `root_names`
    are the sorted names of all roots of the cell, of which `roots` are independent.
    """

    state: State
    empty: Empty | None = None
    flags: tuple[Flag, ...] = ()
    documents: int = 0
    roots: int = 0
    roots_min: int = 0
    hidden: int = 0
    values: tuple[CellValue[ClaimT], ...] = ()
    fresh_until: date | None = None
    root_names: tuple[str, ...] = ()
    root_names_min: tuple[str, ...] = ()
    claims: tuple[ClaimT, ...] = ()


def judge(
    claims: Iterable[ClaimT],
    question: Question,
    graph: SourceGraph,
    today: date,
    *,
    gap: str | None = None,
    hidden: int = 0,
    resolved_claims: Collection[str] | None = None,
    split: bool = False,
) -> Judgement[ClaimT]:
    """Judge one cell from its claims; those that are not published are left out here.

    `gap` is the kind of a recorded absence, `hidden` the number of claims that a filter hides,
    `resolved_claims` the keys that a Resolution judged (None: there is no Resolution), `split` whether the
    company is claimed under more than one framework. The order of the claims does not matter. ValueError if
    `gap` is no kind of absence. Linear in claims and links, but for the pairs of different values.
    """
    published = sorted((claim for claim in claims if claim.status == PUBLISHED), key=lambda claim: claim.key)
    if not published:
        return Judgement(state=State.EMPTY, empty=_kind_of_empty(gap, hidden), hidden=hidden)
    cell = _Cell(published, question, graph)
    return Judgement(
        state=cell.state(resolved_claims),
        flags=cell.flags(today, split),
        documents=len({claim.source for claim in published}),
        roots=cell.stated.cell,
        roots_min=cell.least.cell,
        hidden=hidden,
        values=tuple(sorted(cell.ranked, key=_recency) if question.temporal else cell.ranked),
        fresh_until=cell.fresh_until,
        root_names=cell.stated.names,
        root_names_min=cell.least.names,
        claims=tuple(published),
    )


def split_companies(pairs: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The companies that occur under more than one framework, from pairs of company and framework."""
    frameworks: dict[str, set[str]] = {}
    for company, framework in pairs:
        frameworks.setdefault(company, set()).add(framework)
    return frozenset(company for company, slugs in frameworks.items() if len(slugs) > 1)


def _kind_of_empty(gap: str | None, hidden: int) -> Empty:
    if gap:
        return Empty(gap)
    return Empty.HIDDEN if hidden else Empty.NOT_SEARCHED


class _Cell(Generic[ClaimT]):
    """A cell with at least one claim. `values` are in the order of `groups`, `ranked` by strength."""

    def __init__(self, claims: Sequence[ClaimT], question: Question, graph: SourceGraph) -> None:
        self.claims = claims
        self.question = question
        self.groups = _by_meaning(claims)
        self.stated = count_roots(self.groups, graph, Mode.STATED)
        inferred = any(claim.via and not claim.via_stated for claim in claims)
        self.least = count_roots(self.groups, graph, Mode.MIN) if inferred else self.stated
        self.contest = _contest(self.groups, question)
        self.values = self._values()
        self.ranked = sorted(self.values, key=_strength)
        self.period = newest(claim.period for claim in claims)

    def _values(self) -> list[CellValue[ClaimT]]:
        contested = {n for pair in self.contest.pairs for n in pair}
        counts = zip(self.groups, self.stated.values, self.least.values, strict=True)
        return [_value(claims, roots, roots_min, n in contested) for n, (claims, roots, roots_min) in enumerate(counts)]

    @property
    def fresh_until(self) -> date | None:
        months = self.question.stale_after_months
        return None if months is None or self.period is None else add_months(self.period.end, months)

    def state(self, resolved_claims: Collection[str] | None) -> State:
        if any(self.values[value].roots and self.values[other].roots for value, other in self.contest.pairs):
            present = {claim.key for claim in self.claims}
            return State.RESOLVED if present.issubset(resolved_claims or ()) else State.CONTESTED
        if not self.ranked[0].roots:
            return State.UNROOTED
        return State.SINGLE if self.ranked[0].roots_min <= 1 else State.CORROBORATED

    def flags(self, today: date, split: bool) -> tuple[Flag, ...]:
        conditions = {
            Flag.STALE: self._is_stale(today),
            Flag.UNDATED: self.period is None,
            Flag.SECOND_HAND: not self.stated.kinds & FIRST_HAND_KINDS,
            Flag.HEDGED: all(claim.hedged for claim in self.ranked[0].claims),
            Flag.SELF_CONTRADICTED: self._contradicts_itself(),
            Flag.CONDITIONAL: self.contest.conditional,
            Flag.SPLIT: split,
        }
        return tuple(flag for flag in Flag if conditions[flag])

    def _is_stale(self, today: date) -> bool:
        if self.question.stale_after_months is None:
            return False
        return self.fresh_until is None or today > self.fresh_until

    def _contradicts_itself(self) -> bool:
        """Whether the claims of one source alone contest each other."""
        by_source: dict[str, list[ClaimT]] = {}
        for claim in self.claims:
            by_source.setdefault(claim.source, []).append(claim)
        return any(contest_each_other(_by_meaning(claims), self.question) for claims in by_source.values())


# Values


def _by_meaning(claims: Iterable[ClaimT]) -> list[list[ClaimT]]:
    """The claims grouped by value and `compared_to`. True is not the number 1."""
    groups: dict[tuple[bool, Value, str | None], list[ClaimT]] = {}
    for claim in claims:
        meaning = (isinstance(claim.value, bool), claim.value, claim.compared_to)
        groups.setdefault(meaning, []).append(claim)
    return list(groups.values())


def _value(claims: Sequence[ClaimT], roots: int, roots_min: int, contested: bool) -> CellValue[ClaimT]:
    sources = sorted({claim.source for claim in claims})
    return CellValue(
        value=claims[0].value,
        label=claims[0].value_label,
        compared_to=claims[0].compared_to,
        scopes=tuple(sorted({claim.scope for claim in claims if claim.scope is not None})),
        scoped=_scoped(claims),
        documents=len(sources),
        roots=roots,
        roots_min=roots_min,
        sources=tuple(sources),
        keys=tuple(claim.key for claim in claims),
        period=newest(claim.period for claim in claims),
        contested=contested,
        claims=tuple(claims),
    )


def _scoped(claims: Sequence[Assertion]) -> Scoped:
    limited = sum(claim.scope is not None for claim in claims)
    if not limited:
        return Scoped.NONE
    return Scoped.ALL if limited == len(claims) else Scoped.PARTLY


def _strength(value: CellValue[ClaimT]) -> tuple[int, int, int, str, str]:
    """Sorts the strongest value first."""
    return -value.roots_min, -value.roots, -value.documents, value.compared_to or "", str(value.value)


def _recency(value: CellValue[ClaimT]) -> tuple[int, int]:
    """Sorts the newest value first, undated ones last."""
    if value.period is None:
        return 0, 0
    return -value.period.end.toordinal(), -value.period.start.toordinal()


# Contest


class _ContestSide(NamedTuple):
    """What decides whether two claims contest each other; `group` is the number of the value."""

    start: date
    end: date
    group: int
    compared_to: str | None
    scope: str | None


class _Contest(NamedTuple):
    """The pairs of values that contest each other, and whether some do not only because of their scopes."""

    pairs: frozenset[tuple[int, int]]
    conditional: bool


def contest_each_other(groups: Sequence[Sequence[Assertion]], question: Question) -> bool:
    """Whether claims of different groups cannot hold together; no two groups have a value in common."""
    return any(_hold_together(side, other) for side, other in _meetings(groups, question))


def _contest(groups: Sequence[Sequence[Assertion]], question: Question) -> _Contest:
    pairs = set()
    conditional = False
    for side, other in _meetings(groups, question):
        if _hold_together(side, other):
            pairs.add((side.group, other.group))
        else:
            conditional = True
    return _Contest(frozenset(pairs), conditional)


def _hold_together(side: _ContestSide, other: _ContestSide) -> bool:
    """Whether the scopes of two sides can both be given."""
    return side.scope is None or other.scope is None or side.scope == other.scope


def _meetings(groups: Sequence[Sequence[Assertion]], question: Question) -> Iterator[tuple[_ContestSide, _ContestSide]]:
    """Pairs of different values of one `compared_to` at one time, whatever their scopes."""
    if question.many or len(groups) == 1:
        return
    sides = {_side(n, claim, question) for n, claims in enumerate(groups) for claim in claims}
    ordered = sorted(sides, key=lambda side: side.start)
    for n, newer in enumerate(ordered, start=1):
        for other in ordered[n:]:
            if other.start > newer.end:
                break
            if newer.group != other.group and newer.compared_to == other.compared_to:
                yield newer, other


def _side(group: int, claim: Assertion, question: Question) -> _ContestSide:
    """Without a period a claim holds at any time; so does every claim of an aspect that is not temporal."""
    period = claim.period if question.temporal else None
    start, end = (period.start, period.end) if period else (date.min, date.max)
    return _ContestSide(start, end, group, claim.compared_to, claim.scope)
