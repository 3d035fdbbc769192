"""Merges that were carried out: what became what, who did it, and the way back."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from kb.admin.base.forms import as_fault
from kb.admin.base.proposing import origin_of, to_proposal
from kb.admin.base.row_links import row_link
from kb.admin.base.table_admin import ReadOnlyAdmin
from kb.admin.base.widgets import is_key
from kb.admin.merge.merge_pages import may_merge
from kb.editing import proposal_steps
from kb.merging.merge_proposals import undo_or_propose
from kb.merging.merge_steps import changes_since
from kb.models import Merge
from kb.models.merges import MERGEABLE

MOST_DUPLICATES = 50  # keys that a page lists


def undo_urls(table: Any) -> list[URLPattern]:
    view = table.admin_site.admin_view(partial(undo_page, table))
    return [path("<int:pk>/undo/", view, name="kb_merge_undo")]


@admin.register(Merge)
class MergeAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "kind", "merged_by", "merged_on", "undone_on"]
    list_filter = ["kind"]
    search_fields = ["former_name", "former_slug", "heir_name"]
    list_select_related = ["merged_by"]
    ordering = ["-pk"]
    sortable_by = ()
    fields = [
        "kind", "former_name", "former_slug", "became", "reason", "merged_by", "merged_on", "duplicates", "undone_by",
        "undone_on",
    ]  # fmt: skip
    readonly_fields = ["became", "duplicates"]
    pages = (undo_urls,)

    @admin.display(description="Became")
    def became(self, merging: Merge) -> str:
        return row_link(MERGEABLE[merging.kind](pk=merging.heir), merging.heir_name)

    @admin.display(description="Claims retired as duplicates")
    def duplicates(self, merging: Merge) -> str:
        keys = merging.moves.get("duplicates", [])
        more = [f"and {len(keys) - MOST_DUPLICATES} more"] if len(keys) > MOST_DUPLICATES else []
        return ", ".join([*keys[:MOST_DUPLICATES], *more]) or "none"


def undo_page(table: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """GET: what stands in the way, or the question. POST: does it."""
    if not may_merge(request):
        raise PermissionDenied
    merging = get_object_or_404(Merge, pk=pk) if is_key(pk) else get_object_or_404(Merge.objects.none())
    since = [] if merging.undone_on else changes_since(merging)
    if request.method == "POST":
        try:
            origin = origin_of(request.path, request.POST)
            proposal = undo_or_propose(merging, request.user, request.POST.get("reason", ""), origin)
        except (IntegrityError, ValidationError) as error:
            since = as_fault(error).messages
        else:
            if proposal:
                return to_proposal(request, proposal)
            messages.success(request, f"“{merging.former_name}” is back, and all that it had.")
            address = reverse(f"admin:kb_{merging.kind}_change", args=[merging.former])
            return HttpResponseRedirect(address)
    context = {
        **table.admin_site.each_context(request),
        "opts": table.opts,
        "title": f"Undo: {merging}",
        "merging": merging,
        "since": since,
        "alone": proposal_steps.decides_alone(request.user),
    }
    return TemplateResponse(request, "admin/kb/merge/undo.html", context)
