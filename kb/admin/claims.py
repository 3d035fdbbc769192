"""Claims: entering one, and moving many from draft to published."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest

from kb.admin.base import row_link
from kb.admin.claim_actions import ClaimActions
from kb.admin.filters import CellFlag, CellStale, CellState, Choice, yes_no
from kb.admin.transitions import reviewed
from kb.admin.values import VALUE, ValueForm, value_words
from kb.models import Cell, Claim
from kb.rules import NEXT_STATUS

Status = Claim.Status
DATED = ~Q(as_of="") | Q(source__published_on__isnull=False) | Q(source__modified_on__isnull=False)


class Upstream(Choice):
    """Where the source has the statement from."""

    title = "upstream"
    parameter_name = "upstream"
    answers = (("stated", "The source names it"), ("inferred", "Our inference"), ("none", "None"))

    def narrowed(self, queryset: Any, answer: str) -> Any:
        asked = {
            "stated": Q(via_stated=True),
            "inferred": Q(via__isnull=False, via_stated=False),
            "none": Q(via__isnull=True),
        }
        return queryset.filter(asked[answer]) if answer in asked else queryset


class ClaimForm(ValueForm):
    """Offers the statuses that the claim can take next."""

    class Meta:
        widgets = {
            "locator": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "quote": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "statement": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "note": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = Claim.objects.filter(pk=self.instance.pk).values_list("status", flat=True).first()
        self.was_published = stored in (Status.PUBLISHED, Status.RETIRED)
        if "status" in self.fields:
            possible = NEXT_STATUS[stored or Status.DRAFT]
            self.fields["status"].choices = [choice for choice in Status.choices if choice[0] in possible]  # type: ignore[attr-defined]


@admin.register(Claim)
class ClaimAdmin(ClaimActions):
    form = ClaimForm
    save_as = True
    list_display = ["key", "status", "framework", "question", "value_now", "locator", "reviewed_on"]
    list_filter = [
        "status",
        yes_no("has a locator?", "located", ~Q(locator="")),
        yes_no("is it dated?", "dated", DATED),
        Upstream,
        "hedged",
        CellState,
        CellFlag,
        CellStale,
        "framework",
        "aspect__group",
        "source__kind",
        yes_no("has a note?", "noted", ~Q(note="")),
    ]
    list_select_related = ["framework", "aspect", "company", "option"]
    date_hierarchy = "reviewed_on"
    search_fields = [
        "key", "statement", "quote", "locator", "text", "note", "framework__name", "aspect__name", "company__name",
        "option__label", "source__title", "source__slug",
    ]  # fmt: skip
    autocomplete_fields = ["source", "framework", "aspect", "company", "option", "scope", "compared_to", "via"]
    made = ("key", "reviewed_by", "reviewed_on", "cell_now")
    shown = [
        ("Where it stands", {"fields": ["source", "locator", "quote"]}),
        ("What it says", {"fields": ["framework", "aspect", "company", VALUE, "statement"]}),
        ("Under which conditions", {"fields": ["scope", "compared_to", "hedged", "via", "via_stated"]}),
        ("When it holds", {"fields": ["as_of"]}),
        ("Review", {"fields": ["status", "retire_reason", "note"]}),
    ]

    @admin.display(description="Value")
    def value_now(self, claim: Claim) -> str:
        return value_words(claim)

    @admin.display(description="Aspect", ordering="aspect__name")
    def question(self, claim: Claim) -> str:
        return f"{claim.aspect}: {claim.company}" if claim.company else str(claim.aspect)

    @admin.display(description="Its cell")
    def cell_now(self, claim: Claim) -> str:
        """The cell as it stands, leading to it. One query."""
        cell = Cell.objects.filter(
            framework=claim.framework_id, aspect=claim.aspect_id, company=claim.company_id
        ).first()
        return row_link(cell, cell.state) if cell else "nothing published yet"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was once published is retired, never deleted."""
        kept = obj is not None and obj.status in (Status.PUBLISHED, Status.RETIRED)
        return not kept and bool(super().has_delete_permission(request, obj))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if obj.status == Status.PUBLISHED and not form.was_published:
            reviewed(obj, request.user)
        super().save_model(request, obj, form, change)
