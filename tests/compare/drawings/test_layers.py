from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from compare.drawings.layers import columns_of, laid_out

GAP = 12


@st.composite
def graphs(draw: st.DrawFn) -> tuple[dict[int, int], dict[int, list[int]]]:
    """Boxes with heights, and what each leads to: always to boxes with higher numbers."""
    number = draw(st.integers(1, 14))
    heights = {n: draw(st.integers(20, 90)) for n in range(number)}
    pairs = draw(st.sets(st.tuples(st.integers(0, number - 1), st.integers(0, number - 1)), max_size=24))
    leads_to: dict[int, list[int]] = {}
    for start, end in sorted(pairs):
        if start < end:
            leads_to.setdefault(start, []).append(end)
    return heights, leads_to


@given(graphs())
def test_no_two_boxes_of_a_column_overlap(graph: tuple[dict[int, int], dict[int, list[int]]]) -> None:
    layout = laid_out(*graph, GAP)
    boxes = list(layout.boxes.values())
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            apart = one.top >= other.top + other.height or other.top >= one.top + one.height
            assert one.column != other.column or apart


@given(graphs())
def test_a_line_crosses_no_box(graph: tuple[dict[int, int], dict[int, list[int]]]) -> None:
    layout = laid_out(*graph, GAP)
    for passes in layout.lines.values():
        for column, height in passes[1:-1]:
            in_column = [box for box in layout.boxes.values() if box.column == column]
            assert not any(box.top <= height <= box.top + box.height for box in in_column)


@given(graphs())
def test_lines_run_to_the_right_from_anchor_to_anchor(graph: tuple[dict[int, int], dict[int, list[int]]]) -> None:
    layout = laid_out(*graph, GAP)
    for (start, end), passes in layout.lines.items():
        columns = [column for column, _ in passes]
        assert columns == list(range(layout.boxes[start].column, layout.boxes[end].column + 1))
        assert (passes[0][1], passes[-1][1]) == (layout.boxes[start].anchor, layout.boxes[end].anchor)


@given(graphs())
def test_everything_lies_within_the_height(graph: tuple[dict[int, int], dict[int, list[int]]]) -> None:
    layout = laid_out(*graph, GAP)
    assert all(box.top >= 0 and box.top + box.height <= layout.height for box in layout.boxes.values())
    assert all(0 <= height <= layout.height for passes in layout.lines.values() for _, height in passes)


def test_ends_stand_in_the_last_column_and_what_is_alone_in_the_first() -> None:
    leads_to: Mapping[str, list[str]] = {"a": ["b"], "b": ["c"], "d": ["e"]}
    assert columns_of(list("abcdef"), leads_to) == {"a": 0, "b": 1, "c": 2, "d": 0, "e": 2, "f": 0}
