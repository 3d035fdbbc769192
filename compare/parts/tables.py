"""The cells of a selection as a matrix, and a page of it as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from compare.display.cell_judgements import CellJudgement
from compare.display.matrix import Matrix, arrange
from compare.display.table import Table, TableRow, sources_in, table
from compare.display.table import rows_of as rows_of_matrix
from compare.parts.leaves import Leaf, leaf
from compare.query.long_lists import RowList
from compare.query.row_store import piece_of
from compare.query.selection import ROWS_LENGTH, Selection
from compare.query.table_rows import TableRows, is_paged, key_of_row, table_rows
from kb.evidence.records import CellKey, ResolutionRecord


def bare_matrix(selection: Selection) -> Matrix:
    """The selection's cells as a matrix, in the order asked for. What their values name is not read."""
    return _arranged(selection, selection.cells)


def matrix_of(selection: Selection) -> Matrix:
    """The same with the names at hand."""
    return _with_names(selection, bare_matrix(selection))


def claimed_matrix(selection: Selection) -> Matrix:
    """The same with the claims and the editors' readings of each cell at hand, too."""
    return _with_names(selection, _arranged(selection, selection.claimed, selection.resolutions))


def table_leaf(selection: Selection, size: int, length: int) -> Leaf:
    """One page of the rows of the table, which has so many. BadQuery as `leaf`."""
    if is_paged(selection):
        return leaf(TableRows(selection, size), selection, length)
    matrix = matrix_of(selection)
    part = leaf(RowList(matrix.rows, key_of_row), selection, length)
    return replace(part, rows=rows_of_matrix(replace(matrix, rows=tuple(part.rows)), piece_of))


def table_page(selection: Selection, size: int, length: int) -> tuple[Table, Leaf]:
    """The same, and the table of its rows."""
    part = table_leaf(selection, size, length)
    return _table(selection, part.rows), part


def first_table(selection: Selection) -> Table:
    """The first rows of the table, where what follows has an address of its own."""
    if is_paged(selection):
        return _table(selection, table_rows(selection, 0, ROWS_LENGTH))
    matrix = matrix_of(selection)
    return table_of(replace(matrix, rows=matrix.rows[:ROWS_LENGTH]), selection)


def rows_cut(selection: Selection) -> int:
    """How many rows `first_table` shows if there are more; 0 if it shows all. No query where they are at hand."""
    if is_paged(selection):
        return 0 if selection.has_all_places else ROWS_LENGTH
    rows = {(cell.key.aspect, cell.key.company) for cell in selection.cells}
    return ROWS_LENGTH if len(rows) > ROWS_LENGTH else 0


def table_of(matrix: Matrix, selection: Selection) -> Table:
    """A matrix as the table of a page."""
    return _table(selection, rows_of_matrix(matrix, piece_of))


def _table(selection: Selection, rows: Sequence[TableRow]) -> Table:
    notes = sources_in(rows, selection.columns)
    selection.vocabulary.fetch_sources(notes)
    selection.vocabulary.fetch_frameworks(selection.columns)
    columns, vocabulary, turned = selection.columns, selection.vocabulary, selection.transposed
    return table(rows, columns, notes, vocabulary, selection.today, transposed=turned, folds=_folds(selection))


def _folds(selection: Selection) -> bool:
    """Whether rows on which the columns are not apart are folded away: in comparisons whose cells nobody chose."""
    is_comparison = selection.place.columns is not None and len(selection.columns) > 1
    return is_comparison and not selection.transposed and not selection.stored.criteria


def _arranged(
    selection: Selection, cells: Iterable[CellJudgement], resolutions: Mapping[CellKey, ResolutionRecord] | None = None
) -> Matrix:
    selection.vocabulary.fetch_frameworks(selection.columns)
    matrix = arrange(
        cells,
        selection.columns,
        selection.vocabulary,
        resolutions or {},
        selection.order,
        groups=selection.groups,
        evidence_query=selection.evidence_query,
    )
    return replace(matrix, transposed=selection.transposed)


def _with_names(selection: Selection, matrix: Matrix) -> Matrix:
    """The matrix, when all that the values of its cells name is at hand. Three queries at most."""
    selection.vocabulary.fetch_values(cell.judgement for cell in matrix.cells)
    return matrix
