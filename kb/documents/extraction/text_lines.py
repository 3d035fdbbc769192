"""Texts laid out in lines. Pure."""

from __future__ import annotations

import re

from kb.texts import UNPRINTABLE

_BLANKS = re.compile(r"[ \t]+")
_BLANK_LINES = re.compile(r"\n{3,}")


def without_control(text: str) -> str:
    """The text with line feeds at the ends of its lines, and no other control character but tabs."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    return UNPRINTABLE.sub("", lines.replace("\ufeff", ""))


def paragraphs(text: str) -> str:
    """The text with single blanks within lines, tabs kept, none around them, and at most one empty line at once."""
    lines = (_BLANKS.sub(_blank, line.strip(" \t")) for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def _blank(run: re.Match[str]) -> str:
    return "\t" if "\t" in run[0] else " "


class PlacedLines:
    """What a reader of a document reads, put at the lines where it is written. Nothing put is ever lost."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []

    def put(self, line: int, text: str, separator: str = " ") -> None:
        """Put a text of one or more lines at a line (from 0), or at the last one, if that is a later one."""
        first = max(line, len(self.rows) - 1, 0)
        for number, row in enumerate(text.split("\n"), first):
            if number < len(self.rows):
                self.rows[number] += [separator, row] if self.rows[number] else [row]
            else:
                self.rows += [[] for _ in range(number - len(self.rows))]
                self.rows.append([row])

    @property
    def text(self) -> str:
        return "\n".join("".join(row) for row in self.rows)
