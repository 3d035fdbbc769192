"""The rows of a selection's table, counted and read a page at a time, where stored cells answer."""

from __future__ import annotations

from dataclasses import dataclass

from compare.cells import cell_path
from compare.display.pieces import TableCell
from compare.display.table import TableRow, table_row
from compare.filters import EVIDENCE
from compare.prepared import nobody_looked
from compare.query.prepared import prepared_cells
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
        return len(selection.first_cells)
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
    """Some rows of the table, where stored cells answer, with the cells that stay. Two queries, and their names; one
    more for each kind of name if pieces must be written.
    """
    at_hand = selection.has_all_places or (first == 0 and last <= len(selection.first_places))
    places = list(
        selection.first_places[first:last] if at_hand else selection.stored.rows(selection.groups)[first:last]
    )
    cells = selection.first_cells if selection.has_all_places else prepared_cells(selection.stored, places)
    words = selection.vocabulary
    found: dict[str, dict[str, TableCell]] = {place: {} for place in places}
    names: dict[str, tuple[str, str | None]] = {}
    for place, key, cell in cells:
        names[place] = (key.aspect, key.company)
        found[place][key.framework] = cell
    words.fetch_cells(CellKey("", *names[place]) for place in places)
    words.fetch_frameworks(selection.columns)
    return [_row(selection, *names[place], found[place]) for place in places]


def _row(selection: Selection, aspect: str, company: str | None, cells: dict[str, TableCell]) -> TableRow:
    """The row, with a cell for each column where each is looked at and no filter leaves any out."""
    words = selection.vocabulary
    if selection.place.rectangular and not selection.stored.asked:
        for column in selection.columns:
            if column not in cells:
                cells[column] = TableCell(cell_path((column, aspect, company)), "empty", nobody_looked())
    return table_row(words.aspects[aspect], words.companies[company] if company else None, cells, selection.columns)
