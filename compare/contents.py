"""What an address shows, before any face: frozen, complete, and the same for all of them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import cached_property

from compare.cells import Cell
from compare.choosing import Chooser
from compare.display.table import Table
from compare.matrix import Matrix
from kb.records import (
    AspectRecord,
    ClaimRecord,
    CompanyRecord,
    FrameworkRecord,
    SourceRecord,
    Vocabulary,
)  # fmt: skip


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
class Change:
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
    def reason_words(self) -> str:
        return self.reason.replace("-", " ")


Record = FrameworkRecord | AspectRecord | CompanyRecord | SourceRecord | GroupFigures | Change

SCHEMA = 1
LICENSE = "CC BY 4.0"


@dataclass(frozen=True, kw_only=True)
class Content:
    """The lists and the one subject of a page.

    ``main`` names the list that ``count`` counts and that a table face writes: ``claims``, ``rows`` (the
    matrix), ``choices`` (the frameworks of ``choice``), or the kind of ``records``. ``subject`` is what a detail
    page is about, named ``subject_kind``.
    """

    main: str
    title: str
    matrix: Matrix | None = None
    table: Table | None = None
    conditional: Matrix | None = None
    claims: Sequence[ClaimRecord] | None = None
    records: Sequence[Record] | None = None
    records_kind: str = ""
    subject: Record | Cell | ClaimRecord | None = None
    subject_kind: str = ""
    choice: Chooser | None = None

    @property
    def count(self) -> int:
        """The length of the main list."""
        if self.main == "rows":
            rows = self.matrix or self.table
            return len(rows.rows) if rows else 0
        if self.choice:
            return len(self.choice.contenders)
        return len((self.claims if self.main == "claims" else self.records) or ())

    @property
    def cells(self) -> Iterator[Cell]:
        for matrix in (self.matrix, self.conditional):
            yield from matrix.cells if matrix else ()
        if isinstance(self.subject, Cell):
            yield self.subject
        if self.choice:
            yield from self.choice.cells.values()


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What every face says about a content. ``origin`` is scheme and host, for absolute addresses."""

    content: Content
    query: str
    description: str
    revision: int
    judged_on: date
    origin: str
    vocabulary: Vocabulary

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """Slug to name of everything that occurs, per kind, each sorted by slug."""
        seen = _Seen(self.vocabulary)
        content = self.content
        for rows in (content.matrix, content.table, content.conditional):
            for column in rows.columns if rows else ():
                seen.add("frameworks", column.slug)
        for cell in content.cells:
            seen.cell(cell)
        claims = list(content.claims or ())
        if isinstance(content.subject, ClaimRecord):
            claims.append(content.subject)
        for claim in claims:
            seen.claim(claim)
        for record in [*(content.records or ()), content.subject]:
            seen.record(record)
        if content.choice is None:
            return seen.labels()
        for need in content.choice.offered:
            seen.add("aspects", need.aspect)
        for framework in content.choice.left_out:
            seen.record(framework)
        return {**seen.labels(), "needs": dict(sorted((need.slug, need.name) for need in content.choice.offered))}


class _Seen:
    """Gathers the slugs that occur."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.slugs: dict[str, set[str]] = {
            kind: set() for kind in ("frameworks", "aspects", "groups", "companies", "scopes", "sources")
        }

    def add(self, kind: str, slug: str | None) -> None:
        if slug:
            self.slugs[kind].add(slug)
            if kind == "aspects":
                self.slugs["groups"].add(self.vocabulary.aspects[slug].group)

    def cell(self, cell: Cell) -> None:
        self.add("frameworks", cell.key.framework)
        self.add("aspects", cell.key.aspect)
        self.add("companies", cell.key.company)
        for value in cell.judgement.values:
            self.add("frameworks", value.compared_to)
            for kind, slugs in (("scopes", value.scopes), ("sources", value.sources)):
                for slug in slugs:
                    self.add(kind, slug)

    def claim(self, claim: ClaimRecord) -> None:
        self.add("frameworks", claim.framework)
        self.add("frameworks", claim.compared_to)
        self.add("aspects", claim.aspect)
        self.add("companies", claim.company)
        self.add("scopes", claim.scope)
        self.add("sources", claim.source)
        self.add("sources", claim.via)

    def record(self, record: object) -> None:
        if isinstance(record, SourceRecord):
            for slug in (record.slug, *record.derives, *record.cites):
                self.add("sources", slug)
        elif isinstance(record, FrameworkRecord):
            self.add("frameworks", record.slug)
        elif isinstance(record, AspectRecord):
            self.add("aspects", record.slug)
        elif isinstance(record, CompanyRecord):
            self.add("companies", record.slug)
        elif isinstance(record, GroupFigures):
            self.add("groups", record.slug)
        elif isinstance(record, Change):
            self.add("frameworks", record.framework)
            self.add("aspects", record.aspect)
            self.add("companies", record.company)

    def labels(self) -> Mapping[str, Mapping[str, str]]:
        rows: Mapping[str, Mapping[str, object]] = {
            "frameworks": self.vocabulary.frameworks,
            "aspects": self.vocabulary.aspects,
            "groups": self.vocabulary.groups,
            "companies": self.vocabulary.companies,
            "scopes": self.vocabulary.scopes,
            "sources": self.vocabulary.sources,
        }
        return {kind: {slug: _name(rows[kind][slug]) for slug in sorted(slugs)} for kind, slugs in self.slugs.items()}


def _name(record: object) -> str:
    return record.title if isinstance(record, SourceRecord) else str(record.name)  # type: ignore[attr-defined]
