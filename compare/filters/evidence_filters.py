"""Second stage: which claims count. Cells are judged from these alone."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from compare.filters.base_filter import EVIDENCE, PeriodField, SlugsFilter, StagedFilter
from kb.evidence.kinds import SCOPE, SOURCE
from kb.evidence.periods import Period
from kb.evidence.records import ClaimRecord
from kb.evidence.vocabulary import Vocabulary
from kb.models import Source


class PeriodFilter(StagedFilter, django_filters.CharFilter):  # type: ignore[misc]
    """Claims whose period overlaps with the time from, or up to, a year, month or day."""

    field_class = PeriodField
    stage = EVIDENCE
    takes = "a year, month or day: 2024, 2024-11, 2024-11-30"
    repeats_input = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(help_text="2024, 2024-11 or 2024-11-30", **kwargs)


class SinceFilter(PeriodFilter):
    def filter(self, qs: QuerySet[Any], value: Period | None) -> QuerySet[Any]:
        return qs.since(value.start) if value else qs  # type: ignore[attr-defined]

    def passes(self, claim: ClaimRecord, value: Period, vocabulary: Vocabulary) -> bool:
        return claim.period is not None and claim.period.end >= value.start


class UntilFilter(PeriodFilter):
    def filter(self, qs: QuerySet[Any], value: Period | None) -> QuerySet[Any]:
        return qs.until(value.end) if value else qs  # type: ignore[attr-defined]

    def passes(self, claim: ClaimRecord, value: Period, vocabulary: Vocabulary) -> bool:
        return claim.period is not None and claim.period.start <= value.end


EVIDENCE_FILTERS = {
    "source": SlugsFilter(
        stage=EVIDENCE,
        kind=SOURCE,
        field_name="source__slug",
        of=lambda claim, vocabulary: claim.source,
        words="said by {}",
        effect="claims of these sources",
    ),
    "source_kind": SlugsFilter(
        stage=EVIDENCE,
        field_name="source__kind",
        of=lambda claim, vocabulary: vocabulary.sources[claim.source].kind,
        label="Kind of source",
        noun="kind of source",
        fixed={str(kind): str(label) for kind, label in Source.Kind.choices},
        words="from sources of the kind {}",
        effect="claims of sources of these kinds",
    ),
    "scope": SlugsFilter(
        stage=EVIDENCE,
        kind=SCOPE,
        field_name="scope__slug",
        of=lambda claim, vocabulary: claim.scope,
        words="limited to {}",
        effect="claims limited to these conditions",
    ),
    "since": SinceFilter(
        label="Since", words="holding since {}", effect="claims whose period reaches that time or later"
    ),
    "until": UntilFilter(label="Until", words="holding until {}", effect="claims whose period begins by then"),
}
