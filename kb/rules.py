"""Rules on claims, resolutions and gaps that SQL cannot say: they span rows or tables.

Forms, actions, imports, ``loaddata`` and code all come through here. Each function raises
`django.core.exceptions.ValidationError` with a message an editor understands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from kb.periods import parse_period

if TYPE_CHECKING:
    from kb.models.claims import CellFields, Claim, Resolution
    from kb.models.subjects import Aspect

VALUE_FIELD = {"boolean": "boolean", "choice": "option", "number": "number", "text": "text"}
VALUE_WORDS = {"boolean": "a yes or no", "choice": "an option", "number": "a number", "text": "a text"}
NEXT_STATUS = {
    "draft": {"draft", "review", "published"},
    "review": {"review", "draft", "published"},
    "published": {"published", "retired"},
    "retired": {"retired"},
}


def valid_period(text: str) -> None:
    """Validator: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""
    try:
        parse_period(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def check_claim(claim: Claim) -> None:
    """Shape, permanence of the key, and the order of statuses. One query for a stored claim."""
    check_shape(claim)
    _check_stored(claim)


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
    wanted = VALUE_FIELD[aspect.value_type]
    if filled != [wanted]:
        field = next((name for name in filled if name != wanted), wanted)
        raise ValidationError(
            {field: f"“{aspect}” takes {VALUE_WORDS[aspect.value_type]}, and exactly one value."}
        )
    if row.option_id and row.option.aspect_id != aspect.pk:  # type: ignore[union-attr]
        raise ValidationError(
            {"option": f"“{row.option.label}” is an option of “{row.option.aspect}”, not of “{aspect}”."}  # type: ignore[union-attr]
        )


def _check_stored(claim: Claim) -> None:
    """What a stored claim may not change: its key, and its way back out of publication."""
    if not claim.pk:
        return
    stored = type(claim).objects.filter(pk=claim.pk).values_list("key", "status").first()
    if stored is None:
        return
    key, status = stored
    if claim.key != key:
        raise ValidationError({"key": f"The key of a claim is permanent: {key}."})
    if claim.status not in NEXT_STATUS[status]:
        raise ValidationError({"status": f"A {status} claim cannot become {claim.status}."})


def next_key(claim: Claim) -> str:
    """Source, framework, aspect and the next free number. One query."""
    stem = f"{claim.source.slug}-{claim.framework.slug}-{claim.aspect.slug}"
    taken = type(claim).objects.filter(key__startswith=f"{stem}-").values_list("key", flat=True)
    numbers = [int(match[1]) for key in taken if (match := re.fullmatch(rf"{re.escape(stem)}-(\d+)", key))]
    return f"{stem}-{max(numbers, default=0) + 1}"
