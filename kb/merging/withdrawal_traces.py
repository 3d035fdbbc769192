"""What else says of what is withdrawn: objections, lines of the admin's log, reasons in the past of other rows, and
what somebody has sent and not confirmed yet.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import unquote

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db.models import Model, Q, QuerySet

from kb.editing import unconfirmed
from kb.editing.past_writing import keep_entries
from kb.merging.references import columns, tables
from kb.merging.row_writing import has_history, rows_of_undoing
from kb.merging.withdrawal_words import name_pattern, says_name
from kb.models import Claim, Merge, Objection, Source
from kb.models.withdrawals import TEXT_REMOVED, kind_of

AddressPair = tuple[str, str]  # kind and slug
FOLDERS = {"claims": "claim", "companies": "company", "sources": "source", "cells": "company"}  # the first of a path
PROPOSAL_REASON = re.compile(r"proposal (\d+): ")


def objections_about(pairs: Collection[AddressPair]) -> list[Objection]:
    """Those of its pages and of cells of a company. Reads all objections."""
    return [row for row in Objection.objects.order_by("pk") if _is_about(row.path, pairs)]


def _is_about(path: str, pairs: Collection[AddressPair]) -> bool:
    first, *parts = unquote(path.partition("?")[0]).strip("/").split("/")
    kind = FOLDERS.get(first)
    return bool(parts) and any(
        (kind, part.partition(".")[0]) in pairs for part in parts[2 if first == "cells" else 0 :]
    )


def clear_objections(names: Collection[str]) -> None:
    """Take names out of the texts of other objections; the query goes from a path that says one. Reads all."""
    pattern = name_pattern(names)
    if pattern is None:
        return
    for row in Objection.objects.order_by("pk"):
        before = (row.path, row.text, row.source, row.answer)
        if pattern.search(unquote(row.path)):
            row.path = row.path.partition("?")[0]
        row.text, row.source, row.answer = (pattern.sub(TEXT_REMOVED, text) for text in before[1:])
        if (row.path, row.text, row.source, row.answer) != before:
            row.save(update_fields=["path", "text", "source", "answer"])


def clear_log(names: Collection[str]) -> None:
    """Take names out of the lines of the admin's log; who did what and when stays. One query, and one a line."""
    spellings = [spelling for name in names for spelling in _spellings(name)]
    pattern = name_pattern(spellings)
    if pattern is None:
        return
    holds = Q()
    for spelling in spellings:
        holds |= Q(object_repr__contains=spelling) | Q(change_message__contains=spelling)
    for line in LogEntry.objects.filter(holds):
        line.object_repr = pattern.sub(TEXT_REMOVED, line.object_repr)[:200]
        line.change_message = pattern.sub(TEXT_REMOVED, line.change_message)
        line.save(update_fields=["object_repr", "change_message"])


def clear_pasts(names: Collection[str]) -> None:
    """Take names out of the reasons that histories keep; who did what and when stays. A query a table, and one a
    reason.
    """
    pattern = name_pattern(names)
    if pattern is None:
        return
    holds = Q()
    for name in names:
        holds |= Q(history_change_reason__icontains=name)
    for table in tables():
        if hasattr(table, "history"):
            for key, reason in table.history.filter(holds).values_list("pk", "history_change_reason"):
                table.history.filter(pk=key).update(history_change_reason=pattern.sub(TEXT_REMOVED, reason))


def clear_reasons(proposals: Collection[int]) -> None:
    """What was accepted keeps in its history the number of its proposal alone. A query a table, and one a row."""
    for table in tables() if proposals else ():
        if hasattr(table, "history"):
            past = table.history.filter(history_change_reason__startswith="proposal ")
            for key, reason in past.values_list("pk", "history_change_reason"):
                number = PROPOSAL_REASON.match(reason)
                if number and int(number[1]) in proposals:
                    table.history.filter(pk=key).update(history_change_reason=f"proposal {number[1]}")


def merges_holding(row: Any, claims: Collection[Claim]) -> list[Merge]:
    """Those that keep rows of it, or of these claims, for the case that they are undone. Reads all merges."""
    keys: dict[type[Model], set[int]] = {Claim: {claim.pk for claim in claims}}
    keys.setdefault(type(row), set()).add(row.pk)
    return [
        merging
        for merging in Merge.objects.order_by("pk")
        if any(_names(record, keys) for record in rows_of_undoing(merging))
    ]


def _names(record: Mapping[str, Any], keys: Mapping[type[Model], Collection[int]]) -> bool:
    """Whether a row that is kept is one of these, or names one of them."""
    table: type[Model] = apps.get_model(record["table"])
    values = record["values"]
    return any(
        values.get(name) in of_model
        for model, of_model in keys.items()
        for name in (*columns(table, model), *(["id"] if table is model else []))
    )


def forget_entries(table: Any, entries: QuerySet[Any]) -> None:
    """Of a history; who wrote them stays known."""
    keep_entries(table, entries)
    entries.delete()


def forget_pasts(row: Any) -> None:
    """What histories keep of rows that were of it: of those that are gone, and of claims that are of another by now.
    Some queries a table.
    """
    kind: type[Model] = type(row)
    for table in filter(has_history, tables()):
        for name in columns(table, kind) if table is not Claim else ():
            gone = _past(table, name, row).exclude(id__in=table._base_manager.order_by().values("pk"))
            forget_entries(table, gone)
    forget_entries(Claim, _past(Claim, f"{kind_of(kind)}_id", row))


def _past(table: Any, name: str, row: Any) -> QuerySet[Any]:
    """The entries of a history in which a column names the row."""
    entries: QuerySet[Any] = table.history.filter(**{name: row.pk}).order_by()
    return entries


def forget_uploads(row: Any, names: Collection[str]) -> None:
    """Drop texts of a source and files of claims that say one of these names, whosever they are."""
    text = unconfirmed.of_text(row) if isinstance(row, Source) else None
    says = says_name([spelling for name in names for spelling in _spellings(name)])

    def is_gone(purpose: str, content: bytes) -> bool:
        return purpose == text or (purpose == unconfirmed.OF_IMPORT and says(content.decode("utf-8", "replace")))

    unconfirmed.forget_all(is_gone)


def _spellings(name: str) -> set[str]:
    """As itself, in JSON and in CSV."""
    return {name, json.dumps(name)[1:-1], name.replace('"', '""')}
