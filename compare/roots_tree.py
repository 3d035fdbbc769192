"""Where the documents of a cell lead, turned round: from each root down to the documents. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.records import ClaimRecord, SourceRecord, Vocabulary
from kb.roots import Mode, Upstream, Why

WORDS = {
    Why.VIA_STATED: "names it as its source",
    Why.VIA_INFERRED: "rests on it by the editors’ inference",
    Why.DERIVES: "its content comes from there",
}


@dataclass(frozen=True)
class Branch:
    """A document below what it depends on, and why it stands there."""

    source: SourceRecord
    why: str
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class Root:
    """Where walks end. ``speaks``: it has claims of its own here; ``others``: sources that lead to each other."""

    source: SourceRecord
    is_root: bool
    speaks: bool
    others: str
    branches: tuple[Branch, ...]


def roots_tree(claims: Iterable[ClaimRecord], vocabulary: Vocabulary, mode: Mode = Mode.MIN) -> list[Root]:
    """The ends of all walks, true roots first, each by slug, with the documents that lead there."""
    claims = list(claims)
    upstream = Upstream(claims, vocabulary.graph, mode)
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
    return [
        Root(
            source=vocabulary.sources[end.name],
            is_root=end.is_root,
            speaks=bool(speaking & set(end.sources)),
            others=", ".join(vocabulary.sources[slug].title for slug in end.sources if slug != end.name),
            branches=_branches(end.name, below, vocabulary, frozenset(end.sources)),
        )
        for end in sorted(ends.values(), key=lambda end: (not end.is_root, end.name))
    ]


def _branches(
    slug: str, below: dict[str, dict[str, Why]], vocabulary: Vocabulary, above: frozenset[str]
) -> tuple[Branch, ...]:
    """What leads straight to a source; a circle is drawn once."""
    return tuple(
        Branch(
            vocabulary.sources[source],
            WORDS[why],
            _branches(source, below, vocabulary, above | {source}),
        )
        for source, why in sorted(below.get(slug, {}).items())
        if source not in above
    )
