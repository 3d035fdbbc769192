"""From the cells of a row to values, read by the kind of the column and the type of the aspect. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kb.evidence.kinds import REFERENCES
from kb.evidence.records import AspectRecord, Vocabulary
from kb.importing.file_records import COLUMNS, IGNORED, REQUIRED, FileFault, FileRow
from kb.importing.json_file import NotJson
from kb.importing.messages import Nearest, cell_quote

FILE_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?")
MOST_DIGITS = 20  # before the point or after it; the field itself takes fewer, and says how many
YES_AND_NO = {"yes": True, "true": True, "no": False, "false": False}
FILE_STATUSES = ("draft", "review", "published", "retired")
FLAGS = ("hedged", "via_stated")
STRIPPED = ("key", "as_of", "status")
LONGEST_NOTE = 20_000  # the other texts have a field that says how long they may be
# an aspect comes before the value that is read by its type
READING_ORDER = (*(column for column in COLUMNS if column != "value" and column not in IGNORED), "value")


class UnreadableCell(Exception):
    """A cell that cannot be meant, with the nearest allowed values."""

    def __init__(self, message: str, allowed: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.allowed = allowed


@dataclass
class RowReading:
    """The values of a row, by column, and what could not be read. Slugs for what it refers to, None for nothing."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: list[FileFault] = field(default_factory=list)

    @property
    def blamed(self) -> set[str]:
        return {fault.column for fault in self.faults}


class Reader:
    """Reads rows in the words of one base."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.aspects = vocabulary.aspects
        self.names: dict[str, Mapping[str, str]] = {
            kind.name: {slug: getattr(row, kind.label) for slug, row in vocabulary.of(kind).items()}
            for kind in REFERENCES.values()
        }
        self.options = {
            slug: {option.slug: option.label for option in row.options} for slug, row in vocabulary.aspects.items()
        }
        self.near = Nearest()

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
            value = self._value_of(column, row.cells[column], reading.values.get("aspect"))
        except UnreadableCell as unfit:
            reading.faults.append(row.fault(unfit.message, column, unfit.allowed))
        else:
            if value is not None or column not in REQUIRED:
                reading.values[column] = value

    def _waits(self, column: str, reading: RowReading) -> bool:
        """A value cannot be read, and is not missing for that, while nobody knows its aspect."""
        return column == "value" and "aspect" not in reading.values

    def _value_of(self, column: str, cell: Any, aspect: str | None) -> Any:
        if column in REFERENCES:
            return self._slug(cell, REFERENCES[column].name)
        if column == "value":
            return self._value(cell, self.aspects[aspect]) if aspect else None
        if column in FLAGS:
            return _flag(cell) or False
        text = _text(cell)
        if column == "note" and len(text) > LONGEST_NOTE:
            raise UnreadableCell(f"Ensure this value has at most {LONGEST_NOTE} characters (it has {len(text)}).")
        if column == "status" and text.strip() not in ("", *FILE_STATUSES):
            raise UnreadableCell(f"{cell_quote(text)} is no status.", FILE_STATUSES)
        return text.strip() if column in STRIPPED else text

    def _slug(self, cell: Any, kind: str) -> str | None:
        slug = _text(cell).strip()
        names = self.names[kind]
        if slug and slug not in names:
            raise UnreadableCell(f"{cell_quote(slug)} is no {kind} of this base.", self.near(slug, names))
        return slug or None

    def _value(self, cell: Any, aspect: AspectRecord) -> Any:
        if cell in (None, ""):
            return None
        if aspect.value_type == "choice":
            return self._option(_text(cell).strip(), aspect)
        if aspect.value_type == "boolean":
            return _flag(cell)
        return _number(cell) if aspect.value_type == "number" else _text(cell)

    def _option(self, word: str, aspect: AspectRecord) -> str:
        """The slug of the option that is named by its slug or, if no other has it too, its label."""
        labels = self.options[aspect.slug]
        if word in labels:
            return word
        slugs = [slug for slug, label in labels.items() if label.casefold() == word.casefold()]
        if len(slugs) > 1:
            raise UnreadableCell(
                f"{cell_quote(word)} is the label of {len(slugs)} options: write the slug.", tuple(slugs[:10])
            )
        if not slugs:
            raise UnreadableCell(f"{cell_quote(word)} is no option of “{aspect.name}”.", self.near(word, labels))
        return slugs[0]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if not isinstance(cell, str):
        raise UnreadableCell(f"This takes a text, in quotation marks, not {_kind(cell)}.")
    return cell


def _flag(cell: Any) -> bool | None:
    """Yes or no; None for nothing."""
    if isinstance(cell, bool):
        return cell
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if not isinstance(cell, str) or cell.strip().lower() not in YES_AND_NO:
        raise UnreadableCell(f"This takes a yes or no, not {_kind(cell)}.", tuple(YES_AND_NO))
    return YES_AND_NO[cell.strip().lower()]


def _number(cell: Any) -> Decimal:
    """A number as it was written; thousands have no separator, decimals a point."""
    number = Decimal(cell) if isinstance(cell, str) and FILE_NUMBER.fullmatch(cell.strip()) else cell
    if not isinstance(number, Decimal):
        raise UnreadableCell(f"This takes a number, like 12.9 or 55600, not {_kind(cell)}.")
    if abs(number.adjusted()) > MOST_DIGITS:
        raise UnreadableCell("This number is too large or too small.")
    return number


def _kind(cell: Any) -> str:
    """What stands there instead, in words."""
    if isinstance(cell, str):
        return cell_quote(cell)
    if isinstance(cell, NotJson):
        return f"{cell}, which is no number in JSON"
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, (int, float, Decimal)):
        return f"the number {str(cell)[:20]}"
    return "null" if cell is None else "a list" if isinstance(cell, list) else "an object"
