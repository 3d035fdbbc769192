"""What an address shows, before any face: frozen, complete, and the same for all of them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from compare.chooser.arrangement import Chooser
from compare.display.cells import CellView
from compare.display.matrix import Matrix
from compare.display.sentences import RemarkList
from compare.display.summary_words import SummaryWords
from compare.display.table import Table
from kb.evidence.kinds import KINDS, OPTION
from kb.evidence.records import (
    KIND_OF_RECORD,
    AspectRecord,
    ClaimRecord,
    ClaimRow,
    CompanyRecord,
    FrameworkRecord,
    SourceRecord,
    name_of_record,
)
from kb.evidence.vocabulary import Vocabulary, fetch


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """How well the cells of a group are supported: how many are in each state.

    ``could`` cells could have a claim and ``covered`` of them have one (questions asked of each company stay out);
    ``ageing`` cells with claims are on questions that go stale, and ``stale`` of them are.
    """

    slug: str
    name: str
    cells: int
    claims: int
    states: Mapping[str, int]
    could: int
    covered: int
    ageing: int
    stale: int


@dataclass(frozen=True, slots=True)
class PublicChange:
    """What happened to a claim or a cell on a day: it was published, retired or resolved."""

    on: date
    event: str
    key: str
    framework: str
    aspect: str
    company: str | None
    words: str
    reason: str
    path: str

    @property
    def list_key(self) -> str:
        """What it is known by in a list: “a-claim-1/published”, “flask/orm/resolved”."""
        known = [self.key] if self.key else filter(None, (self.framework, self.aspect, self.company))
        return "/".join([*known, self.event])

    @property
    def reason_words(self) -> str:
        return self.reason.replace("-", " ")


Record = FrameworkRecord | AspectRecord | CompanyRecord | SourceRecord | GroupFigures | PublicChange

SCHEMA = 2
SUMMARY = "summary"  # the main list of a page that is the answers of a comparison alone
LICENSE = "CC BY 4.0"
NAMES_AT_ONCE = 1_000  # names that are asked for at once
LINES_AT_ONCE = 50  # of a stream: some ten to thirty kilobytes


@dataclass(frozen=True, kw_only=True)
class Content:
    """The lists and the one subject of a page.

    ``main`` names the list that ``count`` counts and that a table face writes: ``claims``, ``rows`` (the matrix),
    ``summary`` (its answers), ``choices`` (the frameworks of ``choice``), or the kind of ``records``. ``subject`` is
    what a detail page is about, named ``subject_kind``. ``summary``: the answers of a comparison, ``answers``: what
    the page of one thing says first.
    """

    main: str
    title: str
    matrix: Matrix | None = None
    table: Table | None = None
    conditional: Matrix | None = None
    claims: Collection[ClaimRow | ClaimRecord] | None = None
    records: Sequence[Record] | None = None
    records_kind: str = ""
    subject: Record | CellView | ClaimRecord | None = None
    subject_kind: str = ""
    choice: Chooser | None = None
    summary: SummaryWords | None = None
    answers: Sequence[RemarkList] = ()

    @property
    def count(self) -> int:
        """The length of the main list."""
        if self.main == "rows":
            rows = self.matrix or self.table
            return len(rows.rows) if rows else 0
        if self.choice:
            return len(self.choice.contenders)
        if self.main == SUMMARY and self.summary:
            return len(self.summary.summary.differ) + len(self.summary.summary.disputed)
        main = self.claims if self.main == "claims" else self.records
        return 0 if main is None else len(main)

    @property
    def every_claim(self) -> Collection[ClaimRow | ClaimRecord]:
        """The claims, which may be read while somebody goes through them: nobody asks first whether there are any."""
        return () if self.claims is None else self.claims

    @property
    def cells(self) -> Iterator[CellView]:
        for matrix in (self.matrix, self.conditional):
            yield from matrix.cells if matrix else ()
        if isinstance(self.subject, CellView):
            yield self.subject
        if self.choice:
            yield from self.choice.cells.values()


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What every face says about a content. ``sentence`` describes it: for the faces that say so, made when they do.
    ``origin`` is scheme and host, for absolute addresses; ``path`` is that of the page.
    """

    content: Content
    query: str
    sentence: Callable[[], str]
    revision: int
    today: date
    origin: str
    path: str
    vocabulary: Vocabulary

    @property
    def address(self) -> str:
        """Where the page of this content is."""
        return f"{self.origin}{self.path}{'?' if self.query else ''}{self.query}"


class Labels:
    """Gathers what occurs in a content. Claims may leave while they are read: whoever writes one adds it here."""

    def __init__(self, content: Content, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.needs = content.choice.offered if content.choice else None
        self.slugs: dict[str, set[str]] = {
            kind.plural: set() for kind in KINDS.values() if kind.is_named and kind is not OPTION
        }
        for rows in (content.matrix, content.table, content.conditional):
            for column in rows.columns if rows else ():
                self.add("frameworks", column.slug)
        if content.summary:
            self._summary(content.summary)
        for cell in content.cells:
            self._cell(cell)
        for record in [*(content.records or ()), content.subject]:
            self._record(record)
        if content.choice:
            for need in content.choice.offered:
                self.add("aspects", need.aspect)
            for framework in content.choice.left_out:
                self._record(framework)

    def add(self, kind: str, slug: str | None) -> None:
        if slug:
            self.slugs[kind].add(slug)

    def _summary(self, words: SummaryWords) -> None:
        for entry in (*words.summary.differ, *words.summary.disputed):
            self.add("aspects", entry.topic.aspect)
            self.add("companies", entry.topic.company)
        for column in words.columns:
            self.add("frameworks", column.slug)
        self.add("sources", words.summary.currency.largest_source)

    def _cell(self, cell: CellView) -> None:
        self.add("frameworks", cell.key.framework)
        self.add("aspects", cell.key.aspect)
        self.add("companies", cell.key.company)
        for value in cell.judgement.values:
            self.add("frameworks", value.compared_to)
            for kind, slugs in (("scopes", value.scopes), ("sources", value.sources)):
                for slug in slugs:
                    self.add(kind, slug)

    def claim(self, claim: ClaimRow | ClaimRecord) -> None:
        self.add("frameworks", claim.framework)
        self.add("frameworks", claim.compared_to)
        self.add("aspects", claim.aspect)
        self.add("companies", claim.company)
        self.add("scopes", claim.scope)
        self.add("sources", claim.source)
        self.add("sources", claim.via)

    def _record(self, record: object) -> None:
        if isinstance(record, ClaimRecord):
            self.claim(record)
        elif isinstance(record, SourceRecord):
            for slug in (record.slug, *record.derives, *record.cites, *record.derives_inferred):
                self.add("sources", slug)
            self.add("frameworks", record.framework)
            self.add("companies", record.company)
        elif kind := KIND_OF_RECORD.get(type(record)):
            self.add(kind.plural, record.slug)  # type: ignore[attr-defined]
        elif isinstance(record, GroupFigures):
            self.add("groups", record.slug)
        elif isinstance(record, PublicChange):
            self.add("frameworks", record.framework)
            self.add("aspects", record.aspect)
            self.add("companies", record.company)

    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """Slug to name of everything that was gathered, per kind, each sorted by slug."""
        aspects = self._rows("aspects")
        for row in aspects.values():
            self.add("groups", row.group)
        rows_by_kind = {kind: aspects if kind == "aspects" else self._rows(kind) for kind in self.slugs}
        names = {kind: {slug: name_of_record(row) for slug, row in rows.items()} for kind, rows in rows_by_kind.items()}
        if self.needs is None:
            return names
        return {**names, "needs": dict(sorted((need.slug, need.name) for need in self.needs))}

    def _rows(self, kind: str) -> Mapping[str, Any]:
        """What occurs of one kind. One query for each portion that is not at hand."""
        rows: Mapping[str, Any] = getattr(self.vocabulary, kind)
        slugs = sorted(self.slugs[kind])
        for start in range(0, len(slugs), NAMES_AT_ONCE):
            fetch(rows, slugs[start : start + NAMES_AT_ONCE])
        return {slug: rows[slug] for slug in slugs}


def at_once(lines: Iterable[str]) -> Iterator[str]:
    """The same text, some lines at a time: each piece of a stream passes through several hands."""
    rest = iter(lines)
    while piece := "".join(islice(rest, LINES_AT_ONCE)):
        yield piece
