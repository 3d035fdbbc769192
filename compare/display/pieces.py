"""Cells in a table as text: a prepared piece, and what this page alone knows of it: address, notes, flags said once.

A piece holds no address, no number of a note and nothing that depends on today: a character stands where the address
of the cell goes, the slugs of its sources stand between marks, its flags at its end. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from compare.cells import FIRST_HAND, flag_word, number_words, quoted
from kb.evidence import Flag

ADDRESS, MARK = "\x1f", "\x1e"  # stand in no text of the base
STALE, SECOND_HAND, SPLIT = str(Flag.STALE), str(Flag.SECOND_HAND), str(Flag.SPLIT)
CLASSES = ("contested", "empty")  # states whose cells look different


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell as a table shows it: its address, its state, its piece, whether it is stale today, what a filter hides.

    ``hidden`` are words; ``is_hidden`` says that a filter hides all there is.
    """

    path: str
    state: str
    piece: str
    stale: bool = False
    hidden: str = ""
    is_hidden: bool = False

    @property
    def flags(self) -> str:
        """Its flags as a piece has them, separated by blanks."""
        flags = self.piece.rpartition(MARK)[2]
        return f"{STALE} {flags}".rstrip() if self.stale else flags

    @property
    def is_filled(self) -> bool:
        return self.state != "empty"

    @property
    def is_split(self) -> bool:
        return SPLIT in self.flags.split()


def sources_named(cells: Iterable[TableCell]) -> list[str]:
    """The slugs of the sources that these cells name, sorted."""
    groups = {group for cell in cells if cell.is_filled for group in cell.piece.split(MARK)[1:-1:2]}
    return sorted({slug for group in groups for slug in group.split()})


class Assembly:
    """Puts cells together for one page: with the numbers of its notes, if it has any, without what it says once."""

    def __init__(self, sources: Sequence[str], said: Collection[str], query: str = "") -> None:
        self._numbers = {slug: number for number, slug in enumerate(sources, start=1)}
        self._said = frozenset(said)
        self._query = f"?{query}" if query else ""
        self._notes: dict[str, str] = {}
        self._flags: dict[tuple[str, bool], str] = {}

    def table_cell(self, cell: TableCell) -> str:
        """The cell with its `td`, whose end tag may be left out."""
        style = f" class={cell.state}" if cell.state in CLASSES else ""
        return f"<td{style}>{self.inner(cell)}"

    def inner(self, cell: TableCell) -> str:
        parts = cell.piece.split(MARK)
        for place in range(1, len(parts) - 1, 2):
            parts[place] = self.notes(parts[place])
        parts[-1] = self.flags(cell.flags, cell.is_filled)
        hidden = f"<p class=hidden>{escape(cell.hidden)}" if cell.hidden else ""
        return "".join(parts).replace(ADDRESS, quoted(f"{cell.path}{self._query}"), 1) + hidden

    def notes(self, slugs: str) -> str:
        """The numbers of some sources in the notes of the page."""
        if slugs not in self._notes:
            numbers = sorted(self._numbers[slug] for slug in slugs.split() if slug in self._numbers)
            self._notes[slugs] = f" <sup>{number_words(numbers)}</sup>" if numbers else ""
        return self._notes[slugs]

    def flags(self, flags: str, filled: bool) -> str:
        """The words of the flags that are not said once, and that this cell is the exception to those."""
        key = (flags, filled)
        if key not in self._flags:
            own = flags.split()
            words = [flag_word(flag).label for flag in own if flag not in self._said]
            if filled and SECOND_HAND in self._said and SECOND_HAND not in own:
                words.insert(0, FIRST_HAND.label)
            self._flags[key] = "".join(f"; {word}" for word in words)
        return self._flags[key]


LEFT_OUT = "<td class=empty><span class=vh>left out by your filter</span>"


def across(cells: Mapping[str, TableCell], columns: Sequence[str], assembly: Assembly) -> SafeString:
    """One row of a table, or one line of a table turned round: a cell for each column."""
    found = (cells.get(column) for column in columns)
    return mark_safe("".join(assembly.table_cell(one) if one else LEFT_OUT for one in found))  # noqa: S308


def counted_flags(cells: Iterable[TableCell]) -> Iterator[frozenset[str]]:
    """The flags of each cell with claims."""
    known: dict[str, frozenset[str]] = {}
    for cell in cells:
        if cell.is_filled:
            flags = cell.flags
            if flags not in known:
                known[flags] = frozenset(flags.split())
            yield known[flags]
