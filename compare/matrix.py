"""Arranges judged cells into the table that people read and files carry. Pure.

Cells come in judged and filtered; here they get their rows, their columns, their addresses and words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from compare.judged import JudgedCell
from compare.words import EMPTY_NAMES, FLAG_MEANINGS, FLAG_NAMES, STATE_MEANINGS, STATE_NAMES, roots_words
from kb.evidence import JudgedValue, Judgement, State
from kb.periods import Period
from kb.records import (
    ADOPTION, AspectRecord, CellKey, ClaimRecord, CompanyRecord, FrameworkRecord, GapRecord, GroupRecord,
    ResolutionRecord, ScopeRecord, SourceRecord, Vocabulary,
)  # fmt: skip

MOST_MARKS = 12  # beyond that the words alone carry the number


@dataclass(frozen=True, slots=True)
class Word:
    """A state, flag or kind of empty: its slug, its word, what it means."""

    slug: str
    label: str
    meaning: str


@dataclass(frozen=True)
class Side:
    """One value of a cell with its own evidence."""

    judged: JudgedValue[ClaimRecord]
    vocabulary: Vocabulary

    @property
    def label(self) -> str:
        return self.judged.label

    @property
    def contested(self) -> bool:
        return self.judged.contested

    @property
    def compared_to(self) -> FrameworkRecord | None:
        slug = self.judged.compared_to
        return self.vocabulary.frameworks[slug] if slug else None

    @property
    def scopes(self) -> list[ScopeRecord]:
        return [self.vocabulary.scopes[slug] for slug in self.judged.scopes]

    @property
    def sources(self) -> list[SourceRecord]:
        return [self.vocabulary.sources[slug] for slug in self.judged.sources]

    @property
    def claims(self) -> tuple[ClaimRecord, ...]:
        return self.judged.claims

    @property
    def root_marks(self) -> range:
        """A filled mark for each independent root."""
        return range(min(self.judged.roots, MOST_MARKS))

    @property
    def document_marks(self) -> range:
        """A hollow mark for each further document."""
        return range(max(0, min(self.judged.documents, MOST_MARKS) - self.judged.roots))

    @property
    def evidence_words(self) -> str:
        return roots_words(self.judged.documents, self.judged.roots, self.judged.roots_min)

    @property
    def period_words(self) -> str:
        return period_words(self.judged.period)


@dataclass(frozen=True)
class Cell:
    """One judged cell as it is shown."""

    key: CellKey
    judgement: Judgement[ClaimRecord]
    vocabulary: Vocabulary
    gap: GapRecord | None = None
    resolution: ResolutionRecord | None = None

    @property
    def framework(self) -> FrameworkRecord:
        return self.vocabulary.frameworks[self.key.framework]

    @property
    def aspect(self) -> AspectRecord:
        return self.vocabulary.aspects[self.key.aspect]

    @property
    def company(self) -> CompanyRecord | None:
        return self.vocabulary.companies[self.key.company] if self.key.company else None

    @property
    def path(self) -> str:
        """The cell's address below ``/cells/``."""
        return "/".join(part for part in self.key if part)

    @property
    def is_empty(self) -> bool:
        return self.judgement.state == State.EMPTY

    @property
    def is_split_in_sides(self) -> bool:
        """Whether the sides stand against each other."""
        return any(value.contested for value in self.judgement.values)

    @cached_property
    def state(self) -> Word:
        slug = str(self.judgement.state)
        return Word(slug, STATE_NAMES[slug], STATE_MEANINGS[slug])

    @cached_property
    def flags(self) -> list[Word]:
        return [Word(str(flag), FLAG_NAMES[flag], FLAG_MEANINGS[flag]) for flag in self.judgement.flags]

    @property
    def empty_words(self) -> str:
        return EMPTY_NAMES[self.judgement.empty] if self.judgement.empty else ""

    @cached_property
    def sides(self) -> list[Side]:
        return [Side(value, self.vocabulary) for value in self.judgement.values]

    @property
    def evidence_words(self) -> str:
        return roots_words(self.judgement.documents, self.judgement.roots, self.judgement.roots_min)


@dataclass(frozen=True)
class Row:
    """One question (about one company, for adoption) across the columns. ``cells`` holds those that stay."""

    aspect: AspectRecord
    company: CompanyRecord | None
    differs: bool
    cells: Mapping[str, Cell]
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.company.name if self.company else self.aspect.name

    @property
    def across(self) -> list[Cell | None]:
        """The row as the table shows it: a cell for each column, None where a filter left it out."""
        return [self.cells.get(column) for column in self.columns]

    @property
    def is_hidden(self) -> bool:
        """Whether a filter hides every claim of the row."""
        return all(cell.judgement.empty == "hidden" for cell in self.cells.values())

    @property
    def is_split(self) -> bool:
        return any("split" in cell.judgement.flags for cell in self.cells.values())


@dataclass(frozen=True)
class Section:
    """A chapter of the table: the shown rows of a group, and those that a filter hides whole."""

    slug: str
    title: str
    rows: tuple[Row, ...]

    @property
    def shown(self) -> list[Row]:
        return [row for row in self.rows if not row.is_hidden]

    @property
    def hidden(self) -> list[Row]:
        return [row for row in self.rows if row.is_hidden]


@dataclass(frozen=True)
class Matrix:
    """The comparison: columns in the order of the address, rows in the order asked for."""

    columns: tuple[FrameworkRecord, ...]
    rows: tuple[Row, ...]
    groups: Mapping[str, GroupRecord]

    @cached_property
    def sections(self) -> list[Section]:
        """Rows by group in the order of their first row; adoption in a section of its own, last."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault("used-by" if row.aspect.slug == ADOPTION else row.aspect.group, []).append(row)
        used_by = found.pop("used-by", None)
        sections = [Section(slug, self.groups[slug].name, tuple(rows)) for slug, rows in found.items()]
        return sections + ([Section("used-by", "Used by", tuple(used_by))] if used_by else [])

    @property
    def cells(self) -> list[Cell]:
        """Every cell that stays, row by row, in the order of the columns."""
        return [cell for row in self.rows for cell in row.across if cell]


def arrange(
    cells: Iterable[JudgedCell],
    columns: Sequence[str],
    vocabulary: Vocabulary,
    gaps: Mapping[CellKey, GapRecord],
    resolutions: Mapping[CellKey, ResolutionRecord],
    order: str = "aspect",
) -> Matrix:
    """Cells in rows. ``order`` is one of `ORDER_KEYS`; equal rows keep the order of aspects."""
    rows: dict[tuple[str, str | None], dict[str, Cell]] = {}
    differing = set()
    for judged in cells:
        key = judged.key
        shown = Cell(key, judged.judgement, vocabulary, gaps.get(key), resolutions.get(key))
        rows.setdefault((key.aspect, key.company), {})[key.framework] = shown
        if judged.differs:
            differing.add((key.aspect, key.company))
    arranged = [
        Row(
            aspect=vocabulary.aspects[aspect],
            company=vocabulary.companies[company] if company else None,
            differs=(aspect, company) in differing,
            cells=found,
            columns=tuple(columns),
        )
        for (aspect, company), found in rows.items()
    ]
    arranged.sort(key=ORDER_KEYS[order])
    return Matrix(tuple(vocabulary.frameworks[slug] for slug in columns), tuple(arranged), vocabulary.groups)


def strength(judgement: Judgement[ClaimRecord]) -> tuple[int, int, int]:
    """How much evidence a cell has: most roots first, as a sort key."""
    return (-judgement.roots_min, -judgement.roots, -judgement.documents)


def _row_strength(row: Row) -> tuple[int, int, int]:
    return min(strength(cell.judgement) for cell in row.cells.values())


def _ends(row: Row) -> list[int]:
    return [
        value.period.end.toordinal()
        for cell in row.cells.values()
        for value in cell.judgement.values
        if value.period
    ]


ORDER_KEYS: Mapping[str, Callable[[Row], object]] = {
    "aspect": lambda row: 0,
    "name": lambda row: row.name.casefold(),
    "evidence": _row_strength,
    "newest": lambda row: -max(_ends(row), default=0),
    "oldest": lambda row: min(_ends(row), default=9_999_999),
}  # type: ignore[assignment]


def period_words(period: Period | None) -> str:
    """A period as people write it: 2024, 2024-11 or 2024-11-30; “undated” for none."""
    return str(period) if period else "undated"
