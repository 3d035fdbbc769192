"""Whether a quote stands in the text of its source, where, and how to link to it. Pure.

A quote holds when it stands there word for word: letter case counts, and it begins and ends where words do, as a
browser demands of the text fragments that link to it. Blanks, typography and words divided at the ends of lines do not
matter, and where a quote says that it leaves something out (“…”, “[...]”) its parts stand in order in a paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import islice, pairwise
from urllib.parse import quote as percent_encoded

from django.utils.functional import cached_property

from kb.documents.folding import DIVISION, FoldedText, fold
from kb.documents.patience import GivesUp, Unfinished, never

AROUND = 160  # characters of a passage before and after the quote
MOST_PASSAGES = 20
MOST_ELIDED = 1_000  # characters between two parts of a quote
NEAR_LINES = 2  # between the line of a locator and that on which the quote begins
MOST_BEGINNINGS = 10_000  # places of the first part that are looked at
STEPS_A_WINDOW = 2_000_000  # characters compared at most before whoever asks may give up


class QuoteResult(StrEnum):
    EXACT = "exact"
    NORMALISED = "normalised"
    ELIDED = "elided"
    ELSEWHERE = "elsewhere"
    ABSENT = "not-found"
    UNFINISHED = "unfinished"
    NO_TEXT = "no-text"

    @property
    def words(self) -> str:
        return RESULT_WORDS[self]


RESULT_WORDS = {
    QuoteResult.EXACT: "exact",
    QuoteResult.NORMALISED: "exact but for spaces and typography",
    QuoteResult.ELIDED: "exact but for what it leaves out",
    QuoteResult.ELSEWHERE: "not at the line of its locator",
    QuoteResult.ABSENT: "not found",
    QuoteResult.UNFINISHED: "not looked for to the end, which takes too long",
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
        return self.result in (QuoteResult.EXACT, QuoteResult.NORMALISED, QuoteResult.ELIDED)

    @property
    def spelling(self) -> str:
        """How the text spells the quote, where that is otherwise; else nothing."""
        return self.passages[0].quote if self.holds and self.result is not QuoteResult.EXACT else ""


class QuotableText:
    """A text that many quotes are checked against: what they share is worked out once, and only if needed.

    ``gives_up`` is asked all the while: once it says so, a quote that is not found by then is `UNFINISHED`.
    """

    def __init__(self, text: str, gives_up: GivesUp = never) -> None:
        self.text = text
        self._gives_up = gives_up

    def check(self, quote: str, line: int | None = None) -> QuoteCheck:
        """Look for the quote as it is spelled, then as it is read, then for its parts; near a line, if one is named.

        A line is counted from 1, as locators name it. A quote that stands somewhere else alone is `ELSEWHERE`.
        """
        try:
            return QuoteCheck(QuoteResult.UNFINISHED) if self._gives_up() else self._check_anywhere(quote, line)
        except Unfinished:
            return QuoteCheck(QuoteResult.UNFINISHED)

    def _check_anywhere(self, quote: str, line: int | None) -> QuoteCheck:
        anywhere = self._check(quote)
        if line is None or not anywhere.holds:
            return anywhere
        return self._check_at(quote, line) or replace(anywhere, result=QuoteResult.ELSEWHERE)

    def _check_at(self, quote: str, line: int) -> QuoteCheck | None:
        """The places that begin near a line; None if there is none."""
        start, stop = (self._start_of(at) for at in (line - NEAR_LINES, line + NEAR_LINES + 1))
        end = self.text.find("\n", stop + len(quote) + MOST_ELIDED)
        near = QuotableText(self.text[start : end if end >= 0 else None], self._gives_up)._check(quote)
        spans = [(start + place.start, start + place.end) for place in near.passages if start + place.start < stop]
        return self._quote_check(near.result, spans) if spans else None

    def _start_of(self, line: int) -> int:
        """Where a line begins; the end of the text for one after the last."""
        return self._line_starts[max(line - 1, 0)] if line <= len(self._line_starts) else len(self.text)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def _check(self, quote: str) -> QuoteCheck:
        if not self.text.strip():
            return QuoteCheck(QuoteResult.NO_TEXT)
        if spans := self._places(quote.strip(), self.text):
            return self._quote_check(QuoteResult.EXACT, spans)
        folded = fold(quote).text.strip()
        if spans := self._places(folded, self._folded.text):
            return self._quote_check(QuoteResult.NORMALISED, [self._folded.span(*span) for span in spans])
        if spans := _first(self._elided(folded)):
            return self._quote_check(QuoteResult.ELIDED, spans)
        return QuoteCheck(QuoteResult.ABSENT)

    def _places(self, quote: str, text: str) -> list[tuple[int, int]]:
        """The first places of the quote that are no part of longer words."""
        return _first(_spans(quote, text, self._gives_up))

    @cached_property
    def _folded(self) -> FoldedText:
        return fold(self.text, self._gives_up)

    def _elided(self, quote: str) -> Iterator[tuple[int, int]]:
        """Where the parts of a quote stand in order within a paragraph. The text is read once for each part."""
        first, *others = parts = [part for part in ELISION.split(quote) if part] or [""]
        if parts == [quote]:
            return
        text, done = self._folded.text, 0
        places = {part: PartPlaces(part, text, self._gives_up) for part in others}
        parts_after = [(len(part), places[part]) for part in others]
        paragraph_ends = ParagraphEnds(self.text)
        for start, end in islice(_spans(first, text, self._gives_up), MOST_BEGINNINGS):
            stop = _end_of_parts(parts_after, end) if start >= done else None
            if stop is None:
                continue
            span = self._folded.span(start, stop)
            if paragraph_ends.after(span[0]) > span[1]:
                done = stop
                yield span

    def _quote_check(self, result: QuoteResult, spans: Iterable[tuple[int, int]]) -> QuoteCheck:
        return QuoteCheck(result, tuple(_passage(self.text, start, end) for start, end in spans))


def line_of(locator: str) -> int | None:
    """The line that a locator names at its end: “Getting started, line 12”, “src/app.py, lines 3–9”."""
    match = LINE_NAME.search(locator)
    return int(match[1]) if match else None


def check(quote: str, text: str) -> QuoteCheck:
    """Check one quote. For many against one text, make a `QuotableText` and ask it."""
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


ELISION = re.compile(r" ?(?:\[ ?\.{3,} ?\]|\( ?\.{3,} ?\)|\.{3,}) ?")
LINE_NAME = re.compile(r"(?:\A|, )lines? (\d{1,9})(?: ?[-–] ?\d{1,9})?\Z", re.IGNORECASE)
PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n")


class PartPlaces:
    """All places of a part of a quote, looked for as far as they are asked for: further and further on."""

    def __init__(self, part: str, text: str, gives_up: GivesUp = never) -> None:
        self._part, self._text, self._gives_up = part, text, gives_up
        self._further: Iterator[tuple[int, int]] | None = None
        self._starts: list[int] = []
        self._ends: list[int] = []

    def end_after(self, at: int) -> int | None:
        """Where the first one ends that begins there or later."""
        if self._further is None:
            self._further = _spans(self._part, self._text, self._gives_up, at, overlapping=True)
        while not self._starts or self._starts[-1] < at:
            place = next(self._further, None)
            if place is None:
                return None
            self._starts.append(place[0])
            self._ends.append(place[1])
        return self._ends[bisect_left(self._starts, at)]


class ParagraphEnds:
    """Where paragraphs end, asked for further and further on."""

    def __init__(self, text: str) -> None:
        self._text, self._span = text, (-1, -1)

    def after(self, at: int) -> int:
        """Where the first end of a paragraph from there on is over; behind the text if there is none."""
        if self._span[0] < at:
            match = PARAGRAPH_END.search(self._text, at)
            self._span = match.span() if match else (len(self._text) + 1, len(self._text) + 1)
        return self._span[1]


def _end_of_parts(parts: Iterable[tuple[int, PartPlaces]], at: int) -> int | None:
    """Where the last of the parts, each of a length, ends, each the next after the one before; None without one."""
    for length, places in parts:
        end = places.end_after(at)
        if end is None or end > at + MOST_ELIDED + length:
            return None
        at = end
    return at


def _first(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The first of them, if need be those alone that there were before somebody gave up. Raises Unfinished."""
    first: list[tuple[int, int]] = []
    try:
        first.extend(islice(spans, MOST_PASSAGES))
    except Unfinished:
        if not first:
            raise
    return first


def _spans(
    quote: str, text: str, gives_up: GivesUp, at: int = 0, *, overlapping: bool = False
) -> Iterator[tuple[int, int]]:
    """The places of a quote in a text from a place on, none in another, that are no part of longer words. Raises
    Unfinished.
    """
    find = _finder(quote, text, gives_up)
    place = find(at) if quote else None
    while place is not None:
        start, end = place
        inside = _joins(text[start - 1 : start] + text[start]) or _joins(text[end - 1] + text[end : end + 1])
        if not inside:
            yield place
        place = find(start + 1 if inside or overlapping else end)


def _finder(quote: str, text: str, gives_up: GivesUp) -> Callable[[int], tuple[int, int] | None]:
    """What looks for the quote from a place on."""
    if DIVISION in text or DIVISION in quote:
        pattern = re.compile(_divided(quote))
        window, reach = max(STEPS_A_WINDOW // (len(quote) + 1), 1), 2 * len(quote) + 1

        def match_after(at: int) -> tuple[int, int] | None:
            while at < len(text):
                if gives_up():
                    raise Unfinished
                match = pattern.search(text, at, at + window + reach)
                if match and match.start() < at + window:
                    return match.span()
                at += window
            return None

        return match_after

    def place_after(at: int) -> tuple[int, int] | None:
        if gives_up():
            raise Unfinished
        start = text.find(quote, at)
        return (start, start + len(quote)) if start >= 0 else None

    return place_after


def _divided(quote: str) -> str:
    """An expression for the quote with any of its words divided at the end of a line. It reads no character twice.
    A quote that holds nothing to be seen is nowhere.
    """
    if not quote:
        return "(?!)"
    tokens = re.findall("- ?|.", quote, re.DOTALL)
    between = [f"{DIVISION}?" if left.isalpha() and right.isalpha() else "" for left, right in pairwise(tokens)]
    return "".join(_either(token) + gap for token, gap in zip(tokens, [*between, ""], strict=True))


def _either(token: str) -> str:
    """A hyphen of the quote may be one at the end of a line, and the other way round."""
    if token == DIVISION:
        return f"(?:{DIVISION}|-)?"
    return f"(?:{re.escape(token)}|{DIVISION})" if token[0] == "-" else re.escape(token)


@lru_cache(maxsize=4096)  # a short quote stands in thousands of words
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
