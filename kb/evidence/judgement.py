"""What judging takes and gives: what sources assert and the question that they answer; a cell with its state, flags and
values. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from kb.evidence.certainty import Certainty
from kb.evidence.periods import Period
from kb.evidence.roots import Traceable

Value = str | bool | Decimal

PUBLISHED = "published"


class State(StrEnum):
    """The state of a cell: the first of these that holds."""

    EMPTY = "empty"
    RESOLVED = "resolved"
    CONTESTED = "contested"
    UNROOTED = "unrooted"
    SINGLE = "single"
    CORROBORATED = "corroborated"


class Empty(StrEnum):
    """Why a cell is empty: the first of these that holds."""

    NOT_APPLICABLE = "not-applicable"
    HIDDEN = "hidden"
    SEARCHED_SILENT = "searched-silent"
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
    """What judging needs of an aspect: many values at once? a statistic over time? stale after how long? Can competent
    people differ over it? Is it who uses a framework?
    """

    many: bool
    temporal: bool
    stale_after_months: int | None
    opinion: bool
    adoption: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CellValue(Generic[ClaimT]):
    """One value of a cell (with one `compared_to`), whatever its scopes.

    `scopes` and `sources` are sorted slugs, `claim_counts` how many claims each of these sources has, `keys` the sorted
    keys of its claims, `period` the newest and `oldest` the oldest of their periods (None: undated). `contested`: it
    contests another value of the cell, rooted or not. `certainty` rests on `certain_roots` independent roots, under the
    condition `certain_scope` (None: under none); `first_hand`: one of its claims is.
    `value` and `label` are as the first claim has them, when numbers are equal but written differently. `claims`, by
    key, are at hand where the cell was judged just now, or where a page has read them; a stored cell has their keys
    alone.
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
    claim_counts: tuple[int, ...]
    keys: tuple[str, ...]
    period: Period | None
    oldest: Period | None
    contested: bool
    certainty: Certainty
    certain_roots: int
    certain_scope: str | None
    first_hand: bool
    claims: tuple[ClaimT, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement(Generic[ClaimT]):
    """A judged cell. `values` with the leading one first: by certainty, then roots, then documents, but newest first if
    the aspect is temporal; `claims` by key, at hand as those of its values.

    `read`: how many sources were read for this cell and are silent, `searched`: whether somebody has recorded a search
    in vain, if it is empty for that. `fresh_until`: the last day on which the cell is not stale; None if that day is
    not known. `root_names` are the sorted names of all roots of the cell, of which `roots` are independent. `through`
    are hidden claims that walks go through.
    """

    state: State
    empty: Empty | None = None
    flags: tuple[Flag, ...] = ()
    documents: int = 0
    roots: int = 0
    roots_min: int = 0
    hidden: int = 0
    read: int = 0
    searched: bool = False
    values: tuple[CellValue[ClaimT], ...] = ()
    fresh_until: date | None = None
    root_names: tuple[str, ...] = ()
    root_names_min: tuple[str, ...] = ()
    claims: tuple[ClaimT, ...] = ()
    through: tuple[Traceable, ...] = ()

    @property
    def certainty(self) -> Certainty | None:
        """That of the leading value; None for an empty cell."""
        return self.values[0].certainty if self.values else None

    @property
    def sides(self) -> tuple[CellValue[ClaimT], ...]:
        """The values that contest another one."""
        return tuple(value for value in self.values if value.contested)

    @property
    def is_against_itself(self) -> bool:
        """Whether it is contested within one document alone."""
        disagrees = self.state in (State.CONTESTED, State.RESOLVED)
        return disagrees and len({source for value in self.sides for source in value.sources}) == 1
