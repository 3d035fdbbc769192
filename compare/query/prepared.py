"""Stored cells as the text of tables: their pieces, read with them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, When

from compare.cells import cell_path
from compare.display.pieces import TableCell
from compare.prepared import version, written
from compare.query.cells import StoredCells
from kb.records import CellKey

Placed = tuple[str, CellKey, TableCell]  # a cell with the place of its row


def prepared_cells(stored: StoredCells, places: Collection[str]) -> list[Placed]:
    """The cells in these rows that stay. One query, and some for cells whose piece must be written."""
    found: list[Placed] = []
    missing: dict[int, int] = {}
    for place, *slugs, state, stale, pk, written_by, text in _pieces(stored, places):
        key = CellKey(*slugs)
        if written_by != version():
            missing[pk] = len(found)
        found.append((place, key, TableCell(cell_path(key), state, text or "", bool(stale))))
    for pk, piece in written(stored.on_axes().filter(pk__in=missing)) if missing else ():
        place, key, cell = found[missing[pk]]
        found[missing[pk]] = (place, key, replace(cell, piece=piece))
    return found


def _pieces(stored: StoredCells, places: Collection[str]) -> QuerySet[Any]:
    """What a table needs of these cells: their pieces stand in another table, one to one."""
    stale = Case(When(fresh_until__lt=stored.today, then=1), default=0, output_field=IntegerField())
    rows = stored.staying() if stored.asked else stored.on_axes()
    return rows.filter(place__in=places).values_list(
        "place", "framework__slug", "aspect__slug", "company__slug", "state", stale, "pk", "piece__version",
        "piece__text",
    )  # fmt: skip
