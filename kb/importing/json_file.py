"""Claims in JSON: a list of claims, or an object with such a list ``claims``, as the site exports it. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

from kb.entry.entry_faults import entry_quote, nearest
from kb.importing.file_records import COLUMNS, FileFault, FileRow, FileTable
from kb.importing.messages import several

JSON_SPACE = re.compile(r"[ \t\r\n]*")
MOST_UNKNOWN_MEMBERS = 20  # unknown columns
NO_CLAIMS = "This is neither a list of claims nor an object with a list “claims”."

Place = tuple[int, Any]  # where an element begins, and the element


@dataclass(frozen=True, slots=True)
class NotJson:
    """What some programs write for a number and JSON does not know: NaN, Infinity."""

    text: str

    def __str__(self) -> str:
        return f"{self.text[:20]}, which is no number in JSON"


MOST_TWICE = 20  # names that one claim has more than once, and are told


class Members(dict[str, Any]):
    """An object of the file; ``twice`` are the first names that it has more than once, and ``more`` so many others."""

    twice: tuple[str, ...] = ()
    more = 0


def _members(pairs: list[tuple[str, Any]]) -> Members:
    members = Members(pairs)
    if len(members) < len(pairs):
        seen: set[str] = set()
        twice = dict.fromkeys(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        members.twice, members.more = tuple(islice(twice, MOST_TWICE)), max(len(twice) - MOST_TWICE, 0)
    return members


def _number(digits: str) -> Decimal | NotJson:
    """As written, however long."""
    try:
        return Decimal(digits)
    except InvalidOperation:
        return NotJson(digits)


DECODER = json.JSONDecoder(object_pairs_hook=_members, parse_float=_number, parse_int=_number, parse_constant=NotJson)


def read(name: str, text: str, most: int) -> FileTable:
    """The claims of the list, one more than ``most`` if there are more. What is no claim is a row with that fault."""
    faults: list[FileFault] = []
    rows = tuple(islice(_rows(text, faults), most + 1))
    if not rows and not faults:
        faults.append(FileFault("The file holds no claims."))
    return FileTable(name, rows, (*faults, *_unknown(rows)))


def _rows(text: str, faults: list[FileFault]) -> Iterator[FileRow]:
    """Each claim, as long as the text is JSON."""
    line, members, number = 1, 0, 0
    try:
        for at, element in _claims(text):
            line, members, number = line + text.count("\n", members, at), at, number + 1
            yield _row(line, number, element)
    except json.JSONDecodeError as error:
        wrong = f"This is no JSON: {error.msg}, at character {error.colno}. What follows was not read."
        faults.append(FileFault(wrong, line=error.lineno))
    except RecursionError:
        faults.append(FileFault("What follows the claim on this line is nested too deeply.", line=line))
    except ValueError as error:
        faults.append(FileFault(str(error)))


def _row(line: int, number: int, element: Any) -> FileRow:
    if not isinstance(element, Members):
        wrong = FileFault("This is no object with the columns of a claim.", line=line, number=number)
        return FileRow(line, number, {}, (wrong,), in_list=True)
    twice = "This claim has it more than once."
    faults = tuple(FileFault(twice, entry_quote(name), line=line, number=number) for name in element.twice)
    if element.more:
        faults = (*faults, FileFault(f"It has {element.more:,} more names more than once.", line=line, number=number))
    return FileRow(line, number, element, faults, in_list=True)


def _claims(text: str) -> Iterator[Place]:
    """The elements of the list of claims; ValueError (JSONDecodeError) if there is none (the text is not JSON)."""
    at = _past_space(text, 0)
    if text[at] == "[":
        at = yield from _elements(text, at)
    elif text[at] == "{":
        at = yield from _envelope(text, at)
    else:
        DECODER.decode(text)
        raise ValueError(NO_CLAIMS)
    if _past_space(text, at) < len(text):
        raise json.JSONDecodeError("Extra data", text, at)


def _envelope(text: str, at: int) -> Generator[Place, None, int]:
    """The elements of the member ``claims`` of the object that begins here; returns where the object ends."""
    lists, at = 0, _past_space(text, at + 1)
    while text[at : at + 1] != "}":
        if text[at : at + 1] != '"':
            raise json.JSONDecodeError("Expecting a name in double quotes", text, at)
        name, at = DECODER.raw_decode(text, at)
        at = _expected(":", text, at)
        if name == "claims" and text[at : at + 1] == "[":
            lists += 1
            at = yield from _elements(text, at)
        else:
            at = DECODER.raw_decode(text, at)[1]
        at = _next("}", text, at)
    if lists != 1:
        raise ValueError("There is more than one list “claims”." if lists else NO_CLAIMS)
    return at + 1


def _elements(text: str, at: int) -> Generator[Place, None, int]:
    """The elements of the list that begins here, each with its place; returns where the list ends."""
    at = _past_space(text, at + 1)
    while text[at : at + 1] != "]":
        element, end = DECODER.raw_decode(text, at)
        yield at, element
        at = _next("]", text, end)
    return at + 1


def _next(closing: str, text: str, at: int) -> int:
    """The closing sign, or what follows a comma."""
    at = _past_space(text, at)
    if text[at : at + 1] == closing:
        return at
    at = _expected(",", text, at)
    if text[at : at + 1] == closing:
        raise json.JSONDecodeError("Expecting more after “,”", text, at)
    return at


def _expected(sign: str, text: str, at: int) -> int:
    """Past the sign and the space around it."""
    at = _past_space(text, at)
    if text[at : at + 1] != sign:
        raise json.JSONDecodeError(f"Expecting “{sign}”", text, at)
    return _past_space(text, at + 1)


def _past_space(text: str, at: int) -> int:
    match = JSON_SPACE.match(text, at)
    return match.end() if match else at


def _unknown(rows: Iterable[FileRow]) -> list[FileFault]:
    """Each unknown member once, at the first claim that has it."""
    lines_by_name: dict[str, list[int]] = {}
    for row in rows:
        for name in row.cells:
            if name not in COLUMNS:
                lines_by_name.setdefault(name, []).append(row.line)
    faults = [
        FileFault(
            f"There is no such column ({several(len(lines), 'claim')}).",
            entry_quote(name),
            nearest=nearest(name, COLUMNS),
            line=lines[0],
        )
        for name, lines in list(lines_by_name.items())[:MOST_UNKNOWN_MEMBERS]
    ]
    if (more := len(lines_by_name) - MOST_UNKNOWN_MEMBERS) > 0:
        faults.append(FileFault(f"There are {more} more unknown columns."))
    return faults
