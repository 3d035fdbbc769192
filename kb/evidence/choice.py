"""Which framework meets which needs, and what that decides. Pure, and knows no page.

Every need is answered for every framework (`kb.evidence.need_answers`). An outcome holds whatever the open questions
turn out to be, and is as certain as the verdicts that it needs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from kb.evidence.certainty import Certainty
from kb.evidence.judgement import Judgement
from kb.evidence.need_answers import OPEN, Footing, NeedAnswer, Verdict, answer
from kb.evidence.records import CellKey, ClaimRecord, NeedRecord
from kb.evidence.vocabulary import Vocabulary
from kb.texts import order_key


class Wish(StrEnum):
    """How much a need matters: without a must a framework is out."""

    MUST = "must"
    NICE = "nice"


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


class NeedTally(NamedTuple):
    """How many needs of one kind are surely met, open and surely unmet."""

    met: int
    open: int
    unmet: int

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
    return tallies.is_ruled_out, -tallies.musts.met, -tallies.nices.met, order_key(name), candidate.framework


def tally(answers: Iterable[NeedAnswer], step: Certainty = Certainty.WEAK) -> NeedTally:
    """How many answers are met, open and unmet, where verdicts less certain than a step count as open."""
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
