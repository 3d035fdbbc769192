"""Which framework meets which needs, on what evidence, and what that decides. Pure, and knows no page.

A need is answered for a framework by the claims of one cell: those of a satisfying value speak for it, the others
against it. What is not surely met or unmet stays open, and an outcome holds whatever the open questions turn out to be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from kb.evidence.appraisal import Empty, Judgement, Question, Value, contest_each_other
from kb.evidence.records import CellKey, ClaimRecord, NeedRecord, Vocabulary
from kb.evidence.roots import Mode, SourceGraph, count_roots


class Wish(StrEnum):
    """How much a need matters: without a must a framework is out."""

    MUST = "must"
    NICE = "nice"


class Verdict(StrEnum):
    """How a need stands for a framework. Only what rests on a root decides."""

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


class Decision(StrEnum):
    """What the needs decide.

    ``decided``: one framework meets every must and is ahead whatever the open questions turn out to be.
    ``one-left``: all others are ruled out, and whether this one meets every must is open. ``undecided``: nobody is
    surely ahead of these. ``none-left``: every framework is ruled out. ``nobody``: there is no framework to choose.
    """

    DECIDED = "decided"
    LAST = "one-left"
    UNDECIDED = "undecided"
    NONE_LEFT = "none-left"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Weight:
    """The claims of one side of a need, with the evidence they bring together."""

    claims: tuple[ClaimRecord, ...] = ()
    roots: int = 0
    roots_min: int = 0

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(sorted({claim.source for claim in self.claims}))

    @property
    def documents(self) -> int:
        return len(self.sources)

    @property
    def scopes(self) -> tuple[str, ...]:
        return tuple(sorted({claim.scope for claim in self.claims if claim.scope is not None}))


@dataclass(frozen=True, slots=True)
class NeedAnswer:
    """One need of one framework: the verdict, the evidence for and against it, and why if nothing is known.

    ``beside`` are claims of other values of an aspect that can have many: they deny nothing.
    """

    need: str
    verdict: Verdict
    good: Weight
    bad: Weight
    beside: Weight = Weight()
    lack: Lack | None = None

    @property
    def is_open(self) -> bool:
        return self.verdict not in (Verdict.MET, Verdict.UNMET)

    @property
    def deciding(self) -> Weight:
        """The side that a verdict follows; nothing while it is open."""
        return {Verdict.MET: self.good, Verdict.UNMET: self.bad}.get(self.verdict, Weight())

    @property
    def is_conditioned(self) -> bool:
        """Whether every claim that decides it is limited to a condition."""
        return not self.is_open and all(claim.scope is not None for claim in self.deciding.claims)

    @property
    def footing(self) -> Footing:
        """What the verdict rests on; inferred upstreams count."""
        if self.is_open:
            return Footing.OPEN
        return Footing.SINGLE_ROOT if self.deciding.roots_min <= 1 else Footing.MORE


class NeedTally(NamedTuple):
    """How many needs of one kind are surely met, open and surely unmet."""

    met: int = 0
    open: int = 0
    unmet: int = 0

    @property
    def low(self) -> int:
        return self.met

    @property
    def high(self) -> int:
        return self.met + self.open

    @property
    def total(self) -> int:
        return self.met + self.open + self.unmet

    def moved(self, was: Verdict, to: Verdict) -> NeedTally:
        """The tally if one need had another verdict."""
        counts = dict(zip(("met", "open", "unmet"), self, strict=True))
        counts[_tally_column(was)] -= 1
        counts[_tally_column(to)] += 1
        return NeedTally(**counts)


class Tallies(NamedTuple):
    """Musts and nices of one framework."""

    musts: NeedTally
    nices: NeedTally

    def moved(self, wish: Wish, was: Verdict, to: Verdict) -> Tallies:
        if wish == Wish.MUST:
            return self._replace(musts=self.musts.moved(was, to))
        return self._replace(nices=self.nices.moved(was, to))

    @property
    def is_ruled_out(self) -> bool:
        return self.musts.unmet > 0

    @property
    def worst(self) -> tuple[int, int]:
        return self.musts.low, self.nices.low

    @property
    def best(self) -> tuple[int, int]:
        return self.musts.high, self.nices.high


@dataclass(frozen=True, slots=True)
class Candidate:
    """One framework with its answers, in the order of the needs, musts first."""

    framework: str
    musts: tuple[NeedAnswer, ...]
    nices: tuple[NeedAnswer, ...]

    @property
    def tallies(self) -> Tallies:
        return Tallies(tally(self.musts), tally(self.nices))

    @property
    def answers(self) -> tuple[NeedAnswer, ...]:
        return self.musts + self.nices

    @property
    def ruled_out_by(self) -> tuple[str, ...]:
        return tuple(answer.need for answer in self.musts if answer.verdict == Verdict.UNMET)


@dataclass(frozen=True, slots=True)
class ChoiceOutcome:
    """What the needs decide, and for which frameworks, by slug. ``level``: equal in every count, nothing open."""

    result: Decision
    frameworks: tuple[str, ...] = ()
    level: bool = False

    def says(self, other: ChoiceOutcome) -> bool:
        """Whether both choose the same."""
        return (self.result, self.frameworks) == (other.result, other.frameworks)


@dataclass(frozen=True, slots=True)
class Flip:
    """One answer that would change the outcome if it were another: what it was, what it rests on, what follows."""

    framework: str
    need: str
    wish: Wish
    was: Verdict
    to: Verdict
    footing: Footing
    outcome: ChoiceOutcome


@dataclass(frozen=True, slots=True)
class Choice:
    """The needs asked, the frameworks with their answers, and what follows.

    Candidates stand by what is sure: those that are left first, then by musts met, nices met, and name.
    """

    musts: tuple[NeedRecord, ...]
    nices: tuple[NeedRecord, ...]
    candidates: tuple[Candidate, ...]
    outcome: ChoiceOutcome
    flips: tuple[Flip, ...]

    @property
    def needs(self) -> tuple[NeedRecord, ...]:
        return self.musts + self.nices


def choose(
    musts: Sequence[NeedRecord],
    nices: Sequence[NeedRecord],
    frameworks: Iterable[str],
    judgements: Mapping[CellKey, Judgement[ClaimRecord]],
    vocabulary: Vocabulary,
) -> Choice:
    """The choice between frameworks by their judged cells; a cell that is not there is one nobody has looked at."""

    def answers(framework: str, needs: Iterable[NeedRecord]) -> tuple[NeedAnswer, ...]:
        return tuple(
            answer(
                need,
                judgements.get(CellKey(framework, need.aspect)),
                vocabulary.aspects[need.aspect].question,
                vocabulary.graph,
            )
            for need in needs
        )

    candidates = [Candidate(slug, answers(slug, musts), answers(slug, nices)) for slug in sorted(set(frameworks))]
    outcome = decide({candidate.framework: candidate.tallies for candidate in candidates})
    candidates.sort(key=lambda candidate: _standing(candidate, vocabulary.frameworks[candidate.framework].name))
    return Choice(tuple(musts), tuple(nices), tuple(candidates), outcome, flips(candidates, outcome))


def _standing(candidate: Candidate, name: str) -> tuple[bool, int, int, str, str]:
    """Sorts whoever surely meets most first."""
    tallies = candidate.tallies
    return tallies.is_ruled_out, -tallies.musts.met, -tallies.nices.met, name.casefold(), candidate.framework


# One need of one framework


def answer(
    need: NeedRecord, judgement: Judgement[ClaimRecord] | None, question: Question, graph: SourceGraph
) -> NeedAnswer:
    """The verdict on a need from a judged cell. An editor's reading does not settle it, and a filter's hidden claims
    do not count.
    """
    if judgement is None or not judgement.claims:
        kind = judgement.empty if judgement and judgement.empty else Empty.NOT_SEARCHED
        return NeedAnswer(need.slug, Verdict.UNKNOWN, Weight(), Weight(), lack=Lack(kind.value))
    sides = _sides(need.answers, judgement.claims, question)
    stated, least = (count_roots(sides, graph, mode).values for mode in (Mode.STATED, Mode.MIN))
    good, bad, beside = (
        Weight(tuple(claims), roots, roots_min) for claims, roots, roots_min in zip(sides, stated, least, strict=True)
    )
    rooted = {claim.key for value in judgement.values if value.roots for claim in value.claims}
    verdict = _verdict(good, bad, question, rooted)
    lack = None
    if verdict == Verdict.UNKNOWN:
        lack = Lack.NO_ROOT if good.claims or bad.claims else Lack.OTHER_VALUES
    return NeedAnswer(need.slug, verdict, good, bad, beside, lack)


def _sides(
    values: Collection[Value], claims: Sequence[ClaimRecord], question: Question
) -> tuple[list[ClaimRecord], list[ClaimRecord], list[ClaimRecord]]:
    """For, against, and neither: where an aspect can have many values, another one denies nothing."""
    good = [claim for claim in claims if claim.value in values]
    others = [claim for claim in claims if claim.value not in values]
    return (good, [], others) if question.many else (good, others, [])


def _verdict(good: Weight, bad: Weight, question: Question, rooted: Collection[str]) -> Verdict:
    """The verdict of two sides. Only claims of values that have a root, by key, can contest each other."""
    if good.roots and bad.roots:
        sides = [[claim for claim in side.claims if claim.key in rooted] for side in (good, bad)]
        return Verdict.DISPUTED if contest_each_other(sides, question) else Verdict.CONDITIONAL
    if good.roots or bad.roots:
        return Verdict.MET if good.roots else Verdict.UNMET
    return Verdict.UNKNOWN


# All needs of all frameworks


def tally(answers: Iterable[NeedAnswer]) -> NeedTally:
    counts = {"met": 0, "open": 0, "unmet": 0}
    for reply in answers:
        counts[_tally_column(reply.verdict)] += 1
    return NeedTally(**counts)


def _tally_column(verdict: Verdict) -> str:
    return verdict.value if verdict in (Verdict.MET, Verdict.UNMET) else "open"


def decide(tallies: Mapping[str, Tallies]) -> ChoiceOutcome:
    """What the counts of each framework decide: musts first, then nices, and only what is sure."""
    left = {slug: standing for slug, standing in tallies.items() if not standing.is_ruled_out}
    if not left:
        return ChoiceOutcome(Decision.NONE_LEFT if tallies else Decision.NOBODY)
    worst = max(tallies.worst for tallies in left.values())
    ahead = tuple(sorted(slug for slug, tallies in left.items() if tallies.best >= worst))
    if len(ahead) > 1:
        counts = {left[slug] for slug in ahead}
        level = len(counts) == 1 and all(tallies.worst == tallies.best for tallies in counts)
        return ChoiceOutcome(Decision.UNDECIDED, ahead, level)
    (only,) = ahead
    return ChoiceOutcome(Decision.LAST if left[only].musts.open else Decision.DECIDED, ahead)


def flips(candidates: Sequence[Candidate], outcome: ChoiceOutcome) -> tuple[Flip, ...]:
    """Every single answer that would change the outcome if it were the other way, the shakiest first."""
    tallies = {rival.framework: rival.tallies for rival in candidates}
    known: dict[tuple[str, Wish, str, Verdict], ChoiceOutcome] = {}
    changes = []
    for candidate in candidates:
        for wish, answers in ((Wish.MUST, candidate.musts), (Wish.NICE, candidate.nices)):
            for reply in answers:
                for to in (Verdict.MET, Verdict.UNMET):
                    if reply.verdict == to:
                        continue
                    case = (candidate.framework, wish, _tally_column(reply.verdict), to)
                    if case not in known:
                        moved = tallies[candidate.framework].moved(wish, reply.verdict, to)
                        known[case] = decide({**tallies, candidate.framework: moved})
                    if not known[case].says(outcome):
                        changes.append(
                            Flip(candidate.framework, reply.need, wish, reply.verdict, to, reply.footing, known[case])
                        )
    return tuple(sorted(changes, key=lambda flip: list(Footing).index(flip.footing)))
