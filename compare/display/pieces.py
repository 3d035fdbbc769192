"""Cells in a table as text: a piece, and what a page alone knows of it: notes, what it says once, today.

A piece is three texts, how its cell stands, its HTML from the `td` on, with a mark where the numbers of the sources of
each value go, and the slugs of these sources, value by value; and what it brings to a summary. How a cell stands is
whether it is filled, empty or hidden by a filter, its last fresh day, in ISO, if that is still to be compared with
today, its flags, and what a filter hides in it. A page has thousands of cells, which stand in a hundred ways: each way
is looked at once. The texts of a row are packed and joined as one, and its HTML is ASCII, which Python cuts and joins
in a third of the time, so that a page costs little more than its length. Pure.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from html import escape
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from compare.display.cells import FIRST_HAND, CellView, flag_word
from compare.display.labels import mirror_words
from compare.display.stances import standpoint_of
from compare.web.directions import bdi
from kb.evidence.judgement import Flag
from kb.evidence.mirrors import Mirror, mirrors_of
from kb.evidence.standpoints import COMPARISON, Stance, Standpoint, stances_of

EACH_FIELD, EACH_CELL, MARK, UNIT = "\x1c", "\x1d", "\x1e", "\x1f"  # stand in no text of the base
EACH_ROW = "\x19"  # nor does this: between the rows of a page, which are put together at once
EACH_VALUE = ";"  # between the sources of two values
CELL_NAME = "\x1a"  # within the link of a cell, for those who do not see where it stands; it too stands in no text
COMPARISON_MARK = f" {COMPARISON}{EACH_FIELD}"  # in what a cell brings to a summary that compares
HREF = re.compile("<a href=([^>]*)>")
SIDE_TAGS = ("<li", "<p class=beside>")  # how the sides of a cell with several begin
NO_SIDES = re.compile("<ul[^>]*></ul>")
SIDE = re.compile(f"(?={'|'.join(SIDE_TAGS)}|</ul>|<p class=state>)")
FILLED, EMPTY, HIDDEN_WHOLE = "filled", "empty", "hidden"
STALE, SECOND_HAND, SPLIT = str(Flag.STALE), str(Flag.SECOND_HAND), str(Flag.SPLIT)
ROW_TEXTS = ("text", "sources", "points")  # a row as it is stored


class Piece(NamedTuple):
    """One cell."""

    standing: str
    html: str
    sources: str
    point: str = ""


LEFT_OUT = Piece(
    EACH_FIELD.join([EMPTY, "", "", ""]), "<td class=empty><span class=vh>left out by your filter</span>", ""
)


def piece(cell: CellView, html: str, fresh_until: date | None = None) -> Piece:
    """The piece of a cell as it is judged, whose HTML a template has written."""
    judgement = cell.judgement
    state = HIDDEN_WHOLE if judgement.empty == "hidden" else EMPTY if cell.is_empty else FILLED
    sides = [*cell.listed_sides, *cell.bystanders]
    sources = EACH_VALUE.join(" ".join(side.cell_value.sources) for side in sides)
    hidden = f"<p class=hidden>{escape(cell.hidden_words)}" if judgement.hidden and not cell.is_empty else ""
    fresh = fresh_until.isoformat() if fresh_until else ""
    stands = standing(state, fresh, " ".join(map(str, judgement.flags)), hidden)
    ascii_html = html.encode("ascii", "xmlcharrefreplace").decode()
    return Piece(stands, ascii_html, sources, EACH_FIELD.join(standpoint_of(cell)))


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


class Pieces(NamedTuple):
    """The pieces of a row, by column: how each stands, its HTML; its sources, and what it brings to a summary, if these
    were read. ``pairs``: the columns that make one statement, as one text: see `pairs_of`.
    """

    columns: tuple[str, ...]
    standings: Sequence[str]
    html: Sequence[str]
    sources: Sequence[str] | None = None
    points: Sequence[str] | None = None
    pairs: str = ""

    def once(self, columns: Sequence[str], names: Mapping[str, str]) -> Pieces:
        """These as a table with such columns, which have names, shows them: what two say of each other stands in the
        earlier one, to which the later one leads, and says the rest alone.
        """
        mirrored: defaultdict[str, dict[str, Sequence[int]]] = defaultdict(dict)
        for mirror in map(_mirror, self.pairs.split(EACH_CELL)):
            if {mirror.framework, mirror.other} <= {*self.columns} & {*columns}:
                earlier, later = sorted((mirror.framework, mirror.other), key=columns.index)
                mirrored[later][bdi(names[earlier])] = mirror.places_in(later)
        return self._having({slug: _rest(each, mirrored.get(slug)) for slug, each in self.by_column.items()})

    @property
    def by_column(self) -> dict[str, Piece]:
        """Each as one."""
        blank = [""] * len(self.columns)
        texts = (self.standings, self.html, self.sources or blank, self.points or blank)
        return dict(zip(self.columns, map(Piece, *texts), strict=True))

    def across(self, columns: tuple[str, ...]) -> Pieces:
        """A piece for each column of a table."""
        if self.columns == columns:
            return self
        there = self.by_column
        return self._having({column: there.get(column, LEFT_OUT) for column in columns})

    def beside(self, others: Mapping[str, Piece], columns: Iterable[str]) -> Pieces:
        """These and others, in the order of the columns."""
        there = {column: place for place, column in enumerate(self.columns)}
        present = [column for column in columns if column in there or column in others]

        def beside_them(own: Sequence[str], field: int) -> list[str]:
            return [own[there[column]] if column in there else others[column][field] for column in present]

        return Pieces(
            tuple(present),
            beside_them(self.standings, 0),
            beside_them(self.html, 1),
            None if self.sources is None else beside_them(self.sources, 2),
            None if self.points is None else beside_them(self.points, 3),
            self.pairs,
        )

    def of(self, columns: Collection[str]) -> Pieces:
        """Those in some columns."""
        return self._having({column: each for column, each in self.by_column.items() if column in columns})

    def _having(self, row: Mapping[str, Piece]) -> Pieces:
        standings, html, sources, points = _fields_of(row)
        read = None if self.sources is None else sources, None if self.points is None else points
        return Pieces(tuple(row), standings, html, *read, self.pairs)


def _mirror(pair: str) -> Mirror:
    """“django flask” as a whole, “django flask 0,1 1,2” in part: see `pairs_of`."""
    framework, other, *places = pair.split()
    return Mirror(framework, other, *([int(place) for place in text.split(",")] for text in places))


def _rest(cell: Piece, mirrored: Mapping[str, Sequence[int]] | None) -> Piece:
    """The piece of a cell without the sides at these places, which columns with these names, as HTML, have said
    already; a column without places has said all.
    """
    if not mirrored:
        return cell
    parts = SIDE.split(cell.html)
    sides = [number for number, part in enumerate(parts) if part.startswith(SIDE_TAGS)] or [0]
    gone = set(chain.from_iterable(places or range(len(sides)) for places in mirrored.values()))
    words, href = mirror_words(mirrored), HREF.search(cell.html)
    link = f"<a href={href[1] if href else ''}>{words}{CELL_NAME}</a>"
    if len(gone) == len(sides):
        return Piece("", f"<td class=mirror>{link}", "", cell.point)
    *rest, state = (part for number, part in enumerate(parts) if number not in {sides[place] for place in gone})
    html = f"{''.join(rest)}<p class=mirror>{link if 0 in gone else words}{state}"
    sources = (slugs for place, slugs in enumerate(cell.sources.split(EACH_VALUE)) if place not in gone)
    return cell._replace(html=NO_SIDES.sub("", html), sources=EACH_VALUE.join(sources))


def points_of(columns: Sequence[str], points: Sequence[str]) -> dict[str, Standpoint]:
    """What each cell of a row brings to a summary, by column."""
    return {column: Standpoint(*point.split(EACH_FIELD)) for column, point in zip(columns, points, strict=True)}


def pieces_of(row: Mapping[str, Piece]) -> Pieces:
    """The pieces of a row, by column."""
    standings, html, sources, points = _fields_of(row)
    return Pieces(tuple(row), standings, html, sources, points, pairs_of(row))


def _fields_of(row: Mapping[str, Piece]) -> list[list[str]]:
    """The fields of pieces, one list for each field."""
    return [[piece[place] for piece in row.values()] for place in range(len(Piece._fields))]


def pairs_of(row: Mapping[str, Piece]) -> str:
    """The columns of a row that make one statement, seen from both sides: as a whole, or with the places of its sides
    as they are listed: “django flask 0,1 1,2”.
    """
    compared = {slug: each.point for slug, each in row.items() if COMPARISON_MARK in each.point}
    points = points_of(list(compared), list(compared.values())) if len(compared) > 1 else {}
    return EACH_CELL.join(filter(None, (_pair(mirror, row, points) for mirror in mirrors_of(points))))


def _pair(mirror: Mirror, row: Mapping[str, Piece], points: Mapping[str, Standpoint]) -> str:
    """Blank where not all sides of a cell are known: over time."""
    pair = (mirror.framework, mirror.other)
    if not mirror.places:
        return " ".join(pair)
    texts = [_listed_places(mirror.places_in(slug), stances_of(points[slug]), row[slug]) for slug in pair]
    return " ".join([*pair, *texts]) if all(texts) else ""


def _listed_places(places: Sequence[int], stances: Sequence[Stance], cell: Piece) -> str:
    """The places of stances among the sides of a cell, which lists first what contests each other."""
    listed = sorted(range(len(stances)), key=lambda place: not stances[place].contested)
    complete = len(stances) == cell.sources.count(EACH_VALUE) + 1
    return ",".join(str(listed.index(place)) for place in places) if complete else ""


def packed(names: Sequence[str], row: Mapping[str, Piece]) -> tuple[str, str, str]:
    """A row as `ROW_TEXTS`: its two names, its columns, those that are one statement, how the cells stand and their
    HTML; their sources; what they bring to a summary.
    """
    standings, html, sources, points = (EACH_CELL.join(texts) for texts in zip(*row.values(), strict=True))
    return UNIT.join([*names, EACH_CELL.join(row), pairs_of(row), standings, html]), sources, points


def pieces_in(text: str, sources: str, points: str) -> dict[str, Piece]:
    """Every piece of a stored row, by column."""
    _, _, columns, _, *texts = text.split(UNIT)
    parts = (each.split(EACH_CELL) for each in (*texts, sources, points))
    return dict(zip(columns.split(EACH_CELL), map(Piece, *parts), strict=True))


Choice = Callable[[str], Sequence[str]]  # of the texts of a row, joined


class Columns(defaultdict[str, tuple[tuple[str, ...], Choice]]):
    """Which columns of a page a stored row has, and what takes their texts from those of all, by its list of them:
    many rows have the same.
    """

    def __init__(self, columns: Iterable[str]) -> None:
        super().__init__()
        self._columns = tuple(columns)

    def __missing__(self, packed_columns: str) -> tuple[tuple[str, ...], Choice]:
        place_of = {column: place for place, column in enumerate(packed_columns.split(EACH_CELL))}
        present = tuple(column for column in self._columns if column in place_of)
        self[packed_columns] = there = present, _choice([place_of[column] for column in present])
        return there


def _choice(places: Sequence[int]) -> Choice:
    """What takes the texts at some places, and does not cut apart what stands behind the last of them."""
    last = max(places, default=-1) + 1
    if len(places) > 1:
        take = itemgetter(*places)
        return lambda texts: take(texts.split(EACH_CELL, last))
    return lambda texts: [texts.split(EACH_CELL, last)[place] for place in places]


def unpacked(
    columns: Columns, text: str, sources: str | None = None, points: str | None = None
) -> tuple[tuple[str, str], Pieces]:
    """The names of a stored row, and its pieces in the columns of a page, of what was read."""
    name, other_name, packed_columns, pairs, standings, html = text.split(UNIT)
    present, choose = columns[packed_columns]
    pieces = Pieces(
        present,
        choose(standings),
        choose(html),
        None if sources is None else choose(sources),
        None if points is None else choose(points),
        pairs,
    )
    return (name, other_name), pieces


def source_slugs(rows: Iterable[Pieces]) -> list[str]:
    """The slugs of the sources that the pieces of rows name, sorted."""
    texts = set(chain.from_iterable(pieces.sources or () for pieces in rows))
    return sorted({slug for text in texts for value in text.split(EACH_VALUE) for slug in value.split()})


def flag_counts(rows: Iterable[Pieces], today: str) -> Counter[frozenset[str]]:
    """How many cells with claims in rows have each set of flags as of a day."""
    totals: Counter[frozenset[str]] = Counter()
    for stands, number in Counter(chain.from_iterable(pieces.standings for pieces in rows)).items():
        if stands.startswith(FILLED):
            totals[frozenset(flags_of(stands, today))] += number
    return totals


class Renderings(dict[str, str]):
    """What is written for a text, which is made when it is asked for first."""

    def __init__(self, render: Callable[[str], str]) -> None:
        super().__init__()
        self._render = render

    def __missing__(self, text: str) -> str:
        self[text] = rendering = self._render(text)
        return rendering


class TableText(NamedTuple):
    """A row of a table: its head and its title, as HTML, and its pieces."""

    head: str
    title: str
    pieces: Pieces


class Assembly:
    """Puts cells together for one page: with the numbers of its notes, if it has any, without what it says once."""

    def __init__(self, sources: Mapping[str, str], common: Collection[str], today: str) -> None:
        """``sources``: the names of those that have notes, in their order."""
        self._marks = {
            slug: f'<a href=#{note_id(number)} title="{escape(name)}">{number}</a>'
            for number, (slug, name) in enumerate(sources.items(), start=1)
        }
        self._common, self._today = frozenset(common), today
        self._words, self._notes = Renderings(self._standing_words), Renderings(self._note)

    def rows(self, rows: Iterable[TableText], columns: tuple[str, ...], column_names: Mapping[str, str]) -> list[str]:
        """The text of each row of a table: behind its head a cell for each column. The links of cells are named by
        their row, behind their column if ``column_names`` has that, as HTML.
        """
        texts: list[str] = []
        sources: list[str] = []
        names: list[str] = []
        for head, title, pieces in rows:
            _, standings, html, slugs, *_ = pieces.across(columns)
            texts += EACH_ROW, head
            texts += chain.from_iterable(zip(html, map(self._words.__getitem__, standings), strict=True))
            sources += slugs or ()
            names += cell_names(title, pieces.columns, column_names)
        return _woven(self._numbered("".join(texts), sources), CELL_NAME, names).split(EACH_ROW)[1:]

    def cells(self, pieces: Pieces, columns: tuple[str, ...]) -> list[str]:
        """The cells of one row, one for each column."""
        each = pieces.across(columns).by_column.values()
        return [self._numbered(f"{one.html}{self._words[one.standing]}", [one.sources]) for one in each]

    def _numbered(self, html: str, sources: Sequence[str]) -> str:
        """The text of cells with the numbers of the sources of each value at its mark."""
        if not self._marks:
            return html.replace(MARK, "")
        if not (values := EACH_VALUE.join(filter(None, sources))):
            return html
        return _woven(html, MARK, list(map(self._notes.__getitem__, values.split(EACH_VALUE))))

    def _standing_words(self, stands: str) -> str:
        """What is said of a cell, by how it stands: its flags, but those that are said once; that it is the exception
        to these; what a filter hides. Nothing of a cell without claims.
        """
        if not stands.startswith(FILLED):
            return ""
        own = flags_of(stands, self._today)
        words = [flag_html(flag) for flag in own if flag not in self._common]
        if SECOND_HAND in self._common and SECOND_HAND not in own:
            words.insert(0, f"<i>{FIRST_HAND.label}</i>")
        return "".join(words) + stands.rpartition(EACH_FIELD)[2]

    def _note(self, slugs: str) -> str:
        marks = self.marks(slugs.split())
        return f"<sup>{marks}</sup> " if marks else ""

    def marks(self, slugs: Iterable[str]) -> str:
        """The numbers of these sources, each leading to its note. Notes stand in the order of their slugs."""
        marks = self._marks
        return " ".join([marks[slug] for slug in sorted(set(slugs)) if slug in marks])


def _woven(text: str, mark: str, insertions: Sequence[str]) -> str:
    """The text with one of these at each mark. ValueError if there are more or fewer marks."""
    between = text.split(mark)
    parts = [""] * (2 * len(between) - 1)
    parts[::2], parts[1::2] = between, insertions
    return "".join(parts)


def cell_names(name: str, columns: Sequence[str], column_names: Mapping[str, str]) -> list[str]:
    """What the links of cells of a row are named by: the name of the row, behind that of their column if it is there;
    as HTML.
    """
    if not column_names:
        return [f"<u> ({name})</u>"] * len(columns)
    return [f"<u> ({column_names[column]}: {name})</u>" for column in columns]


def note_id(number: int) -> str:
    """The name of a note within its page."""
    return f"note-{number}"
