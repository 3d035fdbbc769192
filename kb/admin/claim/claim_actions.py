"""What an editor does with many claims at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.actions import delete_selected as delete_confirmed
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from kb.admin.base.value_forms import ValueAdmin
from kb.editing.workflow import PUBLISH, RETIRE, SEND_BACK, SUBMIT, MoveReport, Step, move
from kb.models import Claim
from kb.models.claims import ClaimQuerySet

MOST_KEYS_LISTED = 20
EXPLAINED = {
    SUBMIT: "Somebody else reviews them. Only drafts are submitted; the others stay as they are.",
    PUBLISH: "What is published counts in its cell, and anybody can read it.",
    SEND_BACK: "They become drafts again, with your comment. Only claims in review are sent back.",
    RETIRE: "A retired claim keeps its page and shows its reason. It counts in no cell, and cannot come back. "
    "Only published claims are retired; the others stay as they are.",
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


class ClaimActions(ValueAdmin):
    """The actions of the list of claims. Each asks first, then says what it did, what it refused, and why."""

    actions = ["submit_for_review", "publish", "send_back", "retire", "delete_selected"]

    @admin.action(permissions=["submit"], description="Submit for review")
    def submit_for_review(self, request: HttpRequest, claims: ClaimQuerySet) -> HttpResponse | None:
        return self._confirmation(request, claims, SUBMIT, "submit_for_review")

    @admin.action(permissions=["publish"], description="Publish")
    def publish(self, request: HttpRequest, claims: ClaimQuerySet) -> HttpResponse | None:
        return self._confirmation(request, claims, PUBLISH, "publish")

    @admin.action(permissions=["send_back"], description="Send back, with a comment")
    def send_back(self, request: HttpRequest, claims: ClaimQuerySet) -> HttpResponse | None:
        return self._confirmation(request, claims, SEND_BACK, "send_back")

    @admin.action(permissions=["retire"], description="Retire, with a reason")
    def retire(self, request: HttpRequest, claims: ClaimQuerySet) -> HttpResponse | None:
        return self._confirmation(request, claims, RETIRE, "retire")

    @admin.action(permissions=["delete"], description="Delete drafts")
    def delete_selected(self, request: HttpRequest, claims: ClaimQuerySet) -> HttpResponse | None:
        """Django's own deletion; none of them, if one was ever published."""
        if keys := list(claims.once_published().values_list("key", flat=True)[:MOST_KEYS_LISTED]):
            message = f"Nothing was deleted. What was once published is retired, never deleted: {', '.join(keys)}."
            self.message_user(request, message, messages.ERROR)
            return None
        return delete_confirmed(self, request, claims)

    def has_submit_permission(self, request: HttpRequest) -> bool:
        return _may(request, SUBMIT)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return _may(request, PUBLISH)

    def has_send_back_permission(self, request: HttpRequest) -> bool:
        return _may(request, SEND_BACK)

    def has_retire_permission(self, request: HttpRequest) -> bool:
        return _may(request, RETIRE)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Refuse aloud an action that the person has no right to: Django would only not find it."""
        if request.method == "POST":
            actions = set(request.POST.getlist("action")) & {str(name) for name in self.actions}
            if not actions <= set(self.get_actions(request)):
                raise PermissionDenied
        return super().changelist_view(request, extra_context)

    def _confirmation(
        self, request: HttpRequest, claims: ClaimQuerySet, step: Step, action: str
    ) -> HttpResponse | None:
        """First a page that asks, then the deed."""
        form = FORMS.get(step, StepForm)(request.POST if "confirmed" in request.POST else None)
        if not form.is_valid():
            return self._ask(request, claims, step, action, form)
        entries = form.cleaned_data
        chosen = list(claims.values_list("pk", flat=True))
        outcome = move(chosen, step, request.user, entries["why"], retire_reason=entries.get("reason", ""))
        for claim in outcome.changed:
            self.log_change(request, claim, claim._change_reason)  # type: ignore[attr-defined]
        self._report(request, outcome, step.deed)
        return None

    def _report(self, request: HttpRequest, outcome: MoveReport, deed: str) -> None:
        if outcome.changed:
            self.message_user(request, f"{_claims(len(outcome.changed))} {deed}.", messages.SUCCESS)
        if outcome.refused:
            self.message_user(request, f"{_claims(len(outcome.refused))} not {deed}:", messages.WARNING)
        for claim, why in outcome.refused[:MOST_KEYS_LISTED]:
            self.message_user(request, f"{claim.key}: {why}", messages.WARNING)
        if (more := len(outcome.refused) - MOST_KEYS_LISTED) > 0:
            self.message_user(request, f"… and {more} more.", messages.WARNING)

    def _ask(
        self, request: HttpRequest, claims: ClaimQuerySet, step: Step, action: str, form: StepForm
    ) -> HttpResponse:
        across = request.POST.get("select_across") == "1"
        count = claims.count()
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": f"{step.label}: {_claims(count)}",
            "opts": self.model._meta,
            "media": self.media,
            "form": form,
            "step": step,
            "explained": EXPLAINED[step],
            "action": action,
            "claims": claims[:MOST_KEYS_LISTED],
            "more": max(count - MOST_KEYS_LISTED, 0),
            "checkbox": helpers.ACTION_CHECKBOX_NAME,
            "across": int(across),
            # all of a long list go by one of them; Django takes no form with thousands of fields
            "selected": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)[: 1 if across else None],
        }
        return TemplateResponse(request, "admin/kb/claim/step.html", context)


def _may(request: HttpRequest, step: Step) -> bool:
    return bool(request.user.has_perm(step.permission))


def _claims(count: int) -> str:
    return f"{count:,} claim{'' if count == 1 else 's'}"
