"""The table of a page: rows of cells that are text already. Pure.

It is arranged as the matrix that the files carry, from its rows or from the rows that SQL has put in order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from markupsafe import escape

from compare.display.cells import CellView
from compare.display.matrix import USED_BY, USED_BY_NAME, WIDE, CommonFlag, Matrix, flags_in_common
from compare.display.pieces import (
    HIDDEN_WHOLE,
    SPLIT,
    Assembly,
    Piece,
    Pieces,
    flag_counts,
    flags_of,
    pieces_of,
    source_slugs,
)
from kb.evidence.records import (  # fmt: skip
    ADOPTION,
    OPINION,
    FrameworkRecord,
    GroupRecord,
    SourceRecord,
    Vocabulary,
    is_place_of_opinion,
)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One question, about one company or none, with its pieces in columns of frameworks; ``place`` if it was
    stored.
    """

    place: str
    group: str
    aspect: str
    company: str
    aspect_name: str
    company_name: str
    pieces: Pieces
    is_opinion: bool = False

    def of(self, frameworks: Collection[str]) -> TableRow:
        """The row with the cells of these frameworks alone."""
        return self.having(self.pieces.of(frameworks))

    def having(self, pieces: Pieces) -> TableRow:
        """The row with other cells."""
        names = (self.aspect_name, self.company_name)
        return TableRow(self.place, self.group, self.aspect, self.company, *names, pieces, self.is_opinion)

    @property
    def name(self) -> str:
        return self.company_name or self.aspect_name

    @property
    def path(self) -> str:
        """The address of what the row is about."""
        return f"/companies/{self.company}/" if self.company else f"/aspects/{self.aspect}/"

    @property
    def section(self) -> str:
        """The slug of the chapter that it stands in: its group, or that of adoption."""
        return USED_BY if self.aspect == ADOPTION else self.group

    def head(self, bare: bool) -> str:
        """Its name, which leads to what it is about."""
        split = ' <b class="tag">split</b>' if bare and self.is_split else ""
        return f"<a href={self.path}>{escape(self.name)}</a>{split}"

    @property
    def is_hidden(self) -> bool:
        """Whether a filter hides every claim of the row."""
        return all(standing.startswith(HIDDEN_WHOLE) for standing in self.pieces.standings)

    @property
    def is_split(self) -> bool:
        return any(SPLIT in flags_of(standing, "") for standing in self.pieces.standings)


def row_at(place: str, names: Sequence[str], pieces: Pieces) -> TableRow:
    """The row of a place, which is made of slugs: see `kb.evidence.records.place_of`."""
    _, group, order, aspect, company = place.split(" ")
    return TableRow(place, group, aspect, company, names[0], names[1], pieces, is_place_of_opinion(order))


@dataclass(frozen=True, slots=True)
class TableLine:
    """One framework across the rows of a chapter."""

    framework: FrameworkRecord
    across: SafeString


@dataclass(frozen=True, slots=True)
class TableSection:
    """A chapter of the table: the shown rows of a group, and those that a filter hides whole."""

    slug: str
    title: str
    visible: Sequence[TableRow]
    hidden: Sequence[TableRow]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows in the order of the page, in sections. ``notes`` are its sources, ``common_flags`` flags that it says
    once.
    """

    columns: tuple[FrameworkRecord, ...]
    rows: Sequence[TableRow]
    groups: Mapping[str, GroupRecord]
    notes: tuple[SourceRecord, ...]
    common_flags: tuple[CommonFlag, ...]
    transposed: bool
    assembly: Assembly

    width, style, is_wide = Matrix.width, Matrix.style, Matrix.is_wide

    @cached_property
    def sections(self) -> list[TableSection]:
        """Rows by group in the order of their first row; adoption in a section of its own."""
        chapters: dict[str, list[TableRow]] = {}
        for row in self.rows:
            chapters.setdefault(row.section, []).append(row)
        return [self._section(slug, rows) for slug, rows in chapters.items()]

    def _section(self, slug: str, rows: Sequence[TableRow]) -> TableSection:
        hidden = [row for row in rows if row.is_hidden]
        visible = [row for row in rows if not row.is_hidden] if hidden else rows
        return TableSection(slug, USED_BY_NAME if slug == USED_BY else self.groups[slug].name, visible, hidden)

    def body(self, section: TableSection, bare: bool) -> SafeString:
        """The shown rows of a chapter, a cell for each column; a ``bare`` one can have companies that are split. End
        tags and quotation marks that may be left out are left out.
        """
        slugs, across = self._slugs, self.assembly.across
        rows = (f"<tr>{_row_head(row)}{row.head(bare)}{across(row.pieces, slugs)}" for row in section.visible)
        return mark_safe("\n".join(rows))  # noqa: S308

    @property
    def has_opinions(self) -> bool:
        """Whether it says which rows are opinions."""
        return any(row.is_opinion for row in self.rows)

    def lines(self, section: TableSection) -> list[TableLine]:
        """The shown rows of a chapter as columns, the frameworks as rows."""
        rows = [self.assembly.cells(row.pieces, self._slugs) for row in section.visible]
        line = self.assembly.line
        return [
            TableLine(column, mark_safe(line(row[place] for row in rows)))  # noqa: S308
            for place, column in enumerate(self.columns)
        ]

    @property
    def _slugs(self) -> tuple[str, ...]:
        return tuple(column.slug for column in self.columns)

    @property
    def aspect_names(self) -> list[str]:
        """The questions that it answers, each once, in its order."""
        return list(dict.fromkeys(row.aspect_name for row in self.rows))


def _row_head(row: TableRow) -> str:
    return "<th scope=row class=o>" if row.is_opinion else "<th scope=row>"


def table(
    rows: Sequence[TableRow],
    columns: Sequence[str],
    notes: Sequence[str],
    vocabulary: Vocabulary,
    today: date,
    *,
    transposed: bool,
) -> Table:
    """A table of rows in their order, with its notes, the slugs of `sources_in`, and what it says once."""
    common = flags_in_common(flag_counts([row.pieces for row in rows], today.isoformat()))
    return Table(
        columns=tuple(vocabulary.frameworks[slug] for slug in columns),
        rows=tuple(rows),
        groups=vocabulary.groups,
        notes=tuple(vocabulary.sources[slug] for slug in notes),
        common_flags=common,
        transposed=transposed,
        assembly=Assembly(notes, {flag.flag.slug for flag in common}, today.isoformat()),
    )


def rows_of(matrix: Matrix, piece_of: Callable[[CellView], Piece]) -> list[TableRow]:
    """The rows of a matrix with their cells as text."""
    return [
        TableRow(
            place="",
            group=row.aspect.group,
            aspect=row.aspect.slug,
            company=row.company.slug if row.company else "",
            aspect_name=row.aspect.name,
            company_name=row.company.name if row.company else "",
            pieces=pieces_of({slug: piece_of(cell) for slug, cell in row.cells.items()}),
            is_opinion=row.aspect.nature == OPINION,
        )
        for row in matrix.rows
    ]


def sources_in(rows: Iterable[TableRow], columns: Sequence[str]) -> list[str]:
    """The slugs of the sources that the notes of a table name. A wide one fits on no paper, and has no notes."""
    if len(columns) > WIDE:
        return []
    return source_slugs(row.pieces for row in rows)
