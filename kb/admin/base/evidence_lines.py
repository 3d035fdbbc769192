"""What of a row others review, in words: on the pages that ask for a decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kb.editing import versions
from kb.editing.evidence_columns import EVIDENCE
from kb.models import Source
from kb.models.kind_models import KIND_MODELS
from kb.rows.unseen_things import Thing


def evidence_lines(row: Any) -> list[tuple[str, str]]:
    """Label and words of what cells rest on of such a row; what is empty is left out. A query for each reference."""
    fields = {field.attname: field for field in row._meta.concrete_fields}
    columns = [fields[name] for name in EVIDENCE[type(row)]]
    words = [
        (versions.label_of(type(row), field.name), versions.in_words(field, getattr(row, field.name)))
        for field in columns
    ]
    return [(label, text) for label, text in words if text]


def first_seen_lines(things: Iterable[Thing]) -> list[tuple[str, str]]:
    """Name and evidence of each of these things, which nobody sees yet. A few queries for each."""
    rows = [KIND_MODELS[kind]._base_manager.filter(pk=key).first() for kind, key in things]
    return [(f"{row._meta.verbose_name} “{row}”", "; ".join(_words(row))) for row in rows if row is not None]


def _words(row: Any) -> Iterator[str]:
    for label, words in evidence_lines(row):
        yield f"{label}: {words}"
    for link in row.links_out.select_related("to_source").order_by("pk") if isinstance(row, Source) else ():
        inferred = "" if link.stated else " (inferred)"
        yield f"{link.get_kind_display()}: {link.to_source}{inferred}{f', “{link.note}”' if link.note else ''}"
