"""Where the documents of a cell lead, turned round: from each root down to the documents. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from compare.drawings.roots import RootsDrawing, roots_drawing
from kb.records import ClaimRecord, SourceRecord, Vocabulary
from kb.roots import Mode, Trace, Upstream, Why

WORDS = {
    Why.VIA_STATED: "names it as its source",
    Why.VIA_INFERRED: "rests on it by the editors’ inference",
    Why.DERIVES: "its content comes from there",
}


@dataclass(frozen=True)
class Branch:
    """A document below what it depends on, and why it stands there. ``half``: a root unless an inferred link holds."""

    source: SourceRecord
    why: str
    half: bool
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class Root:
    """Where walks end. ``speaks``: it has claims of its own here; ``others``: sources that lead to each other.

    ``half``: a root only if an inferred link holds.
    """

    source: SourceRecord
    is_root: bool
    half: bool
    speaks: bool
    others: str
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class RootsTree:
    """The ends of all walks, true roots first, each by slug; and the same as a picture, if there is one to draw."""

    ends: tuple[Root, ...]
    drawing: RootsDrawing | None

    def __iter__(self) -> Iterator[Root]:
        return iter(self.ends)

    def __len__(self) -> int:
        return len(self.ends)


def roots_tree(claims: Iterable[ClaimRecord], vocabulary: Vocabulary) -> RootsTree:
    """Where the documents lead, inferred upstreams followed."""
    claims = list(claims)
    return RootsTree(tuple(_ends(claims, vocabulary)), roots_drawing(claims, vocabulary))


def _ends(claims: Sequence[ClaimRecord], vocabulary: Vocabulary) -> list[Root]:
    upstream = Upstream(claims, vocabulary.graph, Mode.MIN)
    traces = [upstream.trace(claim) for claim in claims]
    below: dict[str, dict[str, Why]] = {}
    for trace in traces:
        for step in trace.steps:
            below.setdefault(step.upstream, {})[step.source] = step.why
    for claim, trace in zip(claims, traces, strict=True):
        if trace.start != claim.source:
            why = Why.VIA_STATED if claim.via_stated else Why.VIA_INFERRED
            below.setdefault(trace.start, {}).setdefault(claim.source, why)
    ends = {end.name: end for trace in traces for end in trace.ends}
    speaking = {claim.source for claim in claims}
    half = _rooted(traces) ^ _rooted(map(Upstream(claims, vocabulary.graph, Mode.STATED).trace, claims))
    return [
        Root(
            source=vocabulary.sources[end.name],
            is_root=end.is_root,
            half=not half.isdisjoint(end.sources),
            speaks=bool(speaking & set(end.sources)),
            others=", ".join(vocabulary.sources[slug].title for slug in end.sources if slug != end.name),
            branches=_branches(end.name, below, vocabulary, frozenset(end.sources), half),
        )
        for end in sorted(ends.values(), key=lambda end: (not end.is_root, end.name))
    ]


def _rooted(traces: Iterable[Trace]) -> frozenset[str]:
    """Every source of the roots in which these walks end."""
    return frozenset(slug for trace in traces for end in trace.ends if end.is_root for slug in end.sources)


def _branches(
    slug: str,
    below: dict[str, dict[str, Why]],
    vocabulary: Vocabulary,
    above: frozenset[str],
    half: frozenset[str],
) -> tuple[Branch, ...]:
    """What leads straight to a source; a circle is drawn once."""
    return tuple(
        Branch(
            vocabulary.sources[source],
            WORDS[why],
            source in half,
            _branches(source, below, vocabulary, above | {source}, half),
        )
        for source, why in sorted(below.get(slug, {}).items())
        if source not in above
    )
