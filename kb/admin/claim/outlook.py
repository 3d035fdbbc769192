"""What publishing a claim would make of its cell, before anybody decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from kb.editing.evidence_digest import digest_of
from kb.editing.workflow import Status
from kb.evidence import appraisal
from kb.evidence.judgement import CellValue, Judgement
from kb.evidence.judging import Surroundings, judge_cells
from kb.evidence.records import ADOPTION, CellKey, ClaimRecord
from kb.models import Claim, Gap, Resolution
from kb.rows.reading import read_claims, read_gaps, read_resolutions
from kb.rows.vocabulary_reading import read_vocabulary


@dataclass(frozen=True)
class CellOutlook:
    """A cell in words: as it is, or as it would become."""

    judgement: Judgement[ClaimRecord]

    @property
    def state(self) -> str:
        empty = self.judgement.empty
        return f"{self.judgement.state.value} ({empty.value})" if empty else self.judgement.state.value

    @property
    def flags(self) -> str:
        return ", ".join(flag.value.replace("_", " ") for flag in self.judgement.flags) or "none"

    @property
    def roots(self) -> str:
        return _range(self.judgement.roots_min, self.judgement.roots)

    @property
    def root_names(self) -> str:
        return ", ".join(sorted({*self.judgement.root_names, *self.judgement.root_names_min}))

    @property
    def values(self) -> list[str]:
        return [_value_words(value) for value in self.judgement.values]


@dataclass(frozen=True)
class Outlook:
    """What publishing a claim would make of its cell, and the published claims that are in it already."""

    now: CellOutlook
    then: CellOutlook

    @property
    def others(self) -> Sequence[ClaimRecord]:
        return self.now.judgement.claims

    @property
    def rows(self) -> list[tuple[str, object, object]]:
        """Each line of the comparison: what it is about, as it is, as it would become."""
        now, then = self.now, self.then
        return [
            ("State", now.state, then.state),
            ("Flags", now.flags, then.flags),
            ("Documents", now.judgement.documents, then.judgement.documents),
            ("Independent roots, at least", now.roots, then.roots),
            ("Names of the roots", now.root_names or "none", then.root_names or "none"),
        ]


def review_digest(evidence: str, view: Outlook) -> str:
    """Of what a claim rests on, and what publishing it would make of its cell, in words."""
    return digest_of([evidence, view.rows, view.now.values, view.then.values])


def outlook(claim: Claim, today: date) -> Outlook:
    """The cell of the claim, judged from what is published, and with this claim published too. 14 queries."""
    cell = Claim.objects.filter(framework=claim.framework_id, aspect=claim.aspect_id, company=claim.company_id)
    others = [record for record in read_claims(cell.published()) if record.key != claim.key]
    with_it = [*others, *(replace(record, status=Status.PUBLISHED) for record in read_claims(cell.filter(pk=claim.pk)))]
    key = CellKey(claim.framework.slug, claim.aspect.slug, claim.company.slug if claim.company else None)
    adopted = list(_adoptions(claim))
    around = _surroundings(claim)

    def side(claims: list[ClaimRecord], uses: list[tuple[str, str]]) -> CellOutlook:
        surroundings = replace(around, split=appraisal.split_companies(uses))
        return CellOutlook(judge_cells([key], claims, {}, surroundings, today)[key])

    return Outlook(now=side(others, adopted), then=side(with_it, [*adopted, *_adopts(claim, key)]))


def _surroundings(claim: Claim) -> Surroundings:
    """All that is known, with the gap and the resolution of this cell. Ten queries."""
    place = {"framework": claim.framework_id, "aspect": claim.aspect_id, "company": claim.company_id}
    gaps, resolutions = Gap.objects.filter(**place), Resolution.objects.filter(**place)
    return Surroundings(read_vocabulary(), read_gaps(gaps), read_resolutions(resolutions))


def _adoptions(claim: Claim) -> QuerySet[Any]:
    """Company and framework of the other published uses by its company."""
    uses: QuerySet[Any] = Claim.objects.published().filter(aspect__slug=ADOPTION, boolean=True, company__isnull=False)
    return uses.filter(company=claim.company_id).exclude(pk=claim.pk).values_list("company__slug", "framework__slug")


def _adopts(claim: Claim, key: CellKey) -> list[tuple[str, str]]:
    return [(key.company, key.framework)] if key.company and key.aspect == ADOPTION and claim.boolean else []


def _value_words(value: CellValue[ClaimRecord]) -> str:
    compared = f" (compared to {value.compared_to})" if value.compared_to else ""
    scopes = f", for {', '.join(value.scopes)}" if value.scopes else ""
    documents = f"{value.documents} document{'' if value.documents == 1 else 's'}"
    return f"{value.label}{compared}{scopes}: {documents}, roots {_range(value.roots_min, value.roots)}"


def _range(least: int, most: int) -> str:
    return str(most) if least == most else f"{least}–{most}"
