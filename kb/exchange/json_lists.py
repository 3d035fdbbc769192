"""Objects of a JSON list one after another, so that a large file is never whole in memory. Pure."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

PIECE = 256 * 1024  # bytes that are read at once
WHITE_SPACE = re.compile(r"[ \t\n\r]*")


class WrittenFloat(float):
    """A number with a decimal point, and how it is written: no decimal can be made of a float without guessing."""

    def __init__(self, text: str) -> None:
        self.text = text


class NoPlainList(ValueError):
    """The file is no list of JSON objects, or cannot be read in pieces: only reading it whole can say what it is."""


def in_order(file: Any, rank: Callable[[Any], int]) -> Iterator[Any] | None:
    """The objects of a file, if they stand in the order of their ranks; None if not, or if it has to be read whole.

    The file is read twice, so that what is yielded is known to be whole and in order.
    """
    if not (hasattr(file, "seekable") and file.seekable() and isinstance(file.read(0), bytes)):
        return None
    try:
        ordered = _ascending(map(rank, objects(file)))
    except NoPlainList:
        ordered = False
    file.seek(0)
    return objects(file) if ordered else None


def _ascending(ranks: Iterable[int]) -> bool:
    last = -1
    for rank in ranks:
        if rank < last:
            return False
        last = rank
    return True


def objects(file: Any) -> Iterator[Any]:
    """The objects of a list, as they are read. NoPlainList if it is not one from its first byte to its last."""
    text = _Text(file)
    if text.next() != "[":
        raise NoPlainList
    separator = "["
    while separator != "]":
        text.skip()
        if text.next() == "{":
            yield text.object()
        elif separator != "[" or text.next() != "]":
            raise NoPlainList
        separator = text.next()
        if separator not in (",", "]"):
            raise NoPlainList
    text.skip()
    if text.next():
        raise NoPlainList


class _Text:
    """What has been read of a file and not been used yet."""

    def __init__(self, file: Any) -> None:
        self._file, self._text, self._place = file, "", 0
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self._object = json.JSONDecoder(parse_float=WrittenFloat).raw_decode

    def next(self) -> str:
        """The next character that is no blank; empty at the end."""
        while True:
            self._place = WHITE_SPACE.match(self._text, self._place).end()  # type: ignore[union-attr]
            if self._place < len(self._text):
                return self._text[self._place]
            if not self._more():
                return ""

    def skip(self) -> None:
        """Go on behind that character."""
        self._place += 1

    def object(self) -> Any:
        """The object that begins here."""
        while True:
            try:
                value, self._place = self._object(self._text, self._place)
            except ValueError as error:
                if not self._more():
                    raise NoPlainList from error
            except RecursionError as error:
                raise NoPlainList from error
            else:
                return value

    def _more(self) -> bool:
        """Read on, as much again as is left; whether there was more."""
        left = self._text[self._place :]
        piece = self._file.read(max(PIECE, len(left)))
        try:
            self._text, self._place = left + self._decode(piece, final=not piece), 0
        except UnicodeDecodeError as error:
            raise NoPlainList from error
        return bool(piece)
