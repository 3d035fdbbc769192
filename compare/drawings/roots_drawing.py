"""Where the documents of a cell lead, as a picture: documents left, what they come from right. Pure.

Both readings are in one picture: a source that is a root only with, or only without, an inferred link has
half a mark. Sources that lead to each other share one box.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from compare.display.labels import quantity
from compare.drawings.layers import Layout, Placed, laid_out
from compare.drawings.text_width import width, wrapped
from kb.evidence.records import ClaimRecord, SourceRecord
from kb.evidence.roots import Mode, Traceable, Upstream, WalkStep, Why, components
from kb.evidence.vocabulary import Vocabulary
from kb.texts import order_key

MOST_SOURCES, MOST_LINKS = 40, 120  # beyond that a picture says less than the list
LABEL, META = 14, 12  # type sizes, in the unit of the picture
ROOM = 204  # width of a label
MARK = 22  # from the left of a box to its label
LANE = 88  # between two columns
LINE, META_LINE, GAP, PAD, HEAD = 18, 16, 16, 8, 30
MOST_LINES = MOST_NOTES = 3
ARROW = 7


class BoxMark(StrEnum):
    """What a box is, as its mark shows it."""

    ROOT = "root"
    HALF = "half"
    DOCUMENT = "document"
    BETWEEN = "between"
    GENERATED = "generated"

    @property
    def shape(self) -> str:
        """What is drawn into the circle: nothing, half a disc or a cross."""
        return SHAPE_OF_MARK.get(self, "")

    @property
    def words(self) -> str:
        return MARK_WORDS[self]


SHAPE_OF_MARK = {
    BoxMark.HALF: "M0-5.5A5.5 5.5 0 0 0 0 5.5Z",
    BoxMark.GENERATED: "M-3.5-3.5L3.5 3.5M3.5-3.5L-3.5 3.5",
}
MARK_WORDS = {
    BoxMark.ROOT: "a root: the walk ends here",
    BoxMark.HALF: "a root in one reading only, because a link is inferred",
    BoxMark.DOCUMENT: "a document that has it from elsewhere",
    BoxMark.BETWEEN: "a source between, with no claim here",
    BoxMark.GENERATED: "generated text, no root",
}


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text, where it stands."""

    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class SourceLabel:
    """A source: its title in lines, and where it leads."""

    source: SourceRecord
    lines: tuple[TextLine, ...]

    @property
    def path(self) -> str:
        return f"/sources/{self.source.slug}/"


@dataclass(frozen=True, slots=True)
class Box:
    """One source, or several that lead to each other (then framed), with its mark."""

    mark: BoxMark
    x: int
    y: int
    width: int
    height: int
    mark_x: int
    mark_y: int
    labels: tuple[SourceLabel, ...]
    notes: tuple[TextLine, ...]

    @property
    def framed(self) -> bool:
        return len(self.labels) > 1


@dataclass(frozen=True, slots=True)
class RootLine:
    """From a box to what it leads to: a path, its arrow head, and whether the link is inferred."""

    start: str
    end: str
    path: str
    arrow: str
    inferred: bool
    words: str


@dataclass(frozen=True)
class RootsDrawing:
    """The picture. ``boxes`` and ``lines`` in the order in which they are drawn."""

    width: int
    height: int
    heads: tuple[TextLine, ...]
    boxes: tuple[Box, ...]
    lines: tuple[RootLine, ...]
    words: str

    @property
    def marks(self) -> list[BoxMark]:
        """The marks that occur."""
        return [mark for mark in BoxMark if any(box.mark == mark for box in self.boxes)]

    @property
    def is_inferred(self) -> bool:
        return any(line.inferred for line in self.lines)

    @property
    def is_stated(self) -> bool:
        return any(not line.inferred for line in self.lines)


@dataclass(frozen=True)
class _Chains:
    """Everything that the claims reach, in both readings. ``groups``: the sources of each box, by its name."""

    speaking: frozenset[str]
    groups: Mapping[str, tuple[str, ...]]
    links: Mapping[tuple[str, str], WalkStep]
    rooted: Mapping[Mode, frozenset[str]]
    rootless: frozenset[str]

    @property
    def leads_to(self) -> dict[str, list[str]]:
        sources: dict[str, list[str]] = {}
        for start, end in self.links:
            sources.setdefault(start, []).append(end)
        return sources

    def mark(self, name: str) -> BoxMark:
        sources = set(self.groups[name])
        modes = [mode for mode in Mode if sources & self.rooted[mode]]
        if modes:
            return BoxMark.ROOT if len(modes) == len(Mode) else BoxMark.HALF
        if sources & self.rootless:
            return BoxMark.GENERATED
        return BoxMark.DOCUMENT if sources & self.speaking else BoxMark.BETWEEN

    def role(self, name: str) -> str:
        """What a box is to the cell, in words."""
        mark, speaks = self.mark(name), bool(set(self.groups[name]) & self.speaking)
        if mark == BoxMark.HALF:
            unless = bool(set(self.groups[name]) & self.rooted[Mode.STATED])
            return f"a root {'unless' if unless else 'if'} the inferred link holds"
        if mark == BoxMark.ROOT:
            reached = any(end == name for _, end in self.links)
            return ("a root that speaks here itself" if reached else "a root of its own") if speaks else "a root"
        return {BoxMark.GENERATED: "no root", BoxMark.BETWEEN: "no claim here"}.get(mark, "")


def roots_drawing(
    claims: Iterable[ClaimRecord], vocabulary: Vocabulary, through: Sequence[Traceable] = ()
) -> RootsDrawing | None:
    """The picture of these claims, and of what walks go ``through`` besides; None if there is nothing to draw: a single
    source, or far too many.
    """
    claims = list(claims)
    if _too_many(claims, vocabulary, through):
        return None
    chains = _chains(claims, vocabulary, through)
    sources = sum(len(group) for group in chains.groups.values())
    if not 1 < sources <= MOST_SOURCES:
        return None
    names = _ordered(chains, vocabulary)
    texts = {name: _Texts(name, chains, vocabulary) for name in names}
    layout = laid_out({name: texts[name].height for name in names}, chains.leads_to, GAP)
    boxes = tuple(texts[name].box(layout.boxes[name]) for name in names)
    right = {name: box.x + box.width for name, box in zip(names, boxes, strict=True)}
    return RootsDrawing(
        width=_left(layout.columns - 1) + MARK + ROOM + PAD,
        height=HEAD + layout.height + PAD,
        heads=_heads(layout),
        boxes=boxes,
        lines=tuple(_line(step, pair, layout, right, vocabulary) for pair, step in chains.links.items()),
        words=_words(chains, vocabulary),
    )


# What is drawn


def _too_many(claims: Sequence[ClaimRecord], vocabulary: Vocabulary, through: Sequence[Traceable]) -> bool:
    """Whether the claims reach more sources and links than a picture holds; looks no further than that."""
    reached = {claim.source for claim in claims}
    links: set[tuple[str, str]] = set()
    for mode in Mode:
        for step in Upstream(claims, vocabulary.graph, mode, through).steps(claims):
            if len(reached) > MOST_SOURCES or len(links) > MOST_LINKS:
                return True
            reached.add(step.upstream)
            links.add((step.source, step.upstream))
    return len(reached) > MOST_SOURCES or len(links) > MOST_LINKS


def _chains(claims: Sequence[ClaimRecord], vocabulary: Vocabulary, through: Sequence[Traceable]) -> _Chains:
    upstreams = {mode: Upstream(claims, vocabulary.graph, mode, through) for mode in Mode}
    steps = _strongest(step for upstream in upstreams.values() for step in upstream.steps(claims))
    speaking = frozenset(claim.source for claim in claims)
    onward: dict[str, list[str]] = {}
    for start, end in steps:
        onward.setdefault(start, []).append(end)
    groups = components(sorted(speaking), lambda slug: onward.get(slug, ()))
    name_of = {slug: group[0] for group in groups for slug in group}
    links: dict[tuple[str, str], WalkStep] = {}
    for step in sorted(steps.values(), key=_weakness):
        pair = (name_of[step.source], name_of[step.upstream])
        if pair[0] != pair[1]:
            links.setdefault(pair, step)
    ends = {mode: upstream.ends(claims) for mode, upstream in upstreams.items()}
    return _Chains(
        speaking=speaking,
        groups={group[0]: group for group in groups},
        links=dict(sorted(links.items())),
        rooted={
            mode: frozenset(slug for end in tops if end.is_root for slug in end.sources) for mode, tops in ends.items()
        },
        rootless=frozenset(slug for tops in ends.values() for end in tops if not end.is_root for slug in end.sources),
    )


def _strongest(steps: Iterable[WalkStep]) -> dict[tuple[str, str], WalkStep]:
    """One step for each pair of sources: the one with the best reason."""
    strongest: dict[tuple[str, str], WalkStep] = {}
    for step in sorted(set(steps), key=_weakness):
        strongest.setdefault((step.source, step.upstream), step)
    return strongest


def _weakness(step: WalkStep) -> tuple[int, str, str]:
    return (
        [Why.VIA_STATED, Why.DERIVES, Why.VIA_INFERRED, Why.DERIVES_INFERRED].index(step.why),
        step.source,
        step.upstream,
    )


def _ordered(chains: _Chains, vocabulary: Vocabulary) -> list[str]:
    """Boxes that share an end stand together, those of their own last."""
    leads_to = chains.leads_to

    def key(name: str) -> tuple[bool, str, str]:
        ends = leads_to.get(name, ())
        return not ends, min(ends, default=""), order_key(vocabulary.sources[name].title)

    return sorted(chains.groups, key=key)


def _words(chains: _Chains, vocabulary: Vocabulary) -> str:
    """The picture in one sentence: “4 documents lead to StackShare (a root); …”."""
    order = (BoxMark.ROOT, BoxMark.HALF, BoxMark.GENERATED)
    names = [name for mark in order for name in sorted(chains.groups) if chains.mark(name) == mark]
    words = []
    for name in names:
        titles = " with ".join(vocabulary.sources[slug].name for slug in chains.groups[name])
        unread = _unread([vocabulary.sources[slug] for slug in chains.groups[name]])
        words.append(f"{titles} ({chains.role(name)}{unread})")
    documents = quantity(len(chains.speaking), "document")
    verb = "leads" if len(chains.speaking) == 1 else "lead"
    return f"{documents} {verb} to {'; '.join(words)}."


# Where it stands


def _title_lines(source: SourceRecord) -> tuple[str, ...]:
    """Its title, and below what tells it from others that have the same."""
    title = wrapped(source.title, ROOM, LABEL, MOST_LINES) or (source.slug,)
    return (*title, *wrapped(source.distinction, ROOM, LABEL, MOST_LINES))


class _Texts:
    """The texts of a box before it has a place."""

    def __init__(self, name: str, chains: _Chains, vocabulary: Vocabulary) -> None:
        self.sources = [vocabulary.sources[slug] for slug in chains.groups[name]]
        self.titles = [_title_lines(source) for source in self.sources]
        role = chains.role(name)
        kind = f"{_kind(self.sources)}{_unread(self.sources)}"
        self.mark = chains.mark(name)
        self.notes = wrapped(f"{kind}; {role}" if role else kind, ROOM, META, MOST_NOTES)

    @property
    def height(self) -> int:
        lines = sum(len(title) for title in self.titles)
        return lines * LINE + len(self.notes) * META_LINE + 2 * PAD * (len(self.titles) > 1) + PAD

    def box(self, place: Placed) -> Box:
        x, top = _left(place.column), HEAD + place.top
        y = top + PAD * (len(self.titles) > 1)
        labels = []
        for source, title in zip(self.sources, self.titles, strict=True):
            lines = tuple(TextLine(line, x + MARK, y + 17 + n * LINE) for n, line in enumerate(title))
            labels.append(SourceLabel(source, lines))
            y += len(title) * LINE
        notes = tuple(TextLine(note, x + MARK, y + 15 + n * META_LINE) for n, note in enumerate(self.notes))
        return Box(
            mark=self.mark,
            x=x,
            y=top,
            width=MARK + min(ROOM, self._widest()) + PAD,
            height=place.height,
            mark_x=x + MARK // 2 - 2,
            mark_y=HEAD + place.anchor,
            labels=tuple(labels),
            notes=notes,
        )

    def _widest(self) -> int:
        titles = [width(line, LABEL) for title in self.titles for line in title]
        return round(max([*titles, *(width(note, META) for note in self.notes)]))


def _kind(sources: Sequence[SourceRecord]) -> str:
    return sources[0].kind_label if len(sources) == 1 else "lead to each other"


def _unread(sources: Sequence[SourceRecord]) -> str:
    """“, not read”, of several “, 1 not read”; empty if we have read all of them."""
    unread = sum(source.read_on is None for source in sources)
    return f", {unread} not read" if 0 < unread < len(sources) else ", not read" if unread else ""


def _left(column: int) -> int:
    return PAD + column * (MARK + ROOM + LANE)


def _heads(layout: Layout[str]) -> tuple[TextLine, ...]:
    """What the first and the last column are."""
    heads = [TextLine("What speaks here", _left(0) + MARK, 14)]
    if layout.columns > 1:
        heads.append(TextLine("Where it comes from", _left(layout.columns - 1) + MARK, 14))
    return tuple(heads)


def _line(
    step: WalkStep, pair: tuple[str, str], layout: Layout[str], right: Mapping[str, int], vocabulary: Vocabulary
) -> RootLine:
    """Level through the columns, curved between them."""
    passes = layout.lines[pair]
    x, y = right[pair[0]], HEAD + passes[0][1]
    pieces = [f"M{x} {y}"]
    for n, (column, height) in enumerate(passes[1:], start=1):
        edge, left = _left(column) - LANE, _left(column)
        middle, to = (edge + left) // 2, HEAD + height
        last = n == len(passes) - 1
        left -= ARROW if last else 0
        pieces.append(f"H{edge}C{middle} {y} {middle} {to} {left} {to}")
        y = to
    tip = _left(passes[-1][0])
    start, end = vocabulary.sources[step.source], vocabulary.sources[step.upstream]
    return RootLine(
        start=pair[0],
        end=pair[1],
        path="".join(pieces),
        arrow=f"M{tip} {y}l-{ARROW + 1}-4v8Z",
        inferred=step.why in (Why.VIA_INFERRED, Why.DERIVES_INFERRED),
        words=f"{start.name} → {end.name}: {WHY_WORDS[step.why]}",
    )


WHY_WORDS = {
    Why.VIA_STATED: "named as the source",
    Why.VIA_INFERRED: "inferred by the editors",
    Why.DERIVES: "the content comes from there",
    Why.DERIVES_INFERRED: "the content comes from there, as the editors infer",
}
