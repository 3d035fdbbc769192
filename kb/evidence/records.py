"""The base as frozen records: what judging, arranging and exporting work on. Pure.

Records name each other by slug. An unknown value is None, a missing text is empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from kb.evidence.judgement import Assertion, Judgement, Question, Value
from kb.evidence.kinds import ASPECT, COMPANY, FRAMEWORK, GROUP, NEED, OPTION, SCOPE, SOURCE, ThingKind

UNIT_SEPARATOR = "\x1f"  # stands in no text of the base

ADOPTION = "used-in-production"  # the aspect “company X uses framework F”
LATEST_VERSION = "latest-version"  # the aspect that is compared with what an index offers
FACT, OPINION = "fact", "opinion"  # the natures of an aspect
OPINIONS_FROM = 50_000  # in places, the orders of opinions; those of aspects are smaller


class CellKey(NamedTuple):
    """Slugs of framework, aspect and company (None unless the aspect is asked of each company)."""

    framework: str
    aspect: str
    company: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRecord(Assertion):
    """A claim with all that a page or a face shows of it. Slugs, empty text for nothing."""

    framework: str
    aspect: str
    company: str | None
    as_of: str
    locator: str
    quote: str
    statement: str
    retire_reason: str
    reviewed_on: date | None

    @property
    def cell(self) -> CellKey:
        return CellKey(self.framework, self.aspect, self.company)


class ClaimRow(NamedTuple):
    """What a face says of a claim, and no more: a stream makes one for each claim of the base."""

    key: str
    framework: str
    aspect: str
    company: str | None
    value: Value
    value_label: str
    scope: str | None
    compared_to: str | None
    as_of: str
    hedged: bool
    source: str
    via: str | None
    via_stated: bool
    locator: str
    quote: str
    statement: str
    status: str

    @property
    def cell(self) -> CellKey:
        return CellKey(self.framework, self.aspect, self.company)


def row_of(claim: ClaimRow | ClaimRecord) -> ClaimRow:
    """What a face says of a claim that was read for more."""
    return claim if isinstance(claim, ClaimRow) else ClaimRow(*(getattr(claim, name) for name in ClaimRow._fields))


@dataclass(frozen=True, slots=True)
class FrameworkRecord:
    slug: str
    name: str
    aliases: tuple[str, ...]
    homepage: str
    repository: str


@dataclass(frozen=True, slots=True)
class GroupRecord:
    slug: str
    name: str
    order: int

    @property
    def start(self) -> str:
        """How the places of its rows begin."""
        return f"{self.order:05} {self.slug} "


@dataclass(frozen=True, slots=True)
class OptionRecord:
    slug: str
    label: str
    description: str
    degree: int | None = None


@dataclass(frozen=True, slots=True)
class AspectRecord:
    slug: str
    name: str
    group: str
    order: int
    help_text: str
    value_type: str
    cardinality: str
    temporal: bool
    unit: str
    stale_after_months: int | None
    per_company: bool
    options: Sequence[OptionRecord]
    nature: str = OPINION
    added_on: date | None = None

    @property
    def answer_words(self) -> str:
        """What kind of answer it takes, in words."""
        kinds = {
            "boolean": "yes or no",
            "choice": "one of its options",
            "number": "a number",
            "text": "a text",
        }
        several = "; several can hold" if self.cardinality == "many" else ""
        return kinds[self.value_type] + several

    @property
    def ages(self) -> bool:
        """Whether an answer to it can be out of date."""
        return self.temporal or self.stale_after_months is not None

    def sets_apart(self, judgement: Judgement[Any]) -> frozenset[str]:
        """The frameworks that the values of a cell say it is other than: slower, easier, less stable."""
        compared = [value for value in judgement.values if value.compared_to]
        degrees = {option.slug: option.degree for option in self.options} if compared else {}
        return frozenset(value.compared_to for value in compared if value.compared_to and degrees.get(str(value.value)))

    @property
    def question(self) -> Question:
        """What judging needs to know of the aspect."""
        return Question(
            many=self.cardinality == "many",
            temporal=self.temporal,
            stale_after_months=self.stale_after_months,
            opinion=self.nature == OPINION,
            adoption=self.slug == ADOPTION,
        )


@dataclass(frozen=True, slots=True)
class ScopeRecord:
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class CompanyRecord:
    slug: str
    name: str
    aliases: tuple[str, ...]
    homepage: str
    industry: str


# how many sources have the title of one: it alone; others, by somebody else; others that only the slug tells apart
UNIQUE, OF_OTHERS, ALIKE = 0, 1, 2


class SourceRecord(NamedTuple):
    """``namesakes``: whether other sources have its title: `UNIQUE`, `OF_OTHERS` or `ALIKE`. A tuple: pages make a
    hundred, and a frozen dataclass takes ten times as long to make.
    """

    slug: str
    title: str
    kind: str
    kind_label: str
    derives: Sequence[str]
    cites: Sequence[str]
    derives_inferred: Sequence[str]
    version: str
    url: str
    author: str
    publisher: str
    published_on: str
    modified_on: str
    read_on: date | None
    archive_url: str
    language: str
    framework: str | None = None
    company: str | None = None
    no_address_because: str = ""
    link_state: str = ""
    link_checked_on: date | None = None
    archive_state: str = ""
    namesakes: int = UNIQUE

    @property
    def name(self) -> str:
        """Its title; where another source has the same, with all that tells them apart: “Flask vs Django (note,
        undated)”.
        """
        return f"{self.title} ({self.distinction})" if self.distinction else self.title

    @property
    def distinction(self) -> str:
        """What tells it from others with its title: “note, undated”; blank where there are none."""
        if self.namesakes == UNIQUE:
            return ""
        return ", ".join(filter(None, (self.origin, self.version, self.slug if self.namesakes == ALIKE else "")))

    @property
    def label(self) -> str:
        """Its title with who says so: “Flask vs Django (Great Learning)”."""
        if self.namesakes != UNIQUE:
            return self.name
        return f"{self.title} ({self.publisher or self.author or self.kind_label})"

    @property
    def short_name(self) -> str:
        """Who says so, in a word: its publisher, its author, else its name."""
        return self.publisher or self.author or self.name

    @property
    def link_words(self) -> str:
        """What the address answered when it was last asked, and when; that it answers verifies nothing."""
        return f"{self.link_state} on {self.link_checked_on}" if self.link_state else "not checked"

    @property
    def archive_words(self) -> str:
        return f"{self.archive_state} on {self.link_checked_on}" if self.archive_state else "not checked"

    @property
    def dated(self) -> str:
        """When it was written, in words: changed, else published, else undated."""
        if self.modified_on:
            return f"changed {self.modified_on}"
        return f"published {self.published_on}" if self.published_on else "undated"

    @property
    def origin(self) -> str:
        """What it is, by whom and when: “article, Ann, Press, published 2024-05-01”."""
        return ", ".join(filter(None, (self.kind_label, self.author, self.publisher, self.dated)))


@dataclass(frozen=True, slots=True)
class LinkRecord:
    from_source: str
    to_source: str
    kind: str
    note: str
    stated: bool = True


@dataclass(frozen=True, slots=True)
class NeedRecord:
    """What a visitor may ask for: the values of one aspect that satisfy it. ``group``: that of its aspect."""

    slug: str
    name: str
    question: str
    aspect: str
    answers: frozenset[Value]
    group: str = ""


KIND_OF_RECORD: Mapping[type, ThingKind] = {
    FrameworkRecord: FRAMEWORK,
    AspectRecord: ASPECT,
    GroupRecord: GROUP,
    CompanyRecord: COMPANY,
    ScopeRecord: SCOPE,
    SourceRecord: SOURCE,
    OptionRecord: OPTION,
    NeedRecord: NEED,
}


def name_of_record(record: object) -> str:
    """What a page calls it."""
    return str(getattr(record, KIND_OF_RECORD[type(record)].label))


def place_of(group: GroupRecord, aspect: AspectRecord, company: str | None) -> str:
    """Where a row stands among all rows: by order and slug of its group, facts before opinions, by order and slug of
    its aspect, then by company.

    A blank sorts before whatever a slug can hold.
    """
    order = aspect.order + (OPINIONS_FROM if aspect.nature == OPINION else 0)
    return f"{group.start}{order:05} {aspect.slug} {company or ''}"


def is_place_of_opinion(order: str) -> bool:
    """Whether the order in a place is that of an opinion."""
    return int(order) >= OPINIONS_FROM


@dataclass(frozen=True, slots=True)
class GapRecord:
    kind: str
    searched_on: date | None
    note: str


@dataclass(frozen=True, slots=True)
class ResolutionRecord:
    """An editor's reading: the value chosen, why, and the keys of the claims it judged."""

    value_label: str
    compared_to: str | None
    reason: str
    reason_label: str
    explanation: str
    resolved_on: date
    claims: frozenset[str]


@dataclass(frozen=True, slots=True)
class PastClaim:
    """What a claim publicly said from a day on. ``earlier``: it said so before that day, nobody knows since when;
    ``away_before``: until then it was not public. ``formers`` are the names of what it referred to and what has been
    merged since, by column.
    """

    on: date
    claim: ClaimRecord
    earlier: bool
    away_before: bool
    formers: Mapping[str, str] = field(default_factory=dict)


def plain_value(value: Value) -> str | bool | int | float:
    """A number as a number, the rest as it is."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
