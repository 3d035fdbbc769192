"""What the site writes itself, to look at: cells, former slugs, the revision."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from kb.admin.base.list_filters import (
    CellFlag,
    CellStale,
    CellState,
    Covered,
    DeadLink,
    LostQuoteFilter,
    Mine,
    Reopened,
    SourceKind,
    UnderWayFilter,
    WhyEmpty,
    yes_no,
)
from kb.admin.base.lists import FewChoices, List
from kb.admin.base.model_admin import KbAdmin
from kb.admin.base.row_links import list_link, row_link
from kb.admin.base.searching import CELL_REFERENCES, WordSearch
from kb.admin.base.table_admin import ReadOnlyAdmin
from kb.admin.cell import cell_pages
from kb.admin.cell.cell_report import cell_address
from kb.admin.cell.reading_admin import IN_CELL
from kb.models import Cell, Claim, FormerSlug, Revision
from kb.models.former_slugs import HOLDER_MODELS


class CellList(List):
    """Leads to the page of a cell, which stays where it is when the roll-up is written anew."""

    def url_for_result(self, result: Any) -> str:
        return _address(result)


@admin.register(Cell)
class CellAdmin(ReadOnlyAdmin):
    list_display = ["framework", "aspect", "company", "state", "evidence", "flag_list", "stale"]
    list_display_links = ["framework", "aspect"]
    list_filter = [
        CellState,
        Reopened,
        CellFlag,
        CellStale,
        yes_no("is its evidence ever stale?", "ages", Q(fresh_until__isnull=False)),
        Covered,
        UnderWayFilter,
        LostQuoteFilter,
        DeadLink,
        Mine,
        SourceKind,
        WhyEmpty,
        ("framework", FewChoices),
        ("aspect__group", FewChoices),
    ]
    ordering = ["framework_id", "place"]  # as an index has them
    sortable_by = ()
    search_fields = IN_CELL
    search = WordSearch(CELL_REFERENCES)
    pages = (cell_pages.urls,)
    fieldsets = [
        ("Cell", {"fields": ["framework", "aspect", "company", "page", "claims"]}),
        ("Judgement", {"fields": ["state", "empty", "flag_list", "sides"]}),
        ("Evidence", {"fields": ["documents", "roots", "roots_min"]}),
        ("Time", {"fields": ["fresh_until", "stale"]}),
    ]
    readonly_fields = ["page", "claims", "flag_list", "sides", "stale"]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return CellList

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

    @admin.display(description="Page")
    def page(self, cell: Cell) -> str:
        """Where it is read, or where somebody says why it is empty."""
        return format_html('<a href="{}">all sides with their evidence</a>', _address(cell))

    @admin.display(description="Claims")
    def claims(self, cell: Cell) -> str:
        place = {"framework__id__exact": cell.framework_id, "aspect__id__exact": cell.aspect_id}
        if cell.company_id:
            place["company__id__exact"] = cell.company_id
        return list_link(Claim, "its claims", **place)


def _address(cell: Cell) -> str:
    return cell_address(cell.framework.slug, cell.aspect.slug, cell.company.slug if cell.company else None)


@admin.register(FormerSlug)
class FormerSlugAdmin(ReadOnlyAdmin, KbAdmin):
    """Written when something is renamed; its history says who did it."""

    list_display = ["slug", "kind", "leads_to"]
    list_filter = ["kind"]
    search_fields = ["slug"]
    layout = [(None, {"fields": ["kind", "slug", "leads_to"]})]
    readonly_fields = ["leads_to"]

    @admin.display(description="Leads to")
    def leads_to(self, former: FormerSlug) -> str:
        """The page of the row, whatever it is called now. No query."""
        return row_link(HOLDER_MODELS[former.kind](pk=former.target), "its row")


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ["number"]
    fields = ["number"]
