"""The history of a row: what changed in each version, any two of them side by side, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from simple_history.admin import SimpleHistoryAdmin

from kb.admin.base.conflicts import OPENED, opened_version
from kb.admin.base.form_posts import as_sent, request_with, rows_sent, sent_form
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


class HistoryAdmin(SimpleHistoryAdmin):
    """A table whose history says in words what changed; any two versions are compared, and any one is brought back."""

    history_list_per_page = 25
    object_history_template = "admin/kb/object_history.html"
    object_history_list_template = "admin/kb/object_history_list.html"
    # fields that a version does not bring back: what became of a row is no part of what it says
    permanent_fields: ClassVar[tuple[str, ...]] = ("key", "status", "retire_reason", "reviewed_by", "reviewed_on")

    def get_urls(self) -> list[Any]:
        compare = path(
            "<path:object_id>/history/compare/",
            self.admin_site.admin_view(self.compare_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_compare",
        )
        return [compare, *super().get_urls()]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        if not is_key(unquote(object_id)):
            raise Http404
        context = {"compare_url": self._address("compare", object_id), **(extra_context or {})}
        return super().history_view(request, object_id, context)

    def get_history_queryset(self, request: HttpRequest, history_manager: Any, pk_name: str, object_id: Any) -> Any:
        return versions.records_of(self.model, object_id)

    def set_history_delta_changes(self, request: HttpRequest, historical_records: Any, **options: Any) -> None:
        """Each entry of the page with what it changed. The queries of `versions.read`, and one."""
        records = list(historical_records.object_list)
        if records:
            key = getattr(records[-1], self.model._meta.pk.attname)
            before = versions.records_of(self.model, key).filter(pk__lt=records[-1].pk)[:1]
            historical_records.object_list = versions.saved([*records, *before])[: len(records)]

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Any two versions, the older one first."""
        row = self._row(request, object_id)
        chosen = {request.GET.get(name, "") for name in ("old", "new")}
        if len(chosen) < 2 or not all(is_key(key) for key in chosen):
            self.message_user(request, "Choose two different versions to compare.", messages.WARNING)
            return HttpResponseRedirect(self._address("history", object_id))
        old, new = self._versions(object_id, sorted(int(key) for key in chosen))
        context = {
            **self._context(request, row, object_id, f"Two versions of {row}"),
            "old": old,
            "new": new,
            "differences": versions.differences(old, new),
        }
        return TemplateResponse(request, "admin/kb/object_history_compare.html", context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """One version, what going back to it would change, and the way back: with a reason, by POST."""
        row = self._row(request, object_id)
        stored = self.get_object(request, object_id)
        may = stored is not None and self.has_change_permission(request, stored)
        if request.method == "POST" and not may:
            raise PermissionDenied
        if not is_key(version_id):
            raise Http404
        [old] = self._versions(object_id, [int(version_id)])
        form = RevertForm(
            request.POST if request.method == "POST" else None,
            initial={OPENED: opened_version(self, request, object_id)},
        )
        changes, differences = self._brought_back(request, stored, old) if stored is not None else ([], [])
        if form.is_bound and form.is_valid() and changes:
            return self._revert(request, stored, old, form)
        context = {
            **self._context(request, row, object_id, f"{row}, as it was"),
            "version": old,
            "changes": changes,
            "kept": differences,
            "form": form if may and changes else None,
            "gone": stored is None,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/kb/object_history_form.html", context)

    def _revert(self, request: HttpRequest, stored: Any, old: Version, form: RevertForm) -> HttpResponse:
        """Save the old values as though they had been typed: every rule holds, and what breaks one can be mended."""
        sent = rows_sent(self, request, stored)
        for name, content in old.contents.items():
            field = self.model._meta.get_field(name)
            if field.editable:
                permanent = name in self.permanent_fields
                sent[name] = as_sent(field.value_from_object(stored) if permanent else content.raw)
        sent |= {name: [text] for name, text in form.cleaned_data.items()}
        typed = request_with(request, sent_form({**sent, "_save": ["revert"]}))
        key = str(stored.pk)
        response: HttpResponse = self.changeform_view(typed, key, self._address("change", key))
        if not isinstance(response, HttpResponseRedirect):
            return response
        day = date_format(old.row.history_date, "DATETIME_FORMAT")
        self.message_user(request, f"“{stored}” is again as it was on {day}.", messages.SUCCESS)
        return HttpResponseRedirect(self._address("history", key))

    def _brought_back(
        self, request: HttpRequest, stored: Any, old: Version
    ) -> tuple[list[Difference], list[Difference]]:
        """What going back would change, and what it would leave as it is now."""
        fixed = {*self.permanent_fields, *self.get_readonly_fields(request, stored)}
        changes: list[Difference] = []
        differences: list[Difference] = []
        for difference in versions.differences(versions.read([stored])[0], old):
            open_to_change = difference.field not in fixed and self.model._meta.get_field(difference.field).editable
            (changes if open_to_change else differences).append(difference)
        return changes, differences

    def _row(self, request: HttpRequest, object_id: str) -> Any:
        """The row, or what it was when it was deleted, for those who may look at it."""
        if not is_key(object_id):
            raise Http404
        row = self.get_object(request, object_id)
        if row is None:
            last = versions.records_of(self.model, object_id).first()
            if last is None:
                raise Http404
            row = last.instance
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        return row

    def _versions(self, object_id: str, numbers: Sequence[int]) -> list[Version]:
        """The entries of this row's history with these numbers; they all are, or it is a 404."""
        records = {record.pk: record for record in versions.records_of(self.model, object_id).filter(pk__in=numbers)}
        if set(records) != set(numbers):
            raise Http404
        return versions.read([records[number] for number in numbers])

    def _address(self, page: str, object_id: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=[object_id])

    def _context(self, request: HttpRequest, row: Any, object_id: str, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "object": row,
            "module_name": str(self.opts.verbose_name_plural).capitalize(),
            "change_url": self._address("change", object_id),
            "history_url": self._address("history", object_id),
        }
