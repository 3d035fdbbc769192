"""Two people open the same row: the second to save sees both versions, and chooses.

A form carries the version of the row that it was opened with. When it comes back, the row is locked and
the versions are compared. Nothing is kept between requests: what there was to choose is worked out again from the two
versions that the page names.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from typing import Any, Self

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from simple_history.admin import SimpleHistoryAdmin

from kb.admin.base.conflicts import OPENED, conflict_of, editable_rows, entry_words, merged, opened_version, owner_of
from kb.admin.base.edits import Edit
from kb.admin.base.form_posts import request_with, sent_anew
from kb.admin.base.forms import as_fault
from kb.admin.base.widgets import is_key
from kb.derived import upkeep
from kb.editing import versions

ATTEMPTS = 2  # the second one finds the row that the first one ran into, and names it


class GuardedAdmin(SimpleHistoryAdmin):
    """A table whose rows nobody overwrites unseen. What is written is written in one transaction.

    The page of a form is this table with an `Edit` of its own: each request has another.
    """

    _edit: Edit | None = None

    @property
    def edit(self) -> Edit:
        """The form that this page is of."""
        return self._edit or Edit()

    def at(self, edit: Edit) -> Self:
        """The page of that form."""
        page = copy(self)
        page._edit = edit
        return page

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.edit = self.edit
        return form

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        key, edit = unquote(object_id) if object_id else "", Edit.of(request)

        def answer(settled: Edit) -> HttpResponse:
            typed = request_with(request, settled.typed)
            return super(GuardedAdmin, self.at(settled)).changeform_view(typed, object_id, form_url, extra_context)

        if request.method == "POST":
            return self._saved(request, edit, lambda attempt: self._guarded(request, key, attempt, answer))
        # before the row is read: a later version than the one shown would hide what lies between
        return answer(replace(edit, stored=opened_version(self, request, key)) if is_key(key) else edit)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        response: Any = super().render_change_form(request, context, *args, **kwargs)
        if self.edit.conflict:
            response.context_data["conflict"] = self.edit.conflict
            response.template_name = "admin/kb/conflict.html"
        return response

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        if change:
            versions.begin(self.model._base_manager.get(pk=obj.pk))
        super().save_model(request, obj, form, change)

    def _saved(self, request: HttpRequest, edit: Edit, save: Callable[[Edit], HttpResponse]) -> HttpResponse:
        """The answer to the edit, in one transaction. What the database refuses comes back with the form."""
        queued = len(_queued_messages(request))
        for _ in range(ATTEMPTS):
            try:
                with upkeep.collected():
                    return save(edit)
            except (IntegrityError, ValidationError) as error:
                fault = as_fault(error)
                del _queued_messages(request)[queued:]  # “was changed” is no longer true
        with upkeep.collected():
            return save(replace(edit, fault=fault))

    def _guarded(
        self, request: HttpRequest, key: str, edit: Edit, answer: Callable[[Edit], HttpResponse]
    ) -> HttpResponse:
        """Lock the row, and save it if nothing was saved since the form was opened, or all was chosen."""
        if is_key(key) and "_saveasnew" not in edit.typed:
            row = self._locked(request, key)
            if row is None and versions.records_of(self.model, key).exists():
                return self._deleted(request, key, edit)
            if row is not None and self.has_change_permission(request, row):
                edit = self._settled(request, row, edit)
        return answer(edit)

    def _locked(self, request: HttpRequest, key: str) -> Any:
        """The row, which with the rows on its page nobody else can change until this transaction ends."""
        row = self.model._base_manager.select_for_update().order_by("pk").filter(pk=key).first()
        for inline in editable_rows(self, request):
            rows = inline.model._base_manager.select_for_update().filter(**{owner_of(self, inline): key})
            list(rows.order_by("pk").values_list("pk"))
        return row

    def _settled(self, request: HttpRequest, row: Any, edit: Edit) -> Edit:
        """The edit with the choices put into what was typed; or with what there is to choose."""
        edit = replace(edit, stored=opened_version(self, request, row.pk))
        if edit.opened == edit.stored:
            return edit
        form = self.at(edit).get_form(request, row, change=True)(edit.typed, instance=copy(row))
        conflict = conflict_of(self, request, row, form, edit.stored)
        if not conflict.exists or (edit.offered == edit.stored and conflict.answer(edit.typed)):
            return replace(edit, typed=merged(self, request, row, edit.typed, conflict))
        fault = "Somebody else saved this meanwhile. Nothing is saved yet: choose above what to keep, then save again."
        return replace(edit, conflict=conflict, fault=ValidationError(fault))

    def _deleted(self, request: HttpRequest, key: str, edit: Edit) -> HttpResponse:
        """The row is gone: say who deleted it, show what was typed, and offer to enter it anew."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        last = versions.saved(list(versions.records_of(self.model, key)[:2]))[0]
        form = self.at(edit).get_form(request, None, change=False)(edit.typed)
        entries = [
            (str(bound.label), entry_words(self.model, bound))
            for bound in form
            if bound.name in edit.typed and bound.name != OPENED
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": f"This {self.opts.verbose_name} was deleted meanwhile",
            "opts": self.opts,
            "last": last,
            "name": str(last.record.instance),
            "typed": [(label, words) for label, words in entries if words],
            "sent": sent_anew(edit.typed, form, [OPENED]) if self.has_add_permission(request) else None,
            "add_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add"),
        }
        return TemplateResponse(request, "admin/kb/conflict_deleted.html", context, status=409)


def _queued_messages(request: HttpRequest) -> list[Any]:
    storage = getattr(request, "_messages", None)
    return storage._queued_messages if storage is not None else []
