"""Claims from one status to the next, one or many: each is saved by itself, with its rules and its history."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from kb import rollup
from kb.models import Claim

Status = Claim.Status
Move = Callable[[Claim], None]


@dataclass
class Outcome:
    """The claims that were changed, and those that were refused, each with the reason."""

    changed: list[Claim] = field(default_factory=list)
    refused: list[tuple[Claim, str]] = field(default_factory=list)


def reviewed(claim: Claim, person: Any) -> None:
    """Note who read the claim before it counts, and when."""
    claim.reviewed_by = person
    claim.reviewed_on = timezone.localdate()


def submitting() -> Move:
    return lambda claim: _set(claim, Status.REVIEW)


def publishing(person: Any) -> Move:
    def publish(claim: Claim) -> None:
        _set(claim, Status.PUBLISHED)
        reviewed(claim, person)

    return publish


def retiring(reason: str) -> Move:
    def retire(claim: Claim) -> None:
        _set(claim, Status.RETIRED)
        claim.retire_reason = reason

    return retire


def move(keys: Iterable[int], change: Move, person: Any, why: str) -> Outcome:
    """Apply the change to each claim, by key; those that a rule refuses stay as they are.

    One transaction, at the end of which the cells are rebuilt. ``why`` goes into the history.
    """
    outcome = Outcome()
    with rollup.collected():
        for claim in _locked(keys):
            try:
                change(claim)
                claim._change_reason = why  # type: ignore[attr-defined]
                claim._history_user = person  # type: ignore[attr-defined]
                claim.save()
            except ValidationError as error:
                outcome.refused.append((claim, " ".join(error.messages)))
            else:
                outcome.changed.append(claim)
    return outcome


def _locked(keys: Iterable[int]) -> Iterable[Claim]:
    claims = Claim.objects.select_for_update(of=("self",)).filter(pk__in=list(keys))
    return claims.select_related("source", "framework", "aspect", "company", "option__aspect").order_by("key")


def _set(claim: Claim, status: Status) -> None:
    if claim.status == status:
        raise ValidationError(f"It is {status.label} already.")
    claim.status = status
