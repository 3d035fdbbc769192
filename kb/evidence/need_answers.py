"""One need of one framework: how it stands by the claims of one cell, and on what evidence. Pure, and knows no page.

The claims of a satisfying value speak for the need, the others against it. What is met or unmet on more than faint
evidence decides; all else stays open.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from kb.evidence.appraisal import matter_of, scales
from kb.evidence.certainty import Certainty
from kb.evidence.contest import contest_each_other
from kb.evidence.judgement import CellValue, Empty, Judgement, Question, Scoped, Value
from kb.evidence.records import ClaimRecord, NeedRecord
from kb.evidence.roots import SourceGraph, count_brought

_Valued = TypeVar("_Valued", ClaimRecord, CellValue[ClaimRecord])
OPEN = "open"  # where a tally counts what decides nothing


class Verdict(StrEnum):
    """How a need stands for a framework. What is met or unmet decides, unless the evidence is faint."""

    MET = "met"
    UNMET = "unmet"
    DISPUTED = "disputed"
    CONDITIONAL = "conditional"
    UNKNOWN = "unknown"


class Lack(StrEnum):
    """Why nothing is known: one of the four kinds of empty, or claims that decide nothing."""

    NOT_SEARCHED = "not-searched"
    SEARCHED_SILENT = "searched-silent"
    NOT_APPLICABLE = "not-applicable"
    HIDDEN = "hidden"
    NO_ROOT = "no-root"
    OTHER_VALUES = "other-values"


class Footing(StrEnum):
    """What an answer rests on, the shakiest first."""

    OPEN = "open"
    SINGLE_ROOT = "one-root"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Weight:
    """The claims of one side of a need, with the evidence they bring together, and how certain that makes it; without
    a root it is faint. ``of_value``: the one value that it is, where its claims are not at hand.
    """

    claims: tuple[ClaimRecord, ...] = ()
    roots: int = 0
    roots_min: int = 0
    certainty: Certainty = Certainty.FAINT
    scope: str | None = None
    of_value: CellValue[ClaimRecord] | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        if self.of_value:
            return self.of_value.sources
        return tuple(sorted({claim.source for claim in self.claims}))

    @property
    def is_limited(self) -> bool:
        """Whether every claim is limited to a condition."""
        if self.of_value:
            return self.of_value.scoped == Scoped.ALL
        return all(claim.scope is not None for claim in self.claims)

    @property
    def documents(self) -> int:
        return len(self.sources)

    @property
    def scopes(self) -> tuple[str, ...]:
        if self.of_value:
            return self.of_value.scopes
        return tuple(sorted({claim.scope for claim in self.claims if claim.scope is not None}))


@dataclass(frozen=True, slots=True)
class NeedAnswer:
    """One need of one framework: the verdict, the evidence for and against it, and why if nothing is known.

    ``beside`` are claims of other values of an aspect that can have many: they deny nothing. ``opinion``: competent
    people may differ. ``overruled``: evidence of the other side has a root, but only this one is strong. ``own_word``:
    only the framework itself says so.
    """

    need: str
    verdict: Verdict
    good: Weight
    bad: Weight
    beside: Weight = Weight()
    lack: Lack | None = None
    opinion: bool = True
    overruled: bool = False
    own_word: bool = False

    @property
    def is_settled(self) -> bool:
        """Whether its verdict is met or unmet, however faint."""
        return self.verdict in (Verdict.MET, Verdict.UNMET)

    @property
    def certainty(self) -> Certainty | None:
        """That of a verdict met or unmet."""
        return self.deciding.certainty if self.is_settled else None

    @property
    def is_open(self) -> bool:
        return not self.decides_at(Certainty.WEAK)

    def decides_at(self, step: Certainty) -> bool:
        """Whether its verdict is at least so certain."""
        return self.certainty is not None and self.certainty.rank <= step.rank

    def column(self, step: Certainty = Certainty.WEAK) -> str:
        """Where a tally counts it: met, open or unmet."""
        return self.verdict.value if self.decides_at(step) else OPEN

    @property
    def deciding(self) -> Weight:
        """The side that a verdict follows; nothing where it is neither met nor unmet."""
        return {Verdict.MET: self.good, Verdict.UNMET: self.bad}.get(self.verdict, Weight())

    @property
    def is_conditioned(self) -> bool:
        """Whether every claim that decides it is limited to a condition, or those that count."""
        return self.is_settled and (self.deciding.is_limited or self.deciding.scope is not None)

    @property
    def footing(self) -> Footing:
        """What the verdict rests on; inferred upstreams count."""
        if self.is_open:
            return Footing.OPEN
        return Footing.SINGLE_ROOT if self.deciding.roots_min <= 1 else Footing.MORE


def answer(
    need: NeedRecord,
    judgement: Judgement[ClaimRecord] | None,
    question: Question,
    graph: SourceGraph,
    framework: str = "",
) -> NeedAnswer:
    """The verdict on a need from a judged cell. An editor's reading does not settle it, and a filter's hidden claims
    do not count.
    """
    if judgement is None or not judgement.claims:
        return _no_answer(need, judgement)
    weights = _weights(_sides(need.answers, judgement.claims, question), judgement, question, graph, framework)
    rooted = {claim.key for value in judgement.values if value.roots for claim in value.claims}
    return _reply(need, _verdict(*weights[:2], question, rooted), weights, question, graph, framework)


def answer_of_values(
    need: NeedRecord, judgement: Judgement[ClaimRecord] | None, question: Question, graph: SourceGraph, framework: str
) -> NeedAnswer | None:
    """The same of a cell whose claims are not at hand; None where a side has several values: these count as one, which
    their claims alone tell.
    """
    if judgement is None or not judgement.values:
        return _no_answer(need, judgement)
    good, bad, beside = _sides(need.answers, judgement.values, question)
    if len(good) > 1 or len(bad) > 1:
        return None
    weights = _weight_of(good), _weight_of(bad), _weight_of(beside[:1])
    contested = bool(good and bad) and good[0].contested
    return _reply(need, _standing(*weights[:2], contested), weights, question, graph, framework)


def _weight_of(values: Sequence[CellValue[ClaimRecord]]) -> Weight:
    """That of one value, or of none."""
    if not values:
        return Weight()
    (value,) = values
    certainty = value.certainty if value.roots else Certainty.FAINT
    return Weight((), value.roots, value.roots_min, certainty, value.certain_scope, value)


def _no_answer(need: NeedRecord, judgement: Judgement[ClaimRecord] | None) -> NeedAnswer:
    kind = judgement.empty if judgement and judgement.empty else Empty.NOT_SEARCHED
    return NeedAnswer(need.slug, Verdict.UNKNOWN, Weight(), Weight(), lack=Lack(kind.value))


def _reply(
    need: NeedRecord,
    verdict: Verdict,
    weights: tuple[Weight, Weight, Weight],
    question: Question,
    graph: SourceGraph,
    framework: str,
) -> NeedAnswer:
    """The answer to a need with claims: its verdict, or that of the one side that is strong."""
    good, bad, beside = weights
    stronger = _stronger(verdict, good, bad, question)
    lack = None
    if verdict == Verdict.UNKNOWN:
        lack = Lack.NO_ROOT if good.sources or bad.sources else Lack.OTHER_VALUES
    reply = NeedAnswer(
        need.slug, stronger or verdict, good, bad, beside, lack, question.opinion, overruled=stronger is not None
    )
    sources = reply.deciding.sources
    own = bool(sources) and all(graph.frameworks.get(source) == framework for source in sources)
    return replace(reply, own_word=own and reply.certainty == Certainty.FAINT)


def _weights(
    sides: tuple[list[ClaimRecord], list[ClaimRecord], list[ClaimRecord]],
    judgement: Judgement[ClaimRecord],
    question: Question,
    graph: SourceGraph,
    framework: str,
) -> tuple[Weight, Weight, Weight]:
    """Each side counted as one value. A document that speaks on both makes neither more certain than one voice does."""
    weighing = scales(judgement.claims, graph, matter_of(question, framework, None), judgement.through)
    stated, least = (count_brought(sides, roots).values for roots in (weighing.stated, weighing.least))
    torn = _torn(sides[0], sides[1], question)
    grades = [weighing.grade(side, torn) for side in sides]
    good, bad, beside = (
        Weight(tuple(side), roots, min(roots, roots_min), grade.certainty if roots else Certainty.FAINT, grade.scope)
        for side, roots, roots_min, grade in zip(sides, stated, least, grades, strict=True)
    )
    return good, bad, beside


def _torn(good: Sequence[ClaimRecord], bad: Sequence[ClaimRecord], question: Question) -> set[str]:
    """The documents that speak for a need and against it, in a way that cannot hold together."""
    both = {claim.source for claim in good} & {claim.source for claim in bad}
    return {
        source
        for source in both
        if contest_each_other([[claim for claim in side if claim.source == source] for side in (good, bad)], question)
    }


def _stronger(verdict: Verdict, good: Weight, bad: Weight, question: Question) -> Verdict | None:
    """Where both sides have a root, the verdict of the one that alone is strong, if it is about a fact."""
    strong = [side.certainty == Certainty.STRONG for side in (good, bad)]
    if question.opinion or verdict not in (Verdict.DISPUTED, Verdict.CONDITIONAL) or sum(strong) != 1:
        return None
    return Verdict.MET if strong[0] else Verdict.UNMET


def _sides(
    values: Collection[Value], claims: Sequence[_Valued], question: Question
) -> tuple[list[_Valued], list[_Valued], list[_Valued]]:
    """For, against, and neither, of claims or of values: where an aspect can have many values, another one denies
    nothing.
    """
    good = [claim for claim in claims if claim.value in values]
    others = [claim for claim in claims if claim.value not in values]
    return (good, [], others) if question.many else (good, others, [])


def _verdict(good: Weight, bad: Weight, question: Question, rooted: Collection[str]) -> Verdict:
    """The verdict of two sides. Only claims of values that have a root, by key, can contest each other."""
    sides = [[claim for claim in side.claims if claim.key in rooted] for side in (good, bad)]
    return _standing(good, bad, bool(good.roots and bad.roots) and contest_each_other(sides, question))


def _standing(good: Weight, bad: Weight, contested: bool) -> Verdict:
    """The verdict of two sides, which contest each other or do not."""
    if good.roots and bad.roots:
        return Verdict.DISPUTED if contested else Verdict.CONDITIONAL
    if good.roots or bad.roots:
        return Verdict.MET if good.roots else Verdict.UNMET
    return Verdict.UNKNOWN
