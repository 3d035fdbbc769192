"""Claims in CSV, as RFC 4180 has it and as spreadsheets write it. Pure.

Our own reading, not tablib's: a `tablib.Dataset` forgets which line a record began on, and stops at the first
record that is too short or too long.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice

from kb.claim_columns import unguarded
from kb.importing.file_records import COLUMNS, REQUIRED, FileFault, FileRow, FileTable
from kb.importing.messages import Nearest, cell_quote, several

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
# csv's own limit would end the reading; so the fields of a claim say, with the line, that a cell is too long
LONGEST_CELL = 32 * 1024 * 1024
MOST_UNKNOWN_COLUMNS = 20  # unknown columns, before the header as a whole is refused
CSV_COLUMNS = dict.fromkeys(COLUMNS, "")


def read(name: str, text: str, most: int) -> FileTable:
    """The records under the header, one more than ``most`` if there are more.

    A record with too many or too few cells is a row with that fault. A header without a required column, or
    a quotation mark that never closes, ends the reading.
    """
    csv.field_size_limit(LONGEST_CELL)
    separator = _separator(text)
    notes = () if separator == "," else (f"The columns are read as separated by {SEPARATORS[separator]}.",)
    broken: list[FileFault] = []
    records = _records(text, separator, broken)
    line, header = next(records, (1, []))
    if not header:
        return FileTable(name, faults=tuple(broken), notes=notes)
    columns = [unguarded(cell).strip() for cell in header]
    faults = _header_faults(columns, line)
    if any(column not in columns for column in REQUIRED):
        return FileTable(name, faults=tuple(faults), notes=notes)
    rows = tuple(islice(_rows(columns, records), most + 1))
    if not rows and not broken:
        faults.append(FileFault("The file has a header and no claims."))
    return FileTable(name, rows, (*faults, *broken), notes)


def _separator(text: str) -> str:
    """The one by which the header falls into most known columns."""
    header = next(line for line in io.StringIO(text, newline="") if line.strip())
    return max(SEPARATORS, key=lambda separator: len(_known(header, separator)))


def _known(header: str, separator: str) -> set[str]:
    return {cell.strip() for cell in next(csv.reader([header], delimiter=separator), [])} & set(COLUMNS)


def _records(text: str, separator: str, broken: list[FileFault]) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            broken.append(FileFault(f"{_explained(str(error))} What follows was not read.", line))
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
    near = Nearest()
    faults = [
        FileFault("There is no such column.", line, cell_quote(column), near(column, CSV_COLUMNS))
        for column in unknown[:MOST_UNKNOWN_COLUMNS]
    ]
    if more := unknown[MOST_UNKNOWN_COLUMNS:]:
        faults.append(FileFault(f"There are {len(more)} more unknown columns.", line))
    faults += [
        FileFault("This column is there more than once.", line, column)
        for column in COLUMNS
        if columns.count(column) > 1
    ]
    if unnamed := columns.count(""):
        faults.append(FileFault(f"{several(unnamed, 'column')} without a name.", line))
    missing = [column for column in REQUIRED if column not in columns]
    return faults + [FileFault("This column is required and missing.", line, column) for column in missing]


def _rows(columns: Sequence[str], records: Iterator[tuple[int, list[str]]]) -> Iterator[FileRow]:
    places = {column: columns.index(column) for column in COLUMNS if column in columns}
    for number, (line, record) in enumerate(records, start=1):
        if len(record) == len(columns):
            yield FileRow(line, number, {column: unguarded(record[place]) for column, place in places.items()})
        else:
            wrong = f"This record has {several(len(record), 'cell')}, and the header {len(columns)}."
            yield FileRow(line, number, {}, (FileFault(wrong, line),))
