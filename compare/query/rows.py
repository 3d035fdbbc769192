"""The rows of a selection's table, counted and read a page at a time, where stored cells answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, When

from compare.display.pieces import TableCell
from compare.display.table import TableRow, rows_of, table_row
from compare.filters import EVIDENCE
from compare.filters.cells import kept
from compare.matrix import arrange
from compare.prepared import nobody_looked, piece_of, version, written
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
    """Three queries at most where stored cells answer; one where all rows stand on one page and none is filtered."""
    if not is_paged(selection):
        return _size_of(selection)
    stored = selection.stored
    rows = len(selection.first_places) if selection.has_all_places else stored.rows(()).order_by().count()
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


def table_rows(selection: Selection, first: int, last: int) -> list[TableRow]:
    """Some rows of the table, where stored cells answer. Three queries, and their names; one more for each kind of name
    if pieces must be written.
    """
    stored = selection.stored
    at_hand = selection.has_all_places or (first == 0 and last <= len(selection.first_places))
    places = list(selection.first_places[first:last] if at_hand else stored.rows(selection.groups)[first:last])
    if stored.asked:
        cells = kept(selection.shaped(stored.read(stored.in_rows(places))), stored.asked)
        selection.vocabulary.fetch_values(cell.judgement for cell in cells)
        return rows_of(arrange(cells, selection.columns, selection.vocabulary, {}, groups=selection.groups), piece_of)
    return _prepared_rows(selection, places)


def _prepared_rows(selection: Selection, places: Sequence[str]) -> list[TableRow]:
    """Whole rows, their cells from pieces that stand ready."""
    words = selection.vocabulary
    found: dict[str, dict[str, TableCell]] = {place: {} for place in places}
    names: dict[str, tuple[str, str | None]] = {}
    missing: dict[int, tuple[str, str]] = {}
    for place, framework, aspect, company, state, stale, pk, written_by, text in _pieces(selection, places):
        names[place] = (aspect, company)
        if written_by != version():
            missing[pk] = (place, framework)
        path = f"/cells/{framework}/{aspect}/{company}/" if company else f"/cells/{framework}/{aspect}/"
        found[place][framework] = TableCell(path, state, text or "", bool(stale))
    for pk, piece in written(selection.stored.on_axes().filter(pk__in=missing)) if missing else ():
        place, framework = missing[pk]
        found[place][framework] = replace(found[place][framework], piece=piece)
    words.fetch_cells(CellKey("", *names[place]) for place in places)
    words.fetch_frameworks(selection.columns)
    return [_row(selection, *names[place], found[place]) for place in places]


def _pieces(selection: Selection, places: Sequence[str]) -> QuerySet[Any]:
    """What a table needs of the cells in these rows: their pieces stand in another table, one to one."""
    stale = Case(When(fresh_until__lt=selection.today, then=1), default=0, output_field=IntegerField())
    return selection.stored.in_rows(places).values_list(
        "place", "framework__slug", "aspect__slug", "company__slug", "state", stale, "pk", "piece__version",
        "piece__text",
    )  # fmt: skip


def _row(selection: Selection, aspect: str, company: str | None, cells: dict[str, TableCell]) -> TableRow:
    """The row, with a cell for each column where each is looked at."""
    words = selection.vocabulary
    if selection.place.rectangular:
        for column in selection.columns:
            if column not in cells:
                path = f"/cells/{column}/{aspect}/{company}/" if company else f"/cells/{column}/{aspect}/"
                cells[column] = TableCell(path, "empty", nobody_looked())
    return table_row(words.aspects[aspect], words.companies[company] if company else None, cells, selection.columns)
