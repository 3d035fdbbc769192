"""What the claims of one cell say together: its state, flags, values, documents and roots.

Pure: claims, links and today's date come in, a frozen `Judgement` goes out; "how a cell is judged" gives
the rules. Where the claims come from is `kb.evidence.roots`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Generic

from kb.evidence.certainty import Matter, Scales
from kb.evidence.contest import contest
from kb.evidence.judgement import (
    PUBLISHED,
    Assertion,
    CellValue,
    ClaimT,
    Empty,
    Flag,
    Judgement,
    Question,
    Scoped,
    State,
    Value,
)
from kb.evidence.periods import add_months, newest, oldest
from kb.evidence.roots import Mode, Roots, SourceGraph, Traceable, count_brought


def judge(
    claims: Iterable[ClaimT],
    question: Question,
    graph: SourceGraph,
    today: date,
    *,
    framework: str = "",
    company: str | None = None,
    gap: str | None = None,
    hidden: int = 0,
    through: Iterable[Traceable] = (),
    read: int = 0,
    resolved_claims: Collection[str] | None = None,
    split: bool = False,
) -> Judgement[ClaimT]:
    """Judge one cell from its claims; those that are not published are left out here.

    `framework` and `company` are what it is about, `gap` is the kind of a recorded absence, `hidden` the number of
    claims that a filter hides, `through` those of them that name another source as theirs, `read` the number of sources
    that were read for it and do not speak of it, `resolved_claims` the keys that a Resolution judged (None: there is no
    Resolution), `split` whether the company is claimed under more than one framework. The order of the claims does not
    matter. ValueError if `gap` is no kind of absence. Linear in claims and links, but for pairs of different values.
    """
    published = sorted((claim for claim in claims if claim.status == PUBLISHED), key=lambda claim: claim.key)
    if not published:
        empty = kind_of_empty(gap, hidden, read)
        silent = empty == Empty.SEARCHED_SILENT
        searched = silent and gap is not None
        return Judgement(state=State.EMPTY, empty=empty, hidden=hidden, read=read if silent else 0, searched=searched)
    through = tuple(through)
    cell = _Cell(published, question, graph, matter_of(question, framework, company), through)
    return Judgement(
        state=cell.state(resolved_claims),
        flags=cell.flags(today, split),
        documents=len({claim.source for claim in published}),
        roots=cell.stated.cell,
        roots_min=min(cell.stated.cell, cell.least.cell),
        hidden=hidden,
        values=tuple(cell.ranked),
        fresh_until=cell.fresh_until,
        root_names=cell.stated.names,
        root_names_min=cell.least.names,
        claims=tuple(published),
        through=through,
    )


def matter_of(question: Question, framework: str, company: str | None) -> Matter:
    """What certainty depends on besides claims."""
    return Matter(
        framework=framework,
        company=company,
        temporal=question.temporal,
        opinion=question.opinion,
        adoption=question.adoption,
    )


def split_companies(pairs: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The companies that occur under more than one framework, from pairs of company and framework."""
    frameworks: dict[str, set[str]] = {}
    for company, framework in pairs:
        frameworks.setdefault(company, set()).add(framework)
    return frozenset(company for company, slugs in frameworks.items() if len(slugs) > 1)


def kind_of_empty(gap: str | None, hidden: int, read: int) -> Empty:
    """Why a cell without a claim that counts is empty. ValueError if `gap` is no kind of absence."""
    kind = Empty(gap) if gap else None
    if kind == Empty.NOT_APPLICABLE or not hidden:
        return kind or (Empty.SEARCHED_SILENT if read else Empty.NOT_SEARCHED)
    return Empty.HIDDEN


def scales(
    claims: Sequence[Traceable], graph: SourceGraph, matter: Matter, through: Sequence[Traceable] = ()
) -> Scales:
    """What weighs some of these claims of one cell. The roots are walked once where nothing is inferred."""
    stated = Roots(claims, graph, Mode.STATED, through)
    inferred = any(claim.via and not claim.via_stated for claim in (*claims, *through))
    if inferred or any(graph.inferred.get(slug) for slug in stated.number):
        return Scales(matter, graph, stated, Roots(claims, graph, Mode.MIN, through))
    return Scales(matter, graph, stated, stated)


class _Cell(Generic[ClaimT]):
    """A cell with at least one claim. `values` are in the order of `groups`, `ranked` with the leading one first."""

    def __init__(
        self,
        claims: Sequence[ClaimT],
        question: Question,
        graph: SourceGraph,
        matter: Matter,
        through: Sequence[Traceable],
    ) -> None:
        self.claims = claims
        self.question = question
        self.groups = _by_meaning(claims)
        self.scales = scales(claims, graph, matter, through)
        self.stated = count_brought(self.groups, self.scales.stated)
        self.least = self.stated
        if self.scales.least is not self.scales.stated:
            self.least = count_brought(self.groups, self.scales.least)
        self.contest = contest(self.groups, question)
        self.contradicted = self._contradicted()
        self.values = self._values()
        self.ranked = sorted(self.values, key=_leads_over_time if question.temporal else _leads)
        self.period = newest(claim.period for claim in claims)

    def _values(self) -> list[CellValue[ClaimT]]:
        contested = {n for pair in self.contest.pairs for n in pair}
        return [self._value(n, claims, n in contested) for n, claims in enumerate(self.groups)]

    def _value(self, n: int, claims: Sequence[ClaimT], contested: bool) -> CellValue[ClaimT]:
        sources = Counter(sorted(claim.source for claim in claims))
        grade = self.scales.grade(claims, self.contradicted.get(n, ()))
        return CellValue(
            value=claims[0].value,
            label=claims[0].value_label,
            compared_to=claims[0].compared_to,
            scopes=tuple(sorted({claim.scope for claim in claims if claim.scope is not None})),
            scoped=_scoped(claims),
            documents=len(sources),
            roots=self.stated.values[n],
            roots_min=min(self.stated.values[n], self.least.values[n]),
            sources=tuple(sources),
            claim_counts=tuple(sources.values()),
            keys=tuple(claim.key for claim in claims),
            period=newest(claim.period for claim in claims),
            oldest=oldest(claim.period for claim in claims),
            contested=contested,
            certainty=grade.certainty,
            certain_roots=grade.roots,
            certain_scope=grade.scope,
            first_hand=any(map(self.scales.is_first_hand, claims)),
            claims=tuple(claims),
        )

    def _contradicted(self) -> dict[int, set[str]]:
        """Of each value, the documents that say a contesting one, too. Only documents with several values are asked."""
        if not self.contest.pairs:
            return {}
        by_source: dict[str, dict[int, list[ClaimT]]] = {}
        for n, claims in enumerate(self.groups):
            for claim in claims:
                by_source.setdefault(claim.source, {}).setdefault(n, []).append(claim)
        contradicted: dict[int, set[str]] = {}
        for source, groups in by_source.items():
            numbers = list(groups)
            for pair in contest(list(groups.values()), self.question).pairs:
                for place in pair:
                    contradicted.setdefault(numbers[place], set()).add(source)
        return contradicted

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
        return State.SINGLE if self.ranked[0].certain_roots <= 1 else State.CORROBORATED

    def flags(self, today: date, split: bool) -> tuple[Flag, ...]:
        conditions = {
            Flag.STALE: self._is_stale(today),
            Flag.UNDATED: self.period is None,
            Flag.SECOND_HAND: not any(value.first_hand for value in self.values),
            Flag.HEDGED: all(claim.hedged for claim in self.ranked[0].claims),
            Flag.SELF_CONTRADICTED: bool(self.contradicted),
            Flag.CONDITIONAL: self.contest.conditional,
            Flag.SPLIT: split,
        }
        return tuple(flag for flag in Flag if conditions[flag])

    def _is_stale(self, today: date) -> bool:
        if self.question.stale_after_months is None:
            return False
        return self.fresh_until is None or today > self.fresh_until


# Values


def _by_meaning(claims: Iterable[ClaimT]) -> list[list[ClaimT]]:
    """The claims grouped by value and `compared_to`. True is not the number 1."""
    groups: dict[tuple[bool, Value, str | None], list[ClaimT]] = {}
    for claim in claims:
        meaning = (isinstance(claim.value, bool), claim.value, claim.compared_to)
        groups.setdefault(meaning, []).append(claim)
    return list(groups.values())


def _scoped(claims: Sequence[Assertion]) -> Scoped:
    limited = sum(claim.scope is not None for claim in claims)
    if not limited:
        return Scoped.NONE
    return Scoped.ALL if limited == len(claims) else Scoped.PARTLY


def _leads(value: CellValue[ClaimT]) -> tuple[int, int, int, int, str, str]:
    """Sorts the leading value first."""
    counts = (-value.roots_min, -value.roots, -value.documents)
    return value.certainty.rank, *counts, value.compared_to or "", str(value.value)


def _leads_over_time(value: CellValue[ClaimT]) -> tuple[tuple[int, int], tuple[int, int, int, int, str, str]]:
    """The newest first."""
    return _recency(value), _leads(value)


def _recency(value: CellValue[ClaimT]) -> tuple[int, int]:
    """Sorts the newest value first, undated ones last."""
    if value.period is None:
        return 0, 0
    return -value.period.end.toordinal(), -value.period.start.toordinal()
