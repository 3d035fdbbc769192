"""The review queue: what waits, oldest first, and one page for each claim to decide on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from kb.admin.base.evidence_lines import claims_first_seen, evidence_lines
from kb.admin.base.proposing import proposal_queue
from kb.admin.claim.outlook import outlook, review_digest
from kb.documents import snapshots
from kb.documents.quotes import QuoteCheck
from kb.editing import versions, workflow
from kb.editing.authorship import authors_of, authors_once, four_eyes
from kb.editing.evidence_columns import STANDING
from kb.editing.evidence_digest import evidence_digest
from kb.editing.workflow import PUBLISH, SEND_BACK, STEPS, SUBMIT, Status, Step
from kb.models import AspectGroup, Claim, Source
from kb.rows.counting import AtLeast
from kb.rows.reading import label_of

CLAIMS_PER_PAGE = 50
MOST_WAITING = 500  # that are put in the order of their submission
MOST_QUEUE_CHOICES = 100  # in a list of the form
MOST_ENTRIES = 20
CLAIM_REFERENCES = (
    "source__framework",
    "source__company",
    "framework",
    "aspect__group",
    "company",
    "option__aspect",
    "scope",
    "compared_to",
    "via",
)
CONTENT_FIELDS = (
    "source", "locator", "quote", "statement", "scope", "compared_to", "as_of", "hedged", "via", "via_stated", "note",
)  # fmt: skip
NOT_WAITING = "This claim does not wait for review any more."


@dataclass(frozen=True)
class QueueLine:
    """A line of the queue. ``submitted`` is the entry of its history that did it; None if none is there."""

    claim: Claim
    submitted: Any
    own: bool

    @property
    def value(self) -> str:
        return label_of(self.claim)


class QueueForm(forms.Form):
    """Which of the waiting claims are looked at."""

    source = forms.ModelChoiceField(Source.objects.none(), to_field_name="slug", required=False, empty_label="any")
    group = forms.ModelChoiceField(AspectGroup.objects.all(), to_field_name="slug", required=False, empty_label="any")
    mine = forms.ChoiceField(
        label="Whose",
        choices=[("", "anybody's"), ("no", "others': I may decide"), ("yes", "mine: I wrote what they say or rest on")],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = Claim.objects.filter(status=Status.REVIEW)
        self.fields["source"].queryset = Source.objects.filter(pk__in=waiting.values("source"))  # type: ignore[attr-defined]
        for name in ("source", "group"):
            self._offer_few(name)

    def _offer_few(self, name: str) -> None:
        """The first rows, and whichever is chosen; any other is taken too. One query, two if another is chosen."""
        field: Any = self.fields[name]
        offered = {row.slug: str(row) for row in field.queryset[:MOST_QUEUE_CHOICES]}
        if (chosen := self.data.get(name, "")) and chosen not in offered:
            offered |= {row.slug: str(row) for row in field.queryset.filter(slug=chosen)}
        field.widget.choices = [("", field.empty_label), *offered.items()]


class DecisionForm(forms.Form):
    """A comment, and the version of the claim that it is about."""

    comment = forms.CharField(
        max_length=1000,
        required=False,
        strip=True,
        help_text="Needed to send it back: what is to be done. Kept in the history of the claim.",
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )
    seen = forms.CharField(required=False)  # of what the page shows


def urls(admin: Any) -> list[URLPattern]:
    """The pages of the queue, for the admin of claims. To look, one must be able to submit, publish or send back."""
    guarded = admin.admin_site.admin_view
    return [
        path("review/", guarded(partial(queue_view, admin)), name="kb_claim_review"),
        path("<int:claim_id>/review/", guarded(partial(review_view, admin)), name="kb_claim_review_one"),
    ]


def queue_view(admin: Any, request: HttpRequest) -> HttpResponse:
    """What waits. The queries do not depend on how much it is. A bad filter shows nothing, and says so."""
    _only_those_involved(request)
    form = QueueForm(request.GET)
    with authors_once():
        keys = queue_keys(form, request.user)
        page = Paginator(keys, CLAIMS_PER_PAGE).get_page(request.GET.get("p"))
        lines = lines_of(page.object_list, request.user)
    context = {
        **admin.admin_site.each_context(request),
        "title": "Review queue",
        "opts": admin.opts,
        "form": form,
        "page": page,
        "count": AtLeast(len(keys)) if len(keys) >= MOST_WAITING else len(keys),
        "lines": lines,
        **proposal_queue(form.cleaned_data if form.is_valid() else None, request.user),
        "query": filter_query(form),
        "four_eyes": four_eyes(),
    }
    return TemplateResponse(request, "admin/kb/claim/queue.html", context, status=200 if form.is_valid() else 400)


def review_view(admin: Any, request: HttpRequest, claim_id: int) -> HttpResponse:
    """One claim: what it says, what changed, where it stands in its source, what it would make of its cell."""
    _only_those_involved(request)
    claim = get_object_or_404(Claim, pk=claim_id)
    filters = QueueForm(request.GET)
    keys = queue_keys(filters, request.user)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        step = _decision(request)
        if form.is_valid() and _decided(admin, request, claim, step, form):
            return HttpResponseRedirect(_onward(keys, claim.pk, filter_query(filters)))
    return _review_page(admin, request, claim, form, keys, filter_query(filters))


def _decided(admin: Any, request: HttpRequest, claim: Claim, step: Step, form: DecisionForm) -> bool:
    """Take the step, or put why not into the form."""
    entries = form.cleaned_data
    try:
        if claim.status != Status.REVIEW:
            raise ValidationError(NOT_WAITING)
        moved = workflow.take(step, claim, request.user, entries["comment"], look=partial(_is_same, entries["seen"]))
    except ValidationError as error:
        field = "comment" if getattr(error, "code", None) == "comment" else None
        for message in error.messages:
            form.add_error(field, message)
        return False
    admin.log_change(request, moved, moved._change_reason)  # type: ignore[attr-defined]
    admin.message_user(request, f"{claim.key}: {step.deed}.", messages.SUCCESS)
    return True


def _is_same(seen: str, claims: Sequence[Claim]) -> bool:
    evidence = evidence_digest(claims, lock=True)
    return all(review_digest(evidence, outlook(claim, timezone.localdate())) == seen for claim in claims)


def _review_page(
    admin: Any, request: HttpRequest, claim: Claim, form: DecisionForm, keys: list[int], query: str
) -> HttpResponse:
    evidence = evidence_digest([claim])
    claim = get_object_or_404(Claim.objects.select_related(*CLAIM_REFERENCES), pk=claim.pk)
    entries = list(versions.records_of(Claim, claim.pk))
    waits = claim.status == Status.REVIEW
    offers = workflow.offers(claim, request.user) if waits else []
    base, base_words = base_of(entries)
    view = outlook(claim, timezone.localdate())
    context = {
        **admin.admin_site.each_context(request),
        "title": f"Review: {claim.cell_words()}: {label_of(claim)}",
        "opts": admin.opts,
        "claim": claim,
        "value": label_of(claim),
        "said": content_lines(claim),
        "form": form,
        "waits": waits,
        "offers": [offer for offer in offers if offer.step in (PUBLISH, SEND_BACK)],
        "seen": review_digest(evidence, view),
        "base": base,
        "base_words": base_words,
        "differences": differences(base, claim),
        "quote": passage(claim),
        "outlook": view,
        "source_lines": evidence_lines(claim.source),
        "first_seen": claims_first_seen([claim]),
        "entries": entries[:MOST_ENTRIES],
        "place": keys.index(claim.pk) + 1 if claim.pk in keys else None,
        "count": len(keys),
        "query": query,
        "onward": _onward(keys, claim.pk, query),
    }
    return TemplateResponse(request, "admin/kb/claim/review.html", context)


def involved(request: HttpRequest) -> bool:
    """Whether this person has a part in reviews."""
    return any(request.user.has_perm(step.permission) for step in (SUBMIT, PUBLISH, SEND_BACK))


def _only_those_involved(request: HttpRequest) -> None:
    if not involved(request):
        raise PermissionDenied


def _decision(request: HttpRequest) -> Step:
    """The decision whose button was pressed; PermissionDenied if it is none of this page, or not this person's."""
    step = STEPS.get(request.POST.get("_step", ""))
    if step not in (PUBLISH, SEND_BACK):
        raise PermissionDenied
    workflow.permit(step, request.user)
    return step


def _onward(keys: Sequence[int], key: int, query: str) -> str:
    """The page of the claim that waits after this one; at the end, the queue."""
    after = keys[keys.index(key) + 1 :] if key in keys else keys
    here = "admin:kb_claim_review_one" if after else "admin:kb_claim_review"
    return reverse(here, args=after[:1]) + (f"?{query}" if query else "")


# --- the queue ---------------------------------------------------------------------------------------------------


def queue_keys(form: QueueForm, person: Any) -> list[int]:
    """The keys of the claims that wait, oldest first, as the form asks; of very many those entered first.

    The queries of `authors_of` at most, one more, and those of the form.
    """
    if not form.is_valid():
        return []
    filters = form.cleaned_data
    claims = Claim.objects.filter(status=Status.REVIEW)
    if filters["source"]:
        claims = claims.filter(source=filters["source"])
    if filters["group"]:
        claims = claims.filter(aspect__group=filters["group"])
    first = claims.order_by("pk").values("pk")[:MOST_WAITING]
    keys = list(workflow.waiting().filter(pk__in=first).values_list("pk", flat=True))
    if not filters["mine"]:
        return keys
    own = authors_of(keys)
    return [key for key in keys if (person.pk in own[key]) == (filters["mine"] == "yes")]


def filter_query(form: QueueForm) -> str:
    """The filter as the query of an address, without what says nothing."""
    return urlencode({name: value for name in form.fields if (value := form.data.get(name, ""))})


def lines_of(keys: Iterable[int], person: Any) -> list[QueueLine]:
    """The lines of a page of the queue. Two queries, and those of `authors_of`."""
    order = list(keys)
    rows: Any = workflow.waiting().filter(pk__in=order).select_related(*CLAIM_REFERENCES)
    claims: dict[int, Any] = {claim.pk: claim for claim in rows}
    entries: Any = Claim.history.model.objects.select_related("history_user")
    submitted = entries.in_bulk([claim.submission for claim in claims.values() if claim.submission])
    own = authors_of(order)
    return [
        QueueLine(claims[key], submitted.get(claims[key].submission), person.pk in own[key])
        for key in order
        if key in claims
    ]


# --- what is shown of a claim ------------------------------------------------------------------------------------


def content_lines(claim: Claim) -> list[tuple[str, str]]:
    """Label and words of what the claim says besides its value; what is empty is left out. No query."""
    pairs = [
        (versions.label_of(Claim, name), claim._meta.get_field(name), getattr(claim, name)) for name in CONTENT_FIELDS
    ]
    words = [(label, versions.in_words(field, value)) for label, field, value in pairs]  # type: ignore[arg-type]
    return [(label, text) for label, text in words if text]


def base_of(entries: Sequence[Any]) -> tuple[Any | None, str]:
    """What the claim is compared with, and which version that is, in words: the last published one, else the one
    last sent back, else the first. ``entries`` are those of its history, newest first.
    """
    for entry in entries:
        if entry.status == Status.PUBLISHED:
            return entry, "as it was last published"
    for entry, before in pairwise(entries):
        if (before.status, entry.status) == (Status.REVIEW, Status.DRAFT):
            return entry, "as it was when it was sent back"
    return (entries[-1] if entries else None), "as it was first entered"


def differences(base: Any | None, claim: Claim) -> list[versions.Difference]:
    """Field by field, what has changed since; not what steps write. One query for each table referred to."""
    if base is None:
        return []
    return [difference for difference in versions.differences(base, claim) if difference.field not in STANDING]


def passage(claim: Claim) -> QuoteCheck | None:
    """Where its quote stands in the kept text of the source; None if it has no quote. One query."""
    return snapshots.check_claim(claim)
