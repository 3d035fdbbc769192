"""From a page that saves to a proposal: what is public is taken back, and decided by somebody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from kb.editing import proposal_steps, trials
from kb.editing.evidence_columns import EVIDENCE, RECORDS
from kb.editing.proposal_steps import Origin
from kb.editing.trials import Trial
from kb.models import Claim, Proposal
from kb.wording import quantity

ANEW = "anew"  # the number of the proposal whose place a new one takes
QUEUE_PROPOSALS = 50  # that the review queue shows
PREMISE = "Public pages show this"
RETIRED = "This is retired, and its page stays public"
NO_ENTRY = ("csrfmiddlewaretoken", ANEW)


class ProposalRedirect(HttpResponseRedirect):
    """To the proposal that was made: nothing was saved."""


def saved_or_proposed(request: HttpRequest, reason: str, save: Callable[[], HttpResponse]) -> HttpResponse:
    """What a page of its own answers to a POST, in one transaction; or the proposal of what it has written.

    Raises ValidationError where the reason is missing.
    """
    queued = len(queued_messages(request))
    with trials.tried() as trial:
        response = save()
    if not trial.weighs:
        return response
    del queued_messages(request)[queued:]
    return propose(request, trial, reason, origin_of(request.path, request.POST))


def propose(request: HttpRequest, trial: Trial, reason: str, origin: Origin) -> ProposalRedirect:
    """Keep what a trial has taken back as a proposal, and lead there. Raises ValidationError without a reason."""
    return to_proposal(request, proposal_steps.make(trial, request.user, reason, origin))


def to_proposal(request: HttpRequest, proposal: Proposal) -> ProposalRedirect:
    proposal_steps.supersede(request.POST.get(ANEW, ""), request.user, proposal)
    messages.info(request, f"Nothing has changed yet. {proposal_words(proposal)} {_who_decides(request)}")
    return ProposalRedirect(proposal_address(proposal))


def proposal_words(proposal: Proposal) -> str:
    number = proposal.cell_count
    cells = f"{quantity(number, 'published cell')} would change" if number else "no published cell would"
    premise = RETIRED if _is_of_retired(proposal) else PREMISE
    return f"{premise}, so it is a proposal: {cells}."


def _is_of_retired(proposal: Proposal) -> bool:
    rows = proposal.changes if proposal.deed == Proposal.Deed.ROWS else ()
    return any((row["old"] or {}).get("status") == Claim.Status.RETIRED for row in rows)


def _who_decides(request: HttpRequest) -> str:
    if proposal_steps.decides_alone(request.user):
        return "Look at the preview, and accept it."
    return "Somebody else decides on it."


def notice(model: Any, row: Any) -> dict[str, Any]:
    """What the page of a row says of proposals before anything is typed. A few queries for a stored row."""
    if row is None or model not in EVIDENCE or not trials.is_public(row):
        return {"is_public": row is None and model in RECORDS, "premise": PREMISE}
    table, key = trials.place_of(row)
    return {
        "is_public": True,
        "premise": RETIRED if isinstance(row, Claim) and row.status == Claim.Status.RETIRED else PREMISE,
        "evidence": trials.evidence_words(model),
        "open_proposals": proposal_steps.on_row(table, key).select_related("author") if key else (),
    }


def proposal_queue(filters: Mapping[str, Any] | None, person: Any) -> dict[str, Any]:
    """The first that wait, beside the claims of the review queue, and where all are. ``filters`` are those of the queue
    (None: faulty); no proposal is of one source or group. One query, or none.
    """
    lookups = {"stage__exact": Proposal.Stage.OPEN.value}
    address = f"{reverse('admin:kb_proposal_changelist')}?{urlencode(lookups)}"
    if filters is None or filters["source"] or filters["group"]:
        return {"proposals": [], "proposals_address": address}
    own = Q(author=person.pk)
    whose = {"yes": own, "no": Q(author=None) | ~own}.get(filters["mine"], Q())
    rows = proposal_steps.waiting().filter(whose).select_related("author")
    return {"proposals": list(rows[:QUEUE_PROPOSALS]), "proposals_address": address}


def proposal_address(proposal: Proposal) -> str:
    return reverse("admin:kb_proposal_change", args=[proposal.pk])


def origin_of(page: str, entry: QueryDict) -> Origin:
    """What was typed, as it can be sent anew."""
    data = entry.copy()
    for name in NO_ENTRY:
        data.pop(name, None)
    return Origin(page, data.urlencode())


def queued_messages(request: HttpRequest) -> list[Any]:
    return getattr(messages.get_messages(request), "_queued_messages", [])
