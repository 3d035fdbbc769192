"""What people write of what is public: a trial notes it and takes it back, anywhere else it is refused.

What code writes without a person (commands, files) goes on as it does. A write weighs if it changes evidence of a row
that anybody may see (`kb.rows.public_things`), whether a cell is judged from that or not: the columns that
`kb.evidence.kinds` names of each kind, the substance of a claim (also of a retired one, whose page stays), and all of
what editors record of sources and cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.signals import m2m_changed, pre_delete, pre_save

from kb.derived import upkeep
from kb.derived.cell_changes import CellChange, watched
from kb.editing.evidence_columns import CLOSED, EVIDENCE, RECORDS, SUBSTANCE, Model, columns_of
from kb.editing.workflow import acting
from kb.evidence.kinds import KINDS, SOURCE
from kb.models import Claim, Resolution, Source, SourceLink
from kb.models.kind_models import NAME_OF_MODEL
from kb.rows.public_things import public_keys

RowValues = dict[str, Any]  # by attribute
PROPOSE = "Public pages show this: a change of it is proposed, and decided by somebody else."
MEMBERS: Mapping[Model, str] = {Resolution: "claims"}


@dataclass
class RowWrite:
    """A row that was written: some of its attributes before and after. ``old`` is None for a new row, ``new`` for one
    that was deleted. ``members`` are the keys of the rows that it has many of, before, where they change.
    """

    row: Any
    key: int | None
    old: RowValues | None
    new: RowValues | None
    members: list[int] | None = None

    def record(self) -> dict[str, Any]:
        """As JSON. One query, where members change."""
        record = {"table": self.row._meta.label_lower, "key": self.key, "old": self.old, "new": self.new}
        if self.members is not None:
            record |= {"members": self.members, "new_members": members_of(self.row)}
        return record


@dataclass
class Trial:
    """What is written until it is known whether it weighs; then ``records`` and ``cells`` are there."""

    writes: list[RowWrite] = field(default_factory=list)
    first: RowWrite | None = None  # that weighs
    records: list[dict[str, Any]] = field(default_factory=list)
    cells: list[CellChange] = field(default_factory=list)
    title: str = ""
    reason: str = ""  # that was given with what was written
    place: tuple[str, int | None] = ("", None)  # table and key of the row that it is about

    @property
    def weighs(self) -> bool:
        return self.first is not None

    def write_of(self, row: Any) -> RowWrite | None:
        return next((write for write in self.writes if write.row is row or _same(write, row)), None)

    def close(self, cells: list[CellChange]) -> None:
        """Before it is taken back."""
        self.cells = cells
        self.records = [write.record() for write in self.writes]
        if self.first:
            self.title = write_words(self.first)
            self.reason = getattr(self.first.row, "_change_reason", None) or ""
            self.place = place_of(self.first.row) if self.first.key else _new_place(self.first.row)


def _same(write: RowWrite, row: Any) -> bool:
    return type(write.row) is type(row) and row.pk is not None and write.row.pk == row.pk


_trial: ContextVar[Trial | None] = ContextVar("trial", default=None)
_is_accepted: ContextVar[bool] = ContextVar("what is written was decided on", default=False)


@contextmanager
def tried() -> Iterator[Trial]:
    """One transaction with all that follows from it, which is taken back at its end if it weighs.

    Costs what the writes cost; of what weighs also a query for each 200 cells that it reaches, twice.
    """
    trial = Trial()
    token = _trial.set(trial)
    try:
        with transaction.atomic():
            with watched(lambda: trial.weighs) as watch, upkeep.collected():
                yield trial
            if trial.weighs:
                trial.close(watch.changes())
                transaction.set_rollback(True)
    finally:
        _trial.reset(token)


@contextmanager
def accepted() -> Iterator[None]:
    """Within it, what is written has been decided on."""
    token = _is_accepted.set(True)
    try:
        yield
    finally:
        _is_accepted.reset(token)


def connect() -> None:
    """Look at every row of evidence before it is written."""
    for model in EVIDENCE:
        pre_save.connect(_saving, sender=model)
        pre_delete.connect(_deleting, sender=model)
    for model, name in MEMBERS.items():
        m2m_changed.connect(_members_changing, sender=getattr(model, name).through)


def is_free(row: Any) -> bool:
    """Whether it is written by no person, or has been decided on."""
    return _is_accepted.get() or acting(row) is None


def _saving(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if raw or is_free(instance):
        return
    columns = columns_of(type(instance))
    stored = _locked(instance)
    if stored is None:
        _note(RowWrite(instance, None, None, _values(instance, columns)), stored)
        return
    differing = [name for name in columns if getattr(stored, name) != getattr(instance, name)]
    if differing:
        base = [*differing, "status"] if isinstance(instance, Claim) else differing  # a step meanwhile counts, too
        write = RowWrite(instance, instance.pk, _values(stored, base), _values(instance, differing))
        _note(write, stored)


def _locked(row: Any) -> Any:
    """The row as it is stored, which stays so to the end of the transaction, and so does the source of a new link:
    whoever publishes what rests on them locks them, too, and neither overlooks the other.
    """
    rows = type(row)._base_manager.select_for_update(of=("self",), no_key=True)
    stored = rows.filter(pk=row.pk).order_by("pk").first() if row.pk else None
    if isinstance(row, SourceLink) and (stored is None or stored.from_source_id != row.from_source_id):
        sources = Source._base_manager.select_for_update(no_key=True)
        list(sources.filter(pk=row.from_source_id).order_by("pk").values_list("pk"))
    return stored


def _deleting(instance: Any, **kwargs: Any) -> None:
    if not is_free(instance):
        _locked(instance)
        _note(RowWrite(instance, instance.pk, _values(instance, columns_of(type(instance))), None), instance)


def _members_changing(instance: Any, action: str, reverse: bool, **kwargs: Any) -> None:
    """A reading of a cell judges other claims."""
    if reverse or not action.startswith("pre_") or is_free(instance):
        return
    trial = _trial.get()
    write = trial.write_of(instance) if trial else None
    if write is None:
        write = RowWrite(instance, instance.pk, {}, {})
        _note(write, instance)
    if write.members is None:
        write.members = members_of(instance) if write.key else []


def _note(write: RowWrite, stored: Any) -> None:
    """Note it in the trial that there is; without one, refuse what weighs."""
    trial = _trial.get()
    heavy = _weighs(write, stored)
    if trial is None:
        if heavy:
            raise ValidationError(PROPOSE)
        return
    if (before := trial.write_of(write.row)) and write.new is not None:
        before.old = None if before.old is None else {**(write.old or {}), **before.old}
        before.new = {**(before.new or {}), **write.new}
    else:
        trial.writes.append(write)
    if heavy and trial.first is None:
        trial.first = write


def _weighs(write: RowWrite, stored: Any) -> bool:
    """Whether anybody may see what it changes. A query, if that is evidence."""
    model = type(write.row)
    if isinstance(write.row, Claim):
        if stored is None or stored.status not in CLOSED:
            return False
        # a step is looked at where it is tried, on pages; code takes it as `kb.editing.workflow` has it
        return _changes(write, SUBSTANCE) or (_trial.get() is not None and write.row.status != stored.status)
    if model in RECORDS:
        return True
    if model is SourceLink:
        sides = (side for side in (stored, write.row) if side is not None)
        return bool(public_keys(SOURCE, {side.from_source_id for side in sides}))
    return stored is not None and _changes(write, EVIDENCE[model]) and is_public(stored)


def _changes(write: RowWrite, columns: tuple[str, ...]) -> bool:
    return write.new is None or not write.new.keys().isdisjoint(columns)


def is_public(row: Any) -> bool:
    """Whether anybody may see this row, so that a change of its evidence is proposed. One query at most."""
    if isinstance(row, Claim):
        return row.status in CLOSED
    if isinstance(row, RECORDS):
        return True
    if isinstance(row, SourceLink):
        return bool(public_keys(SOURCE, {row.from_source_id}))
    return bool(public_keys(KINDS[NAME_OF_MODEL[type(row)]], {row.pk}))


def members_of(row: Any) -> list[int]:
    return sorted(getattr(row, MEMBERS[type(row)]).values_list("pk", flat=True))


def write_words(write: RowWrite) -> str:
    """“source “Title””, “new gap: Flask, ORM”."""
    deed = "new " if write.old is None else "delete " if write.new is None else ""
    return f"{deed}{write.row._meta.verbose_name}: {write.row}"


def place_of(row: Any) -> tuple[str, int | None]:
    """Table and key of the row whose proposals are decided in one order: of a link its source."""
    if isinstance(row, SourceLink):
        return Source._meta.label_lower, row.from_source_id
    return row._meta.label_lower, row.pk


def _new_place(row: Any) -> tuple[str, int | None]:
    table, key = place_of(row)
    return table, key if isinstance(row, SourceLink) else None


def evidence_words(model: Model) -> str:
    """What of such a row is proposed: “kind, read on”."""
    fields = {column.attname: column for column in model._meta.concrete_fields}
    return ", ".join(str(fields[name].verbose_name) for name in EVIDENCE[model])


def _values(row: Any, names: Any) -> RowValues:
    return {name: getattr(row, name) for name in names}
