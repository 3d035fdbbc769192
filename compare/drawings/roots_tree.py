"""Where the documents of a cell lead, turned round: from each root down to the documents. Pure.

The list stays short whatever the sources lead to: below a root, what leads to a source is listed once, and no more
than so deep and so many; the rest is counted in words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import cached_property

from compare.display.labels import quantity
from compare.drawings.roots_drawing import RootsDrawing, roots_drawing
from kb.evidence.records import ClaimRecord, SourceRecord
from kb.evidence.roots import End, Mode, Traceable, Upstream, Why
from kb.evidence.vocabulary import Vocabulary

MOST_ENDS = 100  # ends that are listed
MOST_BRANCHES = 200  # sources below all ends together
MOST_OTHERS = 10  # sources that are one end together
DEEPEST = 6  # sources below each other

WORDS = {
    Why.VIA_STATED: "names it as its source",
    Why.VIA_INFERRED: "rests on it by the editors’ inference",
    Why.DERIVES: "its content comes from there",
    Why.DERIVES_INFERRED: "its content comes from there, by the editors’ inference",
}


@dataclass(frozen=True)
class Branch:
    """A document below what it depends on, and why it stands there. ``half``: a root unless an inferred link holds.

    ``again``: what leads to it stands above; ``cut``: what leads to it is not listed.
    """

    source: SourceRecord
    why: str
    half: bool
    branches: tuple[Branch, ...] = ()
    again: bool = False
    cut: bool = False


@dataclass(frozen=True)
class Root:
    """Where walks end. ``speaks``: it has claims of its own here; ``others``: sources that lead to each other.

    ``half``: a root only if an inferred link holds; ``unlisted``: how many sources lead here besides the branches.
    """

    source: SourceRecord
    is_root: bool
    half: bool
    speaks: bool
    others: str
    branches: tuple[Branch, ...]
    unlisted: int

    @property
    def unlisted_words(self) -> str:
        """“and 340 more sources lead here”; empty if all are listed."""
        if not self.unlisted:
            return ""
        more = quantity(self.unlisted, "more source" if self.branches else "source")
        return f"{'and ' if self.branches else ''}{more} {'leads' if self.unlisted == 1 else 'lead'} here"


class RootsTree:
    """The ends of all walks, true roots first, each by slug; and the same as a picture, if there is one to draw.

    Made when it is first looked at.
    """

    def __init__(self, claims: Sequence[ClaimRecord], vocabulary: Vocabulary, through: Sequence[Traceable]) -> None:
        self._claims, self._vocabulary, self._through = claims, vocabulary, through

    @cached_property
    def ends(self) -> tuple[Root, ...]:
        """At most so many; `more_words` counts the others."""
        return tuple(self._walks.roots(self._walks.ends[:MOST_ENDS]))

    @cached_property
    def drawing(self) -> RootsDrawing | None:
        return roots_drawing(self._claims, self._vocabulary, self._through)

    @property
    def more_words(self) -> str:
        """“And 12 more ends, 10 of them roots.”; empty if all are listed."""
        more = self._walks.ends[MOST_ENDS:]
        roots = sum(end.is_root for end in more)
        return f"And {quantity(len(more), 'more end')}, {roots:,} of them roots." if more else ""

    @cached_property
    def _walks(self) -> _Walks:
        return _Walks(self._claims, self._vocabulary, self._through)

    def __iter__(self) -> Iterator[Root]:
        return iter(self.ends)

    def __len__(self) -> int:
        return len(self.ends)


def roots_tree(claims: Iterable[ClaimRecord], vocabulary: Vocabulary, through: Sequence[Traceable] = ()) -> RootsTree:
    """Where the documents lead, inferred upstreams followed, ``through`` hidden claims as well."""
    return RootsTree(list(claims), vocabulary, through)


class _Walks:
    """All walks of the claims, and what leads straight to each source. Time linear in what they reach."""

    def __init__(self, claims: Sequence[ClaimRecord], vocabulary: Vocabulary, through: Sequence[Traceable]) -> None:
        upstream = Upstream(claims, vocabulary.graph, Mode.MIN, through)
        ends = upstream.ends(claims)
        self.ends = sorted(ends, key=lambda end: (not end.is_root, end.name))
        self.speaking = {claim.source for claim in claims}
        self.half = _rooted(ends) ^ _rooted(Upstream(claims, vocabulary.graph, Mode.STATED, through).ends(claims))
        self.below: dict[str, dict[str, Why]] = {}
        for step in sorted(upstream.steps(claims), key=lambda step: step.source):
            self.below.setdefault(step.upstream, {})[step.source] = step.why
        self.vocabulary = vocabulary

    def roots(self, ends: Iterable[End]) -> Iterator[Root]:
        room = MOST_BRANCHES
        sources = self.vocabulary.sources
        for end in ends:
            growth = _Growth(self, end, room)
            branches = growth.branches()
            room = growth.room
            yield Root(
                source=sources[end.name],
                is_root=end.is_root,
                half=not self.half.isdisjoint(end.sources),
                speaks=not self.speaking.isdisjoint(end.sources),
                others=self._others(end),
                branches=branches,
                unlisted=growth.unlisted(),
            )

    def _others(self, end: End) -> str:
        titles = [self.vocabulary.sources[slug].name for slug in end.sources if slug != end.name]
        more = len(titles) - MOST_OTHERS
        return ", ".join(titles[:MOST_OTHERS]) + (f" and {more:,} more" if more > 0 else "")

    def leading_to(self, slugs: Iterable[str], above: Collection[str]) -> dict[str, Why]:
        """What leads straight to these sources, and why, by slug; not what stands above."""
        pairs = [(source, why) for slug in slugs for source, why in self.below.get(slug, {}).items()]
        return dict(sorted((source, why) for source, why in pairs if source not in above))


class _Growth:
    """The branches below one end, with room for so many. They nest no deeper than `DEEPEST`, so recursion may."""

    def __init__(self, walks: _Walks, end: End, room: int) -> None:
        self.walks, self.end, self.room = walks, end, room
        self.grown: set[str] = set()
        self.listed: set[str] = set(end.sources)
        self.all_listed = True

    def branches(self) -> tuple[Branch, ...]:
        """As many as there is room for, even if not all."""
        leading = self.walks.leading_to(self.end.sources, self.listed)
        reasons = dict(list(leading.items())[: self.room])
        self.all_listed = len(reasons) == len(leading)
        return self._grow(reasons, frozenset(self.end.sources), 1)

    def unlisted(self) -> int:
        """How many sources lead to the end and have no branch."""
        if self.all_listed:
            return 0
        slugs = list(self.end.sources)
        seen = set(slugs)
        for slug in slugs:
            new = self.walks.below.get(slug, {}).keys() - seen
            seen |= new
            slugs.extend(new)
        return len(seen - self.listed)

    def _grow(self, leading: Mapping[str, Why], above: frozenset[str], depth: int) -> tuple[Branch, ...]:
        self.room -= len(leading)
        self.listed.update(leading)
        return tuple(self._branch(source, why, above | {source}, depth) for source, why in leading.items())

    def _branch(self, source: str, why: Why, above: frozenset[str], depth: int) -> Branch:
        leading = self.walks.leading_to([source], above)
        again = bool(leading) and source in self.grown
        cut = not again and bool(leading) and (depth == DEEPEST or len(leading) > self.room)
        self.all_listed = self.all_listed and not cut
        branches: tuple[Branch, ...] = ()
        if leading and not again and not cut:
            self.grown.add(source)
            branches = self._grow(leading, above, depth + 1)
        record = self.walks.vocabulary.sources[source]
        return Branch(record, WORDS[why], source in self.walks.half, branches, again, cut)


def _rooted(ends: Iterable[End]) -> frozenset[str]:
    """Every source of the roots among these ends."""
    return frozenset(slug for end in ends if end.is_root for slug in end.sources)
