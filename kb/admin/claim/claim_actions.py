"""What an editor does with many claims at once. Each action asks first, then says what it did, what not, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.actions import delete_selected as delete_confirmed
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from kb.admin.base.evidence_lines import claims_first_seen, evidence_lines
from kb.admin.claim.review import CLAIM_REFERENCES, content_lines
from kb.editing import proposal_steps, trials
from kb.editing.evidence_digest import evidence_digest
from kb.editing.proposal_steps import Origin
from kb.editing.workflow import PUBLISH, RETIRE, SEND_BACK, SUBMIT, MoveReport, Step, move
from kb.models import Claim
from kb.models.claims import ClaimQuerySet
from kb.rows.reading import label_of
from kb.wording import quantity

MOST_KEYS_LISTED = 20
MOST_AT_A_LOOK = 50  # that are submitted or published, each of which is looked at
EXPLAINED = {
    SUBMIT: "Somebody else reviews them. Only drafts are submitted; the others stay as they are.",
    PUBLISH: "What is published counts in its cell, and anybody can read it.",
    SEND_BACK: "They become drafts again, with your comment. Only claims in review are sent back.",
    RETIRE: "A retired claim keeps its page and shows its reason. It counts in no cell, and cannot come back. "
    "Only published claims are retired; the others stay as they are. Somebody else decides on it, if there is one.",
}


class StepForm(forms.Form):
    """Words for the history of each claim."""

    why = forms.CharField(
        label="In words",
        max_length=300,
        required=False,
        help_text="Kept in the history of each claim.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


class SendBackForm(StepForm):
    """What is to be done with claims that are sent back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = True
        self.fields["why"].label = "Comment"
        self.fields["why"].help_text = "What is to be done. Whoever entered it reads it on the page of the claim."


class RetireForm(StepForm):
    """Why claims are retired: the reason that their pages show, and words for their history."""

    reason = forms.ChoiceField(choices=Claim.RetireReason.choices, widget=forms.RadioSelect)
    field_order = ["reason", "why"]


FORMS: dict[Step, type[StepForm]] = {SEND_BACK: SendBackForm, RETIRE: RetireForm}


@admin.action(permissions=["submit"], description="Submit for review")
def submit_for_review(table: Any, request: HttpRequest, claims: ClaimQuerySet) -> HttpResponse | None:
    return _step_page(table, request, claims, SUBMIT, "submit_for_review")


@admin.action(permissions=["publish"], description="Publish")
def publish(table: Any, request: HttpRequest, claims: ClaimQuerySet) -> HttpResponse | None:
    return _step_page(table, request, claims, PUBLISH, "publish")


@admin.action(permissions=["send_back"], description="Send back, with a comment")
def send_back(table: Any, request: HttpRequest, claims: ClaimQuerySet) -> HttpResponse | None:
    return _step_page(table, request, claims, SEND_BACK, "send_back")


@admin.action(permissions=["retire"], description="Retire, with a reason")
def retire(table: Any, request: HttpRequest, claims: ClaimQuerySet) -> HttpResponse | None:
    return _step_page(table, request, claims, RETIRE, "retire")


@admin.action(permissions=["delete"], description="Delete drafts")
def delete_selected(table: Any, request: HttpRequest, claims: ClaimQuerySet) -> HttpResponse | None:
    """Django's own deletion; none of them, if one was ever published."""
    if keys := list(claims.once_published().values_list("key", flat=True)[:MOST_KEYS_LISTED]):
        message = f"Nothing was deleted. What was once published is retired, never deleted: {', '.join(keys)}."
        table.message_user(request, message, messages.ERROR)
        return None
    return delete_confirmed(table, request, claims)


CLAIM_ACTIONS = (submit_for_review, publish, send_back, retire, delete_selected)


def permit_action(table: Any, request: HttpRequest) -> None:
    """Refuse aloud an action that the person has no right to: Django would only not find it."""
    if request.method == "POST":
        actions = set(request.POST.getlist("action")) & {action.__name__ for action in CLAIM_ACTIONS}
        if not actions <= set(table.get_actions(request)):
            raise PermissionDenied


def may_take(request: HttpRequest, step: Step) -> bool:
    """Whether the person has the permission of a step; its guards are asked claim by claim."""
    return bool(request.user.has_perm(step.permission))


def _step_page(table: Any, request: HttpRequest, claims: ClaimQuerySet, step: Step, action: str) -> HttpResponse | None:
    """First a page that asks, then the deed."""
    if step.is_tied and claims.count() > MOST_AT_A_LOOK:
        message = f"Nothing was {step.deed}. Choose {MOST_AT_A_LOOK} at most: each has to be looked at."
        table.message_user(request, message, messages.ERROR)
        return None
    form = FORMS.get(step, StepForm)(request.POST if "confirmed" in request.POST else None)
    if not form.is_valid():
        return _ask(table, request, claims, (step, action), form)
    entries = form.cleaned_data
    chosen = list(claims.values_list("pk", flat=True))
    if step is RETIRE and not proposal_steps.decides_alone(request.user):
        _propose(table, request, chosen, entries)
        return None
    look = partial(_is_same, request) if step.is_tied else None
    try:
        outcome = move(chosen, step, request.user, entries["why"], retire_reason=entries.get("reason", ""), look=look)
    except ValidationError as error:
        form.add_error(None, error)
        return _ask(table, request, claims.all(), (step, action), form)
    for claim in outcome.changed:
        table.log_change(request, claim, claim._change_reason)  # type: ignore[attr-defined]
    _report(table, request, outcome, step.deed)
    return None


def _is_same(request: HttpRequest, claims: Sequence[Claim]) -> bool:
    return evidence_digest(claims, lock=True) == request.POST.get("seen", "")


def _propose(table: Any, request: HttpRequest, keys: Iterable[int], entries: Mapping[str, str]) -> None:
    """That each of these is retired, as a proposal of its own; what is refused is said. Some queries for each."""
    refused = MoveReport()
    made = 0
    for key in keys:
        with trials.tried() as trial:
            outcome = move([key], RETIRE, request.user, entries["why"], retire_reason=entries["reason"])
        refused.refused += outcome.refused
        if trial.weighs:
            page = reverse("admin:kb_claim_change", args=[key])
            proposal_steps.make(trial, request.user, trial.reason, Origin(page))
            made += 1
    if made:
        words = f"Nothing has changed yet: {quantity(made, 'proposal')} to retire, which somebody else decides on."
        table.message_user(request, words, messages.SUCCESS)
    _report(table, request, refused, RETIRE.deed)


def _report(table: Any, request: HttpRequest, outcome: MoveReport, deed: str) -> None:
    if outcome.changed:
        table.message_user(request, f"{_claims(len(outcome.changed))} {deed}.", messages.SUCCESS)
    if outcome.refused:
        table.message_user(request, f"{_claims(len(outcome.refused))} not {deed}:", messages.WARNING)
    for claim, why in outcome.refused[:MOST_KEYS_LISTED]:
        table.message_user(request, f"{claim.key}: {why}", messages.WARNING)
    if (more := len(outcome.refused) - MOST_KEYS_LISTED) > 0:
        table.message_user(request, f"… and {more} more.", messages.WARNING)


def _ask(
    table: Any, request: HttpRequest, claims: ClaimQuerySet, deed: tuple[Step, str], form: StepForm
) -> HttpResponse:
    step, action = deed
    across = request.POST.get("select_across") == "1" and not step.is_tied
    count = claims.count()
    seen = evidence_digest(list(claims)) if step.is_tied else ""
    listed = list(claims.select_related(*CLAIM_REFERENCES)[: MOST_AT_A_LOOK if step.is_tied else MOST_KEYS_LISTED])
    context: dict[str, Any] = {
        **table.admin_site.each_context(request),
        "title": f"{step.label}: {_claims(count)}",
        "opts": table.opts,
        "media": table.media,
        "form": form,
        "step": step,
        "explained": EXPLAINED[step],
        "action": action,
        "lines": [(claim, label_of(claim), _words_of(claim, step)) for claim in listed],
        "first_seen": claims_first_seen(listed) if step.is_tied else [],
        "more": max(count - len(listed), 0),
        "seen": seen,
        "checkbox": helpers.ACTION_CHECKBOX_NAME,
        "across": int(across),
        # all of a long list go by one of them; Django takes no form with thousands of fields
        "selected": _keys(request, listed if step.is_tied else None, across),
    }
    return TemplateResponse(request, "admin/kb/claim/step.html", context)


def _words_of(claim: Claim, step: Step) -> list[tuple[str, str]]:
    """What the claim says, and of what is looked at also its source. No query."""
    source = "; ".join(f"{label}: {words}" for label, words in evidence_lines(claim.source)) if step.is_tied else ""
    return [*content_lines(claim), *([("This source", source)] if source else [])]


def _keys(request: HttpRequest, claims: Sequence[Claim] | None, across: bool) -> list[str]:
    """The keys that go along: of what is looked at exactly those that are shown."""
    if claims is not None:
        return [str(claim.pk) for claim in claims]
    return request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)[: 1 if across else None]


def _claims(count: int) -> str:
    return f"{count:,} claim{'' if count == 1 else 's'}"
