"""Cells in a table as text: a piece, and what a page alone knows of it: notes, what it says once, today.

A piece is three texts, how its cell stands, the slugs of its sources, value by value, and its HTML from the `td` on,
with a mark where the numbers of the sources of each value go; and what it brings to a summary. How a cell stands is
whether it is filled, empty or hidden by a filter, its last fresh day, in ISO, if that is still to be compared with
today, its flags, and what a filter hides in it. A page has thousands of cells, which stand in a hundred ways: each way
is looked at once, and the HTML of a row is taken apart when it is written, so that a page costs little more than its
length. Pure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import NamedTuple

from django.utils.html import escape

from compare.display.cells import FIRST_HAND, CellView, flag_word
from compare.display.summary_words import standpoint_of
from compare.web.directions import bdi
from kb.evidence.appraisal import Flag
from kb.evidence.summary import Standpoint

EACH_FIELD, EACH_CELL, MARK, UNIT = "\x1c", "\x1d", "\x1e", "\x1f"  # stand in no text of the base
EACH_VALUE = ";"  # between the sources of two values
CELL_NAME = "\x1a"  # within the link of a cell, for those who do not see where it stands; it too stands in no text
FILLED, EMPTY, HIDDEN_WHOLE = "filled", "empty", "hidden"
STALE, SECOND_HAND, SPLIT = str(Flag.STALE), str(Flag.SECOND_HAND), str(Flag.SPLIT)
LEFT_OUT = "<td class=empty><span class=vh>left out by your filter</span>"


class Piece(NamedTuple):
    """One cell."""

    standing: str
    sources: str
    html: str
    point: str = ""


def piece(cell: CellView, html: str, fresh_until: date | None = None) -> Piece:
    """The piece of a cell as it is judged, whose HTML a template has written."""
    judgement = cell.judgement
    state = HIDDEN_WHOLE if judgement.empty == "hidden" else EMPTY if cell.is_empty else FILLED
    written = [*cell.listed_sides, *cell.bystanders]
    sources = EACH_VALUE.join(" ".join(side.cell_value.sources) for side in written)
    hidden = f"<p class=hidden>{escape(cell.hidden_words)}" if judgement.hidden and not cell.is_empty else ""
    fresh = fresh_until.isoformat() if fresh_until else ""
    stands = standing(state, fresh, " ".join(map(str, judgement.flags)), hidden)
    return Piece(stands, sources, html, EACH_FIELD.join(standpoint_of(cell)))


def standing(state: str, fresh_until: str = "", flags: str = "", hidden: str = "") -> str:
    """How a cell stands, as one text."""
    return EACH_FIELD.join([state, fresh_until, flags, hidden])


def flags_of(stands: str, today: str) -> list[str]:
    """The flags of a cell that stands like this, as of a day."""
    _, fresh_until, flags, _ = stands.split(EACH_FIELD)
    return [STALE, *flags.split()] if fresh_until and fresh_until < today else flags.split()


def flag_html(flag: str) -> str:
    """A flag of a cell. Opinions hardly can be anything but second-hand: of these it is not for the eye."""
    quiet = " class=q" if flag == SECOND_HAND else ""
    return f"<i{quiet}>{flag_word(flag).label}</i>"


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a row: its columns, how the cell in each stands, and where it is among the ``packed`` texts, which
    may hold more.
    """

    columns: tuple[str, ...]
    standings: Sequence[str]
    places: Sequence[int]
    packed_points: str
    packed_sources: str
    packed_html: str

    @property
    def sources(self) -> list[str]:
        return self._at_places(self.packed_sources.split(EACH_CELL))

    @property
    def html(self) -> list[str]:
        return self._at_places(self.packed_html.split(UNIT))

    def _at_places(self, texts: list[str]) -> list[str]:
        return [texts[place] for place in self.places]

    @property
    def by_column(self) -> dict[str, Piece]:
        """Each as one."""
        points = self._at_places(self.packed_points.split(EACH_CELL))
        pieces = map(Piece, self.standings, self.sources, self.html, points)
        return dict(zip(self.columns, pieces, strict=True))

    def beside(self, others: Mapping[str, Piece], columns: Iterable[str]) -> Pieces:
        """These and others, in the order of the columns: the others are packed behind these, which stay packed."""
        number = self.packed_sources.count(EACH_CELL) + 1
        own = self.columns, self.standings, self.places
        there = {column: (stands, place) for column, stands, place in zip(*own, strict=True)}
        there |= {column: (each.standing, number + n) for n, (column, each) in enumerate(others.items())}
        ordered = [column for column in columns if column in there]
        pieces = others.values()
        return Pieces(
            tuple(ordered),
            [there[column][0] for column in ordered],
            [there[column][1] for column in ordered],
            EACH_CELL.join([self.packed_points, *(each.point for each in pieces)]),
            EACH_CELL.join([self.packed_sources, *(each.sources for each in pieces)]),
            UNIT.join([self.packed_html, *(each.html for each in pieces)]),
        )

    def of(self, columns: Collection[str]) -> Pieces:
        """Those in some columns."""
        return pieces_of({column: each for column, each in self.by_column.items() if column in columns})


def points_of(columns: Sequence[str], places: Sequence[int], packed_points: str) -> dict[str, Standpoint]:
    """What each cell of a row brings to a summary, by column."""
    texts = packed_points.split(EACH_CELL)
    fields = (texts[place].split(EACH_FIELD) for place in places)
    return {column: Standpoint(*parts) for column, parts in zip(columns, fields, strict=True)}


def pieces_of(row: Mapping[str, Piece]) -> Pieces:
    """The pieces of a row, by column."""
    pieces = row.values()
    sources, html = EACH_CELL.join(each.sources for each in pieces), UNIT.join(each.html for each in pieces)
    points = EACH_CELL.join(each.point for each in pieces)
    return Pieces(tuple(row), [each.standing for each in pieces], range(len(row)), points, sources, html)


def packed(names: Sequence[str], row: Mapping[str, Piece]) -> str:
    """A row as one text, to be stored: its two names, its columns, how the cells stand, what they bring to a
    summary, their sources, their HTML.
    """
    pieces = pieces_of(row)
    columns = [pieces.columns, pieces.standings]
    texts = pieces.packed_points, pieces.packed_sources, pieces.packed_html
    return UNIT.join([*names, *map(EACH_CELL.join, columns), *texts])


def pieces_in(text: str) -> dict[str, Piece]:
    """Every piece of a stored row, by column."""
    _, _, columns, standings, points, sources, *html = text.split(UNIT)
    parts = [texts.split(EACH_CELL) for texts in (columns, standings, sources, points)]
    return {
        column: Piece(standing, slugs, written, point)
        for column, standing, slugs, point, written in zip(*parts, html, strict=True)
    }


class Columns(defaultdict[str, tuple[tuple[str, ...], list[int]]]):
    """Which columns of a page a stored row has, and where, by its list of them: many rows have the same."""

    def __init__(self, columns: Iterable[str]) -> None:
        super().__init__()
        self._columns = tuple(columns)

    def __missing__(self, packed_columns: str) -> tuple[tuple[str, ...], list[int]]:
        place_of = {column: place for place, column in enumerate(packed_columns.split(EACH_CELL))}
        present = tuple(column for column in self._columns if column in place_of)
        self[packed_columns] = there = present, [place_of[column] for column in present]
        return there


def unpacked(text: str, columns: Columns) -> tuple[tuple[str, str], Pieces]:
    """The names of a stored row, and its pieces in the columns of a page."""
    name, other_name, packed_columns, packed_standings, *texts = text.split(UNIT, 6)
    present, places = columns[packed_columns]
    standings = packed_standings.split(EACH_CELL)
    pieces = Pieces(present, [standings[place] for place in places], places, *texts)
    return (name, other_name), pieces


def source_slugs(rows: Iterable[Pieces]) -> list[str]:
    """The slugs of the sources that the pieces of rows name, sorted."""
    values = {value for pieces in rows for sources in pieces.sources for value in sources.split(EACH_VALUE)}
    return sorted({slug for value in values for slug in value.split()})


def flag_counts(rows: Iterable[Pieces], today: str) -> Counter[frozenset[str]]:
    """How many cells with claims in rows have each set of flags as of a day."""
    totals: Counter[frozenset[str]] = Counter()
    for stands, number in Counter(chain.from_iterable(pieces.standings for pieces in rows)).items():
        if stands.startswith(FILLED):
            totals[frozenset(flags_of(stands, today))] += number
    return totals


class StandingWords(defaultdict[str, str]):
    """What is said of a cell with claims, by how it stands: its flags, but those that are said once; that it is the
    exception to these; what a filter hides.
    """

    def __init__(self, common: Collection[str], today: str) -> None:
        super().__init__()
        self._common, self._today = frozenset(common), today

    def __missing__(self, stands: str) -> str:
        self[stands] = text = self._words(stands) if stands.startswith(FILLED) else ""
        return text

    def _words(self, stands: str) -> str:
        own = flags_of(stands, self._today)
        words = [flag_html(flag) for flag in own if flag not in self._common]
        if SECOND_HAND in self._common and SECOND_HAND not in own:
            words.insert(0, f"<i>{FIRST_HAND.label}</i>")
        return "".join(words) + stands.rpartition(EACH_FIELD)[2]


class Assembly:
    """Puts cells together for one page: with the numbers of its notes, if it has any, without what it says once."""

    def __init__(self, sources: Mapping[str, str], common: Collection[str], today: str) -> None:
        """``sources``: the names of those that have notes, in their order."""
        self._marks = {
            slug: f'<a href=#{note_id(number)} title="{escape(name)}">{number}</a>'
            for number, (slug, name) in enumerate(sources.items(), start=1)
        }
        self._words = StandingWords(common, today)
        self._notes: dict[str, list[str]] = {}

    def across(self, pieces: Pieces, columns: tuple[str, ...]) -> str:
        """One row of a table: a cell for each column."""
        return self.line(self.cells(pieces, columns))

    def line(self, cells: Iterable[str]) -> str:
        """Cells in a line."""
        return "".join(cells).replace(MARK, "")

    def cells(self, pieces: Pieces, columns: tuple[str, ...]) -> Sequence[str]:
        """The cells of one row, one for each column, to be put in a `line`."""
        words, html = self._words, pieces.html
        if self._marks:
            html = list(map(self._numbered, html, pieces.sources))
        cells = [f"{text}{words[stands]}" for text, stands in zip(html, pieces.standings, strict=True)]
        if pieces.columns == columns:
            return cells
        by_column = dict(zip(pieces.columns, cells, strict=True))
        return [by_column.get(column, LEFT_OUT) for column in columns]

    def _numbered(self, html: str, sources: str) -> str:
        """The text with the numbers of the sources of each value at its mark."""
        if sources not in self._notes:
            self._notes[sources] = [self._note(value) for value in sources.split(EACH_VALUE)]
        notes = self._notes[sources]
        if len(notes) == 1:  # as most cells have, and those without a value, which have no mark
            return html.replace(MARK, notes[0])
        first, *others = html.split(MARK)
        return first + "".join([note + part for note, part in zip(notes, others, strict=True)])

    def _note(self, slugs: str) -> str:
        marks = self._marks.get(slugs) or self.marks(slugs.split())  # most values have one source
        return f"<sup>{marks}</sup> " if marks else ""

    def marks(self, slugs: Iterable[str]) -> str:
        """The numbers of these sources, each leading to its note. Notes stand in the order of their slugs."""
        marks = self._marks
        return " ".join([marks[slug] for slug in sorted(set(slugs)) if slug in marks])


def with_cell_names(text: str, title: str, columns: Iterable[str] = ()) -> str:
    """The cells of a row, whose links have one place each for a name: that of their row, behind those of their columns
    if these are given.
    """
    name = bdi(title)
    if not columns:
        return text.replace(CELL_NAME, f"<u>, {name}</u>")
    first, *others = text.split(CELL_NAME)
    names = [f"<u>, {bdi(column)}: {name}</u>" for column in columns]
    return first + "".join(map("".join, zip(names, others, strict=True)))


def note_id(number: int) -> str:
    """The name of a note within its page."""
    return f"note-{number}"
