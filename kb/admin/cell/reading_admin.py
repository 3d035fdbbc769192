"""What editors record about cells: readings of contested ones, and absences."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from kb.admin.base.list_filters import CellState
from kb.admin.base.lists import FewChoices
from kb.admin.base.model_admin import KbAdmin
from kb.admin.base.searching import CELL_REFERENCES, WordSearch
from kb.admin.base.value_forms import VALUE, ValueAdmin, ValueForm, value_words
from kb.models import Claim, Gap, Resolution, claim_rules

CELL_FORM_FIELDS = ("framework", "aspect", "company")
IN_CELL = ["framework__name", "framework__slug", "aspect__name", "aspect__slug", "company__name", "company__slug"]


class ResolutionForm(ValueForm):
    set_on_save = ("resolved_on",)

    def check_related(self) -> None:
        claim_rules.check_resolution_claims(self.instance, self.cleaned_data["claims"])


@admin.register(Resolution)
class ResolutionAdmin(ValueAdmin):
    form = ResolutionForm
    list_display = ["framework", "aspect", "company", "reading", "reason", "resolved_by", "resolved_on"]
    ordering = ["framework_id", "aspect_id", "company_id"]
    sortable_by = ()
    list_filter = [CellState, "reason", "resolved_on", ("framework", FewChoices), ("aspect__group", FewChoices)]
    search = WordSearch(CELL_REFERENCES, texts=("explanation",))
    search_fields = [*IN_CELL, "explanation"]
    autocomplete_fields = ["framework", "aspect", "company", "option", "compared_to", "claims"]
    made = ("resolved_by", "resolved_on")
    layout = [
        ("Cell", {"fields": ["framework", "aspect", "company"]}),
        ("What it judged", {"fields": ["claims"]}),
        ("Reading", {"fields": [VALUE, "compared_to", "reason", "explanation"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related(*CELL_FORM_FIELDS, "option", "compared_to", "resolved_by")

    @admin.display(description="Reading")
    def reading(self, resolution: Resolution) -> str:
        return value_words(resolution)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        """A reading stays with its cell."""
        fields = super().get_readonly_fields(request, obj)
        return (*fields, *CELL_FORM_FIELDS) if obj else fields

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "claims":
            kwargs["queryset"] = Claim.objects.once_published()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        """Whoever settles it, and when, is who saves it."""
        obj.resolved_by = request.user
        obj.resolved_on = timezone.localdate()
        super().save_model(request, obj, form, change)


@admin.register(Gap)
class GapAdmin(KbAdmin):
    list_display = ["framework", "aspect", "company", "kind", "searched_on", "note"]
    ordering = ["framework_id", "aspect_id", "company_id"]
    sortable_by = ()
    list_filter = [CellState, "kind", "searched_on", ("framework", FewChoices), ("aspect__group", FewChoices)]
    search = WordSearch(CELL_REFERENCES, texts=("note",))
    search_fields = [*IN_CELL, "note"]
    autocomplete_fields = ["framework", "aspect", "company"]
    layout = [
        ("Cell", {"fields": ["framework", "aspect", "company"]}),
        ("Absence", {"fields": ["kind", "searched_on", "note"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related(*CELL_FORM_FIELDS)
