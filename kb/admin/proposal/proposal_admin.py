"""The list of proposals, and deciding on many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from kb.admin.base.list_filters import ChoiceFilter
from kb.admin.base.table_admin import ReadOnlyAdmin
from kb.admin.claim.claim_actions import may_take
from kb.admin.proposal.proposal_actions import PROPOSAL_ACTIONS
from kb.admin.proposal.proposal_pages import proposal_page
from kb.editing.workflow import PUBLISH
from kb.models import Proposal


class Whose(ChoiceFilter):
    """Whose it is."""

    title = "whose"
    parameter_name = "whose"
    answers = (("mine", "Mine"), ("others", "Others’"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        mine = Q(author=request.user.pk)
        conditions = {"mine": mine, "others": Q(author=None) | ~mine}
        answer = self.value()
        return queryset.filter(conditions[answer]) if answer in conditions else queryset


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    list_display = ["title", "stage", "cell_count", "author", "made_at", "decided_by"]
    list_filter = ["stage", "deed", Whose]
    list_select_related = ["author", "decided_by"]
    search_fields = ["title", "reason"]
    ordering = ["pk"]
    sortable_by = ()
    actions: Any = PROPOSAL_ACTIONS

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return may_take(request, PUBLISH)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page of a proposal is no form of its columns, and none is made on a page of its own."""
        if object_id is None:
            raise PermissionDenied
        return proposal_page(self, request, unquote(object_id))
