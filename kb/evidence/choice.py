"""Which framework meets which needs, on what evidence, and what that decides. Pure, and knows no page.

A need is answered for a framework by the claims of one cell: those of a satisfying value speak for it, the others
against it. What is met or unmet on more than faint evidence decides; all else stays open, and an outcome holds whatever
the open questions turn out to be. It is as certain as the verdicts that it needs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, TypeVar

from kb.evidence.appraisal import CellValue, Empty, Judgement, Question, Scoped, Value, matter_of, scales
from kb.evidence.certainty import Certainty
from kb.evidence.contest import contest_each_other
from kb.evidence.records import CellKey, ClaimRecord, NeedRecord, Vocabulary
from kb.evidence.roots import SourceGraph, count_brought

_Valued = TypeVar("_Valued", ClaimRecord, CellValue[ClaimRecord])
OPEN = "open"  # where a tally counts what decides nothing


class Wish(StrEnum):
    """How much a need matters: without a must a framework is out."""

    MUST = "must"
    NICE = "nice"


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


class Decision(StrEnum):
    """What the needs decide.

    ``decided``: one framework meets every must and is ahead whatever the open questions turn out to be.
    ``one-left``: all others are ruled out, and whether this one meets every must is open. ``undecided``: nobody is
    ahead of these in any case. ``none-left``: every framework is ruled out. ``only-named``: of one framework alone
    anything is said, which decides nothing. ``nobody``: nothing is said of any.
    """

    DECIDED = "decided"
    LAST = "one-left"
    UNDECIDED = "undecided"
    NONE_LEFT = "none-left"
    LONE = "only-named"
    NOBODY = "nobody"


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

    def moved(self, was: str, to: str) -> NeedTally:
        """The tally if one need stood in another column."""
        counts = dict(zip(("met", OPEN, "unmet"), self, strict=True))
        counts[was] -= 1
        counts[to] += 1
        return NeedTally(**counts)


class Tallies(NamedTuple):
    """Musts and nices of one framework."""

    musts: NeedTally
    nices: NeedTally

    def moved(self, wish: Wish, was: str, to: str) -> Tallies:
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
        return self.tallies_at(Certainty.WEAK)

    def tallies_at(self, step: Certainty) -> Tallies:
        """The counts with every weaker verdict open."""
        return Tallies(tally(self.musts, step), tally(self.nices, step))

    @property
    def competes(self) -> bool:
        """Whether anything is said of it that was asked."""
        return any(reply.verdict != Verdict.UNKNOWN for reply in self.answers)

    @property
    def answers(self) -> tuple[NeedAnswer, ...]:
        return self.musts + self.nices

    @property
    def ruled_out_by(self) -> tuple[str, ...]:
        return tuple(reply.need for reply in self.musts if reply.column() == "unmet")


@dataclass(frozen=True, slots=True)
class ChoiceOutcome:
    """What the needs decide, and for which frameworks, by slug. ``level``: equal in every count, nothing open.

    ``certainty``: the highest step at which it would be the same with weaker verdicts open; None if nothing is decided.
    """

    result: Decision
    frameworks: tuple[str, ...] = ()
    level: bool = False
    certainty: Certainty | None = None

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

    Candidates stand by what decides: those that are left first, then by musts met, nices met, and name. ``weakest``
    are the verdicts that are no more certain than the outcome and that it needs, by framework and need; ``leaning``
    the frameworks that would be ahead if faint evidence counted, where that is not so without.
    """

    musts: tuple[NeedRecord, ...]
    nices: tuple[NeedRecord, ...]
    candidates: tuple[Candidate, ...]
    outcome: ChoiceOutcome
    flips: tuple[Flip, ...]
    weakest: tuple[tuple[str, str], ...] = ()
    leaning: tuple[str, ...] = ()

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
                framework,
            )
            for need in needs
        )

    candidates = [Candidate(slug, answers(slug, musts), answers(slug, nices)) for slug in sorted(set(frameworks))]
    outcome = graded_outcome(candidates)
    candidates.sort(key=lambda candidate: _rank_of(candidate, vocabulary.frameworks[candidate.framework].name))
    return Choice(
        tuple(musts),
        tuple(nices),
        tuple(candidates),
        outcome,
        flips(candidates, outcome),
        weakest_links(candidates, outcome),
        leaning(candidates, outcome),
    )


def _rank_of(candidate: Candidate, name: str) -> tuple[bool, int, int, str, str]:
    """Sorts whoever meets most first."""
    tallies = candidate.tallies
    return tallies.is_ruled_out, -tallies.musts.met, -tallies.nices.met, name.casefold(), candidate.framework


# One need of one framework


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


# All needs of all frameworks


def tally(answers: Iterable[NeedAnswer], step: Certainty = Certainty.WEAK) -> NeedTally:
    counts = {"met": 0, OPEN: 0, "unmet": 0}
    for reply in answers:
        counts[reply.column(step)] += 1
    return NeedTally(**counts)


def outcome_of(tallies: Mapping[str, Tallies], competing: Collection[str]) -> ChoiceOutcome:
    """What the counts decide between the frameworks of which anything is said; one of them alone decides nothing."""
    if len(competing) > 1:
        return decide({slug: tallies[slug] for slug in competing})
    return ChoiceOutcome(Decision.LONE, tuple(competing)) if competing else ChoiceOutcome(Decision.NOBODY)


def graded_outcome(candidates: Sequence[Candidate]) -> ChoiceOutcome:
    """What the deciding verdicts come to, and how certain that is."""
    outcome = _outcome_at(candidates, Certainty.WEAK)
    if outcome.result not in (Decision.DECIDED, Decision.LAST, Decision.NONE_LEFT):
        return outcome
    steps = (Certainty.STRONG, Certainty.FAIR, Certainty.WEAK)
    certainty = next(step for step in steps if _outcome_at(candidates, step).says(outcome))
    return replace(outcome, certainty=certainty)


def _outcome_at(candidates: Sequence[Candidate], step: Certainty) -> ChoiceOutcome:
    return outcome_of({rival.framework: rival.tallies_at(step) for rival in candidates}, _competing(candidates))


def _competing(candidates: Iterable[Candidate]) -> list[str]:
    return sorted(rival.framework for rival in candidates if rival.competes)


def weakest_links(candidates: Sequence[Candidate], outcome: ChoiceOutcome) -> tuple[tuple[str, str], ...]:
    """The verdicts as certain as the outcome without which it would not be so; if it needs none of them alone, all."""
    tallies, competing = {rival.framework: rival.tallies for rival in candidates}, _competing(candidates)
    links: list[tuple[tuple[str, str], bool]] = []
    for rival in candidates:
        for wish, replies in ((Wish.MUST, rival.musts), (Wish.NICE, rival.nices)):
            for reply in replies:
                if reply.certainty is None or reply.certainty != outcome.certainty:
                    continue
                opened = tallies[rival.framework].moved(wish, reply.column(), OPEN)
                needed = not outcome_of({**tallies, rival.framework: opened}, competing).says(outcome)
                links.append(((rival.framework, reply.need), needed))
    return tuple(link for link, needed in links if needed) or tuple(link for link, _ in links)


def leaning(candidates: Sequence[Candidate], outcome: ChoiceOutcome) -> tuple[str, ...]:
    """Who would be ahead of all others of an undecided outcome if faint verdicts counted, if that is not so without."""
    if outcome.result != Decision.UNDECIDED:
        return ()
    rivals = [rival for rival in candidates if rival.framework in outcome.frameworks]
    ahead, faintly = (leaders(rivals, step) for step in (Certainty.WEAK, Certainty.FAINT))
    return faintly if faintly != ahead and len(faintly) < len(rivals) else ()


def leaders(candidates: Sequence[Candidate], step: Certainty = Certainty.WEAK) -> tuple[str, ...]:
    """Who of these meets most, as far as verdicts of this certainty and above say: musts first."""
    tallies = {rival.framework: rival.tallies_at(step) for rival in candidates}
    left = {slug: counts.worst for slug, counts in tallies.items() if not counts.is_ruled_out}
    best = max(left.values(), default=(0, 0))
    return tuple(sorted(slug for slug, worst in left.items() if worst == best))


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
    competing = set(_competing(candidates))
    known: dict[tuple[str, Wish, str, Verdict], ChoiceOutcome] = {}
    changes = []
    for candidate in candidates:
        for wish, answers in ((Wish.MUST, candidate.musts), (Wish.NICE, candidate.nices)):
            for reply in answers:
                for to in (Verdict.MET, Verdict.UNMET):
                    if reply.column() == to.value:
                        continue
                    case = (candidate.framework, wish, reply.column(), to)
                    if case not in known:
                        moved = tallies[candidate.framework].moved(wish, reply.column(), to.value)
                        rivals = sorted(competing | {candidate.framework})
                        known[case] = outcome_of({**tallies, candidate.framework: moved}, rivals)
                    if not known[case].says(outcome):
                        changes.append(
                            Flip(candidate.framework, reply.need, wish, reply.verdict, to, reply.footing, known[case])
                        )
    return tuple(sorted(changes, key=lambda flip: list(Footing).index(flip.footing)))
