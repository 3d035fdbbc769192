"""Deciding on many proposals at once: first a page that shows what each changes, with its cells, then each in order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from kb.admin.base.evidence_lines import first_seen_lines
from kb.admin.base.forms import as_fault
from kb.admin.proposal.proposal_pages import ACCEPT, REFUSE, SEND_TO_AUTHOR, WITHDRAW, ProposalDecision, pages_of
from kb.editing.proposal_steps import DEEDS, cells_token, first_seen_with
from kb.models import Proposal
from kb.wording import quantity

MOST_AT_ONCE = 50


class BulkForm(forms.Form):
    """One comment for all of them."""

    comment = forms.CharField(
        max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})
    )


def decide_on_many(
    decision: ProposalDecision, table: Any, request: HttpRequest, proposals: QuerySet[Proposal]
) -> HttpResponse | None:
    """Each in a transaction of its own, in the order in which they were made; what is refused stays as it is."""
    rows = list(proposals.select_related("author").order_by("pk")[: MOST_AT_ONCE + 1])
    if len(rows) > MOST_AT_ONCE:
        table.message_user(request, f"Choose {MOST_AT_ONCE} at most: each has to be looked at.", messages.ERROR)
        return None
    form = BulkForm(request.POST if "confirmed" in request.POST else None)
    if not form.is_valid():
        return _ask(table, request, rows, decision, form)
    decided, refused = 0, 0
    for proposal in rows:
        try:
            seen = {"seen": request.POST.get(f"seen-{proposal.pk}", "")} if decision is ACCEPT else {}
            decision.take(proposal, request.user, form.cleaned_data["comment"], **seen)
        except (ValidationError, IntegrityError, PermissionDenied) as error:
            words = as_fault(error).messages if not isinstance(error, PermissionDenied) else [str(error)]
            table.message_user(request, f"Proposal {proposal.pk}: {' '.join(words)}", messages.WARNING)
            refused += 1
        else:
            table.log_change(request, proposal, decision.deed)
            decided += 1
    level = messages.WARNING if refused else messages.SUCCESS
    table.message_user(request, f"{quantity(decided, 'proposal')} {decision.deed}, {refused} not.", level)
    return None


def _ask(
    table: Any, request: HttpRequest, rows: list[Proposal], decision: ProposalDecision, form: BulkForm
) -> HttpResponse:
    context = {
        **table.admin_site.each_context(request),
        "title": f"{decision.label}: {quantity(len(rows), 'proposal')}",
        "opts": table.opts,
        "media": table.media,
        "form": form,
        "decision": decision,
        "action": request.POST.get("action", ""),
        "proposals": [
            (
                row,
                cells_token(row),
                DEEDS[row.deed].lines(row),
                row.cell_count - len(row.cells),
                pages_of(row),
                first_seen_lines(first_seen_with(row)),
            )
            for row in rows
        ],
        "checkbox": helpers.ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/kb/proposal/decide.html", context)


def _action(decision: ProposalDecision, right: str) -> Callable[..., HttpResponse | None]:
    action: Any = partial(decide_on_many, decision)
    action.__name__ = f"{decision.name}_proposals"
    described = admin.action(permissions=[right], description=decision.label)
    return described(action)  # type: ignore[no-any-return]


PROPOSAL_ACTIONS = [
    *(_action(decision, "decide") for decision in (ACCEPT, SEND_TO_AUTHOR, REFUSE)),
    _action(WITHDRAW, "view"),
]
