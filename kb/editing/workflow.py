"""Claims from one status to the next: who may take which step, when, and what is written down of it.

The one place of the steps. Pages, actions and code take them with `take` and `move`; and whatever else saves a
claim comes through `check`, called by `kb.models.claim_rules`, so that there is no way round it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from simple_history.models import HistoricalRecords

from kb.derived import upkeep
from kb.editing.authorship import OWN, PUBLISH_RIGHT, authors_of, authors_once, four_eyes
from kb.editing.evidence_columns import CLOSED, STANDING, SUBSTANCE
from kb.models import Claim
from kb.models.claim_rules import claim_saving

Look = Callable[[Sequence[Claim]], bool]  # at claims that are locked
Status = Claim.Status

OWN_NEW = "Four eyes: what you enter is reviewed by somebody else before it is published."
REVIEW_FIRST = "A draft is submitted for review before it is published."
WHY_CHANGED = "This claim is published: say why it changes."
WHY_BACK = "Say what is to be done: whoever entered it reads your comment."
NOT_AS_SEEN = "What you decide on, or what it rests on, has changed since you opened it. Look at it again, then decide."


@dataclass(frozen=True)
class Step:
    """From a status to the next. ``permission`` is what a person needs for it. ``is_tied``: to what was looked at,
    since under four eyes it can stand for a second person.
    """

    name: str
    label: str
    deed: str
    start: frozenset[str]
    to: str
    permission: str
    is_tied: bool = False


SUBMIT = Step(
    "submit", "Submit for review", "submitted for review", frozenset({Status.DRAFT}), Status.REVIEW, "kb.submit_claim",
    is_tied=True,
)  # fmt: skip
PUBLISH = Step(
    "publish", "Publish", "published", frozenset({Status.DRAFT, Status.REVIEW}), Status.PUBLISHED, PUBLISH_RIGHT,
    is_tied=True,
)  # fmt: skip
SEND_BACK = Step("send_back", "Send back", "sent back", frozenset({Status.REVIEW}), Status.DRAFT, "kb.send_back_claim")
RETIRE = Step("retire", "Retire", "retired", frozenset({Status.PUBLISHED}), Status.RETIRED, "kb.retire_claim")
STEPS: Mapping[str, Step] = {step.name: step for step in (SUBMIT, PUBLISH, SEND_BACK, RETIRE)}


@dataclass(frozen=True)
class StepOffer:
    """A step that a person may take with a claim, or why not with this one (empty: nothing is in the way)."""

    step: Step
    refusal: str


@dataclass
class MoveReport:
    """The claims that were changed, and those that were refused, each with the reason."""

    changed: list[Claim] = field(default_factory=list)
    refused: list[tuple[Claim, str]] = field(default_factory=list)


# --- taking steps ------------------------------------------------------------------------------------------------


def take(
    step: Step, claim: Claim, person: Any, why: str = "", *, retire_reason: str = "", look: Look | None = None
) -> Claim:
    """Take the claim, as it is stored, one step further. Returns it as it is stored then.

    ``look`` says whether it is still what the person has looked at. Raises PermissionDenied or ValidationError, and
    nothing has changed.
    """
    permit(step, person)
    with upkeep.collected():
        fresh: Claim = _locked([claim.pk]).get()
        _look_again(look, [fresh])
        prepare(step, fresh, person, why, retire_reason)
        fresh.save()
    return fresh


def move(
    keys: Iterable[int], step: Step, person: Any, why: str = "", *, retire_reason: str = "", look: Look | None = None
) -> MoveReport:
    """Take each of these claims one step further, by key; those that a rule refuses stay as they are.

    One transaction, at the end of which the cells are rebuilt. Raises PermissionDenied; and ValidationError, with
    nothing changed, if ``look`` says that they are not what the person has looked at.
    """
    permit(step, person)
    outcome = MoveReport()
    with upkeep.collected():
        claims = list(_locked(keys))
        _look_again(look, claims)
        with authors_once():
            authors_of([claim.pk for claim in claims] if step is PUBLISH else [])
            for claim in claims:
                try:
                    prepare(step, claim, person, why, retire_reason)
                    claim.save()
                except ValidationError as error:
                    outcome.refused.append((claim, " ".join(error.messages)))
                else:
                    outcome.changed.append(claim)
    return outcome


def _look_again(look: Look | None, claims: Sequence[Claim]) -> None:
    if look and not look(claims):
        raise ValidationError(NOT_AS_SEEN)


def prepare(step: Step, claim: Claim, person: Any, why: str = "", retire_reason: str = "") -> None:
    """Make the claim ready to be saved after this step, with its history. No query but for rights.

    The rules are checked when it is saved. An error about a missing comment has the code ``comment``.
    """
    permit(step, person)
    if claim.status == step.to:
        raise ValidationError(f"It is {Status(step.to).label} already.")
    if step is SEND_BACK and not why.strip():
        raise ValidationError(WHY_BACK, code="comment")
    claim.status = step.to
    claim.retire_reason = retire_reason
    if step is PUBLISH:
        claim.reviewed_by, claim.reviewed_on = person, timezone.localdate()
    sign(claim, person, _words(step, why.strip(), retire_reason))


def permit(step: Step, person: Any) -> None:
    """Raise PermissionDenied unless the person may take the step at all."""
    if not person.has_perm(step.permission):
        raise PermissionDenied(f"You may not do this: {step.label.lower()}.")


def may_change(claim: Claim, person: Any) -> bool:
    """Whether the person may change what it says; of a published one that is a proposal. A retired one is changed only
    by those who may publish.
    """
    retired = claim.status == Status.RETIRED
    return bool(person.has_perm("kb.change_claim") and (not retired or person.has_perm(PUBLISH.permission)))


def offers(claim: Claim, person: Any) -> list[StepOffer]:
    """The steps from where the claim is that the person has the right to. The queries of `authors_of` at most, but for
    rights.
    """
    possible = [step for step in STEPS.values() if claim.status in step.start and person.has_perm(step.permission)]
    if PUBLISH not in possible or not four_eyes():
        return [StepOffer(step, "") for step in possible]
    if claim.status == Status.DRAFT:
        return [StepOffer(step, "") for step in possible if step is not PUBLISH]
    own = authors_of([claim.pk])[claim.pk].get(person.pk, "")
    return [StepOffer(step, own if step is PUBLISH else "") for step in possible]


def _words(step: Step, why: str, retire_reason: str) -> str:
    """What the history keeps."""
    if step is RETIRE and retire_reason in Claim.RetireReason.values:
        label = str(Claim.RetireReason(retire_reason).label)
        return f"{step.deed}: {label}. {why}" if why else f"{step.deed}: {label}"
    return f"{step.deed}: {why}" if why else step.deed


def sign(row: Any, person: Any, why: str) -> None:
    """Say who saves the row next, and why: its history names them."""
    row._change_reason, row._history_user = why, person


def _locked(keys: Iterable[int]) -> QuerySet[Claim]:
    claims: QuerySet[Claim] = Claim.objects.select_for_update(of=("self",)).filter(pk__in=list(keys))
    return claims.select_related("source", "framework", "aspect", "company", "option__aspect").order_by("key")


# --- what holds whichever way a claim is saved -------------------------------------------------------------------


def connect() -> None:
    """Look at every claim that is saved."""
    claim_saving.connect(_look, sender=Claim)


def _look(stored: Claim | None, claim: Claim, **kwargs: Any) -> None:
    check(stored, claim)


def check(stored: Claim | None, claim: Claim) -> None:
    """Whether whoever saves the claim may. ``stored`` is None for a new one, which begins as a draft.

    Code without a person (commands, fixtures) is asked only that a stored draft is not published unreviewed.
    Raises PermissionDenied or ValidationError. No query for a draft that stays one; at most three for others.
    """
    before = stored.status if stored else Status.DRAFT
    person = acting(claim)
    if claim.status != before:
        _check_step(before, stored, claim, person)
    if stored and before in CLOSED and person is not None:
        _check_correction(stored, claim, person)


def _check_step(before: str, stored: Claim | None, claim: Claim, person: Any) -> None:
    steps = (step for step in STEPS.values() if before in step.start and step.to == claim.status)
    step = next(steps, None)
    if person is None:
        if step is PUBLISH and stored and before == Status.DRAFT and four_eyes():
            raise ValidationError({"status": REVIEW_FIRST})
        return
    if step is None:
        raise ValidationError({"status": f"A {before} claim cannot become {claim.status}."})
    permit(step, person)
    if step is PUBLISH and four_eyes():
        _check_four_eyes(before, stored, claim, person)


def _check_four_eyes(before: str, stored: Claim | None, claim: Claim, person: Any) -> None:
    if stored is None:
        raise ValidationError({"status": OWN_NEW})
    if before == Status.DRAFT:
        raise ValidationError({"status": REVIEW_FIRST})
    if refusal := OWN if _differs(stored, claim) else authors_of([stored.pk])[stored.pk].get(person.pk):
        raise ValidationError({"status": refusal})


def _check_correction(stored: Claim, claim: Claim, person: Any) -> None:
    """Something published changes with a reason; what it says, as `kb.editing.trials` has it."""
    columns = [column.attname for column in Claim._meta.concrete_fields if column.name not in STANDING]
    if all(getattr(stored, name) == getattr(claim, name) for name in columns):
        return
    if not may_change(stored, person):
        raise PermissionDenied("Only those who publish change what is retired.")
    if not (getattr(claim, "_change_reason", "") or "").strip():
        raise ValidationError({"change_reason": WHY_CHANGED})


def _differs(stored: Claim, claim: Claim) -> bool:
    return any(getattr(stored, name) != getattr(claim, name) for name in SUBSTANCE)


def acting(row: Any) -> Any | None:
    """Whom the history will name: the person given with the row, else whoever's request this is."""
    if hasattr(row, "_history_user"):
        return row._history_user
    person = getattr(getattr(HistoricalRecords.context, "request", None), "user", None)
    return person if person is not None and person.is_authenticated else None


# --- what waits --------------------------------------------------------------------------------------------------


def waiting() -> QuerySet[Claim]:
    """The claims in review, oldest first, each with ``submission``: the entry of its history that submitted it."""
    history: Any = Claim.history.model.objects
    earlier = history.filter(id=OuterRef("id")).exclude(status=Status.REVIEW).order_by("-history_id")
    since = Coalesce(Subquery(earlier.values("history_id")[:1]), 0)
    entries = history.filter(id=OuterRef("pk"), status=Status.REVIEW, history_id__gt=since).order_by("history_id")
    claims = Claim.objects.filter(status=Status.REVIEW)
    queue: QuerySet[Claim] = claims.annotate(submission=Subquery(entries.values("history_id")[:1]))
    return queue.order_by(F("submission").asc(nulls_first=True), "pk")


def last_comment(claim: Claim) -> Any | None:
    """The entry of its history that sent a draft back, with the comment; None if nothing did. One query."""
    if claim.status != Status.DRAFT:
        return None
    entries = Claim.history.filter(id=claim.pk, history_change_reason__startswith=f"{SEND_BACK.deed}: ")
    return entries.select_related("history_user").order_by("-history_id").first()
