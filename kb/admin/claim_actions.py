"""What an editor does with many claims at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.actions import delete_selected as delete_confirmed
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from kb.admin.transitions import Move, Outcome, move, publishing, retiring, submitting
from kb.admin.values import ValueAdmin
from kb.models import Claim
from kb.models.claims import ClaimQuerySet

MOST_SHOWN = 20


class RetireForm(forms.Form):
    """Why claims are retired: the reason that their pages show, and words for their history."""

    reason = forms.ChoiceField(choices=Claim.RetireReason.choices, widget=forms.RadioSelect)
    why = forms.CharField(
        label="In words",
        max_length=300,
        required=False,
        help_text="Kept in the history of each claim.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


class ClaimActions(ValueAdmin):
    """The actions of the list of claims. Each says what it did, what it refused, and why."""

    actions = ["submit_for_review", "publish", "retire", "delete_selected"]

    @admin.action(permissions=["change"], description="Submit for review")
    def submit_for_review(self, request: HttpRequest, claims: ClaimQuerySet) -> None:
        self._carry_out(request, claims, submitting(), "submitted for review")

    @admin.action(permissions=["change"], description="Publish")
    def publish(self, request: HttpRequest, claims: ClaimQuerySet) -> None:
        self._carry_out(request, claims, publishing(request.user), "published")

    @admin.action(permissions=["change"], description="Retire, with a reason")
    def retire(self, request: HttpRequest, claims: ClaimQuerySet) -> HttpResponse | None:
        """First a page that asks for the reason, then the deed."""
        form = RetireForm(request.POST if "confirmed" in request.POST else None)
        if not form.is_valid():
            return self._ask_reason(request, claims, form)
        reason = Claim.RetireReason(form.cleaned_data["reason"])
        words = f"retired: {reason.label}"
        if form.cleaned_data["why"]:
            words += f". {form.cleaned_data['why']}"
        self._carry_out(request, claims, retiring(reason), "retired", words)
        return None

    @admin.action(permissions=["delete"], description="Delete drafts")
    def delete_selected(self, request: HttpRequest, claims: ClaimQuerySet) -> HttpResponse | None:
        """Django's own deletion; none of them, if one was ever published."""
        if kept := list(claims.once_published().values_list("key", flat=True)[:MOST_SHOWN]):
            message = f"Nothing was deleted. What was once published is retired, never deleted: {', '.join(kept)}."
            self.message_user(request, message, messages.ERROR)
            return None
        return delete_confirmed(self, request, claims)

    def _carry_out(self, request: HttpRequest, claims: ClaimQuerySet, change: Move, deed: str, words: str = "") -> None:
        chosen = list(claims.values_list("pk", flat=True))
        outcome = move(chosen, change, request.user, words or deed)
        for claim in outcome.changed:
            self.log_change(request, claim, words or deed)
        self._report(request, outcome, deed)

    def _report(self, request: HttpRequest, outcome: Outcome, deed: str) -> None:
        if outcome.changed:
            self.message_user(request, f"{_claims(len(outcome.changed))} {deed}.", messages.SUCCESS)
        if outcome.refused:
            self.message_user(request, f"{_claims(len(outcome.refused))} not {deed}:", messages.WARNING)
        for claim, why in outcome.refused[:MOST_SHOWN]:
            self.message_user(request, f"{claim.key}: {why}", messages.WARNING)
        if (more := len(outcome.refused) - MOST_SHOWN) > 0:
            self.message_user(request, f"… and {more} more.", messages.WARNING)

    def _ask_reason(self, request: HttpRequest, claims: ClaimQuerySet, form: RetireForm) -> HttpResponse:
        across = request.POST.get("select_across") == "1"
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": f"Retire {_claims(claims.count())}",
            "opts": self.model._meta,
            "media": self.media,
            "form": form,
            "claims": claims[:MOST_SHOWN],
            "more": max(claims.count() - MOST_SHOWN, 0),
            "checkbox": helpers.ACTION_CHECKBOX_NAME,
            "across": int(across),
            # all of a long list go by one of them; Django takes no form with thousands of fields
            "selected": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)[: 1 if across else None],
        }
        return TemplateResponse(request, "admin/kb/claim/retire.html", context)


def _claims(count: int) -> str:
    return f"{count:,} claim{'' if count == 1 else 's'}"
