"""What would become of every row of a file. Reads the base and changes nothing."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from kb.derived import upkeep
from kb.entry.entry_faults import entry_quote
from kb.importing import bulk_checks, matching
from kb.importing.cell_values import Reader, RowReading
from kb.importing.file_records import COLUMNS, ColumnChange, FileFault, FileRow, FileTable, Plan, PlannedRow, RowFate
from kb.importing.messages import several
from kb.models import Claim
from kb.models.claim_rules import CELL_FIELDS, VALUE_FIELD
from kb.rows.vocabulary_reading import read_vocabulary
from kb.wording import plain

Status = Claim.Status
PLACE = {column: place for place, column in enumerate(COLUMNS)}
VALUE_COLUMNS = {"option": None, "number": None, "boolean": None, "text": ""}
MOST_READING_NOTES = 20
SAME_CLAIM = "hold the same claim"
PLAIN_COLUMNS = ("locator", "as_of", "hedged", "via_stated", "quote", "statement", "note")


def plan(table: FileTable) -> Plan:
    """A verdict for each row, and every fault. About twenty queries, and one for each 500 keys or sources named."""
    revision = upkeep.revision()  # first: what changes from here on makes the plan stale
    planner = _Planner(table)
    rows = tuple(planner.row(row, reading) for row, reading in planner.readings)
    faults = [*table.faults, *(fault for row in rows for fault in row.faults)]
    return Plan(
        table=table,
        rows=rows,
        faults=tuple(sorted(faults, key=lambda fault: fault.line or 0)),
        notes=(*table.notes, *planner.notes()),
        revision=revision,
        new=tuple(planner.new),
        changed=tuple(planner.changed),
    )


class _Planner:
    """The base as far as one file needs it, and what the rows so far have taken."""

    def __init__(self, table: FileTable) -> None:
        self.readings = Reader(read_vocabulary(), table.decimal_mark).read_all(table)
        self.words = matching.ReferenceIndex()
        keys = {reading.values["key"] for _, reading in self.readings if reading.values.get("key")}
        sources = {slug for _, reading in self.readings if (slug := reading.values.get("source"))}
        self.stored = matching.stored_claims(keys)
        self.in_base = matching.identities({self.words.rows["source"][slug].pk for slug in sources})
        self.keyless = self._keyless_claims()
        self.resolved_claims = matching.resolved_claims()
        self.keys = matching.Keys(keys)
        self.row_of_key: dict[str, FileRow] = {}
        self.row_of_claim: dict[matching.Identity, FileRow] = {}
        self.new: list[Claim] = []
        self.changed: list[Claim] = []
        self.statuses_left = 0

    def row(self, row: FileRow, reading: RowReading) -> PlannedRow:
        key = reading.values.get("key", "") or self.keyless.get(row.number, "")
        reading.faults += self._same_key(row, key, "have the same key" if reading.values.get("key") else SAME_CLAIM)
        stored = self.stored.get(key)
        return self._unknown(row, reading, key) if stored is None else self._known(row, reading, stored)

    def _keyless_claims(self) -> dict[int, str]:
        """The claims that rows without a key say exactly: keys by the numbers of the rows. A query for each 500."""
        keys: dict[int, str] = {}
        for row, reading in self.readings:
            if not reading.values.get("key") and not reading.faults:
                there = self.in_base.get(matching.identity(self._filled(Claim(), reading.values)))
                keys |= {row.number: there} if there else {}
        stored = matching.stored_claims(set(keys.values()))
        self.stored |= stored
        values = {row.number: reading.values for row, reading in self.readings if row.number in keys}
        return {
            number: key
            for number, key in keys.items()
            if not _changes(stored[key], self._filled(copy.copy(stored[key]), values[number]), values[number])
        }

    def _unknown(self, row: FileRow, reading: RowReading, key: str) -> PlannedRow:
        """A row without a key, or with one that is not there yet: new, or refused."""
        claim = self._filled(Claim(key=key), reading.values)
        if claim.needs_key:
            claim.key = self.keys.next(claim)
        self._check(row, reading, claim)
        if key in self.keys.withdrawn:
            reading.faults.append(row.fault("The claim with this key was withdrawn.", "key"))
        if reading.faults:
            return _refused(row, reading, claim.key)
        self.statuses_left += reading.values.get("status", "") not in ("", Status.DRAFT)
        self.new.append(claim)
        return PlannedRow(row.line, row.number, RowFate.NEW, claim.key, reading.values)

    def _known(self, row: FileRow, reading: RowReading, stored: Claim) -> PlannedRow:
        """A row whose key is there: unchanged, changed, or refused."""
        claim = self._filled(copy.copy(stored), reading.values)
        changes = _changes(stored, claim, reading.values)
        if stored.status in (Status.PUBLISHED, Status.RETIRED):
            reading.faults += _closed(row, stored, changes, reading.values)
        elif changes:
            if stored.status != Status.DRAFT:
                claim.status = Status.DRAFT
                changes.append(ColumnChange("status", stored.status, Status.DRAFT.value))
            reading.faults += self._moved(row, stored, claim)
            self._check(row, reading, claim)
        if reading.faults:
            return _refused(row, reading, stored.key, changes)
        self.statuses_left += reading.values.get("status", "") not in ("", claim.status)
        if not changes:
            return PlannedRow(row.line, row.number, RowFate.UNCHANGED, stored.key, reading.values)
        self.changed.append(claim)
        return PlannedRow(row.line, row.number, RowFate.CHANGED, stored.key, reading.values, tuple(changes))

    def _filled(self, claim: Claim, values: Mapping[str, Any]) -> Claim:
        """The claim with the values that the row gives; a column that it does not have stays."""
        for column, rows in self.words.rows.items():
            if column in values:
                setattr(claim, column, rows.get(values[column]))
        for column in PLAIN_COLUMNS:
            if column in values:
                setattr(claim, column, values[column])
        if "value" in values:
            for name, nothing in VALUE_COLUMNS.items():
                setattr(claim, name, nothing)
            value, field_name = values["value"], VALUE_FIELD[claim.aspect.value_type]
            setattr(claim, field_name, self.words.options[claim.aspect_id, value] if field_name == "option" else value)
        return claim

    def _check(self, row: FileRow, reading: RowReading, claim: Claim) -> None:
        """Add the rules that the claim breaks, and if it breaks none, whether it is there already."""
        reading.faults += [
            row.fault(message, column)
            for column, message in bulk_checks.faults_of(claim)
            if column not in reading.blamed
        ]
        if reading.faults:
            return
        same = matching.identity(claim)
        if (there := self.in_base.get(same, claim.key)) != claim.key:
            reading.faults.append(row.fault(f"This source has this claim at this place already: {there}."))
        elif (first := self.row_of_claim.setdefault(same, row)) is not row:
            reading.faults.append(row.fault(f"{str(first).capitalize()} and {row} {SAME_CLAIM}."))

    def _same_key(self, row: FileRow, key: str, words: str) -> list[FileFault]:
        first = self.row_of_key.setdefault(key, row) if key else row
        column = "" if words == SAME_CLAIM else "key"
        return [] if first is row else [row.fault(f"{str(first).capitalize()} and {row} {words}.", column)]

    def _moved(self, row: FileRow, stored: Claim, claim: Claim) -> list[FileFault]:
        """A claim that a resolution has judged stays in its cell."""
        moved = [name for name in CELL_FIELDS if getattr(stored, f"{name}_id") != getattr(claim, f"{name}_id")]
        if not moved or stored.pk not in self.resolved_claims:
            return []
        return [row.fault("A resolution has judged this claim in its cell; take it out there first.", moved[0])]

    def notes(self) -> list[str]:
        notes = [note for _, reading in self.readings for note in reading.notes]
        more = len(notes) - MOST_READING_NOTES
        notes = [
            *notes[:MOST_READING_NOTES],
            *([f"{several(more, 'more number')} read like that."] if more > 0 else []),
        ]
        if self.statuses_left:
            notes.append(
                f"A status is not imported: {several(self.statuses_left, 'row')} with another one than the claim gets. "
                "What comes in is a draft, and goes through review from there."
            )
        return notes


def _refused(row: FileRow, reading: RowReading, key: str, changes: Iterable[ColumnChange] = ()) -> PlannedRow:
    faults = tuple(sorted(reading.faults, key=lambda fault: PLACE.get(fault.field, -1)))
    return PlannedRow(row.line, row.number, RowFate.REFUSED, key, reading.values, tuple(changes), faults)


def _closed(row: FileRow, stored: Claim, changes: list[ColumnChange], values: Mapping[str, Any]) -> list[FileFault]:
    """Nothing of a published or retired claim changes by import, its status neither."""
    names = [change.column for change in changes]
    if (status := values.get("status", "")) not in ("", stored.status):
        changes.append(ColumnChange("status", stored.status, status))
        names.append("status")
    if not names:
        return []
    message = f"{entry_quote(stored.key)} is {stored.status}, and the row changes {', '.join(names)}. " + (
        "An editor changes a published claim in the admin, with a reason."
        if stored.status == Status.PUBLISHED
        else "A retired claim stays as it is."
    )
    return [row.fault(message, names[0])]


def _changes(stored: Claim, claim: Claim, values: Mapping[str, Any]) -> list[ColumnChange]:
    """The columns that the row gives and that differ."""
    return [
        ColumnChange(column, old, new)
        for column in values
        if column not in ("key", "status") and (old := _exported(stored, column)) != (new := _exported(claim, column))
    ]


def _exported(claim: Claim, column: str) -> Any:
    """A column as the site exports it: slugs, a plain number, None for empty."""
    if column in matching.REFERS:
        row = getattr(claim, column)
        return row.slug if row else None
    if column == "value":
        return claim.value if claim.number is None else plain(claim.number)
    value = getattr(claim, column)
    return None if value == "" else value
