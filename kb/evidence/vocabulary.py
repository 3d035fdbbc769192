"""All that claims name, by slug: kind by kind, at hand or on shelves. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import cached_property

from kb.evidence.judgement import Judgement
from kb.evidence.kinds import ThingKind
from kb.evidence.records import (
    AspectRecord,
    CellKey,
    ClaimRecord,
    ClaimRow,
    CompanyRecord,
    FrameworkRecord,
    GroupRecord,
    LinkRecord,
    NeedRecord,
    ScopeRecord,
    SourceRecord,
    place_of,
)
from kb.evidence.roots import SourceGraph
from kb.evidence.shelves import Column, Shelf

SOURCE_GRAPH = {
    "kinds": "kind",
    "derives": "derives",
    "inferred": "derives_inferred",
    "read": "read_on",
    "frameworks": "framework",
    "companies": "company",
}  # parts of a graph, and the columns of sources that they are


@dataclass(frozen=True)
class Vocabulary:
    """Everything that claims refer to, by slug, in the order in which pages list it.

    The mappings may be shelves, which read a row when it is asked for. ``links`` are there where all was read at once,
    ``needs`` for the chooser alone, ``option_renames`` (what options are called now that once had a slug) for filters.
    """

    frameworks: Mapping[str, FrameworkRecord]
    groups: Mapping[str, GroupRecord]
    aspects: Mapping[str, AspectRecord]
    scopes: Mapping[str, ScopeRecord]
    companies: Mapping[str, CompanyRecord]
    sources: Mapping[str, SourceRecord]
    links: tuple[LinkRecord, ...] = ()
    option_labels: Mapping[str, str] = field(default_factory=dict)
    option_renames: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    needs: Mapping[str, NeedRecord] = field(default_factory=dict)

    def of(self, kind: ThingKind) -> Mapping[str, Any]:
        """The records of one kind."""
        rows: Mapping[str, Any] = getattr(self, kind.plural)
        return rows

    def public(self, kind: ThingKind, slugs: Iterable[str]) -> set[str]:
        """Those of these slugs whose things anybody may see, where rows are read on demand; else those there are. They
        are at hand then. One query.
        """
        rows = self.of(kind)
        return rows.public(slugs) if isinstance(rows, Shelf) else rows.keys() & set(slugs)

    @cached_property
    def graph(self) -> SourceGraph:
        """The sources as judging sees them."""
        columns = {name: self._column(column) for name, column in SOURCE_GRAPH.items()}
        return SourceGraph(**columns)

    def _column(self, name: str) -> Mapping[str, Any]:
        if isinstance(self.sources, Shelf):
            return Column(self.sources, name)
        return {slug: getattr(source, name) for slug, source in self.sources.items()}

    @cached_property
    def aspect_order(self) -> Mapping[str, int]:
        """Slug of an aspect to its place in the comparison. Reads all aspects."""
        return {slug: place for place, slug in enumerate(self.aspects)}

    def place(self, aspect: str, company: str | None) -> str:
        """Where the row of an aspect, about a company or not, stands among all rows."""
        record = self.aspects[aspect]
        return place_of(self.groups[record.group], record, company)

    def fetch_frameworks(self, slugs: Iterable[str]) -> None:
        """Have these frameworks at hand. One query."""
        fetch(self.frameworks, slugs)

    def fetch_sources(self, slugs: Iterable[str | None]) -> None:
        """Have these sources at hand. One query."""
        fetch(self.sources, slugs)

    def fetch_cells(self, cells: Iterable[CellKey]) -> None:
        """Have the names of these cells at hand. A query for each kind."""
        cells = list(cells)
        fetch(self.aspects, (cell.aspect for cell in cells))
        fetch(self.frameworks, (cell.framework for cell in cells))
        fetch(self.companies, (cell.company for cell in cells))

    def fetch_claims(self, claims: Iterable[ClaimRow | ClaimRecord]) -> None:
        """Have all at hand that these claims name. A query for each kind."""
        claims = list(claims)
        fetch(self.frameworks, (slug for claim in claims for slug in (claim.framework, claim.compared_to)))
        self.fetch_cells(claim.cell for claim in claims)
        fetch(self.scopes, (claim.scope for claim in claims))
        fetch(self.sources, (slug for claim in claims for slug in (claim.source, claim.via)))

    def fetch_values(self, judgements: Iterable[Judgement[ClaimRecord]]) -> None:
        """Have all at hand that the values of judgements name. A query for each kind."""
        judgements = list(judgements)
        self.fetch_limits(judgements)
        fetch(self.sources, (slug for judgement in judgements for value in judgement.values for slug in value.sources))

    def fetch_limits(self, judgements: Iterable[Judgement[ClaimRecord]]) -> None:
        """Have at hand what the values of judgements are limited to: other frameworks, conditions. A query for each."""
        values = [value for judgement in judgements for value in judgement.values]
        fetch(self.frameworks, (value.compared_to for value in values))
        fetch(self.scopes, (slug for value in values for slug in value.scopes))


def fetch(rows: Mapping[str, object], slugs: Iterable[str | None]) -> None:
    """Have these rows at hand, if they are read on demand. One query."""
    if isinstance(rows, Shelf):
        rows.fetch(slugs)
