"""The evidence map: for every group and framework one square, filled as far as its cells are supported. Pure.

Each square says itself in words too, and the map is a table of them: picture and figures in one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from compare.display.coverage import CellCount, Pair
from compare.display.labels import STATE_NAMES, quantity
from compare.faces.addresses import comparison_path, with_query
from kb.evidence.judgement import State
from kb.evidence.records import FrameworkRecord, GroupRecord
from kb.evidence.vocabulary import Vocabulary

SIDE, KEY_SIDE = 40, 18  # as the template and its styles have them
WIDE = 4  # columns
STATE_ORDER = (State.CORROBORATED, State.SINGLE, State.UNROOTED, State.RESOLVED, State.CONTESTED)
PATTERNS = {State.SINGLE: "url(#map-single)", State.RESOLVED: "url(#map-resolved)"}
PART_WORDS = {
    State.CORROBORATED: "corroborated: two independent roots or more",
    State.SINGLE: "single: one root at most",
    State.UNROOTED: "unrooted: only generated text",
    State.RESOLVED: "resolved: contested, with an editor’s reading",
    State.CONTESTED: "contested: the sources disagree",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a square: the cells in one state, from the bottom up."""

    state: State
    number: int
    y: int
    height: int

    @property
    def words(self) -> str:
        return f"{self.number:,} {STATE_NAMES[self.state]}"

    @property
    def outline(self) -> str:
        """As the path of a rectangle as wide as the square."""
        return f"M0 {self.y}h{SIDE}v{self.height}H0z"

    @property
    def meaning(self) -> str:
        return PART_WORDS[self.state]

    @property
    def fill(self) -> str:
        """The pattern that fills it; empty for a plain fill."""
        return PATTERNS.get(self.state, "")

    @property
    def contested(self) -> bool:
        return self.state == State.CONTESTED


@dataclass(frozen=True, slots=True)
class Square:
    """The cells with claims of one group and one framework."""

    group: GroupRecord
    framework: FrameworkRecord
    number: int
    parts: tuple[Part, ...]
    href: str

    @property
    def count_words(self) -> str:
        return quantity(self.number, "cell")


@dataclass(frozen=True, slots=True)
class MapLine:
    """A group across the frameworks."""

    group: GroupRecord
    href: str
    squares: tuple[Square, ...]


@dataclass(frozen=True)
class EvidenceMap:
    frameworks: tuple[FrameworkRecord, ...]
    lines: tuple[MapLine, ...]

    @property
    def is_wide(self) -> bool:
        """Whether it needs a scroll region of its own on any screen."""
        return len(self.frameworks) > WIDE

    @property
    def key(self) -> list[Part]:
        """The parts that occur, each as a whole square."""
        seen = {part.state for line in self.lines for square in line.squares for part in square.parts}
        return [Part(state, 0, 0, KEY_SIDE) for state in STATE_ORDER if state in seen]


def evidence_map(cells: Iterable[CellCount], vocabulary: Vocabulary, query: str = "") -> EvidenceMap:
    """Groups and frameworks that have a claim among these cells, those with most cells first.

    ``query`` stays in the addresses of squares.
    """
    cells = [cell for cell in cells if cell.filled]
    states = {(cell.group, cell.framework): cell.states for cell in cells}
    sizes: Counter[str] = Counter()
    for cell in cells:
        sizes[cell.framework] += cell.filled
    vocabulary.fetch_frameworks(sizes)
    columns = [vocabulary.frameworks[slug] for slug in sorted(sizes)]
    columns.sort(key=lambda row: -sizes[row.slug])
    path = comparison_path([row.slug for row in columns])
    groups = {group for group, _ in states}
    lines = [
        MapLine(group, _href(path, group, query), tuple(_square(states, group, row, query) for row in columns))
        for slug, group in vocabulary.groups.items()
        if slug in groups
    ]
    return EvidenceMap(tuple(columns), tuple(lines))


def _square(
    states: Mapping[Pair, Mapping[str, int]], group: GroupRecord, framework: FrameworkRecord, query: str
) -> Square:
    parts = _parts(states.get((group.slug, framework.slug), {}))
    href = _href(comparison_path([framework.slug]), group, query)
    return Square(group, framework, sum(part.number for part in parts), parts, href)


def _parts(states: Mapping[str, int]) -> tuple[Part, ...]:
    """Heights that fill the square exactly, from the bottom up; no part that occurs is thinner than two."""
    present = [state for state in STATE_ORDER if states.get(state)]
    total = sum(states[state] for state in present)
    heights = {state: max(2, SIDE * states[state] // total) for state in present}
    if present:
        largest = max(present, key=lambda state: heights[state])
        heights[largest] += SIDE - sum(heights.values())
    parts, y = [], SIDE
    for state in present:
        y -= heights[state]
        parts.append(Part(state, states[state], y, heights[state]))
    return tuple(parts)


def _href(path: str, group: GroupRecord, query: str) -> str:
    return with_query(path, f"group={group.slug}{'&' if query else ''}{query}")
