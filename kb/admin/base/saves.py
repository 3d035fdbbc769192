"""Two people open the same row: the second to save sees both versions, and chooses.

A form carries the version of the row that it was opened with. When it comes back, the row is locked and
the versions are compared. Nothing is kept between requests: what there was to choose is worked out again from the two
versions that the page names.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from kb.admin.base.conflicts import OPENED, conflict_of, editable_rows, entry_words, merged, opened_version, owner_of
from kb.admin.base.edits import Edit
from kb.admin.base.form_posts import sent_anew
from kb.admin.base.forms import as_fault
from kb.admin.base.proposing import origin_of, propose, queued_messages
from kb.admin.base.row_formsets import AS_NEW
from kb.admin.base.widgets import is_key
from kb.derived import upkeep
from kb.editing import trials, versions
from kb.editing.proposal_steps import Origin

ATTEMPTS = 2  # the second one finds the row that the first one ran into, and names it


def page(
    table: Any, request: HttpRequest, key: str, edit: Edit, answer: Callable[[Edit], HttpResponse]
) -> HttpResponse:
    """The page of the row with that key, or of a new one. ``answer`` makes Django's page of an edit.

    What came back is saved in one transaction, or comes back with what stands against it.
    """
    if edit.is_bound:
        origin = origin_of(_address(table, key), edit.entry)
        return _saved(request, edit, origin, lambda attempt: _guarded(table, request, key, attempt, answer))
    # before the row is read: a later version than the one shown would hide what lies between
    return answer(replace(edit, stored=opened_version(table, request, key)) if is_key(key) else edit)


def _saved(request: HttpRequest, edit: Edit, origin: Origin, save: Callable[[Edit], HttpResponse]) -> HttpResponse:
    """The answer to the edit, in one transaction. What the database refuses comes back with the form, and what
    is public becomes a proposal.
    """
    queued = len(queued_messages(request))
    for _ in range(ATTEMPTS):
        try:
            with trials.tried() as trial:
                response = save(edit)
            if not trial.weighs:
                return response
            del queued_messages(request)[queued:]
            return propose(request, trial, trial.reason or edit.entry.get("change_reason", ""), origin)
        except (IntegrityError, ValidationError) as error:
            fault = as_fault(error)
            del queued_messages(request)[queued:]  # “was changed” is no longer true
    with upkeep.collected():
        return save(replace(edit, fault=fault))


def _address(table: Any, key: str) -> str:
    page, args = ("change", [key]) if is_key(key) else ("add", [])
    return reverse(f"admin:{table.opts.app_label}_{table.opts.model_name}_{page}", args=args)


def _guarded(
    table: Any, request: HttpRequest, key: str, edit: Edit, answer: Callable[[Edit], HttpResponse]
) -> HttpResponse:
    """Lock the row, and save it if nothing was saved since the form was opened, or all was chosen."""
    if is_key(key) and AS_NEW not in edit.entry:
        row = _locked(table, request, key)
        if row is None and versions.records_of(table.model, key).exists():
            return _deleted(table, request, key, edit)
        if row is not None and table.has_change_permission(request, row):
            edit = _settled(table, request, row, edit)
    return answer(edit)


def _locked(table: Any, request: HttpRequest, key: str) -> Any:
    """The row, which with the rows on its page nobody else can change until this transaction ends."""
    row = table.model._base_manager.select_for_update().order_by("pk").filter(pk=key).first()
    for inline in editable_rows(table, request):
        rows = inline.model._base_manager.select_for_update().filter(**{owner_of(table, inline): key})
        list(rows.order_by("pk").values_list("pk"))
    return row


def _settled(table: Any, request: HttpRequest, row: Any, edit: Edit) -> Edit:
    """The edit with the choices put into what was typed; or with what there is to choose."""
    edit = replace(edit, stored=opened_version(table, request, row.pk))
    if edit.opened == edit.stored:
        return edit
    form = table.at(edit).get_form(request, row, change=True)(edit.entry, instance=copy(row))
    conflict = conflict_of(table, request, row, form, edit.stored)
    if not conflict.exists or (edit.offered == edit.stored and conflict.answer(edit.entry)):
        return replace(edit, entry=merged(table, request, row, edit.entry, conflict))
    fault = "Somebody else saved this meanwhile. Nothing is saved yet: choose above what to keep, then save again."
    return replace(edit, conflict=conflict, fault=ValidationError(fault))


def _name_of(row: Any) -> str:
    """What a row that is gone was called, if what it named is still there."""
    try:
        return str(row)
    except ObjectDoesNotExist:
        return f"{row._meta.verbose_name} {row.pk}"


def _deleted(table: Any, request: HttpRequest, key: str, edit: Edit) -> HttpResponse:
    """The row is gone: say who deleted it, show what was typed, and offer to enter it anew."""
    if not table.has_change_permission(request):
        raise PermissionDenied
    last = versions.saved(list(versions.records_of(table.model, key)[:2]))[0]
    form = table.at(edit).get_form(request, None, change=False)(edit.entry)
    entries = [
        (str(bound.label), entry_words(table.model, bound))
        for bound in form
        if bound.name in edit.entry and bound.name != OPENED
    ]
    context = {
        **table.admin_site.each_context(request),
        "title": f"This {table.opts.verbose_name} was deleted meanwhile",
        "opts": table.opts,
        "last": last,
        "name": _name_of(last.record.instance),
        "typed": [(label, words) for label, words in entries if words],
        "sent": sent_anew(edit.entry, form, [OPENED]) if table.has_add_permission(request) else None,
        "add_url": _address(table, ""),
    }
    return TemplateResponse(request, "admin/kb/conflict_deleted.html", context, status=409)
