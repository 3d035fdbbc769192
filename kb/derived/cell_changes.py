"""What cells say before and after something is written: for previews, which are carried out and rolled back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.dispatch import receiver

from kb.derived.reach import CellIds, InCells
from kb.derived.upkeep import cells_touched
from kb.models import Cell
from kb.rows.statements import portions
from kb.wording import roots_words

CELLS_AT_A_TIME = 200
EMPTY_CELL = "nothing"
CellWords = dict[CellIds, tuple[str, str]]  # the name of a cell, and what it says


@dataclass(frozen=True)
class CellChange:
    """A cell that would read otherwise: its name, and what it says before and after."""

    name: str
    before: str
    after: str


class CellWatch:
    """The cells that writes reach, with what they say before the first of these, where it ``is_needed``."""

    def __init__(self, is_needed: Callable[[], bool]) -> None:
        self._is_needed = is_needed
        self._before: CellWords = {}

    def note(self, cells: Collection[CellIds]) -> None:
        """Before they are judged anew. A query for each 200."""
        if self._is_needed():
            missing = cells - self._before.keys()
            names = cell_words(missing)
            self._before |= {cell: names.get(cell, ("", EMPTY_CELL)) for cell in missing}

    def changes(self) -> list[CellChange]:
        """Those that read otherwise now, by name. A query for each 200."""
        after = cell_words(self._before)
        pairs = ((words, after.get(cell, ("", EMPTY_CELL))) for cell, words in self._before.items())
        changes = (CellChange(now[0] or then[0], then[1], now[1]) for then, now in pairs if then[1] != now[1])
        return sorted(changes, key=lambda change: change.name)


_watch: ContextVar[CellWatch | None] = ContextVar("watch of cells", default=None)


@contextmanager
def watched(is_needed: Callable[[], bool] = lambda: True) -> Iterator[CellWatch]:
    """Within it, in one transaction, the cells that are written are noted; nested ones see nothing of each other."""
    watch = CellWatch(is_needed)
    token = _watch.set(watch)
    try:
        yield watch
    finally:
        _watch.reset(token)


@receiver(cells_touched)
def _note(cells: Collection[CellIds], **kwargs: Any) -> None:
    if watch := _watch.get():
        watch.note(cells)


def cell_words(places: Collection[CellIds]) -> CellWords:
    """Those of these cells that are stored. A query for each 200."""
    words: CellWords = {}
    ordered = sorted(places, key=lambda place: (place.aspect, place.company or 0, place.framework))
    for portion in portions(ordered, CELLS_AT_A_TIME):
        cells = Cell.objects.filter(InCells(portion)).select_related("framework", "aspect", "company")
        for cell in cells:
            words[CellIds(cell.framework_id, cell.aspect_id, cell.company_id)] = (str(cell), cell_says(cell))
    return words


def cell_says(cell: Cell) -> str:
    """“contested: yes (1 document, 1 root; weak); no (2 documents, 1 root; weak). Undated”."""
    says = ": ".join(filter(None, [cell.state, "; ".join(map(_value_says, cell.values)) or _empty_says(cell)]))
    remarks = [flag.replace("_", " ") for flag in cell.flags] + ([f"newest {cell.newest}"] if cell.newest else [])
    return f"{says}. {', '.join(remarks).capitalize()}" if remarks else says


def _value_says(value: dict[str, Any]) -> str:
    than = f" than {value['compared_to']}" if value["compared_to"] else ""
    scopes = f" for {', '.join(value['scopes'])}" if value["scopes"] else ""
    roots = roots_words(value["documents"], value["roots"], value["roots_min"])
    return f"{value['label']}{than}{scopes} ({roots}; {value['certainty']})"


def _empty_says(cell: Cell) -> str:
    return str(cell.empty).replace("-", " ") + (f", {cell.read} read" if cell.read else "")
