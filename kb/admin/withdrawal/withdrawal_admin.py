"""The list of what was withdrawn: what, when, by whom and why."""

from __future__ import annotations

from django.contrib import admin

from kb.admin.base.table_admin import ReadOnlyAdmin
from kb.models import Withdrawal


@admin.register(Withdrawal)
class WithdrawalAdmin(ReadOnlyAdmin):
    list_display = ["slug", "kind", "withdrawn_on", "withdrawn_by", "reason"]
    list_filter = ["kind"]
    list_select_related = ["withdrawn_by"]
    search_fields = ["slug", "reason"]
    fields = ["kind", "slug", "withdrawn_on", "withdrawn_by", "reason"]
