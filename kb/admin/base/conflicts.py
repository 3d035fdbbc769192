"""What two people made of the same row, field by field: as opened, as stored now, as typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max
from django.forms import BoundField, ModelForm
from django.http import HttpRequest, QueryDict

from kb.admin.base.form_posts import as_sent, replace_rows, revive_rows, rows_sent, sent_form
from kb.admin.base.row_formsets import row_formsets
from kb.editing import versions
from kb.editing.versions import Saved, Version

OPENED = "opened_version"  # what the form was opened with
SEEN = "seen_version"  # what was stored when the choices were offered
THEIRS, MINE = "theirs", "mine"
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


def opened_version(table: Any, request: HttpRequest, key: Any) -> str:
    """Names the present version of a row, and of the rows that can be edited on its page.

    The number of its last entry in the history; then for each table on its page the number of the last
    entry and how many rows there are. One query, and two for each such table.
    """
    parts = [str(_last(table.model.history.filter(**{table.model._meta.pk.attname: key})))]
    for inline in editable_rows(table, request):
        owner = owner_of(table, inline)
        count = inline.model._base_manager.filter(**{owner: key}).count()
        parts.append(f"{_last(inline.model.history.filter(**{owner: key}))}x{count}")
    return ".".join(parts)


def conflict_of(table: Any, request: HttpRequest, row: Any, form: ModelForm[Any], now: str) -> Conflict:
    """Compare, field by field, the row as opened, as stored and as typed into the form, which is of a copy of the row.

    ``now`` is the stored version. Queries: those of `versions.read`.
    """
    opened_id, opened_parts = _parsed(form.data.get(OPENED, ""))
    records = versions.records_of(table.model, row.pk)
    opened = _opened(records, opened_id)
    since = list(records.filter(pk__gte=opened.pk)[: MOST_SAVES + 1] if opened else records[:2])
    read = versions.read([row, opened] if opened else [row])
    fields = _three_ways(read[0], read[1] if opened else None, form)
    rows = _rows_conflicts(table, request, row, opened_parts, now)
    return Conflict(now, versions.saved(since)[:-1] or versions.saved(since), fields, rows, known=bool(opened))


def _opened(records: models.QuerySet[Any], number: int | None) -> Any:
    """The version that was opened; None if nothing tells it. 0 stands for a row that had no history yet."""
    if number == 0:
        first = records.last()
        return first if first and first.history_change_reason == versions.FIRST_REASON else None
    return records.filter(pk=number).first()


def _three_ways(stored: Version, opened: Version | None, form: ModelForm[Any]) -> list[FieldConflict]:
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
            entry = entry_words(stored.model, bound)
            words = before.words if before else ""
            conflicts.append(FieldConflict(name, stored.label(name), words, content.words, entry, theirs, mine))
    return conflicts


def _rows_conflicts(table: Any, request: HttpRequest, row: Any, opened: list[str], now: str) -> list[RowsConflict]:
    inlines = list(editable_rows(table, request))
    stored = _parsed(now)[1]
    if len(opened) != len(stored):
        opened = ["0x0"] * len(stored)
    formsets = [formset for formset, _ in row_formsets(table, request, row, None, change=True)]
    prefixes = {(formset.model, formset.fk.attname): formset.prefix for formset in formsets}
    conflicts = []
    for inline, before, after in zip(inlines, opened, stored, strict=True):
        if before != after:
            last, owner = int(before.split("x")[0]), owner_of(table, inline)
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


def merged(table: Any, request: HttpRequest, row: Any, entry: QueryDict, conflict: Conflict) -> QueryDict:
    """What was typed, with the stored values where they were chosen; as though opened just now."""
    values: dict[str, list[str]] = {OPENED: [conflict.seen], SEEN: []}
    for part in conflict.fields:
        if part.chosen == THEIRS:
            values[part.name] = as_sent(_value(row, part.name))
    data = sent_form(values, entry)
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


def entry_words(model: Any, bound: BoundField) -> str:
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


def editable_rows(table: Any, request: HttpRequest) -> Iterable[Any]:
    """The tables on the page of a row whose rows this person can edit there."""
    for inline in table.get_inline_instances(request, None):
        may = (inline.has_add_permission, inline.has_change_permission, inline.has_delete_permission)
        if any(has(request, None) for has in may):
            yield inline


def owner_of(table: Any, inline: Any) -> str:
    """The column by which rows on the page belong to the row."""
    name = inline.fk_name or next(
        column.name
        for column in inline.model._meta.fields
        if column.remote_field and column.related_model is table.model
    )
    return f"{name}_id"


def _last(history: models.QuerySet[Any]) -> int:
    return history.order_by().aggregate(last=Max("history_id"))["last"] or 0
