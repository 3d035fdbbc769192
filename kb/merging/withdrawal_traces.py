"""What else says of what is withdrawn: objections, lines of the admin's log, reasons in the past of other rows, and
what somebody has sent and not confirmed yet.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Any
from urllib.parse import unquote

from django.contrib.admin.models import LogEntry
from django.db.models import Q

from kb.editing import unconfirmed
from kb.merging.references import tables
from kb.merging.withdrawal_words import name_pattern, says_name
from kb.models import Objection, Source

AddressPair = tuple[str, str]  # kind and slug
FOLDERS = {"claims": "claim", "companies": "company", "sources": "source", "cells": "company"}  # the first of a path
NAME_REMOVED = "[withdrawn]"
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
        row.text, row.source, row.answer = (pattern.sub(NAME_REMOVED, text) for text in before[1:])
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
        line.object_repr = pattern.sub(NAME_REMOVED, line.object_repr)[:200]
        line.change_message = pattern.sub(NAME_REMOVED, line.change_message)
        line.save(update_fields=["object_repr", "change_message"])


def clear_reasons(proposals: Collection[int]) -> None:
    """What was accepted keeps in its history the number of its proposal alone. A query a table, and one a row."""
    for table in tables() if proposals else ():
        if hasattr(table, "history"):
            past = table.history.filter(history_change_reason__startswith="proposal ")
            for key, reason in past.values_list("pk", "history_change_reason"):
                number = PROPOSAL_REASON.match(reason)
                if number and int(number[1]) in proposals:
                    table.history.filter(pk=key).update(history_change_reason=f"proposal {number[1]}")


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
