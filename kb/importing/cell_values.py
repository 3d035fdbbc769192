"""From the cells of a row to values, read by the kind of the column and the type of the aspect. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kb.entry.entry_faults import UnfitEntry, entry_quote
from kb.entry.entry_values import decimal_mark_of, read_flag, read_number, read_text, settled_mark
from kb.entry.names import Names
from kb.evidence.kinds import OPTION, REFERENCES
from kb.evidence.records import AspectRecord
from kb.evidence.vocabulary import Vocabulary
from kb.importing.file_records import COLUMNS, IGNORED, REQUIRED, FileFault, FileRow, FileTable
from kb.texts import LONGEST_TEXT

FILE_STATUSES = ("draft", "review", "published", "retired")
FLAGS = ("hedged", "via_stated")
# an aspect comes before the value that is read by its type
READING_ORDER = (*(column for column in COLUMNS if column != "value" and column not in IGNORED), "value")


@dataclass
class RowReading:
    """The values of a row, by column, what could not be read, and what somebody should look at. Slugs for what it
    refers to, None for nothing.
    """

    values: dict[str, Any] = field(default_factory=dict)
    faults: list[FileFault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def blamed(self) -> set[str]:
        return {fault.field for fault in self.faults}


class Reader:
    """Reads rows in the words of one base, and their numbers by the decimal mark of the file; empty: not known."""

    def __init__(self, vocabulary: Vocabulary, decimal_mark: str = "") -> None:
        self.decimal_mark = decimal_mark
        self.names: dict[str, Names[Any]] = {
            kind.name: Names(vocabulary.of(kind).values(), f"{kind.words} of this base", kind.label)
            for kind in REFERENCES.values()
        }
        self.aspects = vocabulary.aspects
        self.options = {
            slug: Names(row.options, f"option of “{row.name}”", OPTION.label)
            for slug, row in vocabulary.aspects.items()
        }

    def read_all(self, table: FileTable) -> list[tuple[FileRow, RowReading]]:
        """Every row; a decimal mark that the kind of file leaves open is settled by its numbers."""
        if not table.decimal_mark:
            self.decimal_mark = settled_mark(self._marks(table.rows))
        return [(row, self.read(row)) for row in table.rows]

    def _marks(self, rows: Iterable[FileRow]) -> Iterable[str]:
        for row in rows:
            try:
                aspect = self.names["aspect"].find(str(row.cells.get("aspect", "")))
            except UnfitEntry:
                continue
            if aspect.value_type == "number":
                yield decimal_mark_of(row.cells.get("value"), aspect.unit)

    def read(self, row: FileRow) -> RowReading:
        """Every column that the row has, and every fault in it. A value is read if its aspect is known."""
        reading = RowReading(faults=list(row.faults))
        if row.faults and not row.cells:
            return reading
        for column in READING_ORDER:
            if column in row.cells:
                self._read_cell(row, column, reading)
        reading.faults += [
            row.fault("This is required.", column)
            for column in REQUIRED
            if reading.values.get(column) is None and column not in reading.blamed and not self._waits(column, reading)
        ]
        return reading

    def _read_cell(self, row: FileRow, column: str, reading: RowReading) -> None:
        try:
            value = self._value_of(row, column, reading)
        except UnfitEntry as unfit:
            reading.faults.append(row.fault(unfit.fault.message, column, unfit.fault.allowed, unfit.fault.nearest))
        else:
            if value is not None or column not in REQUIRED:
                reading.values[column] = value

    def _waits(self, column: str, reading: RowReading) -> bool:
        """A value cannot be read, and is not missing for that, while nobody knows its aspect."""
        return column == "value" and "aspect" not in reading.values

    def _value_of(self, row: FileRow, column: str, reading: RowReading) -> Any:
        cell = row.cells[column]
        if column in REFERENCES:
            return self._slug(cell, self.names[REFERENCES[column].name])
        if column == "value":
            aspect = reading.values.get("aspect")
            return self._value(row, cell, self.aspects[aspect], reading) if aspect else None
        if column in FLAGS:
            return read_flag(cell) or False
        text = read_text(cell, multiline=column == "note")
        if column == "note" and len(text) > LONGEST_TEXT:
            raise UnfitEntry(f"Ensure this value has at most {LONGEST_TEXT} characters (it has {len(text)}).")
        if column == "status" and text not in ("", *FILE_STATUSES):
            raise UnfitEntry(f"{entry_quote(text)} is no status.", FILE_STATUSES)
        return text

    def _slug(self, cell: Any, names: Names[Any]) -> str | None:
        word = read_text(cell)
        return names.find(word).slug if word else None

    def _value(self, row: FileRow, cell: Any, aspect: AspectRecord, reading: RowReading) -> Any:
        if cell is None or (isinstance(cell, str) and not read_text(cell)):
            return None
        if aspect.value_type == "choice":
            return self._slug(cell, self.options[aspect.slug])
        if aspect.value_type == "boolean":
            return read_flag(cell)
        if aspect.value_type == "text":
            return read_text(cell)
        entry = read_number(cell, aspect.unit, self.decimal_mark)
        reading.notes += [f"{str(row).capitalize()}: {entry.note}"] if entry.note else []
        return entry.number
