"""Stored cells as the text of tables: prepared rows, of which the cells that stay are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from compare.display.pieces import Columns, unpacked
from compare.display.table import TableRow, has_answers, has_notes, row_at
from compare.query.cell_query import StoredCells
from compare.query.row_store import rows_at


def prepared_rows(stored: StoredCells, places: Sequence[str], columns: Collection[str]) -> list[TableRow]:
    """The rows at these places, with the cells in these columns that stay; with their sources, and what they bring to a
    summary, if the page has such. One query, two under a filter of cells, and some if rows must be written now.
    """
    answers = stored.place.answers and has_answers(len(places), len(columns))
    texts, on_page = rows_at(places, sources=has_notes(columns), points=answers), Columns(columns)
    rows = [row_at(place, *unpacked(on_page, *texts[place])) for place in places if place in texts]
    if stored.keeps_whole_rows:
        return rows
    staying: dict[str, set[str]] = defaultdict(set)
    for place, framework in stored.staying().filter(place__in=places).values_list("place", "framework__slug"):
        staying[place].add(framework)
    return [row.of(staying[row.place]) for row in rows]
