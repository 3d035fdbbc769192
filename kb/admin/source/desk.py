"""The recording desk: one page to enter many claims of one source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode

from kb.admin.base.row_links import row_link
from kb.admin.source.desk_rows import empty_row, row_views, rows_sent
from kb.admin.source.text_pages import QUOTE_WARNINGS
from kb.documents import snapshots
from kb.documents.patience import Patience
from kb.documents.quotes import QuotableText, line_of
from kb.editing import workflow
from kb.entry import recording
from kb.entry.entry_faults import UnfitEntry
from kb.entry.names import Names
from kb.entry.naming import NameIndex
from kb.entry.recording import MIRROR_WORDS, DeskReport
from kb.models import Aspect, Cell, Claim, Snapshot, Source
from kb.rows.reading import label_of

USUAL_ROWS, MOST_ROWS = 8, 60
MOST_TEXT = 200_000  # characters of a source's text beside the rows
SITTING = timedelta(hours=12)
MOST_DESK_ROWS = 50
MOST_HERE = 3  # claims of the source that the note of a cell names
EMPTY_WORDS = {"searched-silent": "looked, sources are silent", "not-applicable": "does not apply"}


def urls(admin: Any) -> list[URLPattern]:
    """The addresses of the desk, for the admin of sources."""
    guarded = admin.admin_site.admin_view
    return [
        path("<int:pk>/record/", guarded(partial(record_page, admin)), name="kb_source_record"),
        path("<int:pk>/record/cell/", guarded(partial(cell_answer, admin)), name="kb_source_record_cell"),
    ]


def record_page(admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """GET: blank rows, at most 25 queries. POST: writes what is right, and shows the rest with its faults."""
    source = _source(admin, request, pk)
    if request.method != "POST":
        return _page(admin, request, source, DeskReport())
    submit = "_submit" in request.POST
    if submit:
        workflow.permit(workflow.SUBMIT, request.user)
    status = Claim.Status.REVIEW if submit else Claim.Status.DRAFT
    rows = rows_sent(request.POST)
    if len(rows) > MOST_ROWS:
        raise BadRequest(f"The desk takes {MOST_ROWS} rows at once, and these are {len(rows)}.")
    outcome = recording.record(source, rows, request.user, status)
    _log(request, outcome.claims)
    for note in (note for recorded in outcome.recorded for note in recorded.notes):
        messages.info(request, note)
    _warn_of_quotes(request, source, [recorded.claim for recorded in outcome.recorded])
    if outcome.refused or not outcome.recorded:
        return _page(admin, request, source, outcome)
    messages.success(request, _summary(outcome))
    again = urlencode({"saved": request.POST.get("draft", ""), "rows": str(_row_count(request))})
    return HttpResponseRedirect(f"{request.path}?{again}")


def cell_answer(admin: Any, request: HttpRequest, pk: int) -> JsonResponse:
    """What the cell of a framework, an aspect and a company says already. At most ten queries, none of which writes."""
    source, words = _source(admin, request, pk), NameIndex()
    indexes: list[tuple[str, Names[Any]]] = [("framework", words.frameworks), ("aspect", words.aspects)]
    if request.GET.get("company"):
        indexes.append(("company", words.companies))
    rows, faults = {}, {}
    for name, names in indexes:
        try:
            rows[name] = names.find(request.GET.get(name, ""))
        except UnfitEntry as unfit:
            faults[name] = unfit.fault.words
    if faults:
        return JsonResponse({"faults": faults}, status=400)
    place = {"framework": rows["framework"], "aspect": rows["aspect"], "company": rows.get("company")}
    claims = source.claims.filter(**place).select_related("aspect", "option", "compared_to").order_by("key")
    cell = Cell.objects.filter(**place).first()
    frameworks = {framework.slug: framework.name for framework in words.frameworks.rows}
    subject = ", ".join(str(row) for row in place.values() if row)
    here = [_listed(claim) for claim in claims]
    more = max(len(here) - MOST_HERE, 0)
    reads = _reading(words, rows["aspect"], request.GET.get("value", ""))
    answer = {"cell": subject, **_cell_now(cell, frameworks), "here": here[:MOST_HERE], "more": more, "reads": reads}
    return JsonResponse(answer)


def _reading(words: NameIndex, aspect: Aspect, text: str) -> str:
    """How a number will be read, or what is asked about it, where somebody should look at that before saving."""
    if aspect.value_type != Aspect.ValueType.NUMBER or not text:
        return ""
    try:
        return words.value(aspect, text)[1]
    except UnfitEntry as unfit:
        return unfit.fault.message


def _source(admin: Any, request: HttpRequest, pk: int) -> Source:
    """The source, for those who may see it and may add claims."""
    if not request.user.has_perm("kb.add_claim"):
        raise PermissionDenied
    source = get_object_or_404(Source, pk=pk)
    if not admin.has_view_permission(request, source):
        raise PermissionDenied
    return source


def _page(admin: Any, request: HttpRequest, source: Source, outcome: DeskReport) -> HttpResponse:
    blank = min(max(_row_count(request) - len(outcome.refused), 1), MOST_ROWS - len(outcome.refused))
    text, words = _text(admin, request, source), NameIndex()
    context: dict[str, Any] = {
        **admin.admin_site.each_context(request),
        "is_nav_sidebar_enabled": False,  # the rows need the room
        "title": "Record claims",
        "opts": admin.opts,
        "source": source,
        "rows": row_views(outcome.refused, blank),
        "empty_row": empty_row(),
        "words": words,
        "options": [(option, words.inverse(option)) for names in words.options.values() for option in names.rows],
        "mirror_words": MIRROR_WORDS,
        "most_rows": MOST_ROWS,
        "may_submit": request.user.has_perm(workflow.SUBMIT.permission),
        "summary": _summary(outcome) if request.method == "POST" else "",
        "saved": request.POST.get("draft", "") or request.GET.get("saved", ""),
        "text": text[:MOST_TEXT],
        "text_goes_on": len(text) > MOST_TEXT,
        **_recorded_lately(request, source),
    }
    return TemplateResponse(request, "admin/kb/source/record.html", context)


def _text(admin: Any, request: HttpRequest, source: Source) -> str:
    """The text of the source as read, for those who may see it. One query."""
    if not admin.admin_site.get_model_admin(Snapshot).has_view_permission(request):
        return ""
    snapshot = snapshots.latest(source)
    return snapshot.text if snapshot else ""


def _row_count(request: HttpRequest) -> int:
    """How many rows the address asks for."""
    text = request.GET.get("rows", "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else USUAL_ROWS
    return min(max(number, 1), MOST_ROWS)


def _recorded_lately(request: HttpRequest, source: Source) -> dict[str, Any]:
    """What this person has recorded of this source in the last hours, newest first. Two queries."""
    made = Claim.history.filter(
        source=source.pk, history_user=request.user, history_type="+", history_date__gte=timezone.now() - SITTING
    )
    keys = list(made.order_by("-history_date", "-history_id").values_list("id", flat=True)[: MOST_DESK_ROWS + 1])
    related = ("framework", "aspect", "company", "option", "compared_to")
    claims = Claim.objects.select_related(*related).in_bulk(keys[:MOST_DESK_ROWS])
    return {
        "lately": [_listed(claims[key], whole=True) for key in keys if key in claims],
        "lately_goes_on": len(keys) > MOST_DESK_ROWS,
    }


def _listed(claim: Claim, whole: bool = False) -> dict[str, str]:
    """A claim in a line: “Flask, learning curve: easier than …”, its status and its page."""
    value = label_of(claim) + (f" (compared to {claim.compared_to})" if claim.compared_to else "")
    return {
        "key": claim.key,
        "words": f"{claim.cell_words()}: {value}" if whole else value,
        "locator": claim.locator,
        "status": claim.get_status_display(),
        "url": reverse("admin:kb_claim_change", args=[claim.pk]),
    }


def _cell_now(cell: Cell | None, names: dict[str, str]) -> dict[str, Any]:
    """The stored roll-up of a cell: figures, and the same in words."""
    if cell is None:
        return {
            "state": "empty",
            "words": "empty: nobody has published a claim",
            "values": [],
            "documents": 0,
            "roots": 0,
        }
    values = [{**value, "compared_to": names.get(value["compared_to"])} for value in cell.values]
    sentence = "; ".join(_value_words(value) for value in values) or EMPTY_WORDS.get(cell.empty, cell.empty)
    return {
        "state": cell.state,
        "words": f"{cell.state}: {sentence}",
        "values": values,
        "documents": cell.documents,
        "roots": cell.roots,
        "roots_min": cell.roots_min,
    }


def _value_words(value: dict[str, Any]) -> str:
    than = f" (compared to {value['compared_to']})" if value["compared_to"] else ""
    return f"{value['label']}{than}, {_many(value['documents'], 'document')}, {_roots(value)}"


def _roots(value: dict[str, Any]) -> str:
    """“2 roots”, or “1–2 roots” where an inferred upstream makes fewer of them."""
    low, high = sorted((value["roots"], value["roots_min"]))
    return _many(high, "root") if low == high else f"{low}–{high} roots"


def _summary(outcome: DeskReport) -> str:
    """“3 recorded, 1 needs work.”"""
    recorded, waiting = len(outcome.claims), len(outcome.refused)
    if not recorded and not waiting:
        return "Nothing was typed, so nothing is recorded."
    there = sum(recorded.mirror_there for recorded in outcome.recorded)
    parts = [f"{recorded} recorded"] if recorded else ["Nothing recorded yet"]
    parts += [f"{_many(there, 'mirror')} there already"] if there else []
    parts += [f"{waiting} {'needs' if waiting == 1 else 'need'} work"] if waiting else []
    return f"{', '.join(parts)}."


def _log(request: HttpRequest, claims: Sequence[Claim]) -> None:
    """The admin's own log of recent actions. One query."""
    if claims:
        LogEntry.objects.log_actions(request.user.pk, claims, ADDITION, change_message=recording.DESK_REASON)  # type: ignore[arg-type]


def _warn_of_quotes(request: HttpRequest, source: Source, claims: Sequence[Claim]) -> None:
    """A quote that the text does not hold is recorded, and named. One query."""
    quoted = [claim for claim in claims if claim.quote]
    snapshot = snapshots.latest(source) if quoted else None
    if snapshot is None:
        return
    text = QuotableText(snapshot.text, Patience().is_over)
    for claim in quoted:
        result = text.check(claim.quote, line_of(claim.locator)).result
        if result in QUOTE_WARNINGS:
            words = f"{{}}: the quote {QUOTE_WARNINGS[result]}."
            messages.warning(request, format_html(words, row_link(claim, claim.key)))


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
