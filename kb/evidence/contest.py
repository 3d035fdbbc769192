"""Which values of a cell contradict each other: claims of one `compared_to` that cannot hold together. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from kb.evidence.periods import Period


class Contestable(Protocol):
    """What a contest has to know of a claim."""

    @property
    def period(self) -> Period | None: ...
    @property
    def compared_to(self) -> str | None: ...
    @property
    def scope(self) -> str | None: ...


class QuestionShape(Protocol):
    """What a contest has to know of a question."""

    @property
    def many(self) -> bool: ...
    @property
    def temporal(self) -> bool: ...


class _ContestSide(NamedTuple):
    """What decides whether two claims contest each other; `group` is the number of the value."""

    start: date
    end: date
    group: int
    compared_to: str | None
    scope: str | None


class Contest(NamedTuple):
    """The pairs of values that contest each other, and whether some do not only because of their scopes."""

    pairs: frozenset[tuple[int, int]]
    conditional: bool


def contest_each_other(groups: Sequence[Sequence[Contestable]], question: QuestionShape) -> bool:
    """Whether claims of different groups cannot hold together; no two groups have a value in common."""
    return any(_hold_together(side, other) for side, other in _meetings(groups, question))


def contest(groups: Sequence[Sequence[Contestable]], question: QuestionShape) -> Contest:
    """Which groups contest each other, by their places, and whether others would under the same condition.

    Quadratic in different values alone; no two groups have a value in common.
    """
    pairs = set()
    conditional = False
    for side, other in _meetings(groups, question):
        if _hold_together(side, other):
            pairs.add((side.group, other.group))
        else:
            conditional = True
    return Contest(frozenset(pairs), conditional)


def _hold_together(side: _ContestSide, other: _ContestSide) -> bool:
    """Whether the scopes of two sides can both be given."""
    return side.scope is None or other.scope is None or side.scope == other.scope


def _meetings(
    groups: Sequence[Sequence[Contestable]], question: QuestionShape
) -> Iterator[tuple[_ContestSide, _ContestSide]]:
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


def _side(group: int, claim: Contestable, question: QuestionShape) -> _ContestSide:
    """Without a period a claim holds at any time; so does every claim of an aspect that is not temporal."""
    period = claim.period if question.temporal else None
    start, end = (period.start, period.end) if period else (date.min, date.max)
    return _ContestSide(start, end, group, claim.compared_to, claim.scope)
