"""Which derived rows are not what a fresh computation gives: cells, counts, ends of periods, words, keys of documents.

Nothing is written. `manage.py rebuild_cells` mends whatever is named here, but for the keys of documents.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from kb.derived import period_ends, public_questions, rebuilding, tallies
from kb.derived.reach import CellIds
from kb.keeping.row_faults import Fault, row_words
from kb.models import Aspect, Cell, Claim, Source
from kb.search import index

OTHER = "A fresh computation gives another."
DECIDED = tuple(
    field
    for field in Cell._meta.concrete_fields
    if field.attname not in ("id", "framework_id", "aspect_id", "company_id")
)


def derived_faults() -> Iterator[Fault]:
    """Each derived row that is missing, needless or other. As many queries as to rebuild all, and as little at hand."""
    yield from _cells()
    for claim in period_ends.misdated():
        yield Fault(f"end of the period of claim {_key(Claim, claim)}", OTHER)
    for aspect, _ in public_questions.misplaced():
        yield Fault(f"public question {_key(Aspect, aspect)}", OTHER)
    for kind, target in index.misspelled():
        yield Fault(f"words of {kind} {_key(apps.get_model('kb', kind), target)}", OTHER)
    for word in index.idle_words():
        yield Fault(f"word {word}", "It stands nowhere.")
    yield from _document_keys()


def _cells() -> Iterator[Fault]:
    """The cells, and the counts of what they should be."""
    faults: list[Fault] = []

    def counted() -> Iterator[tuple[Any, ...]]:
        for portion in rebuilding.judged_afresh():
            faults.extend(_cells_of(portion))
            yield from portion.counted

    fresh = tallies.counts_of(counted(), dict(Source.objects.order_by().values_list("slug", "pk")))
    yield from faults
    differences = tallies.stored_totals().less(fresh)
    for name in ("tallies", "occurrences", "expiries", "adoptions"):
        for key in getattr(differences, name):
            words = ", ".join(f"{column} {value}" for column, value in key._asdict().items())
            yield Fault(f"{name}: {words}", OTHER)


def _cells_of(portion: rebuilding.Portion) -> Iterator[Fault]:
    """The cells of one portion. One query, and a few for each fault."""
    stored = {_place(cell): cell for cell in Cell.objects.filter(portion.near).order_by()}
    for cell in portion.cells:
        beside = stored.pop(_place(cell), None)
        if beside is None:
            yield Fault(_cell_words(cell), "It is not stored.")
        elif names := [field.name for field in DECIDED if _value(cell, field) != getattr(beside, field.attname)]:
            yield Fault(_cell_words(cell), f"{OTHER[:-1]} {', '.join(names)}.")
    for cell in stored.values():
        yield Fault(_cell_words(cell), "It has no published claim and no gap.")


def _place(cell: Cell) -> CellIds:
    return CellIds(cell.framework_id, cell.aspect_id, cell.company_id)


def _value(cell: Cell, field: models.Field[Any, Any]) -> Any:
    """As it would come back from the database."""
    value = getattr(cell, field.attname)
    return json.loads(json.dumps(value)) if isinstance(field, models.JSONField) else value


def _cell_words(cell: Cell) -> str:
    """“cell flask/used-in-production/netflix”."""
    company = cell.company
    return f"cell {'/'.join(row.slug for row in (cell.framework, cell.aspect, company) if row)}"


def _document_keys() -> Iterator[Fault]:
    """Sources whose stored keys of their document are not those of their addresses. One query."""
    for source in Source.objects.iterator():
        stored = source.address_key, source.archive_key
        source.make_keys()
        if (source.address_key, source.archive_key) != stored:
            yield Fault(row_words(source), "The keys of its document are not those of its addresses.")


def _key(model: Any, pk: int) -> str:
    """How people call the row; its primary key if it is gone. One query."""
    row = model._base_manager.filter(pk=pk).first()
    return row.natural_key()[0] if row else str(pk)
