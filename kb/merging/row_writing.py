"""Many rows changed, deleted or brought back, with their history and all that follows from them.

Rules are not asked again: the plan has, and those of the database hold. Within a transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Max, QuerySet

from kb.derived import upkeep
from kb.editing import versions
from kb.editing.authorship import keep_writers
from kb.merging.merge_plan import RowChange
from kb.merging.references import Model, owner, tables
from kb.models import Company, Merge, Need, Reading, Source, SourceLink
from kb.models.withdrawals import refuse_again
from kb.rows.statements import portions

MOVED_AT_ONCE = 400
FOLLOWED = (*upkeep.IN_CELLS, *upkeep.VOCABULARY_MODELS, SourceLink, Reading, Need)
ChangeRecord = dict[str, Any]  # table, keys, and attributes in ``old`` and ``new``
RowRecord = dict[str, Any]  # table, and values by attribute


class Signature:
    """Who writes, and what history says why."""

    def __init__(self, person: Any, why: str) -> None:
        self.person, self.why = person, why

    def sign(self, row: Any) -> Any:
        row._history_user, row._change_reason = self.person, self.why
        return row


def change_records(changes: Iterable[RowChange]) -> list[ChangeRecord]:
    """Changes that are the same but for their row, together, in the order of the first of each."""
    groups: dict[str, ChangeRecord] = {}
    for change in changes:
        table = change.row._meta.label
        key = json.dumps([table, change.old, change.new], default=str)
        record = groups.setdefault(key, {"table": table, "old": change.old, "new": change.new, "keys": []})
        record["keys"].append(change.row.pk)
    return list(groups.values())


def row_record(row: models.Model) -> RowRecord:
    """All that it takes to bring a row back."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {"table": row._meta.label, "values": values}


def write_changes(records: Iterable[ChangeRecord], side: str, signature: Signature) -> None:
    """Give the rows the values of one side, ``old`` or ``new``. Some eight queries for each 400."""
    for record in records:
        model = apps.get_model(record["table"])
        for keys in portions(record["keys"], MOVED_AT_ONCE):
            _write_portion(model, keys, record[side], signature)


def _write_portion(model: Any, keys: Sequence[int], values: Mapping[str, Any], signature: Signature) -> None:
    rows: list[Any] = list(QuerySet(model).filter(pk__in=list(keys)).order_by("pk").select_for_update())
    if has_history(model):
        _begin_histories(model, rows)
    keep_writers(model, keys)
    upkeep.remember(rows)
    QuerySet(model).filter(pk__in=list(keys)).update(**values)
    for row in rows:
        for name, value in values.items():
            setattr(row, name, value)
    write_history(model, rows, signature)
    if issubclass(model, FOLLOWED):
        upkeep.follow(rows)


def has_history(model: Any) -> bool:
    """Whether the versions of a model, or of a row, are kept."""
    return hasattr(model, "history")


def _begin_histories(model: Any, rows: Iterable[Any]) -> None:
    """Rows that came without history get a first entry, so that the change is one. One query, if all have it."""
    rows = list(rows)
    known = set(model.history.filter(id__in=[row.pk for row in rows]).order_by().values_list("id", flat=True))
    for row in rows:
        if row.pk not in known:
            versions.begin(row)
            del row._history_user


def write_history(model: Any, rows: Sequence[Any], signature: Signature, new: bool = False) -> None:
    """An entry for each row as it is now, if the table has a history."""
    if not has_history(model) or not rows:
        return
    model.history.bulk_history_create(
        rows, update=not new, default_user=signature.person, default_change_reason=signature.why
    )
    if model.history.model._history_m2m_fields:
        for row in rows:
            versions.keep_members(versions.records_of(model, row.pk).first(), row)


def delete_rows(rows: Iterable[models.Model], signature: Signature) -> None:
    """Delete rows one by one, each with its history signed, but for members of a relation. A few queries for each."""
    for row in rows:
        if owner(type(row)):
            QuerySet(type(row)).filter(pk=row.pk).delete()
        else:
            signature.sign(row).delete()


def bring_back(records: Iterable[RowRecord], signature: Signature) -> None:
    """Store rows again, under the keys that they had; their history goes on. A few queries for each. ValidationError
    for a slug that was withdrawn.
    """
    rows: list[Any] = [row_of(record) for record in records]
    refuse_again(row for row in rows if isinstance(row, (Company, Source)))
    for row in rows:
        QuerySet(type(row)).bulk_create([row])
    for row in rows:
        write_history(type(row), [row], signature, new=True)
        if isinstance(row, FOLLOWED):
            upkeep.follow([row], new=True)


def rows_of_undoing(merging: Merge) -> list[RowRecord]:
    """The rows that an undoing brings back."""
    return [record for name in ("rows", "removals") for record in merging.moves.get(name, ())]


def row_of(record: RowRecord) -> models.Model:
    """The row as it was kept; nothing is stored."""
    model = apps.get_model(record["table"])
    fields = {field.attname: field for field in model._meta.concrete_fields}
    row: models.Model = model(**{name: fields[name].to_python(value) for name, value in record["values"].items()})
    return row


def note_members(pairs: Iterable[tuple[Model, int]], signature: Signature) -> None:
    """Rows whose members have changed get an entry in their history, and are followed. A few queries for each."""
    for model, key in sorted(set(pairs), key=lambda pair: (pair[0]._meta.label, pair[1])):
        rows: QuerySet[Any] = QuerySet(model).filter(pk=key)
        for row in rows:
            write_history(model, [row], signature)
            upkeep.follow([row])


def owners_of(rows: Iterable[models.Model]) -> Iterator[tuple[Model, int]]:
    """The rows whose members these are, of those that stand between two tables."""
    for row in rows:
        if place := owner(type(row)):
            model, name = place
            yield model, getattr(row, name)


def history_marks() -> dict[str, int]:
    """The newest entry of every history. A query for each table."""
    histories: dict[str, Any] = {model._meta.label: model for model in tables() if has_history(model)}
    return {
        label: model.history.order_by().aggregate(last=Max("history_id"))["last"] or 0
        for label, model in histories.items()
    }
