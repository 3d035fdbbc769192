"""The rows of a selection's table, counted and read a page at a time, where stored cells answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from compare.display.table import TableRow
from compare.filters import EVIDENCE
from compare.prepared import nobody_looked
from compare.query.prepared import prepared_rows
from compare.selection import Selection
from compare.words import counted
from kb.records import CellKey


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
    """Two queries at most where stored cells answer; one where all rows stand on one page, none if none is filtered."""
    if not is_paged(selection):
        return _size_of(selection)
    stored, rectangular = selection.stored, selection.place.rectangular
    if not stored.asked:
        rows = row_count(selection)
        cells = rows * len(selection.columns) if rectangular else stored.on_axes().count()
        return TableSize(cells, cells, rows)
    every = stored.on_axes()
    of = every.values("place").distinct().count() * len(selection.columns) if rectangular else every.count()
    return TableSize(_staying(selection), of, row_count(selection))


def row_count(selection: Selection) -> int:
    """How many rows the table has, where stored cells answer. One query, or none where all stand on one page."""
    if selection.has_all_places:
        return len(selection.first_places)
    return selection.stored.rows(()).order_by().count()


def _staying(selection: Selection) -> int:
    if selection.has_all_places:
        return sum(len(row.pieces) for row in selection.first_rows)
    return selection.stored.staying().count()


def _size_of(selection: Selection) -> TableSize:
    weighed = bool(selection.filters.staged(EVIDENCE))
    rows: dict[tuple[str, str | None], bool] = {}
    for cell in selection.cells:
        row = (cell.key.aspect, cell.key.company)
        rows[row] = rows.get(row, False) or cell.judgement.empty != "hidden"
    filled = sum(bool(cell.judgement.values) for cell in selection.cells)
    cells = filled if weighed else len(selection.cells)
    return TableSize(cells, len(selection.judged), sum(rows.values()), weighed)


def table_rows(selection: Selection, first: int, last: int) -> list[TableRow]:
    """Some rows of the table, where stored cells answer, with the cells that stay, and one for each column where each
    is looked at and no filter leaves any out. Two queries, three under a filter of cells.
    """
    if selection.has_all_places:
        rows = list(selection.first_rows)[first:last]
    else:
        at_hand = first == 0 and last <= len(selection.first_places)
        places = selection.first_places if at_hand else selection.stored.rows(selection.groups)
        rows = prepared_rows(selection.stored, list(places[first:last]), selection.columns)
    if selection.place.rectangular and not selection.stored.asked:
        return [_filled_up(row, selection.columns) for row in rows]
    return rows


def _filled_up(row: TableRow, columns: Sequence[str]) -> TableRow:
    """The row with a cell for each column."""
    there = row.pieces
    if len(there) == len(columns):
        return row
    cell = partial(CellKey, aspect=row.aspect, company=row.company or None)
    return row.having({slug: there[slug] if slug in there else nobody_looked(cell(slug)) for slug in columns})
