"""Claims from a file, in the admin: upload it, see what each row would do, confirm.

Between the steps the file is kept in the database (see `kb.editing.unconfirmed`), so the preview has an address of
its own: it can be reloaded and paged through, and it is confirmed without sending the file again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from kb import importing
from kb.editing.unconfirmed import OF_IMPORT, Unconfirmed, forget, keep, unconfirmed_of
from kb.importing import FileFault, ImportReport, Plan, PlannedRow, RowFate
from kb.importing.file_records import COLUMNS, REQUIRED
from kb.models import Claim

IMPORT_PERMISSION = "kb.import_claims"
CONFIRM = "_import"
LOOK_AGAIN = "_again"  # at the same file, with another decimal mark
MOST_PREVIEW_ROWS = 100  # rows of a kind on the first page of a preview
ROWS_PER_PAGE = 500
MIB = 1024 * 1024
MAIN = ("framework", "aspect", "company", "value", "source", "locator")  # columns of new claims; the others in one
UNSAID = (*MAIN, "key", "status")  # what comes in is a draft, whatever the file says

FILE_TOO_LARGE = "The file has {:.1f} MiB, and {} MiB is the most: split it."
FILE_GONE = "The file is no longer kept: please upload it again. Nothing was imported."
MOVED = "The base has changed since you looked. This is what the file would do now; nothing was imported."


class ImportForm(forms.Form):
    """A file, and why it is imported."""

    file = forms.FileField(
        help_text="CSV or JSON in UTF-8, 20 MiB at most, with the columns of the site's own export.",
        widget=forms.FileInput(attrs={"accept": ".csv,.json"}),
    )
    decimal_mark = forms.ChoiceField(
        label="Decimal mark",
        required=False,
        choices=[("", "as the numbers show it"), (".", "12.9"), (",", "12,9")],
        help_text="Of a file with semicolons or tabs. JSON and files with commas have a point.",
    )
    reason = forms.CharField(
        label="Reason",
        max_length=300,
        required=False,
        help_text="Kept in the history of each claim. Empty: “import” and the name of the file.",
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
    )

    def clean_file(self) -> UploadedFile[Any] | None:
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file and (file.size or 0) > importing.MOST_BYTES:
            raise ValidationError(FILE_TOO_LARGE.format((file.size or 0) / MIB, importing.MOST_BYTES // MIB))
        return file


class ConfirmForm(ImportForm):
    """The confirmation of what was looked at, with the button `CONFIRM`; else another file instead."""

    field_order = ["reason", "file", "decimal_mark"]
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = self.is_bound and not {CONFIRM, LOOK_AGAIN} & self.data.keys()
        self.fields["file"].label = "Another file"


@dataclass(frozen=True)
class NewClaim:
    """A row that would make a claim: its main columns in words, and what else it says."""

    line: int
    key: str
    main: Sequence[str]
    more: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class KnownClaim:
    """A row whose claim is there: where its page is, and what would change: column, old, new."""

    line: int
    key: str
    address: str
    changes: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True)
class PreviewSection:
    """Rows of one kind, the first of them or a page of all."""

    name: str
    page: Page[Any]
    rows: Sequence[Any]

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @property
    def goes_on(self) -> bool:
        return len(self.rows) < self.count


def urls(admin: Any) -> list[URLPattern]:
    """The two pages of an import, for the admin of claims. To see either one needs the right to import."""
    guarded = admin.admin_site.admin_view
    return [
        path("import/", guarded(partial(import_view, admin)), name="kb_claim_import"),
        path("import/<slug:key>/", guarded(partial(preview_view, admin)), name="kb_claim_import_preview"),
    ]


def import_view(admin: Any, request: HttpRequest) -> HttpResponse:
    """Takes a file, and leads to its preview. Changes nothing in the base."""
    _only_importers(request)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and form.is_valid():
        return _to_preview(request, form)
    return _upload_page(admin, request, form)


def preview_view(admin: Any, request: HttpRequest, key: str) -> HttpResponse:
    """GET: what each row would do. POST: do it if it is still the same, all or nothing; or take another file."""
    _only_importers(request)
    unconfirmed = unconfirmed_of(request.user, OF_IMPORT, key)
    sent = ConfirmForm(request.POST, request.FILES) if request.method == "POST" else None
    if sent and sent.is_valid() and sent.cleaned_data["file"]:
        return _to_preview(request, sent, instead_of=unconfirmed)
    if sent and sent.is_valid() and unconfirmed and LOOK_AGAIN in request.POST:
        return _looked_at_again(request, unconfirmed, sent)
    if unconfirmed is None:
        messages.error(request, FILE_GONE)
        return _upload_page(admin, request, ImportForm(initial={"reason": request.POST.get("reason", "")}), 404)
    if sent is None:
        return _preview(admin, request, unconfirmed, _plan(unconfirmed), ConfirmForm(initial=unconfirmed.words))
    return _confirmed(admin, request, unconfirmed, sent)


def _confirmed(admin: Any, request: HttpRequest, unconfirmed: Unconfirmed, form: ConfirmForm) -> HttpResponse:
    plan = _plan(unconfirmed)
    if not form.is_valid():
        return _preview(admin, request, unconfirmed, plan, form)
    if request.POST.get("digest") != plan.digest:
        messages.error(request, MOVED)
        return _preview(admin, request, unconfirmed, plan, form)
    try:
        done = importing.apply(plan, request.user, form.cleaned_data["reason"])
    except importing.RefusedFile as refused:
        return _refused(admin, request, unconfirmed, form, refused.faults)
    forget(unconfirmed)
    messages.success(request, _report_words(plan, done))
    return HttpResponseRedirect(_onward(admin, request))


def _refused(
    admin: Any, request: HttpRequest, unconfirmed: Unconfirmed, form: ConfirmForm, faults: Iterable[FileFault]
) -> HttpResponse:
    """The preview as it is now. The faults of a plan stand in it; one of another kind came from the last look."""
    plan = _plan(unconfirmed)
    others = [fault for fault in faults if fault not in plan.faults]
    for fault in others[:MOST_PREVIEW_ROWS]:
        messages.error(request, importing.fault_words(fault))
    messages.error(request, "Nothing was imported.")
    return _preview(admin, request, unconfirmed, plan, form)


def _onward(admin: Any, request: HttpRequest) -> str:
    """The drafts, for those who may see them."""
    if not admin.has_view_permission(request):
        return reverse("admin:kb_claim_import")
    return f"{reverse('admin:kb_claim_changelist')}?status__exact={Claim.Status.DRAFT}"


def _upload_page(admin: Any, request: HttpRequest, form: ImportForm, status: int = 200) -> HttpResponse:
    context = {
        **admin.admin_site.each_context(request),
        "title": "Import claims",
        "opts": admin.opts,
        "form": form,
        "columns": COLUMNS,
        "required": REQUIRED,
    }
    return TemplateResponse(request, "admin/kb/claim/import.html", context, status=status)


def _preview(admin: Any, request: HttpRequest, unconfirmed: Unconfirmed, plan: Plan, form: ConfirmForm) -> HttpResponse:
    """What the plan says; ``show`` in the address asks for all rows of a kind, page by page. One query."""
    kind = request.GET.get("show", "")
    if kind and kind not in set(RowFate):
        raise Http404(f"A preview has no rows “{kind}”.")
    sections = {
        str(verdict): _section(plan, verdict, request.GET.get("p"), whole=bool(kind))
        for verdict in ([RowFate(kind)] if kind else RowFate)
    }
    context = {
        **admin.admin_site.each_context(request),
        "title": f"Import {plan.table.name}",
        "opts": admin.opts,
        "plan": plan,
        "counts": [(str(verdict), number) for verdict, number in plan.counts.items()],
        "rows": len(plan.rows),
        "writes": len(plan.new) + len(plan.changed),
        "sections": sections,
        "shown": kind,
        "numbered": any(fault.number for fault in plan.faults),
        "main": MAIN,
        "form": form,
        "kept": unconfirmed.key,
    }
    return TemplateResponse(request, "admin/kb/claim/import_preview.html", context)


def _only_importers(request: HttpRequest) -> None:
    if not request.user.has_perm(IMPORT_PERMISSION):
        raise PermissionDenied


def _to_preview(request: HttpRequest, form: ImportForm, instead_of: Unconfirmed | None = None) -> HttpResponse:
    """Keep the file, and show what it would do."""
    if instead_of:
        forget(instead_of)
    file, reason = form.cleaned_data["file"], form.cleaned_data["reason"]
    mark = form.cleaned_data["decimal_mark"]
    key = keep(request.user, OF_IMPORT, file.read(), name=file.name, reason=reason, decimal_mark=mark)
    return HttpResponseRedirect(reverse("admin:kb_claim_import_preview", args=[key]))


def _looked_at_again(request: HttpRequest, unconfirmed: Unconfirmed, form: ImportForm) -> HttpResponse:
    """Show what the same file would do if its numbers had the decimal mark that was chosen."""
    forget(unconfirmed)
    words = {name: form.cleaned_data[name] for name in ("reason", "decimal_mark")}
    key = keep(request.user, OF_IMPORT, unconfirmed.content, **{**unconfirmed.words, **words})
    return HttpResponseRedirect(reverse("admin:kb_claim_import_preview", args=[key]))


def _plan(unconfirmed: Unconfirmed) -> Plan:
    mark = unconfirmed.words.get("decimal_mark", "")
    return importing.plan(importing.read(unconfirmed.words["name"], unconfirmed.content, mark))


def _report_words(plan: Plan, done: ImportReport) -> str:
    counts = f"{len(done.new):,} new, {len(done.changed):,} changed, {done.unchanged:,} unchanged"
    return f"{plan.table.name} imported: {counts}. What came in is a draft."


# --- what a preview shows ----------------------------------------------------------------------------------------


def _section(plan: Plan, verdict: RowFate, number: str | None, *, whole: bool) -> PreviewSection:
    """The rows with this verdict; of refused ones and of the file, the faults. One query for rows that are there."""
    items: Sequence[Any] = plan.faults
    if verdict is not RowFate.REFUSED:
        items = [row for row in plan.rows if row.verdict is verdict]
    page = Paginator(items, ROWS_PER_PAGE if whole else MOST_PREVIEW_ROWS).get_page(number if whole else 1)
    rows: Sequence[Any] = list(page.object_list)
    if verdict is RowFate.NEW:
        rows = [_new(row) for row in rows]
    elif verdict is not RowFate.REFUSED:
        rows = _known(rows)
    return PreviewSection(str(verdict), page, rows)


def _new(row: PlannedRow) -> NewClaim:
    more = [(name, _words(value)) for name, value in row.values.items() if value and name not in UNSAID]
    return NewClaim(row.line, row.key, [_words(row.values.get(name)) for name in MAIN], more)


def _known(rows: Sequence[PlannedRow]) -> list[KnownClaim]:
    stored = Claim.objects.filter(key__in=[row.key for row in rows]).values_list("key", "pk") if rows else ()
    pages = {key: reverse("admin:kb_claim_change", args=[pk]) for key, pk in stored}
    return [
        KnownClaim(
            row.line,
            row.key,
            pages.get(row.key, ""),
            [(change.column, _words(change.old), _words(change.new)) for change in row.changes],
        )
        for row in rows
    ]


def _words(value: Any) -> str:
    """A value in words, all of it; nothing for an empty one."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
