"""Tables whose rows claims name: their lists count the published ones, and two rows that are one thing are merged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from kb.admin.base.lists import MOST_OF_A_ROW
from kb.admin.base.model_admin import KbAdmin
from kb.admin.base.row_links import list_link
from kb.admin.base.table_admin import Addresses
from kb.admin.merge import merge_pages
from kb.admin.withdrawal import withdrawal_pages
from kb.models import Claim
from kb.models.kind_models import NAME_OF_MODEL
from kb.rows.counting import CountColumn, number_by


def published_by(field: str) -> dict[str, CountColumn]:
    """The count of the published claims that name a row in that field."""
    return {"published": number_by(Claim.objects.published(), field, MOST_OF_A_ROW)}


class UsageAdmin(KbAdmin):
    """Its ``counts`` hold those of `published_by`."""

    pages: ClassVar[Sequence[Addresses]] = (merge_pages.urls,)

    def row_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return {**merge_pages.merge_context(request, row), **withdrawal_pages.withdrawal_context(request, row)}

    @admin.display(description="Published claims")
    def published_claims(self, row: Any) -> str:
        lookups = {f"{NAME_OF_MODEL[self.model]}__id__exact": row.pk, "status__exact": "published"}
        return list_link(Claim, row.published, **lookups)
