"""The page of a proposal: what it changes, the cells as they are and as they would become, and the decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse

from kb.admin.base.evidence_lines import first_seen_lines
from kb.admin.base.forms import as_fault
from kb.admin.base.proposing import ANEW
from kb.admin.base.row_links import row_link
from kb.admin.base.widgets import is_key
from kb.admin.proposal.public_pages import PublicPage, public_pages
from kb.editing import proposal_steps
from kb.editing.proposal_steps import DEEDS, OPEN_STAGES, OWN_PROPOSAL, Stage
from kb.editing.workflow import PUBLISH
from kb.models import Proposal


@dataclass(frozen=True)
class ProposalDecision:
    """A button. ``of_author``: its author takes it, else those who decide."""

    name: str
    label: str
    deed: str
    take: Callable[..., Proposal]  # of proposal, person and comment
    of_author: bool = False


ACCEPT = ProposalDecision("accept", "Accept", "accepted", proposal_steps.accept)
SEND_TO_AUTHOR = ProposalDecision("send_back", "Send back", "sent back", proposal_steps.send_back)
REFUSE = ProposalDecision("refuse", "Refuse", "refused", proposal_steps.refuse)
WITHDRAW = ProposalDecision("withdraw", "Withdraw", "withdrawn", proposal_steps.withdraw, of_author=True)
DECISIONS: Mapping[str, ProposalDecision] = {
    decision.name: decision for decision in (ACCEPT, SEND_TO_AUTHOR, REFUSE, WITHDRAW)
}


OF_THE_PAGE = {"change_reason", "confirmed", "seen", "read"}  # by which a form is confirmed


class ProposalForm(forms.Form):
    """A comment, and which outlook it is about."""

    comment = forms.CharField(
        max_length=1000,
        required=False,
        help_text="Needed to send it back or to refuse it: its author reads it.",
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )
    seen = forms.CharField(max_length=64, required=False)


def proposal_page(table: Any, request: HttpRequest, key: str) -> HttpResponse:
    """GET: what it would do. POST: a decision."""
    rows = Proposal.objects.select_related("author", "decided_by")
    proposal = rows.filter(pk=key).first() if is_key(key) else None
    if not table.has_view_permission(request) and (proposal is None or proposal.author_id != request.user.pk):
        raise PermissionDenied
    if proposal is None:
        raise Http404
    form = ProposalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        decision = _decision(request, proposal)
        if form.is_valid() and _is_decided(table, request, proposal, decision, form):
            return HttpResponseRedirect(_onward(proposal))
    return _page(table, request, proposal, form)


def _decision(request: HttpRequest, proposal: Proposal) -> ProposalDecision:
    """The button that was pressed; PermissionDenied if it is none of this person's."""
    decision = DECISIONS.get(request.POST.get("_decision", ""))
    if decision is None or decision not in _rights(request, proposal):
        raise PermissionDenied
    return decision


def _rights(request: HttpRequest, proposal: Proposal) -> list[ProposalDecision]:
    person: Any = request.user
    own, decides = proposal.author_id == person.pk, person.has_perm(PUBLISH.permission)
    return [each for each in DECISIONS.values() if (own if each.of_author else decides)]


def _is_decided(
    table: Any, request: HttpRequest, proposal: Proposal, decision: ProposalDecision, form: ProposalForm
) -> bool:
    """Take it, or put why not into the form."""
    entries = form.cleaned_data
    try:
        seen = {"seen": entries["seen"]} if decision is ACCEPT else {}
        decision.take(proposal, request.user, entries["comment"], **seen)
    except (ValidationError, IntegrityError) as error:
        field = "comment" if getattr(error, "code", None) == "comment" else None
        for message in as_fault(error).messages:
            form.add_error(field, message)
        return False
    table.log_change(request, proposal, decision.deed)
    table.message_user(request, f"Proposal {proposal.pk}: {decision.deed}.", messages.SUCCESS)
    return True


def _onward(proposal: Proposal) -> str:
    """The page of the next that waits; at the end, the queue."""
    after = proposal_steps.waiting().filter(pk__gt=proposal.pk).values_list("pk", flat=True).first()
    return reverse("admin:kb_proposal_change", args=[after]) if after else reverse("admin:kb_claim_review")


def _page(table: Any, request: HttpRequest, proposal: Proposal, form: ProposalForm) -> HttpResponse:
    """A number of queries that does not depend on how many cells it changes."""
    proposal.refresh_from_db()
    undecided = proposal.stage in OPEN_STAGES
    in_the_way = proposal_steps.refusal(proposal, request.user) if undecided else ""
    context = {
        **table.admin_site.each_context(request),
        "title": f"Proposal {proposal.pk}: {proposal}",
        "opts": table.opts,
        "proposal": proposal,
        "lines": DEEDS[proposal.deed].lines(proposal),
        "row": _row_link(proposal),
        "more": proposal.cell_count - len(proposal.cells),
        "pages": pages_of(proposal),
        "first_seen": first_seen_lines(proposal_steps.first_seen_with(proposal)) if undecided else [],
        "in_the_way": in_the_way if proposal.stage == Stage.OPEN else "",
        "seen": proposal_steps.cells_token(proposal),
        "form": form,
        "offers": _offers(request, proposal, in_the_way),
        "anew": _entry(proposal) if undecided and proposal.author_id == request.user.pk and proposal.entry else None,
    }
    return TemplateResponse(request, "admin/kb/proposal/proposal.html", context)


def pages_of(proposal: Proposal) -> list[PublicPage]:
    """The pages that show it, where no cell tells what it is about."""
    return [] if proposal.cells else public_pages(proposal)


def _offers(request: HttpRequest, proposal: Proposal, in_the_way: str) -> list[ProposalDecision]:
    """The buttons: what cannot be accepted can still be sent back or refused, but not by its author."""
    rights = _rights(request, proposal) if proposal.stage in OPEN_STAGES else []
    if in_the_way == OWN_PROPOSAL:
        return [each for each in rights if each.of_author]
    if proposal.stage != Stage.OPEN:
        return [each for each in rights if each.of_author or each is REFUSE]
    return [each for each in rights if each is not ACCEPT or not in_the_way]


def _row_link(proposal: Proposal) -> str:
    """The way to the row that it is about."""
    if proposal.key is None:
        return ""
    row = apps.get_model(proposal.table)._base_manager.filter(pk=proposal.key).first()
    return row_link(row, row) if row else ""


def _entry(proposal: Proposal) -> list[tuple[str, str]]:
    """What was typed, as hidden inputs: without its reason, and what it says of the page, the form comes back."""
    data = QueryDict(proposal.entry)
    pairs = [(name, text) for name in data if name not in OF_THE_PAGE for text in data.getlist(name)]
    return [*pairs, (ANEW, str(proposal.pk))]
