"""The admin of every table that editors change, and of the rows on the page of a row.

Django's pages ask their admin at fixed places. What is done there is in functions that get all they need as arguments:
`kb.admin.base.saves`, `history_pages`, `row_formsets`, `deletion`, `widgets`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from functools import partial
from typing import Any, ClassVar, Self

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget, AdminURLFieldWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import ModelForm
from django.forms.models import _get_foreign_key
from django.http import HttpRequest, HttpResponse
from simple_history.admin import SimpleHistoryAdmin

from kb.admin.base import deletion, history_pages, proposing, saves
from kb.admin.base.conflicts import OPENED
from kb.admin.base.edits import Edit
from kb.admin.base.forms import InlineForm, ReasonForm
from kb.admin.base.row_formsets import AS_NEW, row_formsets
from kb.admin.base.table_admin import TableAdmin
from kb.admin.base.widgets import search_box
from kb.derived import upkeep
from kb.editing import versions
from kb.editing.evidence_columns import NEVER_ALONE
from kb.entry.form_fields import NumberEntryField, TextEntryField
from kb.models.values import NumberField

OVERRIDES: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    models.CharField: {"form_class": TextEntryField},
    models.SlugField: {"form_class": forms.SlugField},
    models.URLField: {"assume_scheme": "https", "widget": AdminURLFieldWidget},
    models.DateField: {"form_class": forms.DateField, "widget": AdminDateWidget, "input_formats": ["%Y-%m-%d"]},
    NumberField: {"form_class": NumberEntryField, "widget": AdminTextInputWidget},
}


MOST_ROWS_OF_A_FORM = 200  # each is checked by itself, in the time of one request


class KbAdmin(TableAdmin, SimpleHistoryAdmin):  # type: ignore[misc]
    """An editable table: history with reasons, no lost update, one transaction and one roll-up for each request.

    The page of a form is this table with an `Edit` of its own: each request has another.
    """

    form = ReasonForm
    formfield_overrides = OVERRIDES
    history_list_per_page = 25
    object_history_template = "admin/kb/object_history.html"
    object_history_list_template = "admin/kb/object_history_list.html"
    layout: ClassVar[Sequence[tuple[str | None, dict[str, Any]]]] = ()
    made: ClassVar[tuple[str, ...]] = ()  # fields that the admin fills; shown once they are there
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

    # the page of a row

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if AS_NEW in request.POST and not self.save_as:  # no form of this table has the button
            return self.refused(request, "This form saves no other row; nothing was saved.")
        return self.edit_view(request, Edit.of(request), object_id, form_url, extra_context)

    def edit_view(self, request: HttpRequest, edit: Edit, object_id: str | None, *context: Any) -> HttpResponse:
        """Django's page of the row, or of a new one, with that edit; see `saves`."""

        def answer(settled: Edit) -> HttpResponse:
            return super(KbAdmin, self.at(settled)).changeform_view(request, object_id, *context)

        return saves.page(self, request, unquote(object_id or ""), edit, answer)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.edit = self.edit
        return form

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> tuple[list[Any], list[Any]]:
        """As Django does, but of what the edit says was typed."""
        pairs = row_formsets(self, request, obj, self.edit.entry if self.edit.is_bound else None, change=change)
        return [formset for formset, _ in pairs], [inline for _, inline in pairs]

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        return super().formfield_for_dbfield(db_field, request, **{**search_box(self, db_field, request), **kwargs})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fieldsets = [*self.layout]
        if obj and self.made:
            fieldsets.append(("Made by the site", {"fields": list(self.made)}))
        if obj and self.has_change_permission(request, obj):
            fieldsets.append(("History", {"fields": ["change_reason", OPENED]}))
        elif not obj and self.model in NEVER_ALONE:
            fieldsets.append(("History", {"fields": ["change_reason"]}))
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        """Everything, for those who may only look: the page of an old version relies on it."""
        if obj and not self.has_change_permission(request, obj):
            return tuple(flatten_fieldsets(self.get_fieldsets(request, obj)))
        return (*self.readonly_fields, *self.made)

    def row_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """What the page shows besides the form; of a new row (None), too."""
        return {}

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        row = context.get("original")
        context = {
            **context,
            **self.row_context(request, row),
            **proposing.notice(self.model, row),
            "conflict": self.edit.conflict,
        }
        response: Any = super().render_change_form(request, context, *args, **kwargs)
        if self.edit.conflict:
            response.template_name = "admin/kb/conflict.html"
        return response

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        if reason := form.cleaned_data.get("change_reason"):
            obj._change_reason = reason
        if change:
            versions.begin(self.model._base_manager.get(pk=obj.pk))
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """The rows on the page change for the same reason."""
        if reason := form.cleaned_data.get("change_reason"):
            for row in formset.forms:
                row.instance._change_reason = reason
        super().save_formset(request, form, formset, change)

    # its history

    def get_urls(self) -> list[Any]:
        return [*history_pages.urls(self), *super().get_urls()]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        context = {**history_pages.list_context(self, object_id), **(extra_context or {})}
        return super().history_view(request, object_id, context)

    def get_history_queryset(self, request: HttpRequest, history_manager: Any, pk_name: str, object_id: Any) -> Any:
        return versions.records_of(self.model, object_id)

    def set_history_delta_changes(self, request: HttpRequest, historical_records: Any, **options: Any) -> None:
        history_pages.add_changes(self.model, historical_records)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        return history_pages.version_page(self, request, object_id, version_id, extra_context or {})

    # deleting, and what is done to many rows at once

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """As Django does, but what stands in the way is found in a few queries, however much it is."""
        if rows := deletion.protected_rows(objs, self.model):
            return [], {}, set(), deletion.obstacles(self.admin_site, request, rows)
        return super().get_deleted_objects(objs, request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        try:
            return _written_once(super().changelist_view, request, extra_context)
        except ValidationError as error:
            return self.refused(request, f"{' '.join(error.messages)} Do it one by one, each with its reason.")

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Of what is public, a proposal."""
        delete = partial(super().delete_view, request, object_id, extra_context)
        if request.method != "POST":
            return delete()
        try:
            return proposing.saved_or_proposed(request, request.POST.get("change_reason", ""), delete)
        except models.ProtectedError:
            return self.refused(request, "Somebody has just used it; nothing was deleted.")
        except ValidationError as error:
            return self.refused(request, " ".join(error.messages))


def _written_once(view: Callable[..., HttpResponse], request: HttpRequest, *args: Any) -> HttpResponse:
    if request.method != "POST":
        return view(request, *args)
    with upkeep.collected():
        return view(request, *args)


class RowInline(admin.TabularInline):  # type: ignore[type-arg]
    """Rows on the page of the row that they belong to."""

    form = InlineForm
    formfield_overrides = OVERRIDES
    extra = 0
    max_num = MOST_ROWS_OF_A_FORM
    view_on_site = False

    def get_max_num(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """What stands already stays. One query for what is sent of a stored row."""
        most: int = super().get_max_num(request, obj, **kwargs) or 0
        if request.method != "POST" or obj is None or not obj.pk:
            return most
        column = _get_foreign_key(self.parent_model, self.model, fk_name=self.fk_name).name
        stored: int = self.model._default_manager.filter(**{column: obj}).count()
        return max(most, stored)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, **{"validate_max": True, **kwargs})

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        return super().formfield_for_dbfield(db_field, request, **{**search_box(self, db_field, request), **kwargs})


class LookInline(RowInline):
    """Rows to look at, each with the way to its own page."""

    show_change_link = True
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
