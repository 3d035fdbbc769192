"""From the bytes of a file to rows: CSV or JSON, in UTF-8. Pure. Faults are named by line; nothing is guessed."""

from __future__ import annotations

import codecs
from dataclasses import replace

from kb.importing import csv_file, json_file
from kb.importing.file_records import FileFault, FileTable

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 15_000  # a preview of so many stays below the queries of any admin page
UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
WORKBOOKS = {
    b"PK\x03\x04": "a spreadsheet workbook (.xlsx, .ods) or another ZIP file",
    b"\xd0\xcf\x11\xe0": "a spreadsheet workbook (.xls) or another old office file",
}
AS_SHEET = "Save the sheet with the claims as “CSV UTF-8”, and take that file."
JSON_STARTS = ("[", "{")
SAVE_AS = "Save it as UTF-8 (in a spreadsheet: “CSV UTF-8”)."


def read(name: str, content: bytes, decimal_mark: str = "") -> FileTable:
    """The claims of a file. A name that ends in .json or .csv says what it is, else its first character does.

    ``decimal_mark`` is what somebody says of a file that can have either; empty: its numbers show it, or are asked
    about.
    """
    name = name.encode(errors="replace").decode()
    text = _decoded(content)
    if isinstance(text, FileFault):
        return FileTable(name, faults=(text,))
    read_text = json_file.read if _is_json(name, text) else csv_file.read
    table = read_text(name, text, MOST_ROWS)
    if len(table.rows) > MOST_ROWS:
        return FileTable(name, faults=(FileFault(f"The file holds more than {MOST_ROWS:,} claims: split it."),))
    return table if table.decimal_mark else replace(table, decimal_mark=decimal_mark)


def _decoded(content: bytes) -> str | FileFault:
    if len(content) > MOST_BYTES:
        return FileFault("The file is larger than 20 MiB: split it.")
    for start, words in WORKBOOKS.items():
        if content.startswith(start):
            return FileFault(f"This is {words}, no text. {AS_SHEET}")
    encoding = next((name for mark, name in UTF_16.items() if content.startswith(mark)), "utf-8")
    if encoding == "utf-8" and (at := content.find(b"\0")) >= 0:
        return FileFault("There is a NUL byte: this is no text.", line=_line(content, at))
    try:
        text = content.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            return FileFault(f"The file begins as UTF-16 and goes on otherwise. {SAVE_AS}")
        odd = f"The byte 0x{content[error.start]:02X} is not UTF-8. {SAVE_AS}"
        return FileFault(odd, line=_line(content, error.start))
    return text if text.strip() else FileFault("The file is empty.")


def _line(content: bytes, at: int) -> int:
    before = content[:at].replace(b"\r\n", b"\n")
    return before.count(b"\n") + before.count(b"\r") + 1


def _is_json(name: str, text: str) -> bool:
    if name.lower().endswith((".json", ".csv")):
        return name.lower().endswith(".json")
    return text.lstrip().startswith(JSON_STARTS)
