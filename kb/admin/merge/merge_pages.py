"""“Merge into…” on the page of a row: first what would change, then the deed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from kb.admin.base.forms import as_fault
from kb.admin.base.proposing import origin_of, to_proposal
from kb.admin.base.row_links import row_link
from kb.admin.base.widgets import SearchSelect, is_key
from kb.merging.merge_preview import preview_merge
from kb.merging.merge_proposals import needs_proposal, propose_merge
from kb.merging.merge_steps import NOT_AS_PREVIEWED, RIGHT, lock_rows, merge
from kb.models import Claim
from kb.models.kind_models import NAME_OF_MODEL

CONFIRMED = "confirmed"


class MergeForm(forms.Form):
    """What a row is merged into, and why."""

    into: forms.ModelChoiceField[Any] = forms.ModelChoiceField(queryset=None)
    reason = forms.CharField(
        max_length=300,
        required=False,
        help_text="Kept in the history of every row that moves.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, table: Any, rows: QuerySet[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["into"]
        choice.queryset = rows
        reference = Claim._meta.get_field(NAME_OF_MODEL[table.model])
        choice.widget = SearchSelect(reference, table.admin_site, choices=choice.choices)


def urls(table: Any) -> list[URLPattern]:
    """The page that merges a row of this table."""
    view = table.admin_site.admin_view(partial(merge_page, table))
    return [path("<int:pk>/merge/", view, name=f"kb_{table.opts.model_name}_merge")]


def merge_context(request: HttpRequest, row: Any) -> dict[str, Any]:
    """What the page of a stored row needs to lead there, for those who may merge."""
    return {"merge_address": merge_address(type(row), row.pk)} if row and may_merge(request) else {}


def may_merge(request: HttpRequest) -> bool:
    return bool(request.user.has_perm(RIGHT))


def merge_address(model: Any, pk: int) -> str:
    """Where a row of a model is merged into another."""
    return reverse(f"admin:kb_{model._meta.model_name}_merge", args=[pk])


def merge_page(table: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """GET: asks what to merge into. POST: shows what would change; confirmed, does it. Nothing is written before."""
    if not may_merge(request):
        raise PermissionDenied
    rows = table.get_queryset(request)
    former = get_object_or_404(rows, pk=pk) if is_key(pk) else get_object_or_404(rows.none())
    if not table.has_view_permission(request, former):
        raise PermissionDenied
    into = request.GET.get("into", "")
    form = MergeForm(table, rows.exclude(pk=pk), request.POST or None, initial={"into": into if is_key(into) else ""})
    if request.method != "POST" or not form.is_valid():
        return _page(table, request, former, form)
    heir, reason = form.cleaned_data["into"], form.cleaned_data["reason"]
    if CONFIRMED in request.POST:
        try:
            with transaction.atomic():
                return _merged(table, request, former, heir, reason)
        except (IntegrityError, ValidationError) as error:
            for words in as_fault(error).messages:
                messages.error(request, words)
    preview = preview_merge(former, heir, request.user)
    is_proposal = not preview.plan.obstacles and needs_proposal(preview, request.user)
    return _page(table, request, former, form, preview=preview, heir=heir, reason=reason, is_proposal=is_proposal)


def _merged(table: Any, request: HttpRequest, former: Any, heir: Any, reason: str) -> HttpResponse:
    """Merged, or proposed where it is public and somebody else can decide. Nobody publishes either row meanwhile: they
    are locked.
    """
    former, heir = lock_rows(former, heir)
    preview = preview_merge(former, heir, request.user)
    if not preview.plan.obstacles and needs_proposal(preview, request.user):
        if request.POST[CONFIRMED] != preview.plan.digest:
            raise ValidationError(NOT_AS_PREVIEWED, code="changed")
        origin = origin_of(request.path, request.POST)
        return to_proposal(request, propose_merge(preview, request.user, reason, origin))
    merging = merge(former, heir, request.user, reason, digest=request.POST[CONFIRMED])
    table.log_change(request, heir, f"merged “{former}” into it")
    words = "“{}” is merged into “{}”. {}"
    messages.success(request, format_html(words, former, heir, row_link(merging, "Look at the merge, or undo it")))
    return HttpResponseRedirect(reverse(f"admin:kb_{table.opts.model_name}_change", args=[heir.pk]))


def _page(table: Any, request: HttpRequest, former: Any, form: MergeForm, **context: Any) -> HttpResponse:
    shared = {
        **table.admin_site.each_context(request),
        "opts": table.opts,
        "title": f"Merge “{former}” into…",
        "former": former,
        "form": form,
        "media": table.media + form.media,
    }
    return TemplateResponse(request, "admin/kb/merge/merge.html", {**shared, **context})
