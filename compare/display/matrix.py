"""Arranges judged cells into the table that people read and files carry. Pure.

Cells come in judged and filtered; here they get their rows, their columns, their addresses and words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property

from compare.display.cell_judgements import CellJudgement, strength
from compare.display.cells import CellView, Label, flag_word
from compare.display.labels import FLAG_NAMES
from kb.evidence.records import (
    ADOPTION,
    AspectRecord,
    CellKey,
    CompanyRecord,
    FrameworkRecord,
    GroupRecord,
    ResolutionRecord,
    SourceRecord,
)
from kb.evidence.shelves import Later
from kb.evidence.vocabulary import Vocabulary
from kb.texts import order_key

WIDE, WIDEST = 4, 12  # columns
MANY, MOST = 6, 0.8  # so many cells, or so large a share of them: what they have in common is said once


USED_BY, USED_BY_NAME = "used-by", "Used by"


@dataclass(frozen=True, slots=True)
class CommonFlag:
    """A flag said once for a table: how many of its cells with claims carry it."""

    flag: Label
    cells: int
    of: int

    @property
    def everywhere(self) -> bool:
        return self.cells == self.of


@dataclass(frozen=True)
class MatrixRow:
    """One question (about one company, for adoption) across the columns. ``cells`` holds those that stay."""

    aspect: AspectRecord
    company: CompanyRecord | None
    differs: bool
    cells: Mapping[str, CellView]
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.company.name if self.company else self.aspect.name

    @property
    def section(self) -> str:
        """The slug of the chapter that it stands in: its group, or that of adoption."""
        return USED_BY if self.aspect.slug == ADOPTION else self.aspect.group

    @property
    def title(self) -> str:
        """The row as it is named outside its section: “Used in production, Reddit”."""
        return f"{self.aspect.name}, {self.company.name}" if self.company else self.aspect.name

    @property
    def path(self) -> str:
        """The address of what the row is about."""
        return f"/companies/{self.company.slug}/" if self.company else f"/aspects/{self.aspect.slug}/"

    @property
    def across(self) -> list[CellView | None]:
        """The row as the table shows it: a cell for each column, None where a filter left it out."""
        return [self.cells.get(column) for column in self.columns]


@dataclass(frozen=True)
class MatrixLine:
    """One framework across the rows of a chapter: a row of the table turned round."""

    framework: FrameworkRecord
    cells: list[CellView | None]


@dataclass(frozen=True)
class MatrixSection:
    """A chapter of the table: the rows of a group, or those of adoption."""

    slug: str
    title: str
    group: str
    rows: tuple[MatrixRow, ...]
    columns: tuple[FrameworkRecord, ...]

    @property
    def lines(self) -> list[MatrixLine]:
        """The rows as columns, the frameworks as rows."""
        return [MatrixLine(column, [row.cells.get(column.slug) for row in self.rows]) for column in self.columns]


@dataclass(frozen=True)
class Matrix:
    """The comparison: columns in the order of the address, rows in the order asked for."""

    columns: tuple[FrameworkRecord, ...]
    rows: tuple[MatrixRow, ...]
    groups: Mapping[str, GroupRecord]
    notes: Sequence[SourceRecord] = ()
    common_flags: tuple[CommonFlag, ...] = ()
    transposed: bool = False

    @property
    def width(self) -> int:
        """Columns of the table, the heads of the rows included."""
        return len(self.columns) + 1

    @property
    def style(self) -> str:
        """The class that gives the columns their widths."""
        return f"c{min(len(self.columns), WIDEST)}"

    @property
    def is_wide(self) -> bool:
        """Whether the table needs a scroll region of its own on any screen."""
        return len(self.columns) > WIDE

    @cached_property
    def sections(self) -> list[MatrixSection]:
        """Rows by group in the order of their first row; adoption in a section of its own."""
        chapters: dict[str, list[MatrixRow]] = {}
        for row in self.rows:
            chapters.setdefault(row.section, []).append(row)
        return [
            MatrixSection(
                slug,
                USED_BY_NAME if slug == USED_BY else self.groups[slug].name,
                rows[0].aspect.group,
                tuple(rows),
                self.columns,
            )
            for slug, rows in chapters.items()
        ]

    @property
    def aspect_names(self) -> list[str]:
        """The questions that it answers, each once, in its order."""
        return list(dict.fromkeys(row.aspect.name for row in self.rows))

    @property
    def cells(self) -> list[CellView]:
        """Every cell that stays, row by row, in the order of the columns."""
        return [cell for row in self.rows for cell in row.across if cell]


def arrange(
    cells: Iterable[CellJudgement],
    columns: Sequence[str],
    vocabulary: Vocabulary,
    resolutions: Mapping[CellKey, ResolutionRecord],
    order: str = "aspect",
    *,
    groups: Sequence[str] = (),
    evidence_query: str = "",
    by_section: bool = True,
) -> Matrix:
    """Cells in rows. ``order`` is one of `ORDER_KEYS`; equal rows keep the order of aspects.

    ``by_section``: rows of a group stand together, as tables show them; ``groups`` come in their order, before any
    other, and adoption comes last if it is none of them.
    """
    cells = list(cells)
    common = flags_in_common(
        Counter(frozenset(map(str, cell.judgement.flags)) for cell in cells if cell.judgement.values)
    )
    flags = frozenset(flag.flag.slug for flag in common)
    rows: dict[tuple[str, str | None], dict[str, CellView]] = {}
    differing = set()
    slugs = sorted({slug for entry in cells for value in entry.judgement.values for slug in value.sources})
    numbers = {slug: number for number, slug in enumerate(slugs, start=1)}
    for cell in cells:
        key = cell.key
        display = CellView(key, cell.judgement, vocabulary, None, resolutions.get(key), numbers, evidence_query, flags)
        rows.setdefault((key.aspect, key.company), {})[key.framework] = display
        if cell.differs:
            differing.add((key.aspect, key.company))
    arranged = [
        MatrixRow(
            aspect=vocabulary.aspects[aspect],
            company=vocabulary.companies[company] if company else None,
            differs=(aspect, company) in differing,
            cells=cells,
            columns=tuple(columns),
        )
        for (aspect, company), cells in rows.items()
    ]
    arranged.sort(key=ORDER_KEYS[order])
    if by_section:
        sections = list(dict.fromkeys(row.section for row in arranged))
        arranged.sort(key=lambda row: _section_place(row, groups, sections))
    return Matrix(
        columns=tuple(vocabulary.frameworks[slug] for slug in columns),
        rows=tuple(arranged),
        groups=vocabulary.groups,
        notes=Later(lambda: [vocabulary.sources[slug] for slug in slugs]),
        common_flags=common,
    )


def _section_place(row: MatrixRow, groups: Sequence[str], sections: Sequence[str]) -> tuple[bool, int, bool, int]:
    """Where the chapter of a row stands: as asked for, else by its first row, adoption last."""
    chosen = row.aspect.group in groups
    return (
        not chosen,
        groups.index(row.aspect.group) if chosen else 0,
        row.section == USED_BY,
        sections.index(row.section),
    )


def flags_in_common(flags: Mapping[frozenset[str], int]) -> tuple[CommonFlag, ...]:
    """The flags that all cells with claims carry, where there are enough for that to say something; ``flags`` counts
    the cells with each set of flags.

    Second-hand also if most carry it: the others are marked first-hand.
    """
    cells, counts = sum(flags.values()), Counter[str]()
    for combination, number in flags.items():
        counts.update(dict.fromkeys(combination, number))
    most = {"second_hand": MOST * cells}
    return tuple(
        CommonFlag(flag_word(flag), counts[flag], cells)
        for flag in FLAG_NAMES
        if cells >= MANY and counts[flag] >= most.get(flag, cells)
    )


def _row_strength(row: MatrixRow) -> tuple[int, int, int]:
    return min(strength(cell.judgement) for cell in row.cells.values())


def _ends(row: MatrixRow) -> list[int]:
    return [
        value.period.end.toordinal() for cell in row.cells.values() for value in cell.judgement.values if value.period
    ]


ORDER_KEYS: Mapping[str, Callable[[MatrixRow], Any]] = {
    "aspect": lambda row: 0,
    "name": lambda row: order_key(row.name),
    "evidence": _row_strength,
    "newest": lambda row: -max(_ends(row), default=0),
    "oldest": lambda row: min(_ends(row), default=9_999_999),
}
