"""Whether a quote stands in the text of its source, where, and how to link to it. Pure.

A quote holds when it stands there word for word: letter case counts, and it begins and ends where words do,
as a browser demands of the text fragments that link to it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote as percent_encoded

from django.utils.functional import cached_property

AROUND = 160  # characters of a passage before and after the quote
MOST_PASSAGES = 20


class QuoteResult(StrEnum):
    EXACT = "exact"
    NORMALISED = "normalised"
    ABSENT = "not-found"
    NO_TEXT = "no-text"

    @property
    def words(self) -> str:
        return RESULT_WORDS[self]


RESULT_WORDS = {
    QuoteResult.EXACT: "exact",
    QuoteResult.NORMALISED: "exact but for spaces and typography",
    QuoteResult.ABSENT: "not found",
    QuoteResult.NO_TEXT: "no text to check against",
}


@dataclass(frozen=True, slots=True)
class Passage:
    """One place of a quote: ``text[start:end]`` is ``quote``, as the source spells it, with what stands around it.

    ``before`` and ``after`` begin and end with whole words, and with “…” where more follows.
    """

    start: int
    end: int
    before: str
    quote: str
    after: str


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """What was found: the first `MOST_PASSAGES` places, in the order of the text."""

    result: QuoteResult
    passages: tuple[Passage, ...] = ()

    @property
    def holds(self) -> bool:
        return self.result in (QuoteResult.EXACT, QuoteResult.NORMALISED)


class QuotableText:
    """A text that many quotes are checked against: what they share is worked out once, and only if needed."""

    def __init__(self, text: str) -> None:
        self.text = text

    def check(self, quote: str) -> QuoteCheck:
        """Look for the quote as it is spelled, then with spaces and typography normalised on both sides."""
        if not self.text.strip():
            return QuoteCheck(QuoteResult.NO_TEXT)
        if spans := _places(quote.strip(), self.text):
            return self._quote_check(QuoteResult.EXACT, spans)
        if spans := _places(_fold(quote).text.strip(), self._folded.text):
            return self._quote_check(QuoteResult.NORMALISED, [self._folded.span(*span) for span in spans])
        return QuoteCheck(QuoteResult.ABSENT)

    @cached_property
    def _folded(self) -> _Folded:
        return _fold(self.text)

    def _quote_check(self, result: QuoteResult, spans: Iterable[tuple[int, int]]) -> QuoteCheck:
        return QuoteCheck(result, tuple(_passage(self.text, start, end) for start, end in spans))


def check(quote: str, text: str) -> QuoteCheck:
    """Check one quote. For many against one text, make a `Text` and ask it."""
    return QuotableText(text).check(quote)


def text_fragment(quote: str) -> str:
    """What leads a browser to the quote: ``#:~:text=…``. Empty for an empty quote."""
    words = " ".join(quote.split())
    # - , and & have a meaning of their own in a fragment directive; only - is not escaped by itself
    escaped = percent_encoded(words, safe="", errors="replace").replace("-", "%2D")
    return f"#:~:text={escaped}" if escaped else ""


def quoted_address(url: str, quote: str) -> str:
    """The address of a document, leading to the quote in it; a fragment of its own is kept. Empty without one."""
    fragment = text_fragment(quote)
    if not url or ":~:" in url:
        return url
    return url + (fragment.removeprefix("#") if "#" in url else fragment)


def _places(quote: str, text: str) -> list[tuple[int, int]]:
    """The first places of the quote that are no part of longer words."""
    places: list[tuple[int, int]] = []
    start = text.find(quote) if quote else -1
    while start >= 0 and len(places) < MOST_PASSAGES:
        end = start + len(quote)
        inside = _joins(text[start - 1 : start] + quote[0]) or _joins(quote[-1] + text[end : end + 1])
        if not inside:
            places.append((start, end))
        start = text.find(quote, start + 1 if inside else end)
    return places


def _joins(pair: str) -> bool:
    """Whether two characters side by side are of one word or number. Scripts without letter case may not say."""
    return len(pair) == 2 and all(char.isdigit() or char.lower() != char.upper() for char in pair)


def _passage(text: str, start: int, end: int) -> Passage:
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:
        before = "…" + before[_first_space(before) :]
    if end + AROUND < len(text):
        after = after[: len(after) - _first_space(after[::-1])] + "…"
    return Passage(start, end, before, text[start:end], after)


def _first_space(text: str) -> int:
    """Where the first space stands; 0, to cut nothing, if there is none in the first half."""
    space = re.search(r"\s", text[: AROUND // 2])
    return space.start() if space else 0


# --- folding: one spelling for spaces and typography ------------------------------------------------------------

INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff"  # soft hyphen, zero width, direction, emoji style
SINGLE, DOUBLE = "`´‘’‚‛′ʼ＇", "“”„‟″«»＂"
DASHES = "-\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
LIGATURES = "ﬀ-ﬆ"
ACCENTS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
UNUSUAL = re.compile(
    rf"(?P<space>[\s{INVISIBLE}]*\s[\s{INVISIBLE}]*)|(?P<invisible>[{INVISIBLE}]+)|(?P<single>[{SINGLE}])"
    rf"|(?P<double>[{DOUBLE}])|(?P<dash>[{DASHES}]+)|(?P<dots>…)|(?P<ligature>[{LIGATURES}])"
    rf"|(?P<composed>[^\s][{ACCENTS}]+|[\u1100-\u11ff]+|[\u2126\u212a\u212b])"
)
FOLDED = {"space": " ", "invisible": "", "single": "'", "double": '"', "dash": "-", "dots": "..."}


@dataclass(frozen=True)
class _Folded:
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


def _fold(text: str) -> _Folded:
    pieces: list[str] = []
    at, origins, length, done = [0], [0], 0, 0
    for start, end, spelling in _rewritten(text):
        pieces += [text[done:start], spelling]
        length += start - done
        at += [length, length + len(spelling)]
        origins += [start, end]
        length, done = length + len(spelling), end
    return _Folded("".join([*pieces, text[done:]]), at, origins)


def _rewritten(text: str) -> Iterator[tuple[int, int, str]]:
    """The pieces of a text that are spelled otherwise when folded: start, end, new spelling."""
    for match in UNUSUAL.finditer(text):
        kind = match.lastgroup or ""
        spelling = FOLDED.get(kind)
        if spelling is None:
            spelling = unicodedata.normalize("NFKC" if kind == "ligature" else "NFC", match[0])
        if spelling != match[0]:
            yield *match.span(), spelling
