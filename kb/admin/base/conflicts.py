"""Two people open the same row: the second to save sees both versions, and chooses.

A form carries the version of the row that it was opened with. When it comes back, the row is locked and
the versions are compared, field by field, three ways: as opened, as stored now, as typed. Nothing is kept
between requests: what was asked is worked out again from the two versions that the page names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models
from django.db.models import Max
from django.forms import BoundField, ModelForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from simple_history.admin import SimpleHistoryAdmin

from kb.admin.base.form_posts import (  # fmt: skip
    as_sent,
    forget,
    probe,
    replace_rows,
    revive_rows,
    rows_sent,
    sent_anew,
    sent_form,
    stored_formsets,
)
from kb.admin.base.forms import as_fault
from kb.admin.base.widgets import is_key
from kb.derived import upkeep
from kb.editing import versions
from kb.editing.versions import Saved, Version

OPENED = "opened_version"  # what the form was opened with
SEEN = "seen_version"  # what was stored when the choices were offered
THEIRS, MINE = "theirs", "mine"
ATTEMPTS = 2  # the second one finds the row that the first one ran into, and names it
MOST_SAVES = 10
TOKEN = re.compile(r"(\d{1,18})((?:\.\d{1,18}x\d{1,9})*)")


@dataclass
class FieldConflict:
    """One field in three versions, in words. An empty text stands for nothing."""

    name: str
    label: str
    opened: str
    stored: str
    entry: str
    theirs_changed: bool
    mine_changed: bool
    on_page: bool = True
    answer: str = ""  # what was chosen on the page
    missing: bool = False

    @property
    def asks(self) -> bool:
        """Whether both changed it, so that somebody must decide."""
        return self.on_page and self.theirs_changed and self.mine_changed

    @property
    def chosen(self) -> str:
        return self.answer or ("" if self.asks else THEIRS if self.theirs_changed else MINE)

    @property
    def input_name(self) -> str:
        """A choice that was only proposed is no answer once the field is typed anew: it has another name."""
        return f"conflict-{self.name}" if self.asks else f"proposed-{self.name}"

    def answered(self, data: Mapping[str, Any]) -> str:
        """What the page says, if it answers the question as it stands now."""
        answer = data.get(f"conflict-{self.name}")
        proposed = data.get(f"proposed-{self.name}")
        if answer is None and not (self.asks and proposed == THEIRS):
            answer = proposed
        return answer if answer in (THEIRS, MINE) else ""


@dataclass
class RowsConflict:
    """The rows on the page of a row, which somebody else changed."""

    prefix: str
    label: str
    saves: list[Saved]
    answer: str = ""
    missing: bool = False

    @property
    def chosen(self) -> str:
        return self.answer

    @property
    def input_name(self) -> str:
        return f"conflict-rows-{self.prefix}"


@dataclass
class Conflict:
    """What the page of a conflict shows."""

    seen: str
    saves: list[Saved]
    fields: list[FieldConflict]
    rows: list[RowsConflict] = field(default_factory=list)
    known: bool = True  # whether the version that was opened is

    @property
    def questions(self) -> list[FieldConflict | RowsConflict]:
        return [*(conflict for conflict in self.fields if conflict.asks), *self.rows]

    @property
    def exists(self) -> bool:
        return bool(self.rows) or any(conflict.theirs_changed for conflict in self.fields)

    def answer(self, data: Mapping[str, Any]) -> bool:
        """Take the answers from the page, and mark what lacks one; whether nothing does."""
        for conflict in self.fields:
            conflict.answer = conflict.answered(data)
        for rows in self.rows:
            answer = data.get(rows.input_name, "")
            rows.answer = answer if answer in (THEIRS, MINE) else ""
        for question in self.questions:
            question.missing = not question.answer
        return all(question.answer for question in self.questions)


class GuardedAdmin(SimpleHistoryAdmin):
    """A table whose rows nobody overwrites unseen. What is written is written in one transaction."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.opened_with = getattr(request, "_kb_opened", "")
        form.fault = getattr(request, "_kb_fault", None)
        return form

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        key = unquote(object_id) if object_id else ""
        if request.method != "POST":
            # before the row is read: a later version than the one shown would hide what lies between
            request._kb_opened = opened_version(self, request, key) if is_key(key) else ""  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)
        return self._saved(request, lambda: self._guarded(request, key, object_id, form_url, extra_context))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        response: Any = super().render_change_form(request, context, *args, **kwargs)
        if conflict := getattr(request, "_kb_conflict", None):
            response.context_data["conflict"] = conflict
            response.template_name = "admin/kb/conflict.html"
        return response

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        if change:
            versions.begin(self.model._base_manager.get(pk=obj.pk))
        super().save_model(request, obj, form, change)

    def _saved(self, request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
        """The answer of the view, in one transaction. What the database refuses comes back with the form."""
        queued = len(_queued_messages(request))
        for _ in range(ATTEMPTS):
            try:
                with upkeep.collected():
                    return view()
            except (IntegrityError, ValidationError) as error:
                fault = as_fault(error)
                forget(request)
                del _queued_messages(request)[queued:]  # “was changed” is no longer true
        request._kb_fault = fault  # type: ignore[attr-defined]
        with upkeep.collected():
            return view()

    def _guarded(self, request: HttpRequest, key: str, object_id: str | None, *args: Any) -> HttpResponse:
        """Lock the row, and save it if nothing was saved since the form was opened, or all was chosen."""
        if is_key(key) and "_saveasnew" not in request.POST:
            row = self._locked(request, key)
            if row is None and versions.records_of(self.model, key).exists():
                return self._deleted(request, key)
            if row is not None and self.has_change_permission(request, row):
                self._settle(request, row)
        return super().changeform_view(request, object_id, *args)

    def _locked(self, request: HttpRequest, key: str) -> Any:
        """The row, which with the rows on its page nobody else can change until this transaction ends."""
        row = self.model._base_manager.select_for_update().order_by("pk").filter(pk=key).first()
        for inline in _editable(self, request):
            rows = inline.model._base_manager.select_for_update().filter(**{_owner(self, inline): key})
            list(rows.order_by("pk").values_list("pk"))
        return row

    def _settle(self, request: HttpRequest, row: Any) -> None:
        """Put the choices into what was typed; or have the page show what there is to choose."""
        now = opened_version(self, request, row.pk)
        request._kb_opened = now  # type: ignore[attr-defined]
        if request.POST.get(OPENED) == now:
            return
        conflict = _find(self, request, row, now)
        offered = request.POST.get(SEEN) == now
        if not conflict.exists or (offered and conflict.answer(request.POST)):
            request.POST = _merged(self, request, row, conflict)  # type: ignore[assignment]
            return
        request._kb_conflict = conflict  # type: ignore[attr-defined]
        request._kb_fault = ValidationError(  # type: ignore[attr-defined]
            "Somebody else saved this meanwhile. Nothing is saved yet: choose above what to keep, then save again."
        )

    def _deleted(self, request: HttpRequest, key: str) -> HttpResponse:
        """The row is gone: say who deleted it, show what was typed, and offer to enter it anew."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        last = versions.saved(list(versions.records_of(self.model, key)[:2]))[0]
        form = self.get_form(request, None, change=False)(request.POST)
        entries = [
            (str(bound.label), _entry_words(self.model, bound))
            for bound in form
            if bound.name in request.POST and bound.name != OPENED
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": f"This {self.opts.verbose_name} was deleted meanwhile",
            "opts": self.opts,
            "last": last,
            "name": str(last.record.instance),
            "typed": [(label, words) for label, words in entries if words],
            "sent": sent_anew(request.POST, form, [OPENED]) if self.has_add_permission(request) else None,
            "add_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add"),
        }
        return TemplateResponse(request, "admin/kb/conflict_deleted.html", context, status=409)


def opened_version(table: Any, request: HttpRequest, key: Any) -> str:
    """Names the present version of a row, and of the rows that can be edited on its page.

    The number of its last entry in the history; then for each table on its page the number of the last
    entry and how many rows there are. One query, and two for each such table.
    """
    parts = [str(_last(table.model.history.filter(**{table.model._meta.pk.attname: key})))]
    for inline in _editable(table, request):
        owner = _owner(table, inline)
        count = inline.model._base_manager.filter(**{owner: key}).count()
        parts.append(f"{_last(inline.model.history.filter(**{owner: key}))}x{count}")
    return ".".join(parts)


def _find(table: Any, request: HttpRequest, row: Any, now: str) -> Conflict:
    """Compare, field by field, the row as opened, as stored and as typed. Queries: those of `versions.read`."""
    opened_id, opened_parts = _parsed(request.POST.get(OPENED, ""))
    records = versions.records_of(table.model, row.pk)
    opened = _opened(records, opened_id)
    since = list(records.filter(pk__gte=opened.pk)[: MOST_SAVES + 1] if opened else records[:2])
    read = versions.read([row, opened] if opened else [row])
    form = table.get_form(probe(request), row, change=True)(request.POST, instance=copy(row))
    fields = _three_ways(read[0], read[1] if opened else None, form)
    rows = _rows_conflicts(table, request, row, opened_parts, now)
    return Conflict(now, versions.saved(since)[:-1] or versions.saved(since), fields, rows, known=bool(opened))


def _opened(records: models.QuerySet[Any], number: int | None) -> Any:
    """The version that was opened; None if nothing tells it. 0 stands for a row that had no history yet."""
    if number == 0:
        first = records.last()
        return first if first and first.history_change_reason == versions.FIRST_REASON else None
    return records.filter(pk=number).first()


def _three_ways(stored: Version, opened: Version | None, form: ModelForm) -> list[FieldConflict]:
    conflicts = []
    for name, content in stored.contents.items():
        if not stored.model._meta.get_field(name).editable:
            continue
        before = opened.contents[name] if opened else None
        theirs = before is None or before.compared != content.compared
        bound = form[name] if name in form.fields else None
        if bound is None:
            if before and theirs:
                label = stored.label(name)
                conflicts.append(
                    FieldConflict(name, label, before.words, content.words, "", True, False, on_page=False)
                )
            continue
        mine = before is None or _changed(bound, before.raw)
        if (theirs or mine) and _changed(bound, content.raw):
            entry = _entry_words(stored.model, bound)
            words = before.words if before else ""
            conflicts.append(FieldConflict(name, stored.label(name), words, content.words, entry, theirs, mine))
    return conflicts


def _rows_conflicts(table: Any, request: HttpRequest, row: Any, opened: list[str], now: str) -> list[RowsConflict]:
    inlines = list(_editable(table, request))
    stored = _parsed(now)[1]
    if len(opened) != len(stored):
        opened = ["0x0"] * len(stored)
    prefixes = {(formset.model, formset.fk.attname): formset.prefix for formset in stored_formsets(table, request, row)}
    conflicts = []
    for inline, before, after in zip(inlines, opened, stored, strict=True):
        if before != after:
            last, owner = int(before.split("x")[0]), _owner(table, inline)
            entries = inline.model.history.filter(pk__gt=last, **{owner: row.pk})
            entries = list(entries.select_related("history_user").order_by("-history_id")[:MOST_SAVES])
            label = str(inline.opts.verbose_name_plural)
            conflicts.append(RowsConflict(prefixes[inline.model, owner], label, _rows_saved(inline.model, entries)))
    return conflicts


def _rows_saved(model: Any, entries: list[Any]) -> list[Saved]:
    """What happened to several rows, newest first, each against its own entry before."""
    key = model._meta.pk.attname
    saves = []
    for entry in entries:
        before = model.history.filter(**{key: getattr(entry, key)}, pk__lt=entry.pk).order_by("-pk")[:1]
        saves.append(versions.saved([entry, *before])[0])
    return saves


def _merged(table: Any, request: HttpRequest, row: Any, conflict: Conflict) -> QueryDict:
    """What was typed, with the stored values where they were chosen; as though opened just now."""
    values: dict[str, list[str]] = {OPENED: [conflict.seen], SEEN: []}
    for part in conflict.fields:
        if part.chosen == THEIRS:
            values[part.name] = as_sent(_value(row, part.name))
    data = sent_form(values, request.POST)
    stored = rows_sent(table, request, row) if conflict.rows else {}
    for rows in conflict.rows:
        if rows.answer == THEIRS:
            replace_rows(data, rows.prefix, stored)
        else:
            revive_rows(data, rows.prefix, stored)
    return data


def _changed(bound: BoundField, raw: Any) -> bool:
    """Whether what was typed is not this value. What cannot be read is a change."""
    data = bound.data
    if isinstance(data, str) and isinstance(raw, str):
        data, raw = versions.plain_line_ends(data), versions.plain_line_ends(raw)
    return bool(bound.field.has_changed(list(raw) if isinstance(raw, tuple) else raw, data))


def _entry_words(model: Any, bound: BoundField) -> str:
    """What was typed as an editor reads it; as it was typed, if it is no valid value."""
    try:
        value = bound.field.clean(bound.data)
    except ValidationError:
        return ", ".join(as_sent(bound.data))
    names = {column.name for column in (*model._meta.fields, *model._meta.many_to_many)}
    return versions.in_words(model._meta.get_field(bound.name), value) if bound.name in names else str(value)


def _value(row: Any, name: str) -> Any:
    return row._meta.get_field(name).value_from_object(row)


def _parsed(token: str) -> tuple[int | None, list[str]]:
    """The number of the entry and the parts of the tables on the page; None if it is no such text."""
    match = TOKEN.fullmatch(token)
    return (int(match[1]), match[2].split(".")[1:]) if match else (None, [])


def _editable(table: Any, request: HttpRequest) -> Iterable[Any]:
    for inline in table.get_inline_instances(request, None):
        may = (inline.has_add_permission, inline.has_change_permission, inline.has_delete_permission)
        if any(has(request, None) for has in may):
            yield inline


def _owner(table: Any, inline: Any) -> str:
    """The column by which rows on the page belong to the row."""
    name = inline.fk_name or next(
        column.name
        for column in inline.model._meta.fields
        if column.remote_field and column.related_model is table.model
    )
    return f"{name}_id"


def _last(history: models.QuerySet[Any]) -> int:
    return history.order_by().aggregate(last=Max("history_id"))["last"] or 0


def _queued_messages(request: HttpRequest) -> list[Any]:
    storage = getattr(request, "_messages", None)
    return storage._queued_messages if storage is not None else []
