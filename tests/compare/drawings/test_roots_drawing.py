from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from compare.drawings import roots_drawing as roots
from compare.drawings.roots_drawing import BoxMark, RootsDrawing, roots_drawing
from compare.drawings.text_width import width
from kb.evidence.records import ALIKE, ClaimRecord, LinkRecord
from kb.evidence.roots import Mode, Upstream
from kb.evidence.vocabulary import Vocabulary
from tests.compare.records import TODAY, claim, source, vocabulary

TITLES = (
    "StackShare",
    "Flask vs Django: Difference Between Flask and Django",
    "Wörterbuchmäßigkeitsprüfung" * 2,
    "日本",
)


def words(number: int, links: set[tuple[int, int]], generated: set[int]) -> Vocabulary:
    rows = [
        source(
            f"s{n}",
            "generated" if n in generated else "article",
            title=f"{TITLES[n % len(TITLES)]} {n}",
            derives=tuple(f"s{end}" for start, end in sorted(links) if start == n),
        )
        for n in range(number)
    ]
    return vocabulary(rows, [LinkRecord(f"s{start}", f"s{end}", "derives", "") for start, end in sorted(links)])


@st.composite
def bases(draw: st.DrawFn) -> tuple[list[ClaimRecord], Vocabulary]:
    """Up to twelve documents with links of every kind, circles among them."""
    number = draw(st.integers(1, 12))
    one = st.integers(0, number - 1)
    links = {(start, end) for start, end in draw(st.sets(st.tuples(one, one), max_size=14)) if start != end}
    claims = []
    for n, (start, via, stated) in enumerate(
        draw(st.lists(st.tuples(one, st.none() | one, st.booleans()), min_size=1, max_size=12))
    ):
        upstream = {"via": f"s{via}", "via_stated": stated} if via is not None and via != start else {}
        claims.append(claim(str(n), source=f"s{start}", **upstream))
    return claims, words(number, links, draw(st.sets(one, max_size=3)))


def frames(drawing: RootsDrawing) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of every line of text."""
    titles = [line for box in drawing.boxes for label in box.labels for line in label.lines]
    notes = [line for box in drawing.boxes for line in box.notes]
    return [
        (line.x, line.y - size + 2, line.x + width(line.text, size), line.y + 4)
        for lines, size in ((titles, roots.LABEL), (notes, roots.META))
        for line in lines
    ]


def reached(claims: list[ClaimRecord], vocabulary: Vocabulary) -> set[str]:
    """Every source that a walk meets in either reading."""
    found = {one.source for one in claims}
    for mode in Mode:
        upstream = Upstream(claims, vocabulary.graph, mode)
        for trace in map(upstream.trace, claims):
            found |= {trace.start, *(step.upstream for step in trace.steps)}
    return found


@given(bases())
def test_every_document_and_every_end_is_drawn_once(base: tuple[list[ClaimRecord], Vocabulary]) -> None:
    drawing = roots_drawing(*base)
    everything = reached(*base)
    if drawing is None:
        assert len(everything) == 1
        return
    drawn = [label.source.slug for box in drawing.boxes for label in box.labels]
    assert sorted(drawn) == sorted(everything)


@given(bases())
def test_no_two_texts_overlap_and_all_lie_within_the_picture(base: tuple[list[ClaimRecord], Vocabulary]) -> None:
    drawing = roots_drawing(*base)
    if drawing is None:
        return
    found = frames(drawing)
    for n, one in enumerate(found):
        assert min(one) >= 0
        assert one[2] <= drawing.width
        assert one[3] <= drawing.height
        for other in found[n + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@given(bases())
def test_every_line_joins_boxes_that_are_there(base: tuple[list[ClaimRecord], Vocabulary]) -> None:
    drawing = roots_drawing(*base)
    if drawing is None:
        return
    names = {box.labels[0].source.slug for box in drawing.boxes}
    assert all({line.start, line.end} <= names and line.start != line.end for line in drawing.lines)


@given(bases())
def test_marks_are_those_of_the_two_readings(base: tuple[list[ClaimRecord], Vocabulary]) -> None:
    claims, vocabulary = base
    drawing = roots_drawing(*base)
    if drawing is None:
        return
    rooted = {
        mode: {
            slug
            for one in claims
            for end in Upstream(claims, vocabulary.graph, mode).trace(one).ends
            for slug in end.sources
            if end.is_root
        }
        for mode in Mode
    }
    for box in drawing.boxes:
        here = {label.source.slug for label in box.labels}
        readings = sum(bool(here & rooted[mode]) for mode in Mode)
        assert (box.mark == BoxMark.ROOT, box.mark == BoxMark.HALF) == (readings == 2, readings == 1)


def marks(drawing: RootsDrawing | None) -> dict[str, str]:
    assert drawing is not None
    return {" ".join(label.source.slug for label in box.labels): str(box.mark) for box in drawing.boxes}


def test_an_inferred_link_halves_both_ends_and_is_dashed() -> None:
    drawing = roots_drawing([claim("1", source="s0", via="s1")], words(2, set(), set()))
    assert marks(drawing) == {"s0": "half", "s1": "half"}
    assert drawing is not None
    assert [line.inferred for line in drawing.lines] == [True]
    assert "unless the inferred link holds" in drawing.words


def test_a_stated_link_leads_from_a_document_to_its_root() -> None:
    drawing = roots_drawing([claim("1", source="s0", via="s1", via_stated=True)], words(2, set(), set()))
    assert marks(drawing) == {"s0": "document", "s1": "root"}
    assert drawing is not None
    assert [(line.inferred, line.start, line.end) for line in drawing.lines] == [(False, "s0", "s1")]


def test_generated_text_is_crossed_and_a_silent_source_stands_between() -> None:
    drawing = roots_drawing([claim("1", source="s0")], words(3, {(0, 1), (1, 2)}, {2}))
    assert marks(drawing) == {"s0": "document", "s1": "between", "s2": "generated"}
    assert [box.x for box in drawing.boxes] == sorted(box.x for box in drawing.boxes) if drawing else False


def test_sources_that_lead_to_each_other_share_a_frame() -> None:
    drawing = roots_drawing([claim("1", source="s2")], words(3, {(0, 1), (1, 0), (2, 0)}, set()))
    assert marks(drawing) == {"s2": "document", "s0 s1": "root"}
    assert drawing is not None
    assert [box.framed for box in drawing.boxes] == [box.mark == BoxMark.ROOT for box in drawing.boxes]


def test_one_source_alone_and_far_too_many_are_not_drawn() -> None:
    assert roots_drawing([claim("1", source="s0")], words(1, set(), set())) is None
    many: list[Any] = [claim(str(n), source=f"s{n}") for n in range(roots.MOST_SOURCES + 1)]
    assert roots_drawing(many, words(len(many), set(), set())) is None


def test_a_source_that_we_have_not_read_says_so() -> None:
    words = vocabulary([source("a", read_on=TODAY), source("b", "self-reported directory")])
    found = roots_drawing([claim("1", via="b", via_stated=True)], words)
    assert found is not None
    notes = {box.labels[0].source.slug: " ".join(line.text for line in box.notes) for box in found.boxes}
    assert notes == {"a": "article", "b": "self-reported directory, not read; a root"}
    assert found.words == "1 document leads to B (a root, not read)."


def test_two_sources_of_one_title_are_told_apart() -> None:
    rows = [source(slug, title="The list", namesakes=ALIKE) for slug in ("first", "second")]
    drawing = roots_drawing([claim("1", source="first"), claim("2", source="second")], vocabulary(rows))
    texts = {" ".join(line.text for line in label.lines) for box in drawing.boxes for label in box.labels}
    assert texts == {"The list article, undated, first", "The list article, undated, second"}
