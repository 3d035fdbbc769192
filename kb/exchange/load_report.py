"""What loading files does to each row, and whether it would undo what was edited here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import models

from kb.exchange.fixture import NOT_CARRIED
from kb.wording import quantity

LOADING_REASON = "loaddata"
EDITION_REASON = "loaddata: new edition of the shipped base"
LOADING_REASONS = (LOADING_REASON, EDITION_REASON)  # of versions that came from a file
MOST_CHANGED_ROWS = 200  # rows that a report names


class LoadFate(StrEnum):
    """What becomes of a row of a file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass
class LoadingReport:
    """How many rows of each table are new, changed and unchanged, and which fields change in which row."""

    counts: dict[type[models.Model], Counter[LoadFate]] = field(default_factory=lambda: defaultdict(Counter))
    changes: list[tuple[str, Sequence[str]]] = field(default_factory=list)

    def count(self, model: type[models.Model], fate: LoadFate, number: int = 1) -> None:
        self.counts[model][fate] += number

    def note(self, name: str, changes: Sequence[str]) -> None:
        """What changes in a row."""
        self.changes.append((name, changes))

    def lines(self, *, rows: bool) -> Iterator[str]:
        """“3 new, 1 changed, 40 unchanged.”, the same for each table; then the changed ``rows``."""
        total = sum(self.counts.values(), Counter[LoadFate]())
        yield f"{_count_words(total)}."
        for model, counts in self.counts.items():
            yield f"  {model._meta.verbose_name_plural}: {_count_words(counts)}"
        if not rows:
            return
        for name, changes in self.changes[:MOST_CHANGED_ROWS]:
            yield f"  changed {name}: {', '.join(changes)}"
        if (more := len(self.changes) - MOST_CHANGED_ROWS) > 0:
            yield f"  and {quantity(more, 'changed row')} more"


def _count_words(counts: Counter[LoadFate]) -> str:
    return ", ".join(f"{counts[fate]:,} {fate}" for fate in LoadFate)


def is_there_already(obj: Any, stored: Any) -> bool:
    """Whether the stored row says the same, once what the file does not give has stayed as it is stored."""
    row = obj.object
    row._state.adding = False
    file_fields = _file_fields(obj)
    for column in row._meta.fields:
        if column.name not in file_fields:
            setattr(row, column.attname, getattr(stored, column.attname))
    return not any(_changes(obj, stored))


def changed_fields(obj: Any, stored: Any) -> list[str]:
    """The fields in which a row of the file and the stored one differ. A query for each field with many rows."""
    return list(_changes(obj, stored))


def _changes(obj: Any, stored: Any) -> Iterator[str]:
    row = obj.object
    yield from (column.name for column in row._meta.fields if _differs(column, stored, row))
    for name, keys in (obj.m2m_data or {}).items():
        if _members(getattr(stored, name).all()) != set(keys):
            yield name


def edited_fields(obj: Any, stored: Any) -> str:
    """What was edited here of what the file gives, in words; empty if nothing was. As `edits_since_loaded`."""
    edits = edits_since_loaded(stored, _file_fields(obj), obj.m2m_data or {})
    return "it was made here, and the file says something else of it" if edits is None else edits


def edits_since_loaded(stored: Any, fields: Collection[str], many: Iterable[str]) -> str | None:
    """What was edited of these fields, of those with many rows too, in words, since the last load, as the history
    knows; None for a row that was never loaded. One query, and two for each field with many rows.
    """
    versions = stored.history.filter(history_change_reason__in=LOADING_REASONS)
    loaded = versions.order_by("-history_date", "-history_id").first()
    if loaded is None:
        return None
    names = [
        column.name for column in stored._meta.fields if column.name in fields and _differs(column, stored, loaded)
    ]
    for name in many:
        key = stored._meta.get_field(name).related_model._meta.model_name
        if _members(getattr(stored, name).all()) != {getattr(row, f"{key}_id") for row in getattr(loaded, name).all()}:
            names.append(name)
    return f"edited here since it was last loaded ({', '.join(names)})" if names else ""


def _file_fields(obj: Any) -> Collection[str]:
    """The fields that the file says something about."""
    fields: Collection[str] = getattr(obj, "given", {column.name for column in obj.object._meta.fields} - NOT_CARRIED)
    return fields


def _differs(column: models.Field[Any, Any], row: Any, other: Any) -> bool:
    return bool(column.value_from_object(row) != column.value_from_object(other))


def _members(rows: models.QuerySet[Any]) -> set[Any]:
    return set(rows.values_list("pk", flat=True))
