"""The rules on a claim, run on many claims without a query for each.

`full_clean()` asks the database some twenty times about one claim: whether each row that it refers to is there, and
whether each constraint holds. Here what it refers to has been looked up, and the constraints that SQL would
be asked about are said again in Python. A constraint that is not said here is still asked of SQL, row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import BaseConstraint

from kb.entry.mending import VALUE_FIELDS, mending_field
from kb.models import Claim, claim_rules

# constraint → when it is broken
RULES_HERE: dict[str, Callable[[Claim], bool]] = {
    "kb_claim_not_compared_to_itself": (
        lambda claim: claim.compared_to_id is not None and claim.compared_to_id == claim.framework_id
    ),
    "kb_claim_not_via_itself": lambda claim: claim.via_id is not None and claim.via_id == claim.source_id,
    "kb_claim_stated_needs_via": lambda claim: claim.via_stated and claim.via_id is None,
}
RULES_ELSEWHERE = {
    "kb_claim_one_value": "rules.check_shape",
    "kb_claim_as_of_is_a_period": "the field's validator",
    "kb_claim_published_has_locator": "what comes in is a draft",
    "kb_claim_retired_has_reason": "what comes in is a draft",
    "kb_claim_once": "kb.importing.matching",
}
CLAIM_FIELDS = {field.name for field in Claim._meta.fields}
LOOKED_UP = {field.name for field in Claim._meta.fields if field.is_relation}


def faults_of(claim: Claim) -> Iterator[tuple[str, str]]:
    """Column (empty: the row) and message of every rule that a new or a changed draft breaks, but for uniqueness.

    No query if its aspect and option are at hand, one if its upstream is inferred.
    """
    yield from _messages_of(lambda: claim.clean_fields(exclude=LOOKED_UP))
    # a stored claim's other rules, about its key and its status, hold by the way it is changed
    yield from _messages_of(claim.clean if claim._state.adding else lambda: _check_changed(claim))
    for constraint in Claim._meta.constraints:
        yield from _broken(constraint, claim)


def _check_changed(claim: Claim) -> None:
    claim_rules.check_shape(claim)
    claim_rules.check_inferred_via(claim)


def _broken(constraint: BaseConstraint, claim: Claim) -> Iterator[tuple[str, str]]:
    if constraint.name in RULES_HERE:
        if RULES_HERE[constraint.name](claim):
            message = constraint.get_violation_error_message()
            yield from _messages(ValidationError(message, code=constraint.violation_error_code))
    elif constraint.name not in RULES_ELSEWHERE:
        yield from _messages_of(lambda: constraint.validate(Claim, claim))


def _messages_of(rule: Callable[[], Any]) -> Iterator[tuple[str, str]]:
    try:
        rule()
    except ValidationError as error:
        yield from _messages(error)


def _messages(error: ValidationError) -> Iterator[tuple[str, str]]:
    for name, errors in error.update_error_dict({}).items():
        for broken in errors:
            field = mending_field(broken, CLAIM_FIELDS) or name
            yield from ((column_of(field), message) for message in broken.messages)


def column_of(field: str) -> str:
    """The column of a file that holds a field of a claim; empty: the row."""
    return "" if field == NON_FIELD_ERRORS else "value" if field in VALUE_FIELDS else field
