"""A cell as its page in the admin shows it: what every side says, and where it comes from.

A cell is known by its slugs: its row in the roll-up is written anew whenever anything in it changes, and an
empty cell has none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from kb.evidence.judgement import CellValue, Judgement, State
from kb.evidence.judging import Surroundings, judge_cells
from kb.evidence.records import CellKey, ClaimRecord, GapRecord, ResolutionRecord, SourceRecord
from kb.evidence.roots import Mode, Upstream
from kb.evidence.vocabulary import Vocabulary
from kb.models import Aspect, Claim, Company, Framework, Gap, Resolution
from kb.rows.reading import read_claims, read_gaps, read_resolutions
from kb.rows.vocabulary_reading import read_vocabulary
from kb.wording import roots_words

READ = (State.CONTESTED, State.RESOLVED)


@dataclass(frozen=True)
class CellAddress:
    """The rows that an address names."""

    framework: Framework
    aspect: Aspect
    company: Company | None

    @property
    def key(self) -> CellKey:
        return CellKey(self.framework.slug, self.aspect.slug, self.company.slug if self.company else None)

    @property
    def rows(self) -> dict[str, Any]:
        """As a filter, or as the fields of a row of this cell."""
        return {"framework": self.framework, "aspect": self.aspect, "company": self.company}

    @property
    def title(self) -> str:
        names = [self.framework.name, self.aspect.name] + ([self.company.name] if self.company else [])
        return ", ".join(names)

    def address(self, page: str = "page") -> str:
        return cell_address(*self.key, page=page)


@dataclass(frozen=True)
class ClaimReport:
    """A claim, with the sources that it names and where its walk upstream ends."""

    record: ClaimRecord
    key: int
    source_key: int
    source: SourceRecord
    via: SourceRecord | None
    scope_name: str
    ends: tuple[SourceRecord, ...]
    unjudged: bool  # it came after the reading that there is


@dataclass(frozen=True)
class SideReport:
    """One value with its evidence in words. ``token`` stands for it in the form."""

    cell_value: CellValue[ClaimRecord]
    compared_to: str
    scopes: str
    claims: tuple[ClaimReport, ...]

    @property
    def token(self) -> str:
        return f"{self.cell_value.value}|{self.cell_value.compared_to or ''}"

    @property
    def words(self) -> str:
        return roots_words(self.cell_value.documents, self.cell_value.roots, self.cell_value.roots_min)

    @property
    def label(self) -> str:
        """“easy, compared to Django”."""
        return f"{self.cell_value.label}, compared to {self.compared_to}" if self.compared_to else self.cell_value.label


@dataclass(frozen=True)
class CellReport:
    """A cell as it stands now."""

    place: CellAddress
    judgement: Judgement[ClaimRecord]
    sides: tuple[SideReport, ...]
    resolution: ResolutionRecord | None
    gap: GapRecord | None
    under_way: int

    @property
    def can_be_read(self) -> bool:
        return self.judgement.state in READ

    @property
    def is_empty(self) -> bool:
        return self.judgement.state == State.EMPTY

    @property
    def words(self) -> str:
        return roots_words(self.judgement.documents, self.judgement.roots, self.judgement.roots_min)

    @property
    def flags(self) -> str:
        return ", ".join(flag.replace("_", " ") for flag in self.judgement.flags)

    @property
    def gap_words(self) -> str:
        return str(Gap.Absence(self.gap.kind).label) if self.gap else ""

    @property
    def unjudged(self) -> list[ClaimReport]:
        return [claim for side in self.sides for claim in side.claims if claim.unjudged]

    @cached_property
    def versions(self) -> dict[str, str]:
        """What the claims say, by key, as short marks: so that a form can tell whether they still say it."""
        return {claim.key: _mark(claim) for claim in self.judgement.claims}

    @property
    def seen(self) -> list[str]:
        return [f"{key}:{mark}" for key, mark in self.versions.items()]

    @property
    def reading(self) -> str:
        """Marks the reading or the absence that is stored; empty if there is none."""
        stored = self.gap if self.is_empty else self.resolution
        if isinstance(stored, ResolutionRecord):
            return _mark((stored.value_label, stored.reason, stored.explanation, sorted(stored.claims)))
        return _mark(stored) if stored else ""


def _mark(record: object) -> str:
    return hashlib.sha256(repr(record).encode()).hexdigest()[:16]


def place_of(framework: str, aspect: str, company: str = "") -> CellAddress:
    """The rows behind the slugs; Http404 if there is no such cell. Three queries."""
    place = CellAddress(
        _row_of(Framework, framework), _row_of(Aspect, aspect), _row_of(Company, company) if company else None
    )
    if place.aspect.per_company != bool(company):
        raise Http404(f"“{place.aspect}” is {'' if place.aspect.per_company else 'not '}asked of each company.")
    return place


def _row_of(model: Any, slug: str) -> Any:
    row = model.objects.filter(slug=slug).first()
    if row is None:
        raise Http404(f"There is no {model._meta.verbose_name} “{slug}”.")
    return row


def cell_report(place: CellAddress, today: date) -> CellReport:
    """Judge the cell as it stands now. Thirteen queries."""
    vocabulary, published = read_vocabulary(), Claim.objects.published().filter(**place.rows)
    claims, key = read_claims(published), place.key
    gap = read_gaps(Gap.objects.filter(**place.rows)).get(key)
    resolution = read_resolutions(Resolution.objects.filter(**place.rows)).get(key)
    surroundings = Surroundings(vocabulary, {key: gap} if gap else {}, {key: resolution} if resolution else {})
    judgement = judge_cells([key], claims, {}, surroundings, today)[key]
    keys = {claim: pair for claim, *pair in published.values_list("key", "pk", "source_id")}
    return CellReport(
        place=place,
        judgement=judgement,
        sides=tuple(_sides(judgement, vocabulary, keys, resolution.claims if resolution else None)),
        resolution=resolution,
        gap=gap,
        under_way=Claim.objects.filter(**place.rows, status__in=[Claim.Status.DRAFT, Claim.Status.REVIEW]).count(),
    )


def _sides(
    judgement: Judgement[ClaimRecord], vocabulary: Vocabulary, keys: Mapping[str, Any], resolved: Iterable[str] | None
) -> Iterable[SideReport]:
    upstream = Upstream(judgement.claims, vocabulary.graph, Mode.MIN)
    for value in judgement.values:
        claims = tuple(
            ClaimReport(
                record=claim,
                key=keys[claim.key][0],
                source_key=keys[claim.key][1],
                source=vocabulary.sources[claim.source],
                via=vocabulary.sources[claim.via] if claim.via else None,
                scope_name=vocabulary.scopes[claim.scope].name if claim.scope else "",
                ends=tuple(vocabulary.sources[name] for name in upstream.trace(claim).roots),
                unjudged=resolved is not None and claim.key not in resolved,
            )
            for claim in value.claims
        )
        compared_to = vocabulary.frameworks[value.compared_to].name if value.compared_to else ""
        yield SideReport(value, compared_to, ", ".join(vocabulary.scopes[slug].name for slug in value.scopes), claims)


def cell_address(framework: str, aspect: str, company: str | None = None, page: str = "page") -> str:
    """The admin's page of the cell, or the one where its absence is recorded."""
    return reverse(f"admin:kb_cell_{page}", args=[part for part in (framework, aspect, company) if part])
