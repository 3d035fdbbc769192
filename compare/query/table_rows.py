"""The rows of a selection's table, counted and read a page at a time, where stored cells answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from django.db.models import Q

from compare.display.labels import quantity
from compare.display.matrix import MatrixRow
from compare.display.table import TableRow
from compare.filters import EVIDENCE
from compare.query.axes import ANY, Condition
from compare.query.long_lists import PlacedList, place_in
from compare.query.prepared import prepared_rows
from compare.query.row_store import absent_piece
from compare.query.selection import ROWS_LENGTH, Selection
from kb.evidence.records import CellKey
from kb.texts import letters_key

SPLIT = Condition(lambda: Q(split=True), "{table}.split", ())


@dataclass(frozen=True, slots=True)
class TableSize:
    """How much of a table stays: cells and rows out of all that are looked at. A row that a filter of evidence hides
    whole is no row, and under such a filter cells with claims count. ``split``: companies that several frameworks are
    claimed for; None where nobody has counted them.
    """

    cells: int
    of: int
    rows: int
    weighed: bool = False
    split: int | None = None

    @property
    def words(self) -> str:
        """“312 cells in 9 rows”; of cells filtered “12 of 312 cells …”, of evidence “34 of 312 cells with claims …”."""
        rows = f"in {quantity(self.rows, 'row')}"
        if self.weighed:
            return f"{self.cells:,} of {quantity(self.of, 'cell')} with claims {rows}"
        if self.cells == self.of:
            return f"{quantity(self.cells, 'cell')} {rows}"
        return f"{self.cells:,} of {quantity(self.of, 'cell')} {rows}"


def is_paged(selection: Selection) -> bool:
    """Whether SQL alone knows which rows there are, and in which order."""
    return not selection.weighs and selection.order == "aspect" and selection.stored.knows_rows


def table_size(selection: Selection, rows_on_axes: Callable[[], int] | None = None) -> TableSize:
    """Three queries at most where stored cells answer; one where all rows are on one page, none if none is filtered.
    ``rows_on_axes`` counts all rows, whatever cells are asked for, if somebody has done so.
    """
    if not is_paged(selection):
        return _size_of(selection)
    stored, rectangular = selection.stored, selection.place.rectangular
    if not stored.criteria:
        rows, split = _rows_and_split(selection) if "aspect" in selection.place.fixed else (row_count(selection), None)
        cells = rows * len(selection.columns) if rectangular else stored.on_axes().count()
        return TableSize(cells, cells, rows, split=split)
    every, columns = stored.on_axes(), len(selection.columns)
    if not rectangular:
        return TableSize(_staying(selection), every.count(), row_count(selection))
    if stored.searched and not is_at_hand(selection):
        cells, rows, of = stored.searched_numbers(columns)
        return TableSize(cells, of * columns, rows)
    of = rows_on_axes() if rows_on_axes else every.values("place").distinct().count()
    rows = row_count(selection)
    return TableSize(rows * columns if stored.keeps_whole_rows else _staying(selection), of * columns, rows)


def _rows_and_split(selection: Selection) -> tuple[int, int]:
    """How many rows the table of an aspect has, and how many are split. One query, or none where all are at hand."""
    if is_at_hand(selection):
        return len(selection.first_rows), sum(row.is_split for row in selection.first_rows)
    number, split = selection.stored.numbers([ANY, SPLIT])
    return number, split


def row_count(selection: Selection) -> int:
    """How many rows the table has, where stored cells answer. One query, or none where all stand on one page."""
    if is_at_hand(selection):
        return len(selection.first_places)
    return selection.stored.rows(()).order_by().count()


def row_key(aspect: str, company: str | None) -> str:
    """What a reader knows a row by: as the addresses of its cells end, “orm” or “used-in-production/reddit”."""
    return f"{aspect}/{company}" if company else aspect


def key_of_row(row: MatrixRow) -> str:
    """The same of a row of a matrix."""
    return row_key(row.aspect.slug, row.company.slug if row.company else None)


def key_at_place(place: str) -> str:
    """The key of the row that stands at a place, which is made of slugs: see `kb.evidence.records.place_of`."""
    return row_key(*place.split(" ")[-2:])


def slugs_of(key: str) -> tuple[str, str]:
    """The aspect and the company in the key of a row; blank: none."""
    aspect, _, company = key.partition("/")
    return aspect, company


def _of_row(key: str) -> Q:
    """The cells of the row with a key."""
    aspect, company = slugs_of(key)
    return Q(aspect__slug=aspect, company__slug=company) if company else Q(aspect__slug=aspect, company=None)


@dataclass(frozen=True)
class TableRows(PlacedList[TableRow]):
    """The rows of a table that `is_paged`, of which there are so many."""

    selection: Selection
    size: int

    @property
    def number(self) -> int:
        return self.size

    def refs(self, first: int, last: int) -> Sequence[str]:
        return places_between(self.selection, first, last)

    def read(self, refs: Sequence[str]) -> list[TableRow]:
        return rows_at_places(self.selection, refs)

    def key_of(self, row: TableRow) -> str:
        return row_key(row.aspect, row.company)

    def key_of_ref(self, ref: str) -> str:
        return key_at_place(ref)

    def place(self, key: str) -> int:
        """One query."""
        stored, groups = self.selection.stored, self.selection.groups
        return place_in(stored.cells_of_rows(groups), stored.order_of_rows(groups), _of_row(key), "place")


def is_at_hand(selection: Selection) -> bool:
    """Whether all rows are read at once. Behind a row that was named they seldom are, so that nobody looks."""
    return not selection.after and selection.has_all_places


def _staying(selection: Selection) -> int:
    """How many cells stay, of which none is left to be filled up unless all rows are at hand."""
    if is_at_hand(selection):
        return sum(len(row.pieces.columns) + len(_absent(row, selection)) for row in selection.first_rows)
    return selection.stored.staying().count()


def _size_of(selection: Selection) -> TableSize:
    weighed = bool(selection.filters.staged(EVIDENCE))
    rows: dict[tuple[str, str | None], bool] = {}
    for cell in selection.cells:
        row = (cell.key.aspect, cell.key.company)
        rows[row] = rows.get(row, False) or cell.judgement.empty != "hidden"
    filled = sum(bool(cell.judgement.values) for cell in selection.cells)
    cells = filled if weighed else len(selection.cells)
    return TableSize(cells, len(selection.judgements), sum(rows.values()), weighed)


def table_rows(selection: Selection, first: int, last: int) -> list[TableRow]:
    """Some rows of the table, where stored cells answer. Two queries, three under a filter of cells."""
    return rows_at_places(selection, places_between(selection, first, last))


def places_between(selection: Selection, first: int, last: int) -> Sequence[str]:
    """The places of some rows. One query."""
    if is_at_hand(selection) or last <= ROWS_LENGTH:
        return selection.first_places[first:last]
    return list(selection.stored.rows(selection.groups)[first:last])


def rows_at_places(selection: Selection, places: Sequence[str]) -> list[TableRow]:
    """The rows at some places with the cells that stay, those that are not stored included. One query, two under a
    filter of cells, one more where cells are not stored.
    """
    if is_at_hand(selection):
        keys = set(places)
        rows = [row for row in selection.first_rows if row.place in keys]
    else:
        rows = prepared_rows(selection.stored, places, selection.columns)
    return _filled_up(rows, selection)


def _absent(row: TableRow, selection: Selection) -> list[CellKey]:
    """The cells of a row that are not stored and stay: all, or those with a name that holds what is searched."""
    stored, columns = selection.stored, selection.columns
    if not selection.place.rectangular or len(row.pieces.columns) == len(columns):
        return []
    missing = [CellKey(slug, row.aspect, row.company or None) for slug in columns if slug not in row.pieces.columns]
    if stored.keeps_whole_rows:
        return missing
    if not stored.searched:
        return []
    if any(stored.searched in letters_key(name) for name in (row.aspect_name, row.company_name)):
        return missing
    return [key for key in missing if key.framework in stored.searched_columns]


def _filled_up(rows: Sequence[TableRow], selection: Selection) -> list[TableRow]:
    """The rows with the cells that are not stored and stay. One query, or none where there is no such cell."""
    columns = selection.columns
    partly = (row for row in rows if len(row.pieces.columns) < len(columns))
    absent = {row.place: keys for row in partly if (keys := _absent(row, selection))}
    silence = selection.silence(chain.from_iterable(absent.values()))

    def filled(row: TableRow) -> TableRow:
        pieces = {key.framework: absent_piece(key, len(silence.sources(key))) for key in absent[row.place]}
        return row.having(row.pieces.beside(pieces, columns))

    return [filled(row) if row.place in absent else row for row in rows]
