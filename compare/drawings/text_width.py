"""How much room a text takes in a drawing, estimated, and texts cut into lines that fit. Pure."""

from __future__ import annotations

import unicodedata

NARROW, WIDE = frozenset("iljtfrI.,:;|!'’()[]- "), frozenset("mwMW@%—…")
ELLIPSIS = "…"


def width(text: str, size: float) -> float:
    """The estimated width in the unit of the type size, rather too much than too little."""
    return sum(_share(letter) for letter in text) * size


def _share(letter: str) -> float:
    if letter in NARROW:
        return 0.36
    if letter in WIDE:
        return 1.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.05
    if unicodedata.combining(letter):
        return 0
    return 0.72 if letter.isupper() else 0.58


def wrapped(text: str, room: float, size: float, most: int) -> tuple[str, ...]:
    """The text in at most so many lines that fit; what does not fit ends in an ellipsis."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most:
        lines.append(_line(words, room, size))
    if words and lines:
        lines[-1] = cut(f"{lines[-1]} {' '.join(words)}", room, size)
    return tuple(lines)


def cut(text: str, room: float, size: float) -> str:
    """The text, or as much of its beginning as fits with an ellipsis."""
    if width(text, size) <= room:
        return text
    head = text
    while head and width(head + ELLIPSIS, size) > room:
        head = head[:-1]
    return head.rstrip() + ELLIPSIS


def _line(words: list[str], room: float, size: float) -> str:
    """Takes as many words as fit from the front; a word too long for any line is cut."""
    line = cut(words.pop(0), room, size)
    while words and width(f"{line} {words[0]}", size) <= room:
        line += f" {words.pop(0)}"
    return line
