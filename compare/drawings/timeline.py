"""A temporal question over time, as a picture: time runs right, values stand up or lie in lanes. Pure.

What several documents say of one framework, value and period is one mark. Every framework has a shape of its
own; a period longer than a day is a bar; a value placed by the date of its source is an outline with a dot.
Undated claims have no place in time and are listed apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from compare.display.cell_judgements import CellJudgement
from compare.display.labels import quantity
from compare.drawings.scale import Scale, number_ticks, year_ticks
from compare.drawings.statements_over_time import DatedStatement, dated_statements
from compare.drawings.text_width import cut, width
from kb.evidence.periods import add_months
from kb.evidence.records import AspectRecord, FrameworkRecord
from kb.evidence.vocabulary import Vocabulary

WIDTH, TOP, BOTTOM, RIGHT = 680, 32, 30, 36
PLOT = 200  # height of the values
LANE_ROW, LANE_PAD = 20, 8
LABEL, TICK = 13, 12  # type sizes
LEFT_LEAST, LEFT_MOST = 44, 180
REACH, RING = 7, 11  # from the middle of a mark to its edge, and to that of the ring round a contested one
MOST_LABELLED = 40  # marks; beyond that the words would only fill the gaps
MOST_TIME_MARKS = 300
MOST_TABLE_ROWS = 100  # rows of the table; the list of claims has them all

TIMELINE_SHAPES = (
    "M0-5A5 5 0 1 1 0 5A5 5 0 1 1 0-5Z",
    "M-4.5-4.5H4.5V4.5H-4.5Z",
    "M0-6L6 0L0 6L-6 0Z",
    "M0-5.5L5.5 4.5H-5.5Z",
    "M0 5.5L5.5-4.5H-5.5Z",
    "M-1.8-5.5H1.8V-1.8H5.5V1.8H1.8V5.5H-1.8V1.8H-5.5V-1.8H-1.8Z",
)


@dataclass(frozen=True, slots=True)
class Shape:
    """How the marks of a framework look; with more frameworks than shapes, the shapes come again hollow."""

    path: str
    hollow: bool

    @property
    def style(self) -> str:
        return "hollow" if self.hollow else "full"


@dataclass(frozen=True, slots=True)
class TimeMark:
    """A dated value in the picture: its mark at x and y, its bar from ``start`` to ``end``."""

    statement: DatedStatement
    shape: Shape
    x: int
    y: int
    start: int
    end: int

    @property
    def is_bar(self) -> bool:
        return self.end - self.start > 2 * REACH

    @property
    def style(self) -> str:
        """How it is drawn: “dated” if only the date of its source places it, else as the shape of its framework."""
        return self.shape.style if self.statement.stated else "dated"


@dataclass(frozen=True, slots=True)
class MarkLabel:
    """Words beside a mark, begun or ended at x."""

    text: str
    x: int
    y: int
    ends: bool

    @property
    def anchor(self) -> str:
        return "end" if self.ends else "start"


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the picture with its words; ``at`` is its x or its y."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A day that matters: where it is, and its words above the picture."""

    at: int
    label: MarkLabel


@dataclass(frozen=True)
class Timeline:
    """The picture and its table. ``limits`` are today and the day before which evidence is stale."""

    aspect: AspectRecord
    height: int
    left: int
    years: tuple[Tick, ...]
    values: tuple[Tick, ...]
    limits: tuple[Limit, ...]
    marks: tuple[TimeMark, ...]
    labels: tuple[MarkLabel, ...]
    key: tuple[tuple[FrameworkRecord, Shape], ...]
    statements: tuple[DatedStatement, ...]

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def right(self) -> int:
        return WIDTH - RIGHT

    @property
    def top(self) -> int:
        return TOP

    @property
    def bottom(self) -> int:
        return self.height - BOTTOM

    @property
    def rows(self) -> Sequence[DatedStatement]:
        """The table: newest first, the undated last."""
        return self.statements[:MOST_TABLE_ROWS]

    @property
    def more(self) -> int:
        """How many rows the table leaves to the list of claims."""
        return len(self.statements) - len(self.rows)

    @property
    def left_out(self) -> int:
        """How many dated values are too many to draw: the oldest."""
        return len(self.statements) - len(self.undated) - len(self.marks)

    @property
    def undated(self) -> list[DatedStatement]:
        return [statement for statement in self.statements if not statement.period]

    @property
    def is_contested(self) -> bool:
        return any(mark.statement.contested for mark in self.marks)

    @property
    def has_bars(self) -> bool:
        return any(mark.is_bar for mark in self.marks)

    @property
    def has_dated(self) -> bool:
        """Whether the date of its source alone places a value."""
        return any(not mark.statement.stated for mark in self.marks)

    @property
    def is_cut(self) -> bool:
        """Whether the scale of numbers begins elsewhere than at zero."""
        return self.aspect.value_type == "number" and "0" not in {tick.text for tick in self.values}

    @property
    def words(self) -> str:
        frameworks = ", ".join(framework.name for framework, _ in self.key)
        return f"{self.aspect.name} over time: {quantity(len(self.marks), 'dated value')} of {frameworks}."


def timeline(
    aspect: AspectRecord, cells: Iterable[CellJudgement], vocabulary: Vocabulary, today: date
) -> Timeline | None:
    """The values of a temporal aspect over time; None for another aspect, and without any claim."""
    statements = dated_statements(aspect, cells, vocabulary) if aspect.temporal else ()
    if not statements:
        return None
    dated = [statement for statement in statements if statement.period][:MOST_TIME_MARKS]
    slugs = sorted({statement.framework.slug for statement in statements})
    shapes = {
        slug: Shape(TIMELINE_SHAPES[n % len(TIMELINE_SHAPES)], n // len(TIMELINE_SHAPES) % 2 == 1)
        for n, slug in enumerate(slugs)
    }
    upright = aspect.value_type == "number"
    left = _left(dated, upright)
    limit = add_months(today, -aspect.stale_after_months) if aspect.stale_after_months else None
    years, across = year_ticks(
        [statement.period for statement in dated if statement.period], today, limit, left, WIDTH - RIGHT
    )
    values = _upright(dated) if upright else _lanes(dated, aspect, across, left)
    marks = tuple(
        _mark(statement, shapes[statement.framework.slug], values.heights[n], across)
        for n, statement in enumerate(dated)
    )
    return Timeline(
        aspect=aspect,
        height=values.bottom + BOTTOM,
        left=left,
        years=tuple(Tick(x, text) for x, text in years),
        values=values.ticks,
        limits=_limits(today, limit, across),
        marks=marks,
        labels=_labels(marks, left, len(slugs) > 1, upright),
        key=tuple((vocabulary.frameworks[slug], shapes[slug]) for slug in slugs),
        statements=statements,
    )


@dataclass(frozen=True, slots=True)
class _Values:
    """The heights of the dated values in their order, the ticks, and where the picture of values ends."""

    heights: Sequence[int]
    ticks: tuple[Tick, ...]
    bottom: int


def _left(dated: Sequence[DatedStatement], upright: bool) -> int:
    """Room for the words of the ticks."""
    texts = (
        [text for _, text in number_ticks([statement.number for statement in dated])[0]]
        if upright
        else [statement.label for statement in dated]
    )
    widest = max((width(text, TICK) for text in texts), default=0)
    return round(min(max(widest + 12, LEFT_LEAST), LEFT_MOST))


def _upright(dated: Sequence[DatedStatement]) -> _Values:
    """Numbers on a scale."""
    ticks, scale = number_ticks([statement.number for statement in dated])
    scale = scale.onto(TOP + PLOT, TOP)
    return _Values(
        [scale.at(statement.number) for statement in dated],
        tuple(Tick(scale.at(value), text) for value, text in ticks),
        TOP + PLOT,
    )


def _lanes(dated: Sequence[DatedStatement], aspect: AspectRecord, across: Scale, left: int) -> _Values:
    """One lane for each value; marks that would meet in it lie in rows of their own."""
    order = {option.slug: n for n, option in enumerate(aspect.options)} | {"True": 0, "False": 1}
    lanes = {statement.label: (order.get(str(statement.value), len(order)), statement.label) for statement in dated}
    heights: dict[int, int] = {}
    ticks, y = [], TOP
    for lane in sorted(lanes, key=lambda name: lanes[name]):
        free: list[int] = []  # where each row has room again
        spans = sorted((_span(statement, across), n) for n, statement in enumerate(dated) if statement.label == lane)
        for (start, end), n in spans:
            row = next((row for row, after in enumerate(free) if after <= start - REACH), len(free))
            free[row : row + 1] = [end + REACH]
            heights[n] = y + LANE_PAD + row * LANE_ROW + LANE_ROW // 2
        height = 2 * LANE_PAD + len(free) * LANE_ROW
        ticks.append(Tick(y + height // 2, cut(lane, left - 12, TICK)))
        y += height
    return _Values([heights[n] for n in range(len(dated))], tuple(ticks), max(y, TOP + LANE_ROW))


def _span(statement: DatedStatement, across: Scale) -> tuple[int, int]:
    """From where to where a dated value reaches."""
    return across.at(statement.days[0]), across.at(statement.days[1])


def _mark(statement: DatedStatement, shape: Shape, y: int, across: Scale) -> TimeMark:
    start, end = _span(statement, across)
    return TimeMark(statement, shape, (start + end) // 2, y, start, end)


def _limits(today: date, limit: date | None, across: Scale) -> tuple[Limit, ...]:
    """The limit of staleness and today, each with a line of words of its own that keeps within the picture."""
    days = [(today, "today")]
    if limit:
        days.insert(0, (limit, f"stale before {limit.isoformat()}"))
    limits = []
    for n, (day, text) in enumerate(days):
        x = across.at(day.toordinal())
        limits.append(Limit(x, MarkLabel(text, x, TICK + n * (TICK + 2), ends=width(text, TICK) < x)))
    return tuple(limits)


Frame = tuple[float, float, float, float]


def _labels(marks: Sequence[TimeMark], left: int, several: bool, upright: bool) -> tuple[MarkLabel, ...]:
    """Words beside the marks wherever they meet nothing else; the table has all of them."""
    frames = [frame for mark in marks for frame in frames_of(mark)]
    labels: list[MarkLabel] = []
    for mark in marks if len(marks) <= MOST_LABELLED else ():
        names = [mark.statement.framework.name] if several else []
        text = " ".join(names + ([mark.statement.label] if upright else []))
        for label in _places(text, mark):
            frame = frame_of(label)
            if text and frame[0] >= left and frame[2] <= WIDTH and not any(_meet(frame, other) for other in frames):
                frames.append(frame)
                labels.append(label)
                break
    return tuple(labels)


def _places(text: str, mark: TimeMark) -> tuple[MarkLabel, ...]:
    """Where the words of a mark could stand: right of it, left of it, above it."""
    right, left = (mark.end, mark.start) if mark.is_bar else (mark.x, mark.x)
    above = MarkLabel(text, mark.x - round(width(text, LABEL)) // 2, mark.y - RING - 4, False)
    beside = MarkLabel(text, right + RING + 1, mark.y + 4, False), MarkLabel(text, left - RING - 1, mark.y + 4, True)
    return (above, *beside) if mark.is_bar else (*beside, above)


def frames_of(mark: TimeMark) -> list[Frame]:
    """The room that a mark and its bar take."""
    reach = RING if mark.statement.contested else REACH
    frame = (mark.x - reach, mark.y - reach, mark.x + reach, mark.y + reach)
    return [frame, (mark.start, mark.y - 2, mark.end, mark.y + 2)] if mark.is_bar else [frame]


def frame_of(label: MarkLabel) -> Frame:
    """Left, top, right and bottom of a label."""
    room = width(label.text, LABEL)
    left = label.x - room if label.ends else label.x
    return left, label.y - LABEL + 2, left + room, label.y + 3


def _meet(frame: Frame, other: Frame) -> bool:
    return frame[0] < other[2] and other[0] < frame[2] and frame[1] < other[3] and other[1] < frame[3]
