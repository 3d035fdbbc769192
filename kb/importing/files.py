"""From the bytes of a file to rows: CSV or JSON, in UTF-8. Pure. Faults are named by line; nothing is guessed."""

from __future__ import annotations

import codecs

from kb.importing import csv_file, json_file
from kb.importing.file_records import FileFault, FileTable

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 15_000  # a preview of so many stays below the queries of any admin page
OTHER_ENCODINGS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
JSON_STARTS = ("[", "{")
SAVE_AS = "Save it as UTF-8 (in a spreadsheet: “CSV UTF-8”)."


def read(name: str, content: bytes) -> FileTable:
    """The claims of a file. A name that ends in .json or .csv says what it is, else its first character does."""
    name = name.encode(errors="replace").decode()
    text = _decoded(content)
    if isinstance(text, FileFault):
        return FileTable(name, faults=(text,))
    read_text = json_file.read if _is_json(name, text) else csv_file.read
    table = read_text(name, text, MOST_ROWS)
    if len(table.rows) > MOST_ROWS:
        return FileTable(name, faults=(FileFault(f"The file holds more than {MOST_ROWS:,} claims: split it."),))
    return table


def _decoded(content: bytes) -> str | FileFault:
    if len(content) > MOST_BYTES:
        return FileFault("The file is larger than 20 MiB: split it.")
    if content.startswith(OTHER_ENCODINGS):
        return FileFault(f"The file is UTF-16. {SAVE_AS}")
    if (at := content.find(b"\0")) >= 0:
        return FileFault("There is a NUL byte: this is no text.", _line(content, at))
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        odd = f"The byte 0x{content[error.start]:02X} is not UTF-8. {SAVE_AS}"
        return FileFault(odd, _line(content, error.start))
    return text if text.strip() else FileFault("The file is empty.")


def _line(content: bytes, at: int) -> int:
    before = content[:at].replace(b"\r\n", b"\n")
    return before.count(b"\n") + before.count(b"\r") + 1


def _is_json(name: str, text: str) -> bool:
    if name.lower().endswith((".json", ".csv")):
        return name.lower().endswith(".json")
    return text.lstrip().startswith(JSON_STARTS)
