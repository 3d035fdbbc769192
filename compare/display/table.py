"""The table of a page: rows of cells that are text already. Pure.

It is arranged as the matrix that the files carry, from its rows or from the rows that SQL has put in order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape
from itertools import count
from operator import methodcaller
from typing import NamedTuple

from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

from compare.display.cells import CellView
from compare.display.folds import fold_words
from compare.display.matrix import USED_BY, USED_BY_NAME, WIDE, CommonFlag, Matrix, flags_in_common
from compare.display.pieces import (
    CELL_NAME,
    HIDDEN_WHOLE,
    SPLIT,
    Assembly,
    Piece,
    Pieces,
    TableText,
    cell_names,
    flag_counts,
    flags_of,
    note_id,
    pieces_of,
    points_of,
    source_slugs,
)
from compare.display.summary_words import SummaryLine, row_id
from compare.web.directions import bdi, lang, prose
from kb.evidence.records import ADOPTION, OPINION, FrameworkRecord, GroupRecord, SourceRecord, is_place_of_opinion
from kb.evidence.summary import Agreement, Summary, Topic, differs, summarise
from kb.evidence.vocabulary import Vocabulary

TOPICS_KEPT = 1_000
CELLS_WITH_ANSWERS = 1_000  # of a table whose page begins with what it says in all


class TableRow(NamedTuple):
    """One question, about one company or none, with its pieces in columns of frameworks; ``place`` if it was
    stored. ``differs``: whether its columns do, where that does not follow from these pieces.
    """

    place: str
    group: str
    aspect: str
    company: str
    aspect_name: str
    company_name: str
    pieces: Pieces
    is_opinion: bool = False
    differs: bool | None = None

    def of(self, frameworks: Collection[str]) -> TableRow:
        """The row with the cells of these frameworks alone. It differs as it did with all of them."""
        apart = None if self.pieces.points is None else self.topic.differs
        return self.having(self.pieces.of(frameworks), apart)

    def having(self, pieces: Pieces, apart: bool | None = None) -> TableRow:
        """The row with other cells."""
        names = (self.aspect_name, self.company_name)
        apart = self.differs if apart is None else apart
        return TableRow(self.place, self.group, self.aspect, self.company, *names, pieces, self.is_opinion, apart)

    @property
    def topic(self) -> Topic:
        """What it brings to the summary of its table, if that was read."""
        subject = self.aspect, self.company or None, self.title, self.is_opinion
        return _topic(subject, self.differs, self.pieces.columns, tuple(self.pieces.points or ()))

    @property
    def title(self) -> str:
        """The row as it is named outside its section: “Used in production, Reddit”."""
        return f"{self.aspect_name}, {self.company_name}" if self.company_name else self.aspect_name

    @property
    def row_id(self) -> str:
        """Its name within its page."""
        return row_id(self.aspect, self.company or None)

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
        return f"<a href={self.path}>{bdi(self.name)}</a>{split}"

    @property
    def is_hidden(self) -> bool:
        """Whether a filter hides every claim of the row."""
        return all(map(_is_hidden, self.pieces.standings))

    @property
    def is_split(self) -> bool:
        return any(SPLIT in flags_of(standing, "") for standing in self.pieces.standings)


_is_hidden = methodcaller("startswith", HIDDEN_WHOLE)


@lru_cache(maxsize=TOPICS_KEPT)
def _topic(
    subject: tuple[str, str | None, str, bool],
    apart: bool | None,
    columns: tuple[str, ...],
    points: tuple[str, ...],
) -> Topic:
    """The topic of a row. What is asked for again is made of the same texts."""
    standpoints = points_of(columns, points)
    return Topic(*subject, differs(standpoints) if apart is None else apart, standpoints)


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
    """A chapter of the table: the shown rows of a group, those that a filter hides whole, and those that are folded
    away, whose number ``fold_words`` says.
    """

    slug: str
    title: str
    visible: Sequence[TableRow]
    hidden: Sequence[TableRow]
    folded: Sequence[TableRow] = ()
    fold_words: str = ""

    @property
    def parts(self) -> list[tuple[Sequence[TableRow], str]]:
        """The rows of each of its tables, and the words of the fold that this is in, if it is in one."""
        return [(rows, words) for rows, words in ((self.visible, ""), (self.folded, self.fold_words)) if rows]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows in the order of the page, in sections. ``notes`` are its sources, ``common_flags`` flags that it says
    once; ``folds``: rows on which its columns are not apart are folded away.
    """

    columns: tuple[FrameworkRecord, ...]
    rows: Sequence[TableRow]
    groups: Mapping[str, GroupRecord]
    notes: tuple[SourceRecord, ...]
    common_flags: tuple[CommonFlag, ...]
    transposed: bool
    assembly: Assembly
    folds: bool = False

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
        title = USED_BY_NAME if slug == USED_BY else self.groups[slug].name
        if not self.folds or not self.is_small:
            return TableSection(slug, title, visible, hidden)
        agreements = [(row, self.topics[row.aspect, row.company].agreement) for row in visible]
        apart = [row for row, agreement in agreements if agreement == Agreement.APART]
        folded = [row for row, agreement in agreements if agreement != Agreement.APART]
        return TableSection(slug, title, apart, hidden, folded, fold_words(Counter(kind for _, kind in agreements)))

    @property
    def is_small(self) -> bool:
        """Whether its answers are looked for while somebody waits for the page."""
        return has_answers(len(self.rows), len(self.columns))

    @property
    def has_points(self) -> bool:
        """Whether what each row brings to the summary was read."""
        return all(row.pieces.points is not None for row in self.rows)

    @cached_property
    def topics(self) -> Mapping[tuple[str, str], Topic]:
        """What each row brings to the summary, by aspect and company (blank: none)."""
        return {(row.aspect, row.company): row.topic for row in self.rows}

    @cached_property
    def summary(self) -> Summary:
        """What its rows say in all."""
        return summarise(self.topics.values())

    def bodies(self, bare: bool = False, anchors: Collection[str] = ()) -> Bodies:
        """What writes rows of a chapter, a cell for each column; all rows of the table are put together at once.
        Chapters that are ``bare`` can have companies that are split. Rows among ``anchors`` have their names. End tags
        and quotation marks that may be left out are left out. In a large table the links of cells are named by the row
        alone: the heads say the column.
        """
        lines = [
            TableText(f"{_row_start(row, anchors)}{row.head(bare)}", bdi(row.title), self._once(row))
            for row in self.rows
        ]
        texts = self.assembly.rows(lines, self._slugs, self._names_in_links)
        return Bodies({(row.aspect, row.company): text for row, text in zip(self.rows, texts, strict=True)})

    def _cell(self, cell: str, title: str, column: FrameworkRecord) -> str:
        (name,) = cell_names(bdi(title), [column.slug], self._names_in_links)
        return cell.replace(CELL_NAME, name)

    def _once(self, row: TableRow) -> Pieces:
        return row.pieces.once(self._slugs, self._names) if row.pieces.pairs else row.pieces

    @cached_property
    def head(self) -> SafeString:
        """The row of heads, the same for the table of each chapter."""
        heads = [
            f'<th scope=col><a href="/frameworks/{column.slug}/">{bdi(column.name)}</a>' for column in self.columns
        ]
        return mark_safe(f"<tr><th scope=col>Aspect{''.join(heads)}")  # noqa: S308

    def answer_lines(self, answers: Iterable[SummaryLine]) -> SafeString:
        """Answers as items of a list: the sentence, whose title leads to its row, and what it rests on."""
        return mark_safe("\n".join(map(self._answer_line, answers)))  # noqa: S308

    def _answer_line(self, answer: SummaryLine) -> str:
        title = f'<a href="#{answer.row_id}">{bdi(answer.title)}</a>'
        strips = " ".join(strip.marks for strip in answer.strips)
        notes, dated = self.assembly.marks(answer.sources), answer.dated
        proof = f'<span class="marks" aria-hidden="true">{strips}</span>'
        proof += f" <sup>{notes}</sup>" if notes else ""
        proof += f" <time>{dated}</time>" if dated else ""
        sentence = f'<span class="said">{title}: {prose(answer.answer)}</span>'
        return f'<li class="answer">{sentence} <span class="proof">{proof}</span></li>'

    def marks(self, sources: Iterable[str]) -> SafeString:
        """The numbers of these sources in its notes, each leading there."""
        return mark_safe(self.assembly.marks(sources))  # noqa: S308

    @property
    def note_lines(self) -> SafeString:
        """The sources of its notes as items of a list, to which their numbers lead."""
        return mark_safe("\n".join(map(_note_line, self.notes, count(1))))  # noqa: S308

    @property
    def has_opinions(self) -> bool:
        """Whether it says which rows are opinions."""
        return any(row.is_opinion for row in self.rows)

    def lines(self, section: TableSection) -> list[TableLine]:
        """The shown rows of a chapter as columns, the frameworks as rows."""
        rows = [(row.title, self.assembly.cells(self._once(row), self._slugs)) for row in section.visible]
        return [
            TableLine(column, mark_safe("".join([self._cell(row[place], title, column) for title, row in rows])))  # noqa: S308
            for place, column in enumerate(self.columns)
        ]

    @cached_property
    def _names_in_links(self) -> Mapping[str, str]:
        """Those of its columns, as HTML, in the links of its cells."""
        return {slug: bdi(name) for slug, name in self._names.items()} if self.is_small else {}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {column.slug: column.name for column in self.columns}

    @cached_property
    def _slugs(self) -> tuple[str, ...]:
        return tuple(column.slug for column in self.columns)

    @property
    def aspect_names(self) -> list[str]:
        """The questions that it answers, each once, in its order."""
        return list(dict.fromkeys(row.aspect_name for row in self.rows))


@dataclass(frozen=True, slots=True)
class Bodies:
    """The rows of a table as text, by aspect and company (blank: none)."""

    texts: Mapping[tuple[str, str], str]

    def of(self, rows: Iterable[TableRow]) -> SafeString:
        """Some of them, each on a line of its own."""
        return mark_safe("\n".join([self.texts[row.aspect, row.company] for row in rows]))  # noqa: S308


def has_answers(rows: int, columns: int) -> bool:
    """Whether the page of a comparison with so many rows and columns begins with what they say in all."""
    return rows * columns <= CELLS_WITH_ANSWERS


def _row_start(row: TableRow, anchors: Collection[str]) -> str:
    name = f" id={row.row_id}" if anchors and row.row_id in anchors else ""
    return f"<tr{name}><th scope=row class=o>" if row.is_opinion else f"<tr{name}><th scope=row>"


def _note_line(source: SourceRecord, number: int) -> str:
    parts = [
        f'<a href="/sources/{source.slug}/"{lang(source.language)}>{bdi(source.name)}</a>',
        "" if source.namesakes else f'<span class="meta">{bdi(source.origin)}</span>',
        f'<span class="on-paper">{escape(source.url)}</span>' if source.url else "",
    ]
    return f'<li id="{note_id(number)}">{" ".join(filter(None, parts))}</li>'


def table(
    rows: Sequence[TableRow],
    columns: Sequence[str],
    notes: Sequence[str],
    vocabulary: Vocabulary,
    today: date,
    *,
    transposed: bool,
    folds: bool = False,
) -> Table:
    """A table of rows in their order, with its notes, the slugs of `sources_in`, and what it says once."""
    common = flags_in_common(flag_counts([row.pieces for row in rows], today.isoformat()))
    sources = {slug: vocabulary.sources[slug] for slug in notes}
    names = {slug: source.short_name for slug, source in sources.items()}
    return Table(
        columns=tuple(vocabulary.frameworks[slug] for slug in columns),
        rows=tuple(rows),
        groups=vocabulary.groups,
        notes=tuple(sources.values()),
        common_flags=common,
        transposed=transposed,
        folds=folds,
        assembly=Assembly(names, {flag.flag.slug for flag in common}, today.isoformat()),
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
            differs=row.differs,
        )
        for row in matrix.rows
    ]


def has_notes(columns: Collection[str]) -> bool:
    """Whether a table names its sources. A wide one fits on no paper, and has no notes."""
    return len(columns) <= WIDE


def sources_in(rows: Iterable[TableRow], columns: Sequence[str]) -> list[str]:
    """The slugs of the sources that the notes of a table name."""
    return source_slugs(row.pieces for row in rows) if has_notes(columns) else []
