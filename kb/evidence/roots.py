"""Where the claims of one cell come from: the walk upstream, its roots, and how many are independent.

Pure, and the longer half of "how a cell is judged" (roots of a claim, independent roots). Nothing here
recurses, so a chain of sources may be as long as it likes. ``through`` are claims of the cell that do not count,
because a filter hides them: a walk that reaches their source goes on from where they start.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol

GENERATED = "generated"


class Mode(StrEnum):
    """Which `via` and derivation is followed: what the document states, or the editor's inferences as well."""

    STATED = "stated"
    MIN = "min"


class Why(StrEnum):
    """Why one source leads to another."""

    VIA_STATED = "via stated"
    VIA_INFERRED = "via inferred"
    DERIVES = "derives"
    DERIVES_INFERRED = "derives inferred"


class Traceable(Protocol):
    """What a walk has to know of a claim."""

    @property
    def source(self) -> str: ...
    @property
    def via(self) -> str | None: ...
    @property
    def via_stated(self) -> bool: ...


class Lead(NamedTuple):
    """What a walk has to know of a claim, and no more: where it stands, and where it comes from."""

    source: str
    via: str | None
    via_stated: bool


@dataclass(frozen=True, slots=True)
class SourceGraph:
    """What judging knows of sources, all by slug: the kind of each, the sources that it derives from (as it states
    itself; as an editor inferred), the day it was read, the framework or the company whose own it is.
    """

    kinds: Mapping[str, str]
    derives: Mapping[str, Collection[str]]
    inferred: Mapping[str, Collection[str]] = field(default_factory=dict)
    read: Mapping[str, object] = field(default_factory=dict)
    frameworks: Mapping[str, str | None] = field(default_factory=dict)
    companies: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WalkStep:
    """One edge of a walk."""

    source: str
    upstream: str
    why: Why


@dataclass(frozen=True, slots=True)
class End:
    """Sources where a walk ends: one, or several that lead to each other. `name` is their smallest slug."""

    name: str
    sources: tuple[str, ...]
    is_root: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """The evidence chain of one claim: where its walk starts, the edges nearest first, the ends by name."""

    start: str
    steps: tuple[WalkStep, ...]
    ends: tuple[End, ...]

    @property
    def roots(self) -> tuple[str, ...]:
        return tuple(end.name for end in self.ends if end.is_root)


@dataclass(frozen=True, slots=True)
class RootCount:
    """The independent roots of one cell in one mode.

    `values` in the order of the groups asked for, `cell` over all of them; `names` of every root, sorted.
    """

    values: tuple[int, ...]
    cell: int
    names: tuple[str, ...]


class Upstream:
    """What each source leads to in one cell and one mode: what it derives from, and where its claims start.

    `claims` are the counted claims of the whole cell, whatever they say.
    """

    def __init__(
        self, claims: Iterable[Traceable], graph: SourceGraph, mode: Mode, through: Iterable[Traceable] = ()
    ) -> None:
        self.graph = graph
        self.mode = mode
        self._vias: dict[str, dict[str, Why]] = {}
        self._steps: dict[str, dict[str, Why]] = {}
        for claim in sorted([*claims, *through], key=lambda claim: claim.via_stated):
            if (via := self.via(claim)) is not None:
                self._vias.setdefault(claim.source, {})[via] = _why(claim)

    def via(self, claim: Traceable) -> str | None:
        """The `via` of a claim, if this mode follows it."""
        followed = claim.via and (claim.via_stated or self.mode == Mode.MIN)
        return claim.via if followed else None

    def start(self, claim: Traceable) -> str:
        return self.via(claim) or claim.source

    def reasons(self, slug: str) -> Mapping[str, Why]:
        """The sources one step upstream in slug order, each with the strongest reason."""
        if slug not in self._steps:
            derived = dict.fromkeys(self.graph.derives.get(slug, ()), Why.DERIVES)
            if self.mode == Mode.MIN:
                derived = dict.fromkeys(self.graph.inferred.get(slug, ()), Why.DERIVES_INFERRED) | derived
            self._steps[slug] = dict(sorted((derived | self._vias.get(slug, {})).items()))
            self._steps[slug].pop(slug, None)
        return self._steps[slug]

    def trace(self, claim: Traceable) -> Trace:
        """The chain of one claim, which need not be a counted one. Time linear in what it reaches."""
        start = self.start(claim)
        first = [WalkStep(claim.source, start, _why(claim))] if start != claim.source else []
        rest = [step for step in self._onward([start]) if (step.source, step.upstream) != (claim.source, start)]
        return Trace(start, (*first, *rest), self._ends([start]))

    def steps(self, claims: Iterable[Traceable]) -> Iterator[WalkStep]:
        """Every edge of the walks of these counted claims, each once. Time linear in what they reach together."""
        pairs = {(claim.source, self.start(claim)) for claim in claims}
        first = {(source, start) for source, start in pairs if source != start}
        for source, start in sorted(first):
            yield WalkStep(source, start, self.reasons(source)[start])
        for step in self._onward(sorted({start for _, start in pairs})):
            if (step.source, step.upstream) not in first:
                yield step

    def ends(self, claims: Iterable[Traceable]) -> tuple[End, ...]:
        """Where the walks of these counted claims end, by name. Time linear in what they reach together."""
        return self._ends(sorted({self.start(claim) for claim in claims}))

    def _onward(self, starts: Sequence[str]) -> Iterator[WalkStep]:
        """Breadth first, each source once, so cycles end."""
        reached = list(starts)
        seen = set(starts)
        for source in reached:
            for upstream, why in self.reasons(source).items():
                yield WalkStep(source, upstream, why)
                if upstream not in seen:
                    seen.add(upstream)
                    reached.append(upstream)

    def _ends(self, starts: Iterable[str]) -> tuple[End, ...]:
        ends = [
            End(sources[0], sources, is_root(sources, self.graph))
            for sources in components(starts, self.reasons)
            if set(sources).issuperset(slug for source in sources for slug in self.reasons(source))
        ]
        return tuple(sorted(ends, key=lambda end: end.name))


class Roots:
    """The roots of every claim of one cell in one mode, found in one pass over what the claims reach.

    Components are numbered upstream first: whatever a component leads to has a smaller number.
    """

    def __init__(
        self, claims: Sequence[Traceable], graph: SourceGraph, mode: Mode, through: Iterable[Traceable] = ()
    ) -> None:
        self.upstream = Upstream(claims, graph, mode, through)
        entries = sorted({slug for claim in claims for slug in (claim.source, self.upstream.start(claim))})
        self.components = components(entries, self.upstream.reasons)
        self.number = {slug: n for n, sources in enumerate(self.components) for slug in sources}
        self.beyond = [self._beyond(n) for n in range(len(self.components))]
        self.reached: list[frozenset[str]] = []
        for n in range(len(self.components)):
            self.reached.append(self._reached(n))

    def _beyond(self, n: int) -> frozenset[int]:
        """The other components one step upstream."""
        steps = (slug for source in self.components[n] for slug in self.upstream.reasons(source))
        return frozenset(self.number[slug] for slug in steps) - {n}

    def is_root(self, n: int) -> bool:
        return not self.beyond[n] and is_root(self.components[n], self.upstream.graph)

    def _reached(self, n: int) -> frozenset[str]:
        """The names of the roots in and behind a component. A long chain shares one set."""
        if self.is_root(n):
            return frozenset({self.components[n][0]})
        return _union([self.reached[other] for other in self.beyond[n]])

    def brought(self, claims: Iterable[Traceable]) -> dict[str, frozenset[str]]:
        """The roots that each document brings to a set of claims: the union over its claims in the set."""
        starts: dict[str, set[int]] = {}
        for claim in claims:
            starts.setdefault(claim.source, set()).add(self.number[self.upstream.start(claim)])
        return {source: _union([self.reached[n] for n in numbers]) for source, numbers in starts.items()}

    def members(self, name: str) -> tuple[str, ...]:
        """The sources of a root."""
        return self.components[self.number[name]]


def count_brought(groups: Sequence[Sequence[Traceable]], roots: Roots) -> RootCount:
    """The independent roots of a cell whose counted claims come in groups, one for each value; ``roots`` are those of
    all these claims.
    """
    values = [roots.brought(group) for group in groups]
    cell: dict[str, frozenset[str]] = {}
    for brought in values:
        for source, starts in brought.items():
            cell[source] = cell.get(source, frozenset()) | starts
    names = tuple(sorted(set().union(*cell.values())))
    return RootCount(tuple(independent(brought) for brought in values), independent(cell), names)


def independent(brought: Mapping[str, Collection[str]]) -> int:
    """How many documents, fewest roots first, then by slug, share no root with those before: "at least"."""
    roots: set[str] = set()
    count = 0
    for source in sorted(brought, key=lambda source: (len(brought[source]), source)):
        if brought[source] and roots.isdisjoint(brought[source]):
            roots.update(brought[source])
            count += 1
    return count


def trace(claim: Traceable, claims: Iterable[Traceable], graph: SourceGraph, mode: Mode) -> Trace:
    """The evidence chain of one claim among the published claims of its cell.

    For many claims of one cell make one `Upstream` and ask it for each.
    """
    return Upstream(claims, graph, mode).trace(claim)


def is_root(sources: Collection[str], graph: SourceGraph) -> bool:
    """Whether sources without a way out are a root: not if one of them was generated."""
    return all(graph.kinds.get(slug) != GENERATED for slug in sources)


def components(entries: Iterable[str], upstream: Callable[[str], Collection[str]]) -> list[tuple[str, ...]]:
    """The strongly connected components of what `entries` reach, upstream ones first, slugs sorted.

    Time linear in sources and links.
    """
    search = _Tarjan(upstream)
    for entry in entries:
        search.visit(entry)
    return search.components


class _Tarjan:
    """Tarjan's algorithm with frames of its own. A source without a `low` is in a finished component."""

    def __init__(self, upstream: Callable[[str], Collection[str]]) -> None:
        self.upstream = upstream
        self.components: list[tuple[str, ...]] = []
        self._order: dict[str, int] = {}
        self._low: dict[str, int] = {}
        self._pending: list[str] = []
        self._frames: list[tuple[str, Iterator[str]]] = []

    def visit(self, entry: str) -> None:
        if entry not in self._order:
            self._enter(entry)
        while self._frames:
            source, rest = self._frames[-1]
            for slug in rest:
                if slug not in self._order:
                    self._enter(slug)
                    break
                self._reach_back(source, self._order[slug], slug)
            else:
                self._leave(source)

    def _enter(self, slug: str) -> None:
        self._order[slug] = self._low[slug] = len(self._order)
        self._pending.append(slug)
        self._frames.append((slug, iter(self.upstream(slug))))

    def _reach_back(self, source: str, to: int, through: str) -> None:
        if through in self._low:
            self._low[source] = min(self._low[source], to)

    def _leave(self, source: str) -> None:
        self._frames.pop()
        if self._frames:
            self._reach_back(self._frames[-1][0], self._low[source], source)
        if self._low[source] == self._order[source]:
            self._close(source)

    def _close(self, source: str) -> None:
        sources = [self._pending.pop()]
        while sources[-1] != source:
            sources.append(self._pending.pop())
        for slug in sources:
            del self._low[slug]
        self.components.append(tuple(sorted(sources)))


def _why(claim: Traceable) -> Why:
    return Why.VIA_STATED if claim.via_stated else Why.VIA_INFERRED


def _union(sets: Sequence[frozenset[str]]) -> frozenset[str]:
    return sets[0] if len(sets) == 1 else frozenset().union(*sets)
