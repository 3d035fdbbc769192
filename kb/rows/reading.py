"""From rows to records: reads the base, a fixed number of queries for any size.

Everything that judges or arranges works on the records and never sees the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from django.db.models import QuerySet

from kb.evidence.judgement import Value
from kb.evidence.periods import period_of
from kb.evidence.records import (
    CellKey,
    ClaimRecord,
    ClaimRow,
    GapRecord,
    ResolutionRecord,
)
from kb.models import (
    Claim,
    Gap,
    Resolution,
)  # fmt: skip
from kb.rows.statements import Statement
from kb.wording import number_words, plain


class ClaimColumns(NamedTuple):
    """What is read of a claim, or of an entry of its history, by query path."""

    key: str
    source__slug: str
    framework__slug: str
    aspect__slug: str
    company__slug: str | None
    option__slug: str | None
    option__label: str | None
    number: Decimal | None
    boolean: bool | None
    text: str
    aspect__unit: str
    scope__slug: str | None
    compared_to__slug: str | None
    as_of: str
    source__modified_on: str
    source__published_on: str
    hedged: bool
    via__slug: str | None
    via_stated: bool
    locator: str
    quote: str
    statement: str
    status: str
    retire_reason: str
    reviewed_on: date | None


CLAIM_PATHS = ClaimColumns._fields
CLAIMS = Statement(Claim, *CLAIM_PATHS, order="1")


def read_claims(claims: QuerySet[Any]) -> list[ClaimRecord]:
    """The claims of a queryset as records, by key. One query."""
    return [claim_record(row) for row in CLAIMS.of(claims)]


def read_claims_of(keys: Collection[str]) -> list[ClaimRecord]:
    """The claims with these keys as records, by key. One query."""
    return [claim_record(row) for row in CLAIMS.among("key", keys)]


def claim_record(row: Iterable[Any]) -> ClaimRecord:
    """One row of `CLAIM_PATHS` as a record."""
    columns = ClaimColumns._make(row)
    value, label = value_and_label(
        columns.option__slug,
        columns.option__label,
        columns.number,
        columns.boolean,
        columns.text,
        columns.aspect__unit,
    )
    return ClaimRecord(
        key=columns.key,
        source=columns.source__slug,
        framework=columns.framework__slug,
        aspect=columns.aspect__slug,
        company=columns.company__slug,
        value=value,
        value_label=label,
        scope=columns.scope__slug,
        compared_to=columns.compared_to__slug,
        as_of=columns.as_of,
        period=period_of(columns.as_of, columns.source__modified_on, columns.source__published_on),
        hedged=columns.hedged,
        via=columns.via__slug,
        via_stated=columns.via_stated,
        locator=columns.locator,
        quote=columns.quote,
        statement=columns.statement,
        status=columns.status,
        retire_reason=columns.retire_reason,
        reviewed_on=columns.reviewed_on,
    )


NUMBER_FIELD = Claim._meta.get_field("number")


_as_row = partial(tuple.__new__, ClaimRow)  # without the check of `_make` that there are enough of them


def claim_row(columns: Sequence[Any]) -> ClaimRow:
    """A row as a database gives it: numbers and truth as it has them, the value as the six columns of
    `value_and_label`, and all else in the order of `ClaimRow`.
    """
    # unpacked at once: a stream does this for each claim of the base
    (
        key, framework, aspect, company, option, option_label, number, boolean, text, unit, scope, compared_to, as_of,
        hedged, source, via, via_stated, locator, quote, statement, status,
    ) = columns  # fmt: skip
    value, label = value_and_label(
        option,
        option_label,
        None if number is None else NUMBER_FIELD.to_python(number),
        None if boolean is None else bool(boolean),
        text,
        unit,
    )
    return _as_row((
        key, framework, aspect, company, value, label, scope, compared_to, as_of, bool(hedged), source, via,
        bool(via_stated), locator, quote, statement, status,
    ))  # fmt: skip


def value_and_label(
    option: str | None, option_label: str | None, number: Decimal | None, boolean: bool | None, text: str, unit: str
) -> tuple[Value, str]:  # fmt: skip
    """The typed value of four columns, and how it reads: an option's label, yes or no, a number with its unit."""
    if option is not None:
        return option, option_label or option
    if number is not None:
        short = plain(number)
        return short, number_words(short, unit)
    if boolean is not None:
        return boolean, "yes" if boolean else "no"
    return text, text


def label_of(row: Any) -> str:
    """How the value of a claim or resolution reads. No query if its option and aspect are at hand."""
    option = row.option
    slug, label = (option.slug, option.label) if option else (None, None)
    return value_and_label(slug, label, row.number, row.boolean, row.text, row.aspect.unit)[1]


GAPS = Statement(Gap, "framework__slug", "aspect__slug", "company__slug", "kind", "searched_on", "note", order="1")


def read_gaps(gaps: QuerySet[Any]) -> dict[CellKey, GapRecord]:
    """Recorded absences by cell. One query."""
    return gaps_by_cell(GAPS.of(gaps))


def gaps_by_cell(rows: Iterable[Sequence[Any]]) -> dict[CellKey, GapRecord]:
    """Rows of `GAPS` as records."""
    return {CellKey(*row[:3]): GapRecord(*row[3:]) for row in rows}


RESOLUTIONS = Statement(
    Resolution, "framework__slug", "aspect__slug", "company__slug", "option__slug", "option__label", "number",
    "boolean", "text", "aspect__unit", "compared_to__slug", "reason", "explanation", "resolved_on", "claims__key",
    order="1, 2, 3, 14",
)  # fmt: skip
REASON_LABELS = {str(value): str(label) for value, label in Resolution.Reason.choices}


def read_resolutions(resolutions: QuerySet[Any]) -> dict[CellKey, ResolutionRecord]:
    """Editors' readings by cell, with the claims they judged. One query."""
    return resolutions_by_cell(RESOLUTIONS.of(resolutions))


def resolutions_by_cell(rows: Iterable[Sequence[Any]]) -> dict[CellKey, ResolutionRecord]:
    """Rows of `RESOLUTIONS`, one for each claim, as records."""
    by_cell: dict[CellKey, tuple[Any, ...]] = {}
    claims_of: dict[CellKey, set[str]] = defaultdict(set)
    for *columns, claim in rows:
        key = CellKey(*columns[:3])
        by_cell[key] = tuple(columns[3:])
        claims_of[key] |= {claim} - {None}
    return {key: _resolution(columns, claims_of[key]) for key, columns in by_cell.items()}


def _resolution(columns: Sequence[Any], claims: Collection[str]) -> ResolutionRecord:
    *value, compared_to, reason, explanation, resolved_on = columns
    return ResolutionRecord(
        value_label=value_and_label(*value)[1],
        compared_to=compared_to,
        reason=reason,
        reason_label=REASON_LABELS[reason],
        explanation=explanation,
        resolved_on=resolved_on,
        claims=frozenset(claims),
    )
