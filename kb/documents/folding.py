"""One spelling for blanks, typography and words divided at the ends of lines, and the way back to the text. Pure."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from kb.documents.patience import GivesUp, Unfinished, never

# soft hyphen, zero width, direction, emoji style
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe0e\ufe0f\ufeff"
SINGLE, DOUBLE = "`´‘’‚‛′ʼ＇", "“”„‟″«»＂"
DASHES = "-\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
LIGATURES = "ﬀ-ﬆ"
ACCENTS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
MOST_ACCENTS = 30  # that are composed with one letter: to order many takes the square of their number
# A word divided at the end of a line: which of its hyphens is a part of it, only the quote can say.
DIVISION = "\x1f"
UNUSUAL = re.compile(
    rf"(?P<division>(?<=\w)[{DASHES}\u00ad][^\S\n]*\n[^\S\n]*(?=\w))"
    rf"|(?P<space>[\s{INVISIBLE}]*\s[\s{INVISIBLE}]*)|(?P<invisible>[{INVISIBLE}]+)|(?P<single>[{SINGLE}])"
    rf"|(?P<double>[{DOUBLE}])|(?P<dash>[{DASHES}]+)|(?P<dots>…)|(?P<ligature>[{LIGATURES}])"
    rf"|(?P<composed>[^\s][{ACCENTS}]{{1,{MOST_ACCENTS}}}|[\u1100-\u11ff]+|[\u2126\u212a\u212b])"
)
PIECES_AT_ONCE = 1_000  # before whoever asks may give up
FOLDED = {"division": DIVISION, "space": " ", "invisible": "", "single": "'", "double": '"', "dash": "-", "dots": "..."}


@dataclass(frozen=True)
class FoldedText:
    """A folded text, and the way back: pieces of it begin at ``at`` and come from ``origins``.

    Pieces at odd places were rewritten, and are taken or left as a whole; the others are as they were.
    """

    text: str
    at: list[int]
    origins: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that a span, not empty, of the folded text comes from."""
        first, last = bisect_right(self.at, start) - 1, bisect_right(self.at, end - 1) - 1
        begin = self.origins[first] + (0 if first % 2 else start - self.at[first])
        if last % 2:
            return begin, self.origins[last + 1]
        return begin, self.origins[last] + end - self.at[last]


def fold(text: str, gives_up: GivesUp = never) -> FoldedText:
    """A text spelled so that what makes no difference to a quote is alike, with the way back to its places. Linear.

    Raises Unfinished once ``gives_up`` says so.
    """
    pieces: list[str] = []
    at, origins, length, done = [0], [0], 0, 0
    for start, end, spelling in _rewritten(text, gives_up):
        pieces += [text[done:start], spelling]
        length += start - done
        at += [length, length + len(spelling)]
        origins += [start, end]
        length, done = length + len(spelling), end
    return FoldedText("".join([*pieces, text[done:]]), at, origins)


def _rewritten(text: str, gives_up: GivesUp) -> Iterator[tuple[int, int, str]]:
    """The pieces of a text that are spelled otherwise when folded: start, end, new spelling."""
    for number, match in enumerate(UNUSUAL.finditer(text)):
        if number % PIECES_AT_ONCE == 0 and gives_up():
            raise Unfinished
        kind = match.lastgroup or ""
        spelling = FOLDED.get(kind)
        if spelling is None:
            spelling = unicodedata.normalize("NFKC" if kind == "ligature" else "NFC", match[0])
        if spelling != match[0]:
            yield *match.span(), spelling
