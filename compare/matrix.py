"""Arranges judged cells into the table that people read and files carry. Pure.

Cells come in judged and filtered; here they get their rows, their columns, their addresses and words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from compare.judged import JudgedCell
from compare.words import (
    EMPTY_MEANINGS,
    EMPTY_NAMES,
    FLAG_MEANINGS,
    FLAG_NAMES,
    STATE_MEANINGS,
    STATE_NAMES,
    condition_words,
    counted,
    roots_words,
)
from kb.evidence import JudgedValue, Judgement, State
from kb.periods import Period
from kb.records import (
    ADOPTION,
    AspectRecord,
    CellKey,
    ClaimRecord,
    CompanyRecord,
    FrameworkRecord,
    GapRecord,
    GroupRecord,
    ResolutionRecord,
    ScopeRecord,
    SourceRecord,
    Vocabulary,
)  # fmt: skip

WIDE, WIDEST = 4, 12  # columns
MANY, MOST = 6, 0.8  # so many cells, or so large a share of them: what they have in common is said once
MOST_MARKS = 20  # beyond that a plus sign stands, and the words carry the number


@dataclass(frozen=True, slots=True)
class Word:
    """A state, flag or kind of empty: its slug, its word, what it means."""

    slug: str
    label: str
    meaning: str


def flag_word(flag: str) -> Word:
    return Word(str(flag), FLAG_NAMES[flag], FLAG_MEANINGS[flag])


USED_BY, USED_BY_NAME = "used-by", "Used by"
FIRST_HAND = Word("first_hand", "first-hand", "A root is official, a repository, a survey or a measurement.")


@dataclass(frozen=True, slots=True)
class Said:
    """A flag said once for a table: how many of its cells with claims carry it."""

    flag: Word
    cells: int
    of: int

    @property
    def everywhere(self) -> bool:
        return self.cells == self.of


@dataclass(frozen=True, slots=True)
class Strip:
    """The evidence as marks: roots that hold in any case, roots unless an inferred link holds, more documents."""

    sure: range
    unless: range
    further: range
    more: bool


def strip(documents: int, roots: int, roots_min: int) -> Strip:
    """At most `MOST_MARKS` marks; the words carry the numbers."""
    low, high = sorted((roots, roots_min))
    shown = [min(count, MOST_MARKS) for count in (low, high, max(documents, high))]
    return Strip(
        range(shown[0]), range(shown[1] - shown[0]), range(shown[2] - shown[1]), max(documents, high) > MOST_MARKS
    )


@dataclass(frozen=True)
class Side:
    """One value of a cell with its own evidence."""

    judged: JudgedValue[ClaimRecord]
    vocabulary: Vocabulary
    notes: Mapping[str, int]

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
    def scope_words(self) -> str:
        """The conditions it is limited to, “partly” if some claims have none; empty without conditions."""
        words = condition_words(scope.name for scope in self.scopes)
        return words if not words or all(claim.scope for claim in self.claims) else f"partly {words}"

    @property
    def sources(self) -> list[SourceRecord]:
        return [self.vocabulary.sources[slug] for slug in self.judged.sources]

    @property
    def claims(self) -> tuple[ClaimRecord, ...]:
        return self.judged.claims

    @property
    def strip(self) -> Strip:
        return strip(self.judged.documents, self.judged.roots, self.judged.roots_min)

    @property
    def note_words(self) -> str:
        """The numbers of its sources in the notes of the page: “1–3, 5”; empty without notes."""
        return number_words(sorted(self.notes[slug] for slug in self.judged.sources if slug in self.notes))

    @property
    def evidence_words(self) -> str:
        return roots_words(self.judged.documents, self.judged.roots, self.judged.roots_min)

    @property
    def period_words(self) -> str:
        return period_words(self.judged.period)


@dataclass(frozen=True)
class Cell:
    """One judged cell as it is shown. ``said`` are flags that stand once above the table, not in each cell."""

    key: CellKey
    judgement: Judgement[ClaimRecord]
    vocabulary: Vocabulary
    gap: GapRecord | None = None
    resolution: ResolutionRecord | None = None
    notes: Mapping[str, int] = field(default_factory=dict)
    evidence_query: str = ""
    said: frozenset[str] = frozenset()

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
        """The cell's address."""
        return f"/cells/{'/'.join(part for part in self.key if part)}/"

    @property
    def href(self) -> str:
        """The cell's address, with the evidence that counts here."""
        return f"{self.path}?{self.evidence_query}" if self.evidence_query else self.path

    @property
    def title(self) -> str:
        """“Flask: learning curve”, “Flask: used in production, Reddit”."""
        company = f", {self.company.name}" if self.company else ""
        return f"{self.framework.name}: {self.aspect.name}{company}"

    @property
    def is_empty(self) -> bool:
        return self.judgement.state == State.EMPTY

    @property
    def style(self) -> str:
        """How several values are listed: against each other, or side by side."""
        return "sides" if any(value.contested for value in self.judgement.values) else "values"

    @property
    def only_side(self) -> Side | None:
        """The one value of a cell that has no other."""
        return self.sides[0] if len(self.sides) == 1 else None

    @cached_property
    def state(self) -> Word:
        slug = str(self.judgement.state)
        return Word(slug, STATE_NAMES[slug], STATE_MEANINGS[slug])

    @cached_property
    def flags(self) -> list[Word]:
        return [flag_word(flag) for flag in self.judgement.flags]

    @property
    def own_flags(self) -> list[Word]:
        """The flags that are not said once for the whole table, and where this cell is the exception to those."""
        own = [flag for flag in self.flags if flag.slug not in self.said]
        exception = "second_hand" in self.said and not self.is_empty and "second_hand" not in self.judgement.flags
        return [FIRST_HAND, *own] if exception else own

    @property
    def empty_words(self) -> str:
        return EMPTY_NAMES[self.judgement.empty] if self.judgement.empty else ""

    @property
    def empty_meaning(self) -> str:
        return EMPTY_MEANINGS[self.judgement.empty] if self.judgement.empty else ""

    @property
    def hidden_words(self) -> str:
        return f"{counted(self.judgement.hidden, 'claim')} hidden by your filter"

    @cached_property
    def sides(self) -> list[Side]:
        return [Side(value, self.vocabulary, self.notes) for value in self.judgement.values]

    @property
    def strip(self) -> Strip:
        return strip(self.judgement.documents, self.judgement.roots, self.judgement.roots_min)

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
class Line:
    """One framework across the rows of a chapter: a row of the table turned round."""

    framework: FrameworkRecord
    cells: list[Cell | None]


@dataclass(frozen=True)
class Section:
    """A chapter of the table: the shown rows of a group, and those that a filter hides whole."""

    slug: str
    title: str
    group: str
    rows: tuple[Row, ...]
    columns: tuple[FrameworkRecord, ...]

    @property
    def lines(self) -> list[Line]:
        """The shown rows as columns, the frameworks as rows."""
        return self.turned(self.shown)

    def turned(self, rows: Sequence[Row]) -> list[Line]:
        """Some of its rows as columns."""
        return [Line(column, [row.cells.get(column.slug) for row in rows]) for column in self.columns]

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
    notes: tuple[SourceRecord, ...] = ()
    said: tuple[Said, ...] = ()
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
    def sections(self) -> list[Section]:
        """Rows by group in the order of their first row; adoption in a section of its own."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.section, []).append(row)
        return [
            Section(
                slug,
                USED_BY_NAME if slug == USED_BY else self.groups[slug].name,
                rows[0].aspect.group,
                tuple(rows),
                self.columns,
            )
            for slug, rows in found.items()
        ]

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
    groups: Sequence[str] = (),
    evidence_query: str = "",
    by_section: bool = True,
) -> Matrix:
    """Cells in rows. ``order`` is one of `ORDER_KEYS`; equal rows keep the order of aspects.

    ``by_section``: rows of a group stand together, as tables show them; ``groups`` come in their order, before any
    other, and adoption comes last if it is none of them.
    """
    cells = list(cells)
    said = said_once(cells)
    flags = frozenset(one.flag.slug for one in said)
    rows: dict[tuple[str, str | None], dict[str, Cell]] = {}
    differing = set()
    named = sorted({claim.source for judged in cells for claim in judged.judgement.claims})
    numbers = {slug: number for number, slug in enumerate(named, start=1)}
    for judged in cells:
        key = judged.key
        shown = Cell(
            key, judged.judgement, vocabulary, gaps.get(key), resolutions.get(key), numbers, evidence_query, flags
        )
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
    if by_section:
        sections = list(dict.fromkeys(row.section for row in arranged))
        arranged.sort(key=lambda row: _section_place(row, groups, sections))
    return Matrix(
        columns=tuple(vocabulary.frameworks[slug] for slug in columns),
        rows=tuple(arranged),
        groups=vocabulary.groups,
        notes=tuple(vocabulary.sources[slug] for slug in named),
        said=said,
    )


def _section_place(row: Row, groups: Sequence[str], sections: Sequence[str]) -> tuple[bool, int, bool, int]:
    """Where the chapter of a row stands: as asked for, else by its first row, adoption last."""
    asked = row.aspect.group in groups
    return (
        not asked,
        groups.index(row.aspect.group) if asked else 0,
        row.section == USED_BY,
        sections.index(row.section),
    )


def said_once(cells: Iterable[JudgedCell]) -> tuple[Said, ...]:
    """The flags that all cells with claims carry, where there are enough for that to say something.

    Second-hand also if most carry it: the others are marked first-hand.
    """
    flags = [frozenset(map(str, cell.judgement.flags)) for cell in cells if cell.judgement.values]
    counts = Counter(flag for some in flags for flag in some)
    most = {"second_hand": MOST * len(flags)}
    return tuple(
        Said(flag_word(flag), counts[flag], len(flags))
        for flag in FLAG_NAMES
        if len(flags) >= MANY and counts[flag] >= most.get(flag, len(flags))
    )


def strength(judgement: Judgement[ClaimRecord]) -> tuple[int, int, int]:
    """How much evidence a cell has: most roots first, as a sort key."""
    return (-judgement.roots_min, -judgement.roots, -judgement.documents)


def _row_strength(row: Row) -> tuple[int, int, int]:
    return min(strength(cell.judgement) for cell in row.cells.values())


def _ends(row: Row) -> list[int]:
    return [
        value.period.end.toordinal() for cell in row.cells.values() for value in cell.judgement.values if value.period
    ]


ORDER_KEYS: Mapping[str, Callable[[Row], Any]] = {
    "aspect": lambda row: 0,
    "name": lambda row: row.name.casefold(),
    "evidence": _row_strength,
    "newest": lambda row: -max(_ends(row), default=0),
    "oldest": lambda row: min(_ends(row), default=9_999_999),
}


def number_words(numbers: Sequence[int]) -> str:
    """Sorted numbers as people write them: “1–3, 5”."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def period_words(period: Period | None) -> str:
    """A period as people write it: 2024, 2024-11 or 2024-11-30; “undated” for none."""
    return str(period) if period else "undated"
