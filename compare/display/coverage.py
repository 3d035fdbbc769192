"""How well supported many cells are, in six figures that each say what they count, and out of what. Pure.

The same figures come from judged cells and from the stored roll-up: both are given as counted cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from compare.display.cell_judgements import CellJudgement
from compare.display.labels import quantity
from kb.evidence.judgement import Empty, Flag, State
from kb.evidence.vocabulary import Vocabulary
from kb.wording import all_of

Pair = tuple[str, str]  # slugs of a framework and of a group


class CellKind(NamedTuple):
    """How cells stand that count alike; ``ageing``: on a question that goes stale."""

    state: str
    empty: str = ""
    per_company: bool = False
    ageing: bool = False


@dataclass(slots=True)
class CellCount:
    """The cells of one framework in one group, by state and by flag, and the ``claims`` in them.

    Of those with claims ``once`` are on questions asked once of a framework, ``ageing`` on ones that go stale. To
    ``inapplicable`` empty ones of the first kind the question does not apply. ``itself`` are contested within one
    source alone.
    """

    framework: str
    group: str
    states: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    claims: int = 0
    once: int = 0
    ageing: int = 0
    inapplicable: int = 0
    itself: int = 0

    @property
    def number(self) -> int:
        return sum(self.states.values())

    @property
    def filled(self) -> int:
        """The cells with claims."""
        return self.number - self.states[State.EMPTY]

    def add(self, kind: CellKind, number: int, claims: int, itself: int, flags: Mapping[str, int]) -> None:
        """Count so many cells of a kind with the others."""
        self.states[kind.state] += number
        self.claims += claims
        self.itself += itself
        for flag, cells in flags.items():
            self.flags[flag] += cells
        if kind.state != State.EMPTY:
            self.once += 0 if kind.per_company else number
            self.ageing += number if kind.ageing else 0
        elif kind.empty == Empty.NOT_APPLICABLE and not kind.per_company:
            self.inapplicable += number


class CellCounts(dict[Pair, CellCount]):
    """Counts of cells by framework and group, each there as soon as it is asked for."""

    def __missing__(self, pair: Pair) -> CellCount:
        self[pair] = CellCount(*pair)
        return self[pair]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What could have a claim: the frameworks, how many questions each group asks once of a framework, and to how many
    of these each group does not apply, by framework and group.
    """

    frameworks: frozenset[str]
    questions: Mapping[str, int]
    inapplicable: Mapping[Pair, int]

    @property
    def could(self) -> int:
        return self._question_count * len(self.frameworks) - self._without

    @property
    def words(self) -> str:
        """How that number comes about: “136 questions × 7 frameworks, less 2 cells where …”; empty for none."""
        if not self.could:
            return ""
        questions = f"{quantity(self._question_count, 'question')} × {quantity(len(self.frameworks), 'framework')}"
        without = f", less {quantity(self._without, 'cell')} where the question does not apply" if self._without else ""
        return f"{questions}{without}"

    @property
    def _question_count(self) -> int:
        return sum(self.questions.values())

    @property
    def _without(self) -> int:
        return sum(number for (framework, _), number in self.inapplicable.items() if framework in self.frameworks)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: so many cells ``of`` so many, with the words for both."""

    name: str
    meaning: str
    number: int
    of: int
    noun: str
    contested: bool = False
    detail: str = ""

    @property
    def words(self) -> str:
        """“77 of 269 cells with claims”; “no cells with claims” if there is nothing to count."""
        return f"{self.number:,} of {self.of:,} {self.noun}" if self.of else f"no {self.noun}"

    @property
    def short(self) -> str:
        return f"{self.number:,} of {self.of:,}" if self.of else "none to count"

    @property
    def share(self) -> int:
        """In hundredths, for the bar; never 0 or 100 unless it is."""
        if not self.of:
            return 0
        exact = 100 * self.number / self.of
        return min(max(round(exact), int(self.number > 0)), 100 if self.number == self.of else 99)


@dataclass(frozen=True, slots=True)
class CoverageFigures:
    """How some cells stand. ``states`` counts every state, ``ageing`` the cells on questions that go stale, ``itself``
    the contested ones on which one source is against itself.
    """

    bounds: Bounds
    covered: int
    ageing: int
    stale: int
    states: Mapping[str, int]
    itself: int = 0

    @property
    def disputed(self) -> int:
        """The contested cells on which sources are against each other."""
        return self.states[State.CONTESTED] - self.itself

    @property
    def could(self) -> int:
        """The cells that could have a claim."""
        return self.bounds.could

    @property
    def filled(self) -> int:
        """The cells with claims."""
        return sum(number for state, number in self.states.items() if state != State.EMPTY)

    @property
    def figures(self) -> list[Figure]:
        filled, of = self.filled, "cells with claims"
        return [
            Figure(
                "Coverage",
                COVERAGE,
                self.covered,
                self.could,
                "cells that could have a claim",
                detail=self.bounds.words,
            ),
            Figure("Corroborated", CORROBORATED, self.states[State.CORROBORATED], filled, of),
            Figure("Contested", CONTESTED_MEANING, self.disputed, filled, of, contested=True),
            Figure("Stale", STALE_MEANING, self.stale, self.ageing, "cells with claims on questions that age"),
            Figure("Single-root", SINGLE, self.states[State.SINGLE], filled, of),
            Figure("Generated-only", GENERATED_MEANING, self.states[State.UNROOTED], filled, of),
        ]


COVERAGE = (
    "Cells with at least one claim. A cell could have one for each question asked once of a framework and each "
    "framework that anybody speaks of, unless it is recorded that the question does not apply. Questions asked of "
    "each company stay out: a company that nobody names is no hole."
)
CORROBORATED = "At least two independent roots say the same."
CONTESTED_MEANING = "The sources disagree, each side has a root, and no editor’s reading covers all of their claims."
STALE_MEANING = "The newest evidence is older than the question bears. Questions without such a limit stay out."
SINGLE = "The strongest value rests on one independent root at most, inferred upstreams followed."
GENERATED_MEANING = "Only generated text says so: the strongest value has no root."


def standing(cells: Iterable[CellCount], bounds: Bounds) -> CoverageFigures:
    """The figures of these cells within these bounds."""
    cells = list(cells)
    states = by_state(cells)
    covered = sum(cell.once for cell in cells if cell.framework in bounds.frameworks)
    ageing = sum(cell.ageing for cell in cells)
    stale = sum(cell.flags[Flag.STALE] for cell in cells)
    itself = sum(cell.itself for cell in cells)
    return CoverageFigures(bounds, covered, ageing, stale, {state: states[state] for state in State}, itself)


def cell_counts(cells: Iterable[CellJudgement], vocabulary: Vocabulary) -> list[CellCount]:
    """Judged cells counted by framework and group, as tallies count stored ones. Their aspects should be at hand."""
    counts = CellCounts()
    for cell in cells:
        aspect, judgement = vocabulary.aspects[cell.key.aspect], cell.judgement
        ageing = aspect.stale_after_months is not None
        kind = CellKind(str(judgement.state), str(judgement.empty or ""), aspect.per_company, ageing)
        claims = sum(len(value.keys) for value in judgement.values)
        itself = judgement.state == State.CONTESTED and judgement.is_against_itself
        flags = {str(flag): 1 for flag in judgement.flags}
        counts[cell.key.framework, aspect.group].add(kind, 1, claims, int(itself), flags)
    return list(counts.values())


def by_state(cells: Iterable[CellCount]) -> Counter[str]:
    """How many cells are in each state."""
    return _summed(cell.states for cell in cells)


def by_flag(cells: Iterable[CellCount]) -> Counter[str]:
    """How many cells have each flag."""
    return _summed(cell.flags for cell in cells)


def _summed(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for numbers in counts:
        for name, number in numbers.items():
            sums[name] += number
    return sums


def bounds_of(
    base: Iterable[CellCount],
    questions: Mapping[str, int],
    frameworks: Collection[str] = (),
    inapplicable: Iterable[CellCount] | None = None,
) -> Bounds:
    """What could have a claim: ``questions`` are those asked, ``frameworks`` the ones asked for, or else all that
    have a claim in the base; ``inapplicable`` are the cells of the questions, if these are not all of the base.
    """
    base = list(base)
    spoken = {cell.framework for cell in base if cell.filled}
    without = {
        (cell.framework, cell.group): cell.inapplicable
        for cell in (base if inapplicable is None else inapplicable)
        if cell.inapplicable and cell.group in questions
    }
    return Bounds(frozenset(frameworks or spoken), questions, without)


def within(bounds: Bounds, group: str) -> Bounds:
    """What could have a claim in one group; nothing where it asks no question."""
    questions = {group: bounds.questions[group]} if group in bounds.questions else {}
    without = {pair: number for pair, number in bounds.inapplicable.items() if pair[1] == group}
    return Bounds(bounds.frameworks, questions, without)


def reading_words(standing: CoverageFigures) -> str:
    """What the six figures leave out, so that they add up; empty if nothing."""
    number, itself = standing.states[State.RESOLVED], standing.itself
    parts = [f"{quantity(number, 'contested cell')} with an editor’s reading"] if number else []
    parts += [f"{quantity(itself, 'cell')} on which a source is against itself"] if itself else []
    return f"{all_of(parts)} not counted here." if parts else ""
