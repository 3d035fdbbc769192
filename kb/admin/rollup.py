"""The derived tables, to look at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join

from kb.admin.base import ReadOnlyAdmin, list_link
from kb.admin.filters import CellFlag, CellStale, CellState, yes_no
from kb.admin.readings import IN_CELL
from kb.models import Cell, Claim, Revision


@admin.register(Cell)
class CellAdmin(ReadOnlyAdmin):
    list_display = ["framework", "aspect", "company", "state", "evidence", "flag_list", "stale"]
    list_display_links = ["framework", "aspect"]
    list_filter = [
        CellState,
        CellFlag,
        CellStale,
        yes_no("is its evidence ever stale?", "ages", Q(fresh_until__isnull=False)),
        "empty",
        "framework",
        "aspect__group",
    ]
    search_fields = IN_CELL
    fieldsets = [
        ("Cell", {"fields": ["framework", "aspect", "company", "claims"]}),
        ("Judgement", {"fields": ["state", "empty", "flag_list", "sides"]}),
        ("Evidence", {"fields": ["documents", "roots", "roots_min"]}),
        ("Time", {"fields": ["fresh_until", "stale"]}),
    ]
    readonly_fields = ["claims", "flag_list", "sides", "stale"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("framework", "aspect", "company")

    @admin.display(description="Documents, roots", ordering="roots_min")
    def evidence(self, cell: Cell) -> str:
        """“4, 1–3”: the lower number of roots follows inferred upstreams too."""
        low, high = sorted((cell.roots, cell.roots_min))
        return f"{cell.documents}, {low}" if low == high else f"{cell.documents}, {low}–{high}"

    @admin.display(description="Flags")
    def flag_list(self, cell: Cell) -> str:
        return ", ".join(flag.replace("_", " ") for flag in cell.flags)

    @admin.display(boolean=True, description="Stale today")
    def stale(self, cell: Cell) -> bool:
        return cell.fresh_until is not None and cell.fresh_until < timezone.localdate()

    @admin.display(description="Values")
    def sides(self, cell: Cell) -> str:
        """Each value with its evidence, in the words of the roll-up."""
        return format_html_join(
            "",
            "<p>{}{}: {} documents, {} roots, {} with inferred upstreams</p>",
            (
                (
                    side["label"],
                    f" than {side['compared_to']}" if side["compared_to"] else "",
                    side["documents"],
                    side["roots"],
                    side["roots_min"],
                )
                for side in cell.values
            ),
        )

    @admin.display(description="Claims")
    def claims(self, cell: Cell) -> str:
        place = {"framework__id__exact": cell.framework_id, "aspect__id__exact": cell.aspect_id}
        if cell.company_id:
            place["company__id__exact"] = cell.company_id
        return list_link(Claim, "its claims", **place)


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ["number"]
    fields = ["number"]
