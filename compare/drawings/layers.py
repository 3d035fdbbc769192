"""Boxes in columns from left to right, joined by lines that pass through free slots. Pure.

What leads to something stands left of it; what leads nowhere further stands in the last column, unless
nothing leads to it either. A line over several columns keeps a slot of its own in each column between.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

SLOT = 10  # height that a line passing through keeps free
ANCHOR = 12  # below the top of a box its lines begin and end
SWEEPS = 4


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a box stands: its column, and its top."""

    column: int
    top: int
    height: int

    @property
    def anchor(self) -> int:
        """The height at which its lines begin and end."""
        return self.top + min(ANCHOR, self.height // 2)


@dataclass(frozen=True)
class Layout(Generic[K]):
    """``boxes`` by name; ``lines`` by pair: the heights at which a line passes each column, ends included."""

    boxes: Mapping[K, Placed]
    lines: Mapping[tuple[K, K], tuple[tuple[int, int], ...]]
    columns: int
    height: int


@dataclass(eq=False)
class _Slot(Generic[K]):
    """A box, or a place where a line passes."""

    column: int
    height: int
    name: K | None = None
    before: list[_Slot[K]] = field(default_factory=list)
    after: list[_Slot[K]] = field(default_factory=list)
    top: float = 0

    @property
    def hold(self) -> int:
        """How far below its top a line meets it."""
        return min(ANCHOR, self.height // 2)

    @property
    def anchor(self) -> float:
        return self.top + self.hold


def laid_out(heights: Mapping[K, int], leads_to: Mapping[K, Sequence[K]], gap: int) -> Layout[K]:
    """Boxes of these heights in their given order. What leads to each other must be one box."""
    column = columns_of(list(heights), leads_to)
    slots = {name: _Slot(column[name], height, name) for name, height in heights.items()}
    everything = list(slots.values())
    passing: dict[tuple[K, K], list[_Slot[K]]] = {}
    for name in heights:
        for other in leads_to.get(name, ()):
            path = _path(slots[name], slots[other])
            passing[name, other] = path
            everything += path[1:-1]
    rows = [[slot for slot in everything if slot.column == n] for n in range(max(column.values(), default=0) + 1)]
    for row in rows:
        _stack(row, gap)
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else rows[::-1]:
            _settle(row, gap, forward=sweep % 2 == 0)
    _close_up(rows, gap)
    first = min((slot.top for slot in everything), default=0)
    boxes = {name: Placed(slot.column, round(slot.top - first), slot.height) for name, slot in slots.items()}
    return Layout(
        boxes,
        {
            pair: tuple((slot.column, round(slot.top - first) + int(slot.hold)) for slot in path)
            for pair, path in passing.items()
        },
        len(rows),
        max((round(slot.top - first) + slot.height for slot in everything), default=0),
    )


def columns_of(names: Sequence[K], leads_to: Mapping[K, Sequence[K]]) -> dict[K, int]:
    """The column of each box: behind all that leads to it, and the ends in the last one."""
    column = dict.fromkeys(names, 0)
    for _ in names:
        for name in names:
            for other in leads_to.get(name, ()):
                column[other] = max(column[other], column[name] + 1)
    last = max(column.values(), default=0)
    reached = {other for others in leads_to.values() for other in others}
    return {name: last if name in reached and not leads_to.get(name) else at for name, at in column.items()}


def _path(start: _Slot[K], end: _Slot[K]) -> list[_Slot[K]]:
    between: list[_Slot[K]] = [_Slot(column, SLOT) for column in range(start.column + 1, end.column)]
    path = [start, *between, end]
    for slot, other in pairwise(path):
        slot.after.append(other)
        other.before.append(slot)
    return path


def _stack(row: list[_Slot[K]], gap: int) -> None:
    """One below the other, in order."""
    top = 0.0
    for slot in row:
        slot.top = top
        top += slot.height + gap


def _settle(row: list[_Slot[K]], gap: int, *, forward: bool) -> None:
    """A column beside what its boxes are joined to, without overlaps; its order follows theirs."""
    aims = {}
    for slot in row:
        near = (slot.before if forward else slot.after) or (slot.after if forward else slot.before)
        aims[slot] = sum(other.anchor for other in near) / len(near) if near else None
    joined = sorted((slot for slot in row if aims[slot] is not None), key=lambda slot: aims[slot] or 0)
    alone = [slot for slot in row if aims[slot] is None]
    _spread(joined, aims, gap)
    below = max((slot.top + slot.height + gap for slot in joined), default=0)
    _stack(alone, gap)
    for slot in alone:
        slot.top += below
    row[:] = joined + alone


def _close_up(rows: list[list[_Slot[K]]], gap: int) -> None:
    """The tallest column without holes, and the others beside it, from there to both sides."""
    tallest = max(range(len(rows)), key=lambda n: sum(slot.height + gap for slot in rows[n]), default=0)
    for row in rows:
        _stack(row, gap)
    for row in rows[tallest + 1 :]:
        _settle(row, gap, forward=True)
    for row in rows[:tallest][::-1]:
        _settle(row, gap, forward=False)


def _spread(row: list[_Slot[K]], aims: Mapping[_Slot[K], float | None], gap: int) -> None:
    """As near as possible to where they want to be: pushed down, then moved back up as one by their mean error."""
    top = float("-inf")
    for slot in row:
        slot.top = max(top, (aims[slot] or 0) - slot.hold)
        top = slot.top + slot.height + gap
    if row:
        error = sum(slot.anchor - (aims[slot] or 0) for slot in row) / len(row)
        for slot in row:
            slot.top -= error
