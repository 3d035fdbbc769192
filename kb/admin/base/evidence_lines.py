"""What of a row others review, in words: on the pages that ask for a decision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet

from kb.editing import versions
from kb.editing.evidence_columns import EVIDENCE
from kb.evidence.kinds import SOURCE
from kb.models import Claim, Source, SourceLink
from kb.models.kind_models import KIND_MODELS
from kb.rows.public_things import KEYS_A_QUERY
from kb.rows.statements import portions
from kb.rows.unseen_things import Thing, unseen_with_claims


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
    """Name and evidence of each of these things, which nobody sees yet. A query for each kind and 500 of them, two for
    sources, and one for each reference.
    """
    keys = defaultdict[str, list[int]](list)
    for kind, key in things:
        keys[kind].append(key)
    portions_of_kinds = [(kind, portion) for kind, pks in keys.items() for portion in portions(pks, KEYS_A_QUERY)]
    return [line for kind, portion in portions_of_kinds for line in _lines_of_kind(kind, portion)]


def claims_first_seen(claims: Iterable[Claim]) -> list[tuple[str, str]]:
    """The same of all that would be seen with these claims. One query, and those."""
    unseen = unseen_with_claims([claim.pk for claim in claims])
    return first_seen_lines(sorted({(kind, key) for _, kind, key in unseen}))


def _lines_of_kind(kind: str, keys: Sequence[int]) -> Iterator[tuple[str, str]]:
    rows: QuerySet[Any] = KIND_MODELS[kind]._base_manager.order_by("pk")
    if kind == SOURCE.name:
        links = SourceLink.objects.select_related("to_source").order_by("pk")
        rows = rows.prefetch_related(Prefetch("links_out", links))
    for row in rows.filter(pk__in=keys):
        yield f"{row._meta.verbose_name} “{row}”", "; ".join(_words(row))


def _words(row: Any) -> Iterator[str]:
    for label, words in evidence_lines(row):
        yield f"{label}: {words}"
    for link in row.links_out.all() if isinstance(row, Source) else ():
        inferred = "" if link.stated else " (inferred)"
        yield f"{link.get_kind_display()}: {link.to_source}{inferred}{f', “{link.note}”' if link.note else ''}"
