"""Cells in a table as text: a piece, and what a page alone knows of it: notes, what it says once, today.

A piece is six texts: whether its cell is filled, empty or hidden by a filter; its last fresh day, in ISO, if that is
still to be compared with today; its flags; the slugs of its sources, value by value; its HTML from the `td` on, with a
mark where the numbers of the sources of each value go; what a filter hides in it. Pure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.utils.html import escape

from compare.display.cells import FIRST_HAND, CellView, flag_word, number_words
from kb.evidence.appraisal import Flag

MARK, UNIT = "\x1e", "\x1f"  # stand in no text of the base
EACH_VALUE = ";"  # between the sources of two values
STATE, FRESH_UNTIL, FLAGS, SOURCES, HTML, HIDDEN = range(6)
NAMES, SIZE = 2, 6  # names of a row, texts of a piece
FILLED, EMPTY, HIDDEN_WHOLE = "filled", "empty", "hidden"
STALE, SECOND_HAND, SPLIT = str(Flag.STALE), str(Flag.SECOND_HAND), str(Flag.SPLIT)
LEFT_OUT = "<td class=empty><span class=vh>left out by your filter</span>"

Piece = tuple[str, str, str, str, str, str]
Pieces = Mapping[str, Piece]  # those of a row, by framework


def piece(cell: CellView, html: str) -> Piece:
    """The piece of a cell as it is judged, whose HTML a template has written."""
    judgement = cell.judgement
    state = HIDDEN_WHOLE if judgement.empty == "hidden" else EMPTY if cell.is_empty else FILLED
    flags = " ".join(map(str, judgement.flags))
    written = [*cell.listed_sides, *cell.bystanders]
    sources = EACH_VALUE.join(" ".join(side.cell_value.sources) for side in written)
    hidden = f"<p class=hidden>{escape(cell.hidden_words)}" if judgement.hidden and not cell.is_empty else ""
    return state, "", flags, sources, html, hidden


def packed(names: Sequence[str], pieces: Pieces) -> str:
    """A row as one text, to be stored: its two names, and a framework and its piece, again and again."""
    return UNIT.join([*names, *(part for slug, fields in pieces.items() for part in (slug, *fields))])


def unpacked(text: str, columns: Iterable[str], today: str) -> tuple[list[str], dict[str, Piece]]:
    """The names of a stored row, and its pieces in these columns as of a day."""
    parts = text.split(UNIT)
    place_of = dict(zip(parts[NAMES :: SIZE + 1], range(NAMES + 1, len(parts), SIZE + 1), strict=True))
    pieces: dict[str, Piece] = {}
    for slug in columns:
        if slug in place_of:
            place = place_of[slug]
            state, fresh_until, flags, sources, html, hidden = parts[place : place + SIZE]
            if fresh_until and fresh_until < today:
                flags = f"{STALE} {flags}".rstrip()
            pieces[slug] = (state, fresh_until, flags, sources, html, hidden)
    return parts[:NAMES], pieces


def source_slugs(pieces: Iterable[Piece]) -> list[str]:
    """The slugs of the sources that these pieces name, sorted."""
    values = {value for fields in pieces if fields[SOURCES] for value in fields[SOURCES].split(EACH_VALUE)}
    return sorted({slug for value in values for slug in value.split()})


def flag_counts(pieces: Iterable[Piece]) -> Counter[frozenset[str]]:
    """How many cells with claims have each set of flags."""
    counts = Counter([fields[FLAGS] for fields in pieces if fields[STATE] == FILLED])
    totals: Counter[frozenset[str]] = Counter()
    for flags, number in counts.items():
        totals[frozenset(flags.split())] += number
    return totals


class FlagWords(defaultdict[str, str]):
    """The flags of a piece in words, but those that are said once; and that it is the exception to these."""

    def __init__(self, common: Collection[str]) -> None:
        super().__init__()
        self._common = frozenset(common)

    def __missing__(self, flags: str) -> str:
        own = flags.split()
        words = [flag_word(flag).label for flag in own if flag not in self._common]
        if SECOND_HAND in self._common and SECOND_HAND not in own:
            words.insert(0, FIRST_HAND.label)
        self[flags] = text = "".join(f"; {word}" for word in words)
        return text


class Assembly:
    """Puts cells together for one page: with the numbers of its notes, if it has any, without what it says once."""

    def __init__(self, sources: Sequence[str], common: Collection[str]) -> None:
        self._numbers = {slug: number for number, slug in enumerate(sources, start=1)}
        self._flag_words = FlagWords(common)
        self._notes: dict[str, list[str]] = {}

    def across(self, pieces: Pieces, columns: Sequence[str]) -> str:
        """One row of a table, or one line of a table turned round: a cell for each column."""
        flag_words, number_of = self._flag_words, self._numbers
        texts = []
        for column in columns:
            if column not in pieces:
                texts.append(LEFT_OUT)
                continue
            state, _, flags, sources, html, hidden = pieces[column]
            html = self._numbered(html, sources) if number_of else html.replace(MARK, "")
            texts.append(f"{html}{flag_words[flags]}{hidden}" if state == FILLED else html)
        return "".join(texts)

    def _numbered(self, html: str, sources: str) -> str:
        """The text with the numbers of the sources of each value at its mark."""
        if MARK not in html:
            return html
        if sources not in self._notes:
            self._notes[sources] = [self._note(value) for value in sources.split(EACH_VALUE)]
        first, *others = html.split(MARK)
        return first + "".join([note + part for note, part in zip(self._notes[sources], others, strict=True)])

    def _note(self, slugs: str) -> str:
        if slugs in self._numbers:  # most values have one source
            return f" <sup>{self._numbers[slugs]}</sup>"
        numbers = sorted(self._numbers[slug] for slug in slugs.split() if slug in self._numbers)
        return f" <sup>{number_words(numbers)}</sup>" if numbers else ""
