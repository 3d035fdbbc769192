"""The history of a row: what changed in each version, any two of them side by side, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format

from kb.admin.base.conflicts import OPENED, opened_version
from kb.admin.base.edits import Edit
from kb.admin.base.form_posts import as_sent, rows_sent, sent_form
from kb.admin.base.proposing import ProposalRedirect
from kb.admin.base.widgets import is_key
from kb.editing import versions
from kb.editing.versions import Difference, Version


class RevertForm(forms.Form):
    """Why a row goes back to an old version, and the version that was there when that was decided."""

    change_reason = forms.CharField(
        label="Reason",
        max_length=300,
        help_text="Kept in the history of this row.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        error_messages={"required": "Say why it goes back to this version."},
    )
    opened_version = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


# what became of a row is no part of what a version says: going back to it leaves these as they are
PERMANENT_FIELDS = ("key", "status", "retire_reason", "reviewed_by", "reviewed_on")


def urls(table: Any) -> list[URLPattern]:
    """The page that compares two versions of a row."""
    view = table.admin_site.admin_view(partial(compare_page, table))
    return [path("<path:object_id>/history/compare/", view, name=_name(table, "compare"))]


def list_context(table: Any, object_id: str) -> dict[str, Any]:
    """What the list of versions needs besides them. Raises Http404 for what is no key."""
    if not is_key(unquote(object_id)):
        raise Http404
    return {"compare_url": _address(table, "compare", object_id)}


def add_changes(model: Any, page: Any) -> None:
    """Give each entry of a page of the history what it changed. The queries of `versions.read`, and one."""
    records = list(page.object_list)
    if records:
        key = getattr(records[-1], model._meta.pk.attname)
        before = versions.records_of(model, key).filter(pk__lt=records[-1].pk)[:1]
        page.object_list = versions.saved([*records, *before])[: len(records)]


def compare_page(table: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Any two versions, the older one first."""
    row = _row(table, request, object_id)
    chosen = {request.GET.get(name, "") for name in ("old", "new")}
    if len(chosen) < 2 or not all(is_key(key) for key in chosen):
        table.message_user(request, "Choose two different versions to compare.", messages.WARNING)
        return HttpResponseRedirect(_address(table, "history", object_id))
    old, new = _versions(table, object_id, sorted(int(key) for key in chosen))
    context = {
        **_context(table, request, row, object_id, f"Two versions of {row}"),
        "old": old,
        "new": new,
        "differences": versions.differences(old, new),
    }
    return TemplateResponse(request, "admin/kb/object_history_compare.html", context)


def version_page(
    table: Any, request: HttpRequest, object_id: str, version_id: str, context: Mapping[str, Any]
) -> HttpResponse:
    """One version, what going back to it would change, and the way back: with a reason, by POST."""
    row = _row(table, request, object_id)
    stored = table.get_object(request, object_id)
    may = stored is not None and table.has_change_permission(request, stored)
    if request.method == "POST" and not may:
        raise PermissionDenied
    if IS_POPUP_VAR in request.POST:
        raise BadRequest("A version is brought back on a page of its own.")
    if not is_key(version_id):
        raise Http404
    [old] = _versions(table, object_id, [int(version_id)])
    form = RevertForm(
        request.POST if request.method == "POST" else None,
        initial={OPENED: opened_version(table, request, object_id)},
    )
    changes, differences = _brought_back(table, request, stored, old) if stored is not None else ([], [])
    if form.is_bound and form.is_valid() and changes:
        return _revert(table, request, stored, old, form)
    context = {
        **_context(table, request, row, object_id, f"{row}, as it was"),
        "version": old,
        "changes": changes,
        "kept": differences,
        "form": form if may and changes else None,
        "gone": stored is None,
        **context,
    }
    return TemplateResponse(request, "admin/kb/object_history_form.html", context)


def _revert(table: Any, request: HttpRequest, stored: Any, old: Version, form: RevertForm) -> HttpResponse:
    """Save the old values as though they had been typed: every rule holds, and what breaks one can be mended."""
    sent = rows_sent(table, request, stored)
    for name, content in old.contents.items():
        field = table.model._meta.get_field(name)
        if field.editable:
            sent[name] = as_sent(field.value_from_object(stored) if name in PERMANENT_FIELDS else content.raw)
    sent |= {name: [text] for name, text in form.cleaned_data.items()}
    edit = replace(Edit.of(request), entry=sent_form(sent))
    key = str(stored.pk)
    response: HttpResponse = table.edit_view(request, edit, key, _address(table, "change", key))
    if not isinstance(response, HttpResponseRedirect) or isinstance(response, ProposalRedirect):
        return response
    day = date_format(old.row.history_date, "DATETIME_FORMAT")
    table.message_user(request, f"“{stored}” is again as it was on {day}.", messages.SUCCESS)
    return HttpResponseRedirect(_address(table, "history", key))


def _brought_back(
    table: Any, request: HttpRequest, stored: Any, old: Version
) -> tuple[list[Difference], list[Difference]]:
    """What going back would change, and what it would leave as it is now."""
    fixed = {*PERMANENT_FIELDS, *table.get_readonly_fields(request, stored)}
    changes: list[Difference] = []
    differences: list[Difference] = []
    for difference in versions.differences(versions.read([stored])[0], old):
        open_to_change = difference.field not in fixed and table.model._meta.get_field(difference.field).editable
        (changes if open_to_change else differences).append(difference)
    return changes, differences


def _row(table: Any, request: HttpRequest, object_id: str) -> Any:
    """The row, or what it was when it was deleted, for those who may look at it."""
    if not is_key(object_id):
        raise Http404
    row = table.get_object(request, object_id)
    if row is None:
        last = versions.records_of(table.model, object_id).first()
        if last is None:
            raise Http404
        row = last.instance
    if not table.has_view_or_change_permission(request, row):
        raise PermissionDenied
    return row


def _versions(table: Any, object_id: str, numbers: Sequence[int]) -> list[Version]:
    """The entries of this row's history with these numbers; they all are, or it is a 404."""
    records = {record.pk: record for record in versions.records_of(table.model, object_id).filter(pk__in=numbers)}
    if set(records) != set(numbers):
        raise Http404
    return versions.read([records[number] for number in numbers])


def _name(table: Any, page: str) -> str:
    return f"{table.opts.app_label}_{table.opts.model_name}_{page}"


def _address(table: Any, page: str, object_id: str) -> str:
    return reverse(f"admin:{_name(table, page)}", args=[object_id])


def _context(table: Any, request: HttpRequest, row: Any, object_id: str, title: str) -> dict[str, Any]:
    return {
        **table.admin_site.each_context(request),
        "title": title,
        "opts": table.opts,
        "object": row,
        "module_name": str(table.opts.verbose_name_plural).capitalize(),
        "change_url": _address(table, "change", object_id),
        "history_url": _address(table, "history", object_id),
    }
