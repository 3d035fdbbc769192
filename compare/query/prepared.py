"""Stored cells as the text of tables: prepared rows, of which the cells that stay are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from compare.display.pieces import Columns, unpacked
from compare.display.table import TableRow, row_at
from compare.query.cell_query import StoredCells
from compare.query.row_store import rows_at


def prepared_rows(stored: StoredCells, places: Sequence[str], columns: Collection[str]) -> list[TableRow]:
    """The rows at these places, with the cells in these columns that stay. One query, two under a filter of cells,
    and some if rows must be written now.
    """
    texts, on_page = rows_at(places), Columns(columns)
    rows = [row_at(place, *unpacked(texts[place], on_page)) for place in places if place in texts]
    if stored.keeps_whole_rows:
        return rows
    staying: dict[str, set[str]] = defaultdict(set)
    for place, framework in stored.staying().filter(place__in=places).values_list("place", "framework__slug"):
        staying[place].add(framework)
    return [row.of(staying[row.place]) for row in rows]
