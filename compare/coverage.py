"""How well supported many cells are, in six figures that each say what they count, and out of what. Pure.

The same figures come from judged cells and from the stored roll-up: both are given as counted cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from compare.judged import JudgedCell
from compare.words import counted
from kb.evidence import Empty, Flag, State
from kb.records import AspectRecord, Vocabulary

Pair = tuple[str, str]  # slugs of a framework and of an aspect that is asked of it once


@dataclass(frozen=True, slots=True)
class CountedCells:
    """So many cells of one framework, aspect, state and kind of empty, and how many of them are stale."""

    framework: str
    aspect: str
    state: str
    empty: str
    number: int
    stale: int


@dataclass(frozen=True, slots=True)
class Bounds:
    """What could have a claim: the frameworks, the aspects, and the pairs to which a question does not apply."""

    frameworks: frozenset[str]
    aspects: tuple[AspectRecord, ...]
    inapplicable: frozenset[Pair]

    @property
    def could(self) -> int:
        return len(self._asked) * len(self.frameworks) - self._without

    @property
    def words(self) -> str:
        """How that number comes about: “136 questions × 7 frameworks, less 2 cells where …”; empty for none."""
        if not self.could:
            return ""
        asked = f"{counted(len(self._asked), 'question')} × {counted(len(self.frameworks), 'framework')}"
        without = f", less {counted(self._without, 'cell')} where the question does not apply" if self._without else ""
        return f"{asked}{without}"

    @property
    def _asked(self) -> set[str]:
        return {aspect.slug for aspect in self.aspects if not aspect.per_company}

    @property
    def _without(self) -> int:
        asked = self._asked
        return sum(framework in self.frameworks and aspect in asked for framework, aspect in self.inapplicable)


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
class Standing:
    """How some cells stand. ``states`` counts every state, ``ageing`` the cells on questions that go stale."""

    bounds: Bounds
    covered: int
    ageing: int
    stale: int
    states: Mapping[str, int]

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
            Figure("Contested", CONTESTED, self.states[State.CONTESTED], filled, of, contested=True),
            Figure("Stale", STALE, self.stale, self.ageing, "cells with claims on questions that age"),
            Figure("Single-root", SINGLE, self.states[State.SINGLE], filled, of),
            Figure("Generated-only", GENERATED, self.states[State.UNROOTED], filled, of),
        ]


COVERAGE = (
    "Cells with at least one claim. A cell could have one for each question asked once of a framework and each "
    "framework that anybody speaks of, unless it is recorded that the question does not apply. Questions asked of "
    "each company stay out: a company that nobody names is no hole."
)
CORROBORATED = "At least two independent roots say the same."
CONTESTED = "The sources disagree, each side has a root, and no editor’s reading covers all of their claims."
STALE = "The newest evidence is older than the question bears. Questions without such a limit stay out."
SINGLE = "The strongest value rests on one independent root at most, inferred upstreams followed."
GENERATED = "Only generated text says so: the strongest value has no root."


def standing(cells: Iterable[CountedCells], bounds: Bounds) -> Standing:
    """The figures of these cells within these bounds."""
    records = {aspect.slug: aspect for aspect in bounds.aspects}
    states: Counter[str] = Counter()
    covered = ageing = stale = 0
    for cell in cells:
        states[cell.state] += cell.number
        if cell.state == State.EMPTY:
            continue
        aspect = records[cell.aspect]
        covered += cell.number if not aspect.per_company and cell.framework in bounds.frameworks else 0
        ageing += cell.number if aspect.stale_after_months is not None else 0
        stale += cell.stale
    return Standing(bounds, covered, ageing, stale, {state: states[state] for state in State})


def counted_cells(cells: Iterable[JudgedCell]) -> list[CountedCells]:
    """Judged cells, each counted by itself."""
    return [
        CountedCells(
            cell.key.framework,
            cell.key.aspect,
            str(cell.judgement.state),
            str(cell.judgement.empty or ""),
            1,
            int(Flag.STALE in cell.judgement.flags),
        )
        for cell in cells
    ]


def bounds_of(
    base: Iterable[CountedCells],
    vocabulary: Vocabulary,
    frameworks: Collection[str] = (),
    aspects: Collection[str] = (),
    groups: Collection[str] = (),
) -> Bounds:
    """What could have a claim on these axes; an empty axis is all: every framework that has a claim, every aspect."""
    base = list(base)
    spoken = {cell.framework for cell in base if cell.state != State.EMPTY}
    asked: Sequence[AspectRecord] = [
        one
        for one in vocabulary.aspects.values()
        if (not aspects or one.slug in aspects) and (not groups or one.group in groups)
    ]
    return Bounds(
        frameworks=frozenset(frameworks or spoken),
        aspects=tuple(asked),
        inapplicable=frozenset((cell.framework, cell.aspect) for cell in base if cell.empty == Empty.NOT_APPLICABLE),
    )


def within(bounds: Bounds, group: str) -> Bounds:
    """The bounds of one group."""
    aspects = tuple(aspect for aspect in bounds.aspects if aspect.group == group)
    return Bounds(bounds.frameworks, aspects, bounds.inapplicable)


def reading_words(standing: Standing) -> str:
    """What the six figures leave out, so that they add up; empty if nothing."""
    number = standing.states[State.RESOLVED]
    return f"{counted(number, 'contested cell')} with an editor’s reading not counted here." if number else ""
