"""The pages of one cell: an editor's reading of it, and why it is empty; and the cells without either."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from kb.admin.base.forms import CheckedForm
from kb.admin.base.lists import BoundedPaginator
from kb.admin.base.proposing import saved_or_proposed
from kb.admin.base.row_links import list_link
from kb.admin.base.widgets import is_key
from kb.admin.cell.cell_report import CellAddress, CellReport, cell_report, place_of
from kb.derived.reports import coverage, unanswered_aspects, unanswered_of
from kb.evidence.judgement import State
from kb.models import AspectGroup, Cell, Claim, Framework, Gap, Resolution
from kb.wording import quantity

ASPECTS_ON_A_PAGE = 20


# Forms


class ReadingForm(forms.Form):
    """An editor's reading of a contested cell. ``seen`` and ``read`` are what the page showed."""

    reading = forms.ChoiceField(label="Which reading holds", widget=forms.RadioSelect)
    reason = forms.ChoiceField(choices=[("", "---------"), *Resolution.Reason.choices])
    explanation = forms.CharField(
        label="Why",
        help_text="In a few sentences. Shown publicly.",
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
    )

    def __init__(self, data: Any, report: CellReport) -> None:
        super().__init__(data, initial=_stored(report))
        self.fields["reading"].choices = [(side.token, f"{side.label}: {side.words}") for side in report.sides]  # type: ignore[attr-defined]


def _stored(report: CellReport) -> dict[str, str]:
    """The reading that there is, as the form has it; none of the sides if no claim says that any more."""
    stored = report.resolution
    if stored is None:
        return {}
    value = (stored.value_label, stored.compared_to)
    chosen = [side.token for side in report.sides if (side.cell_value.label, side.cell_value.compared_to) == value]
    return {"reading": "".join(chosen[:1]), "reason": stored.reason, "explanation": stored.explanation}


class AbsenceForm(CheckedForm):
    """Why a cell is empty."""

    class Meta:
        model = Gap
        fields = ["kind", "searched_on", "note"]
        widgets = {
            "kind": forms.RadioSelect,
            "searched_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "note": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        }
        help_texts = {"searched_on": "The day of the search.", "note": "Where was searched, or why it does not apply."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = Gap.Absence.choices
        self.fields["note"].required = True  # somebody else decides by it

    def clean_searched_on(self) -> date | None:
        day: date | None = self.cleaned_data["searched_on"]
        if day is None and self.cleaned_data.get("kind") == Gap.Absence.SILENT:
            raise forms.ValidationError("Say when you searched: sources may speak later.")
        if day and day > timezone.localdate():
            raise forms.ValidationError("This day is still to come.")
        return day


# Pages


def urls(table: Any) -> list[URLPattern]:
    """The pages of single cells, for the list of cells."""

    def view(page: Callable[..., HttpResponse]) -> Any:
        return table.admin_site.admin_view(partial(page, table))

    cell = "<slug:framework>/<slug:aspect>/"
    return [
        path("unanswered/", view(unanswered_view), name="kb_cell_unanswered"),
        path(f"at/{cell}", view(cell_view), name="kb_cell_page"),
        path(f"at/{cell}<slug:company>/", view(cell_view), name="kb_cell_page"),
        path(f"absence/{cell}", view(absence_view), name="kb_cell_absence"),
        path(f"absence/{cell}<slug:company>/", view(absence_view), name="kb_cell_absence"),
    ]


def cell_view(table: Any, request: HttpRequest, **slugs: str) -> HttpResponse:
    """The cell; a POST is an editor's reading of it."""
    if not table.has_view_permission(request):
        raise PermissionDenied
    place = place_of(**slugs)
    if request.method == "POST":
        return saved_or_proposed(request, request.POST.get("explanation", ""), lambda: _read(table, request, place))
    report = cell_report(place, timezone.localdate())
    return _cell_page(table, request, report, ReadingForm(None, report))


def _read(table: Any, request: HttpRequest, place: CellAddress) -> HttpResponse:
    """Keep the reading if the page still says what it said when it was opened; else it comes back."""
    _locked(place)
    report = cell_report(place, timezone.localdate())
    if not _may(table, request, Resolution, report.resolution):
        raise PermissionDenied
    form = ReadingForm(request.POST, report)
    if not report.can_be_read:
        messages.error(request, "Nothing was saved: this cell is not contested, so there is nothing to resolve.")
    elif meanwhile := _meanwhile(request.POST, report):
        messages.warning(request, f"{meanwhile} Nothing was saved; what you typed is kept. Look, and save again.")
    elif form.is_valid():
        _keep_reading(table, request, report, form.cleaned_data)
        return HttpResponseRedirect(place.address())
    return _cell_page(table, request, report, form)


def _keep_reading(table: Any, request: HttpRequest, report: CellReport, entries: Mapping[str, Any]) -> None:
    """One row, its history, and who did it. It judges exactly the claims that were shown."""
    place = report.place
    side = next(side for side in report.sides if side.token == entries["reading"])
    claims = {claim.key: claim for claim in Claim.objects.filter(key__in=report.versions).select_related("option")}
    example = claims[side.cell_value.claims[0].key]
    row: Any = Resolution.objects.filter(**place.rows).first() or Resolution(**place.rows)
    is_new = row.pk is None
    for name in ("option", "number", "boolean", "text", "compared_to"):
        setattr(row, name, getattr(example, name))
    row.reason, row.explanation = entries["reason"], entries["explanation"].replace("\r\n", "\n")
    row.resolved_by, row.resolved_on = request.user, timezone.localdate()
    row._change_reason = f"read at its cell, {quantity(len(claims), 'claim')} judged"
    row.save()
    row.claims.set(claims.values())
    _log(table, request, row, is_new)
    messages.success(request, f"{place.title}: read as “{side.label}”, {quantity(len(claims), 'claim')} judged.")


def _cell_page(table: Any, request: HttpRequest, report: CellReport, form: ReadingForm) -> HttpResponse:
    context = {
        "shown": report,
        "form": form if report.can_be_read and _may(table, request, Resolution, report.resolution) else None,
        "may_record": report.is_empty and _may(table, request, Gap, report.gap),
        "queue": list_link(Cell, "contested cells", cell_state=State.CONTESTED.value),
    }
    return _page(table, request, "page", report.place, context)


def absence_view(table: Any, request: HttpRequest, **slugs: str) -> HttpResponse:
    """Record why a cell is empty, or change what is recorded."""
    place = place_of(**slugs)
    if not _may(table, request, Gap, Gap.objects.filter(**place.rows).first()):
        raise PermissionDenied
    if request.method == "POST":
        return saved_or_proposed(request, request.POST.get("note", ""), lambda: _record(table, request, place))
    report = cell_report(place, timezone.localdate())
    row = Gap.objects.filter(**place.rows).first()
    return _absence_page(table, request, report, AbsenceForm(instance=row or _gap(place)))


def _record(table: Any, request: HttpRequest, place: CellAddress) -> HttpResponse:
    _locked(place)
    report = cell_report(place, timezone.localdate())
    row: Any = Gap.objects.filter(**place.rows).first() or _gap(place)
    is_new = row.pk is None
    if not _may(table, request, Gap, report.gap):
        raise PermissionDenied
    form = AbsenceForm(request.POST, instance=row)
    if not report.is_empty:
        there_are = quantity(len(report.judgement.claims), "published claim")
        messages.error(request, f"Nothing was saved: this cell has {there_are}, so it is not empty.")
    elif request.POST.get("read", "") != report.reading:
        messages.warning(
            request, "Somebody recorded something here meanwhile. Nothing was saved; what you typed is kept."
        )
    elif form.is_valid():
        row._change_reason = "recorded at its cell"
        form.save()
        _log(table, request, row, is_new)
        messages.success(request, f"{place.title}: {row.get_kind_display()}.")
        return HttpResponseRedirect(place.address())
    return _absence_page(table, request, report, form)


def _absence_page(table: Any, request: HttpRequest, report: CellReport, form: AbsenceForm) -> HttpResponse:
    return _page(table, request, "absence", report.place, {"shown": report, "form": form})


def unanswered_view(table: Any, request: HttpRequest) -> HttpResponse:
    """The cells of the coverage without claim and recorded absence, of all groups or of one."""
    if not table.has_view_permission(request):
        raise PermissionDenied
    groups = list(AspectGroup.objects.all())
    slug = request.GET.get("group", "")
    chosen = next((group for group in groups if is_key(slug) and group.pk == int(slug)), None)
    if slug and chosen is None:
        raise Http404(f"There is no group “{slug}”.")
    pages = BoundedPaginator(unanswered_aspects(chosen.pk if chosen else None), ASPECTS_ON_A_PAGE)
    page = pages.get_page(request.GET.get("p"))
    context = {
        "groups": groups,
        "chosen": chosen,
        "page": page,
        "rows": unanswered_of(page.object_list),
        "count": sum(line.unanswered for line in coverage() if chosen is None or line.key == chosen.pk),
        "may_record": _may(table, request, Gap, None),
    }
    return _page(table, request, "unanswered", None, context)


def _page(
    table: Any, request: HttpRequest, name: str, place: CellAddress | None, context: dict[str, Any]
) -> HttpResponse:
    titles = {"absence": "Why it is empty", "unanswered": "Cells without claim and recorded absence"}
    context = {
        **table.admin_site.each_context(request),
        "opts": table.opts,
        "title": titles.get(name, "Cell"),
        "subtitle": place.title if place else None,
        "place": place,
        "page_address": place.address() if place else "",
        "absence_address": place.address("absence") if place else "",
        "claims_link": list_link(Claim, "all its claims, drafts too", **_lookups(place)) if place else "",
        **context,
    }
    return TemplateResponse(request, f"admin/kb/cell/{name}.html", context)


def _may(table: Any, request: HttpRequest, model: Any, stored: object) -> bool:
    """Whether the person may add such a row, or change the one that there is."""
    table = table.admin_site.get_model_admin(model)
    return bool(table.has_change_permission(request) if stored else table.has_add_permission(request))


def _log(table: Any, request: HttpRequest, row: Any, is_new: bool) -> None:
    table = table.admin_site.get_model_admin(type(row))
    log = table.log_addition if is_new else table.log_change
    log(request, row, "At the page of its cell.")


def _locked(place: CellAddress) -> None:
    """Nobody else reads a cell of this framework at the same time."""
    list(Framework.objects.select_for_update(no_key=True).filter(pk=place.framework.pk))


def _gap(place: CellAddress) -> Gap:
    return Gap(**place.rows, searched_on=timezone.localdate())


def _lookups(place: CellAddress) -> dict[str, Any]:
    return {f"{name}__id__exact": row.pk for name, row in place.rows.items() if row}


def _meanwhile(entries: Any, report: CellReport) -> str:
    """What changed since the page was opened, in words; empty if nothing did."""
    before = dict(pair.partition(":")[::2] for pair in entries.getlist("seen"))
    now = report.versions
    notes = [
        ("published", [key for key in now if key not in before]),
        ("changed", [key for key, mark in now.items() if key in before and before[key] != mark]),
        ("taken out", [key for key in before if key not in now]),
    ]
    words = [f"{quantity(len(keys), 'claim')} {deed}: {', '.join(keys)}." for deed, keys in notes if keys]
    if entries.get("read", "") != report.reading:
        words.append("Somebody else read it.")
    return f"While this page was open: {' '.join(words)}" if words else ""
