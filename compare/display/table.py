"""The table of a page: rows of cells that are text already. Pure.

It is arranged as the matrix that the files carry, from its rows or from the rows that SQL has put in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from compare.cells import Cell
from compare.display.pieces import Assembly, TableCell, across, counted_flags, sources_named
from compare.matrix import WIDE, Matrix, Row, Section, said_once
from kb.records import AspectRecord, CompanyRecord, FrameworkRecord, Vocabulary


@dataclass(frozen=True)
class TableRow(Row):
    """A row whose cells are text."""

    texts: Mapping[str, TableCell]

    @property
    def is_hidden(self) -> bool:
        return all(cell.is_hidden for cell in self.texts.values())

    @property
    def is_split(self) -> bool:
        return any(cell.is_split for cell in self.texts.values())


@dataclass(frozen=True)
class TableLine:
    """One framework across the rows of a chapter."""

    framework: FrameworkRecord
    across: SafeString


@dataclass(frozen=True, kw_only=True)
class Table(Matrix):
    """A matrix whose cells are text. ``assembly`` knows the notes of this page and what it says once."""

    assembly: Assembly

    def across(self, row: TableRow) -> SafeString:
        """The cells of a row, a column each."""
        return across(row.texts, [column.slug for column in self.columns], self.assembly)

    def lines(self, section: Section) -> list[TableLine]:
        """The shown rows of a chapter as columns, the frameworks as rows."""
        rows: list[TableRow] = section.shown  # type: ignore[assignment]
        places = [str(place) for place in range(len(rows))]
        return [TableLine(column, across(_on(column.slug, rows), places, self.assembly)) for column in self.columns]


def _on(column: str, rows: Sequence[TableRow]) -> dict[str, TableCell]:
    """The cells of one column, by the number of their row."""
    return {str(place): row.texts[column] for place, row in enumerate(rows) if column in row.texts}


def table_row(
    aspect: AspectRecord, company: CompanyRecord | None, texts: Mapping[str, TableCell], columns: tuple[str, ...]
) -> TableRow:
    return TableRow(aspect=aspect, company=company, differs=False, cells={}, columns=columns, texts=texts)


def table(
    rows: Sequence[TableRow],
    columns: Sequence[str],
    vocabulary: Vocabulary,
    evidence_query: str = "",
    transposed: bool = False,
) -> Table:
    """A table of rows in their order, with its notes and what it says once. Their sources must be at hand."""
    cells = [cell for row in rows for cell in row.texts.values()]
    said = said_once(list(counted_flags(cells)))
    named = sources_in(rows, columns)
    return Table(
        columns=tuple(vocabulary.frameworks[slug] for slug in columns),
        rows=tuple(rows),
        groups=vocabulary.groups,
        notes=tuple(vocabulary.sources[slug] for slug in named),
        said=said,
        transposed=transposed,
        assembly=Assembly(named, {one.flag.slug for one in said}, evidence_query),
    )


def rows_of(matrix: Matrix, piece_of: Callable[[Cell], str]) -> list[TableRow]:
    """The rows of a matrix with their cells as text."""
    return [
        table_row(
            row.aspect,
            row.company,
            {slug: table_cell(cell, piece_of(cell)) for slug, cell in row.cells.items()},
            row.columns,
        )
        for row in matrix.rows
    ]


def table_cell(cell: Cell, piece: str) -> TableCell:
    judgement = cell.judgement
    return TableCell(
        path=cell.path,
        state=str(judgement.state),
        piece=piece,
        stale="stale" in judgement.flags,
        hidden=cell.hidden_words if judgement.hidden and not cell.is_empty else "",
        is_hidden=judgement.empty == "hidden",
    )


def sources_in(rows: Iterable[TableRow], columns: Sequence[str]) -> list[str]:
    """The slugs of the sources that the notes of a table name. A wide one fits on no paper, and has no notes."""
    if len(columns) > WIDE:
        return []
    return sources_named(cell for row in rows for cell in row.texts.values())
