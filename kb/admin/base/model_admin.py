"""What the pages of all tables share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import NestedObjects, flatten_fieldsets
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget, AdminURLFieldWidget
from django.db import models, router
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from kb.admin.base.conflicts import OPENED
from kb.admin.base.forms import InlineForm, ReasonForm
from kb.admin.base.history_pages import HistoryAdmin
from kb.admin.base.lists import ListAdmin
from kb.admin.base.saves import GuardedAdmin
from kb.admin.base.widgets import SearchedReferences
from kb.derived import upkeep
from kb.entry.form_fields import NumberEntryField, TextEntryField
from kb.models.values import NumberField

OVERRIDES: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    models.CharField: {"form_class": TextEntryField},
    models.SlugField: {"form_class": forms.SlugField},
    models.URLField: {"assume_scheme": "https", "widget": AdminURLFieldWidget},
    models.DateField: {"form_class": forms.DateField, "widget": AdminDateWidget, "input_formats": ["%Y-%m-%d"]},
    NumberField: {"form_class": NumberEntryField, "widget": AdminTextInputWidget},
}

MOST_OBSTACLES = 20


class KbAdmin(SearchedReferences, ListAdmin, HistoryAdmin, GuardedAdmin):
    """An editable table: history with reasons, no lost update, one transaction and one roll-up for each request."""

    form = ReasonForm
    formfield_overrides = OVERRIDES
    layout: ClassVar[Sequence[tuple[str | None, dict[str, Any]]]] = ()
    made: ClassVar[tuple[str, ...]] = ()  # fields that the admin fills; shown once they are there

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fieldsets = [*self.layout]
        if obj and self.made:
            fieldsets.append(("Made by the site", {"fields": list(self.made)}))
        if obj and self.has_change_permission(request, obj):
            fieldsets.append(("History", {"fields": ["change_reason", OPENED]}))
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        """Everything, for those who may only look: the page of an old version relies on it."""
        if obj and not self.has_change_permission(request, obj):
            return tuple(flatten_fieldsets(self.get_fieldsets(request, obj)))
        return (*self.readonly_fields, *self.made)

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        if reason := form.cleaned_data.get("change_reason"):
            obj._change_reason = reason
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """The rows on the page change for the same reason."""
        if reason := form.cleaned_data.get("change_reason"):
            for row in formset.forms:
                row.instance._change_reason = reason
        super().save_formset(request, form, formset, change)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """As Django does, but what stands in the way is found in a few queries, however much it is."""
        rows = NestedObjects(using=router.db_for_write(self.model))
        rows.collect(list(objs))
        if rows.protected:
            return [], {}, set(), self._in_the_way(request, rows.protected)
        return super().get_deleted_objects(objs, request)

    def _in_the_way(self, request: HttpRequest, protected: Iterable[models.Model]) -> list[str]:
        """The first rows of each table, each with a link, and how many more there are."""
        keys: dict[type[models.Model], list[Any]] = defaultdict(list)
        for row in protected:
            keys[type(row)].append(row.pk)
        links: list[str] = []
        for model, pks in keys.items():
            obstacles = self.admin_site.get_model_admin(model).get_queryset(request).filter(pk__in=pks)[:MOST_OBSTACLES]
            links += [format_html("{}: {}", model._meta.verbose_name, row_link(row, row)) for row in obstacles]
            if (more := len(pks) - MOST_OBSTACLES) > 0:
                links.append(f"and {more} more of {model._meta.verbose_name_plural}")
        return links

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return self._written_once(super().changelist_view, request, extra_context)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        try:
            return self._written_once(super().delete_view, request, object_id, extra_context)
        except models.ProtectedError:
            self.message_user(request, "Somebody has just used it; nothing was deleted.", messages.ERROR)
            return HttpResponseRedirect(request.path)

    def _written_once(self, view: Any, request: HttpRequest, *args: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args)
        with upkeep.collected():
            return view(request, *args)


class ReadOnlyAdmin(ListAdmin, admin.ModelAdmin):
    """A derived table: to look at. Where its rows have no history, there is no such page."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        if not hasattr(self.model, "history"):
            raise Http404
        return super().history_view(request, object_id, extra_context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RowInline(SearchedReferences, admin.TabularInline):
    """Rows on the page of the row that they belong to."""

    form = InlineForm
    formfield_overrides = OVERRIDES
    extra = 0
    view_on_site = False


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


def list_link(model: type[models.Model], words: object, **lookups: Any) -> SafeString:
    """The words, leading to the rows of a table for which the lookups hold."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return format_html('<a href="{}?{}">{}</a>', address, urlencode(lookups), words)


def row_link(row: models.Model, words: object) -> SafeString:
    """The words, leading to the admin page of the row."""
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', address, words)
