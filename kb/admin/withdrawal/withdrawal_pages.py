"""“Withdraw…” on the page of a claim, company or source: what goes with it, why, and the deed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from kb.admin.base.widgets import is_key
from kb.merging.withdrawal_steps import WHY, WITHDRAWAL_RIGHT, leaving, proposals_on, withdraw
from kb.models.withdrawals import kind_of


class WithdrawalForm(forms.Form):
    """Why it is withdrawn."""

    reason = forms.CharField(
        max_length=300,
        help_text="For those who review; it is shown to nobody else.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        error_messages={"required": WHY},
    )


def urls(table: Any) -> list[URLPattern]:
    """The page that withdraws a row of this table."""
    view = table.admin_site.admin_view(partial(withdrawal_page, table))
    return [path("<int:pk>/withdraw/", view, name=f"kb_{table.opts.model_name}_withdraw")]


def withdrawal_context(request: HttpRequest, row: Any) -> dict[str, Any]:
    """What the page of a stored row needs to lead there, for those who may withdraw it."""
    if row is None or not kind_of(type(row)) or not request.user.has_perm(WITHDRAWAL_RIGHT):
        return {}
    return {"withdrawal_address": reverse(f"admin:kb_{row._meta.model_name}_withdraw", args=[row.pk])}


def withdrawal_page(table: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """GET: what goes with it. POST with a reason: does it."""
    if not request.user.has_perm(WITHDRAWAL_RIGHT):
        raise PermissionDenied
    rows = table.get_queryset(request)
    row = get_object_or_404(rows, pk=pk) if is_key(pk) else get_object_or_404(rows.none())
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        withdrawal = withdraw(row, request.user, form.cleaned_data["reason"])
        table.log_addition(request, withdrawal, "withdrawn")
        messages.success(request, f"The {withdrawal.kind} is withdrawn. Its address says so.")
        return HttpResponseRedirect(reverse(f"admin:kb_{table.opts.model_name}_changelist"))
    proposals = proposals_on(row)
    context = {
        **table.admin_site.each_context(request),
        "opts": table.opts,
        "title": f"Withdraw: {row}",
        "row": row,
        "leaving": leaving(row, proposals).items(),
        "proposals": proposals,
        "form": form,
    }
    return TemplateResponse(request, "admin/kb/withdrawal/withdraw.html", context)
