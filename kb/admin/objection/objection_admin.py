"""The queue of objections: read, look at the page, settle."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from kb.admin.base.table_admin import TableAdmin
from kb.models import Objection

WRITTEN_BY_VISITORS = ("page", "text", "source", "sent_at")


@admin.register(Objection)
class ObjectionAdmin(TableAdmin):
    """Editors change its state and their answer to it, never what a visitor wrote."""

    list_display = ["beginning", "page", "state", "sent_at", "settled_by"]
    list_filter = ["state"]
    list_select_related = ["settled_by"]
    search_fields = ["text", "path", "source"]
    fields = [*WRITTEN_BY_VISITORS, "state", "answer", "settled_by", "settled_at"]
    readonly_fields = [*WRITTEN_BY_VISITORS, "settled_by", "settled_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and getattr(request.user, "is_superuser", False))

    @admin.display(description="What is wrong")
    def beginning(self, objection: Objection) -> str:
        return objection.text if len(objection.text) <= 80 else f"{objection.text[:79]}…"

    @admin.display(description="Page", ordering="path")
    def page(self, objection: Objection) -> str:
        return format_html('<a href="{}">{}</a>', objection.path, objection.path)

    def save_model(self, request: HttpRequest, obj: Objection, form: forms.ModelForm[Any], change: bool) -> None:
        """Who settles it, and when, is who saves it; one that is opened again is nobody's."""
        is_open = obj.state == Objection.Progress.OPEN
        obj.settled_by = None if is_open else request.user  # type: ignore[assignment]
        obj.settled_at = None if is_open else timezone.now()
        super().save_model(request, obj, form, change)
