"""Rules on claims, resolutions and gaps that SQL cannot say: they span rows or tables.

Forms, actions, imports, ``loaddata`` and code all come through here. Each function raises
`django.core.exceptions.ValidationError` with a message an editor understands.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet
from django.dispatch import Signal

from kb.evidence.periods import parse_period

if TYPE_CHECKING:
    from kb.models.claims import CellFields, Claim, Resolution
    from kb.models.needs import Need
    from kb.models.sources import SourceLink
    from kb.models.subjects import Aspect, Option

CELL_FIELDS = ("framework", "aspect", "company")
VALUE_FIELD = {"boolean": "boolean", "choice": "option", "number": "number", "text": "text"}
VALUE_WORDS = {"boolean": "a yes or no", "choice": "an option", "number": "a number", "text": "a text"}
NEXT_STATUS = {
    "draft": {"draft", "review", "published"},
    "review": {"review", "draft", "published"},
    "published": {"published", "retired"},
    "retired": {"retired"},
}


BOTH_INFERRED = (
    "That the whole document comes from elsewhere and that one claim of it does cannot both be inferred: what it takes "
    "would be counted twice."
)

KEYS_FROM = r"""
    SELECT key FROM kb_claim WHERE key LIKE %s ESCAPE '\'
    UNION SELECT slug FROM kb_withdrawal WHERE kind = 'claim' AND slug LIKE %s ESCAPE '\'
"""
# a claim is about to be saved: ``claim``, and as it is ``stored`` (None: it is new); who may not, raises
claim_saving = Signal()


def valid_period(text: str) -> None:
    """Validator: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""
    try:
        parse_period(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def check_claim(claim: Claim) -> None:
    """Shape, permanence of the key, the order of statuses, and who may take a claim there (`kb.editing.workflow`).

    One query for a stored claim; at most three more where its status changes or it is published, one where its
    upstream is inferred.
    """
    check_shape(claim)
    check_inferred_via(claim)
    stored = type(claim).objects.filter(pk=claim.pk).first() if claim.pk else None
    if stored is not None:
        _check_stored(stored, claim)
    claim_saving.send(sender=type(claim), stored=stored, claim=claim)


def check_inferred_via(claim: Claim) -> None:
    """Where a whole document is inferred to come from elsewhere, none of its claims is. One query, or none."""
    inferred = claim.via_id and not claim.via_stated and claim.source_id and claim.status != "retired"
    if inferred and claim.source.links_out.filter(kind="derives", stated=False).exists():
        raise ValidationError({"via": BOTH_INFERRED})


def check_inferred_link(link: SourceLink) -> None:
    """The same, asked of the link. One query, or none."""
    if link.kind == "derives" and not link.stated and link.from_source_id:
        claims = link.from_source.claims.exclude(status="retired")
        if claims.filter(via__isnull=False, via_stated=False).exists():
            raise ValidationError({"stated": BOTH_INFERRED})


def check_shape(row: Claim | Resolution) -> None:
    """The value is of the aspect's type, an option of that aspect, and a company stands where asked."""
    check_company(row)
    if row.aspect_id:
        _check_value(row, row.aspect)


def check_company(row: CellFields) -> None:
    """A company exactly when the aspect is asked of each company."""
    if not row.aspect_id:
        return
    if row.aspect.per_company and not row.company_id:
        raise ValidationError({"company": f"“{row.aspect}” is asked of each company: choose one."})
    if row.company_id and not row.aspect.per_company:
        raise ValidationError({"company": f"“{row.aspect}” is not asked of companies: leave it empty."})


def _check_value(row: Claim | Resolution, aspect: Aspect) -> None:
    filled = [
        name
        for name in VALUE_FIELD.values()
        if getattr(row, "option_id" if name == "option" else name) not in (None, "")
    ]
    field_name = VALUE_FIELD[aspect.value_type]
    if filled != [field_name]:
        field = next((name for name in filled if name != field_name), field_name)
        raise ValidationError({field: f"“{aspect}” takes {VALUE_WORDS[aspect.value_type]}, and exactly one value."})
    if row.option_id and row.option.aspect_id != aspect.pk:  # type: ignore[union-attr]
        raise ValidationError(
            {"option": f"“{row.option.label}” is an option of “{row.option.aspect}”, not of “{aspect}”."}  # type: ignore[union-attr]
        )


def _check_stored(stored: Claim, claim: Claim) -> None:
    """What a stored claim may not change: its key, its way back out of publication, a judged cell."""
    if claim.key != stored.key:
        raise ValidationError({"key": f"The key of a claim is permanent: {stored.key}."})
    if claim.status not in NEXT_STATUS[stored.status]:
        raise ValidationError({"status": f"A {stored.status} claim cannot become {claim.status}."})
    moved = [name for name in CELL_FIELDS if getattr(claim, f"{name}_id") != getattr(stored, f"{name}_id")]
    if moved and claim.resolutions.exists():
        raise ValidationError({moved[0]: "A resolution has judged this claim in its cell; take it out there first."})


def check_resolution_claims(resolution: Resolution, claims: QuerySet[Claim]) -> None:
    """A resolution judges claims of its own cell. One query."""
    cell = {name: getattr(resolution, f"{name}_id") for name in CELL_FIELDS}
    if others := claims.exclude(**cell)[:5]:
        names = ", ".join(claim.key for claim in others)
        raise ValidationError({"claims": f"A resolution judges the claims of its own cell, not {names}."})


def check_need_options(need: Need, options: QuerySet[Option]) -> None:
    """The options of a need are answers to its aspect. One query."""
    if others := options.exclude(aspect=need.aspect_id)[:5]:
        names = ", ".join(f"“{option.label}”" for option in others)
        raise ValidationError({"options": f"Options of “{need.aspect}” satisfy this need, not {names}."})


def next_key(claim: Claim, keys: Collection[str] = ()) -> str:
    """Source, framework, aspect and the next number that no claim has or had, nor is in ``keys``. One query."""
    stem = f"{claim.source.slug}-{claim.framework.slug}-{claim.aspect.slug}"
    numbered = re.compile(rf"{re.escape(stem)}-(\d+)")
    numbers = [int(match[1]) for key in (*_keys_from(f"{stem}-"), *keys) if (match := numbered.fullmatch(key))]
    return f"{stem}-{max(numbers, default=0) + 1}"


def _keys_from(start: str) -> list[str]:
    """The keys, given or withdrawn, that begin so. One query, written out: each new claim asks it."""
    like = f"{connection.ops.prep_for_like_query(start)}%"
    with connection.cursor() as cursor:
        cursor.execute(KEYS_FROM, [like, like])
        return [key for (key,) in cursor.fetchall()]
