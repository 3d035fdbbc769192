"""The rows of a selection's table, counted and read a page at a time, where stored cells answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from compare.filters import CELLS, EVIDENCE
from compare.filters.cells import kept
from compare.judged import JudgedCell
from compare.selection import Selection
from compare.words import counted


@dataclass(frozen=True, slots=True)
class TableSize:
    """How much of a table stays: cells and rows out of all that are looked at. A row that a filter of evidence hides
    whole is no row, and under such a filter cells with claims count.
    """

    cells: int
    of: int
    rows: int
    weighed: bool = False

    @property
    def words(self) -> str:
        """“312 cells in 9 rows”; of cells filtered “12 of 312 cells …”, of evidence “34 of 312 cells with claims …”."""
        rows = f"in {counted(self.rows, 'row')}"
        if self.weighed:
            return f"{self.cells:,} of {counted(self.of, 'cell')} with claims {rows}"
        if self.cells == self.of:
            return f"{counted(self.cells, 'cell')} {rows}"
        return f"{self.cells:,} of {counted(self.of, 'cell')} {rows}"


def is_paged(selection: Selection) -> bool:
    """Whether SQL alone knows which rows there are, and in which order."""
    exact = not selection.place.rectangular or not selection.stored.asked or selection.stored.leaves_out_absent
    return not selection.weighs and selection.order == "aspect" and exact


def table_size(selection: Selection) -> TableSize:
    """Three queries at most where stored cells answer."""
    if not is_paged(selection):
        return _size_of(selection)
    stored = selection.stored
    rows = stored.rows(()).order_by().count()
    if not stored.asked:
        cells = rows * len(selection.columns) if selection.place.rectangular else stored.on_axes().count()
        return TableSize(cells, cells, rows)
    every = stored.on_axes()
    of = every.values("place").distinct().count() * len(selection.columns)
    return TableSize(stored.staying().count(), of if selection.place.rectangular else every.count(), rows)


def _size_of(selection: Selection) -> TableSize:
    weighed = bool(selection.filters.staged(EVIDENCE))
    rows: dict[tuple[str, str | None], bool] = {}
    for cell in selection.cells:
        row = (cell.key.aspect, cell.key.company)
        rows[row] = rows.get(row, False) or cell.judgement.empty != "hidden"
    filled = sum(bool(cell.judgement.values) for cell in selection.cells)
    cells = filled if weighed else len(selection.cells)
    return TableSize(cells, len(selection.judged), sum(rows.values()), weighed)


def cells_between(selection: Selection, first: int, last: int) -> Sequence[JudgedCell]:
    """The cells that stay in some rows of the table. Two queries, and their names."""
    places = list(selection.stored.rows(selection.groups)[first:last])
    found = selection.stored.read(selection.stored.in_rows(places))
    return kept(selection.shaped(found), selection.filters.staged(CELLS))
