"""Claims in CSV, as RFC 4180 has it and as spreadsheets write it. Pure.

Our own reading, not tablib's: a `tablib.Dataset` forgets which line a record began on, and stops at the first
record that is too short or too long.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from kb.claim_columns import unguarded
from kb.entry.entry_faults import entry_quote, nearest
from kb.entry.entry_values import POINT
from kb.importing.file_records import COLUMNS, REQUIRED, FileFault, FileRow, FileTable
from kb.importing.messages import several
from kb.texts import cleaned

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
DECLARED = re.compile(r'"?sep=([^"\r\n])"?[;,\t]*(?:\r\n|\r|\n)', re.IGNORECASE)  # as Excel writes and reads it
# csv's own limit would end the reading; so the fields of a claim say, with the line, that a cell is too long
LONGEST_CELL = 32 * 1024 * 1024
MOST_UNKNOWN_COLUMNS = 20  # unknown columns, before the header as a whole is refused
MOST_LINES_LISTED = 10
MOST_HEADER_CELLS = 500  # each record is read as wide as the header
MOST_HEADER_CHARACTERS = 50_000  # of the line, before it is taken apart


def read(name: str, text: str, most: int) -> FileTable:
    """The records under the header, one more than ``most`` if there are more.

    What a spreadsheet leaves out at the end of a record is empty, and what it adds there is left out, if it is empty;
    both are noted. A record with a value too many is a row with that fault. A header without a required column, or a
    quotation mark that never closes, ends the reading.
    """
    if len(_first_line(text)) > MOST_HEADER_CHARACTERS:
        return FileTable(name, faults=(FileFault("The first line is much longer than a header can be.", line=1),))
    csv.field_size_limit(LONGEST_CELL)
    declared = DECLARED.match(text)
    separator = declared[1] if declared else _separator(text)
    notes = [] if separator == "," else [f"The columns are read as separated by {_separator_words(separator)}."]
    mark = POINT if separator == "," else ""
    broken: list[FileFault] = []
    records = _records(text[declared.end() :] if declared else text, separator, broken, 1 if declared else 0)
    line, header = next(records, (1, []))
    if not header:
        empty = () if broken else (FileFault("The file has a header and no claims."),)
        return FileTable(name, faults=(*empty, *broken), notes=tuple(notes))
    if len(header) > MOST_HEADER_CELLS:
        words = f"The header has {len(header):,} cells, and {MOST_HEADER_CELLS} are the most."
        return FileTable(name, faults=(FileFault(words, line=line),), notes=tuple(notes))
    columns = [cleaned(unguarded(cell)) for cell in header]
    faults = _header_faults(columns, line)
    if any(column not in columns for column in REQUIRED):
        return FileTable(name, faults=tuple(faults), notes=tuple(notes))
    shape = _Shape(columns)
    rows = tuple(islice(shape.rows(records), most + 1))
    if not rows and not broken:
        faults.append(FileFault("The file has a header and no claims."))
    return FileTable(name, rows, (*faults, *broken), (*notes, *shape.notes()), mark)


def _separator(text: str) -> str:
    """The one by which the header falls into most known columns."""
    header = _first_line(text)
    return max(SEPARATORS, key=lambda separator: len(_known(header, separator)))


def _first_line(text: str) -> str:
    """The first one that is not blank; empty if there is none."""
    return next((line for line in io.StringIO(text, newline="") if line.strip()), "")


def _separator_words(separator: str) -> str:
    return SEPARATORS.get(separator) or entry_quote(separator)


def _known(header: str, separator: str) -> set[str]:
    return {cell.strip() for cell in next(csv.reader([header], delimiter=separator), [])} & set(COLUMNS)


def _records(text: str, separator: str, broken: list[FileFault], before: int) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line on which it begins, so many lines being ``before`` the text."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + before + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            broken.append(FileFault(f"{_explained(str(error))} What follows was not read.", line=line))
            return
        if any(cell.strip() for cell in record):
            yield line, record


def _explained(error: str) -> str:
    if "unexpected end of data" in error:
        return "A quotation mark is opened in this record and never closed."
    if "expected after" in error:
        return 'Text follows a closing quotation mark; a quotation mark inside a quoted cell is written twice: "".'
    return f"This record cannot be read: {error}."


def _header_faults(columns: Sequence[str], line: int) -> list[FileFault]:
    unknown = [column for column in dict.fromkeys(columns) if column and column not in COLUMNS]
    faults = [
        FileFault("There is no such column.", entry_quote(column), nearest=nearest(column, COLUMNS), line=line)
        for column in unknown[:MOST_UNKNOWN_COLUMNS]
    ]
    if more := unknown[MOST_UNKNOWN_COLUMNS:]:
        faults.append(FileFault(f"There are {len(more)} more unknown columns.", line=line))
    faults += [
        FileFault("This column is there more than once.", column, line=line)
        for column in COLUMNS
        if columns.count(column) > 1
    ]
    missing = [column for column in REQUIRED if column not in columns]
    return faults + [FileFault("This column is required and missing.", column, line=line) for column in missing]


class _Shape:
    """Brings records to the columns of the header, and notes what it filled or left out."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns
        self._places = {column: columns.index(column) for column in COLUMNS if column in columns}
        self._unnamed = [place for place, column in enumerate(columns) if not column]
        self._short: list[int] = []
        self._long: list[int] = []

    def rows(self, records: Iterable[tuple[int, list[str]]]) -> Iterator[FileRow]:
        for number, (line, record) in enumerate(records, start=1):
            faults = tuple(FileFault(message, line=line) for message in self._misfits(record))
            if faults:
                yield FileRow(line, number, {}, faults)
                continue
            self._note(line, record)
            whole = [*record, *[""] * (len(self._columns) - len(record))]
            yield FileRow(line, number, {column: unguarded(whole[place]) for column, place in self._places.items()})

    def _misfits(self, record: Sequence[str]) -> Iterator[str]:
        """Values that stand in no column."""
        most = len(self._columns)
        if any(cell.strip() for cell in record[most:]):
            yield f"This record has {several(len(record), 'cell')}, and the header {most}."
        for place in self._unnamed:
            if place < len(record) and record[place].strip():
                yield f"{entry_quote(record[place])} stands in a column without a name."

    def _note(self, line: int, record: Sequence[str]) -> None:
        if len(record) < len(self._columns):
            self._short.append(line)
        elif len(record) > len(self._columns):
            self._long.append(line)

    def notes(self) -> Iterator[str]:
        if self._unnamed:
            yield f"{several(len(self._unnamed), 'column')} without a name left out: nothing stands there."
        if self._short:
            yield f"Cells that are missing at the end of a record are read as empty: {_line_words(self._short)}."
        if self._long:
            yield f"Empty cells beyond the header are left out: {_line_words(self._long)}."


def _line_words(lines: Sequence[int]) -> str:
    """“line 3”, “lines 3, 4, 5 and 12 more”."""
    more = len(lines) - MOST_LINES_LISTED
    numbers = ", ".join(map(str, lines[:MOST_LINES_LISTED])) + (f" and {more} more" if more > 0 else "")
    return f"line{'' if len(lines) == 1 else 's'} {numbers}"
