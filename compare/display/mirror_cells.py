"""What two cells of a row say of each other is one statement, said once: the later one leads to the earlier. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from compare.display.matrix import MatrixRow
from compare.display.stances import standpoint_of
from kb.evidence.mirrors import mirrors_of


def once(row: MatrixRow) -> MatrixRow:
    """The row whose later cells say only what the earlier ones have not said."""
    mirrors = _mirrors_in(row)
    if not mirrors:
        return row
    cells = {
        slug: replace(cell, mirrors=mirrors[slug]) if slug in mirrors else cell for slug, cell in row.cells.items()
    }
    return replace(row, cells=cells)


def _mirrors_in(row: MatrixRow) -> dict[str, dict[str, Sequence[int]]]:
    """Which cells of a row say what earlier ones have said, by column: the names of these, each with the places of what
    it has said, none for all.
    """
    cells = {cell.key.framework: cell for cell in row.across if cell and cell.compares}
    points = {slug: standpoint_of(cell) for slug, cell in cells.items()} if len(cells) > 1 else {}
    mirrors: defaultdict[str, dict[str, Sequence[int]]] = defaultdict(dict)
    for mirror in mirrors_of(points):
        if not (mirror.places and cells[mirror.other].aspect.temporal):
            mirrors[mirror.other][cells[mirror.framework].framework.name] = mirror.other_places
    return mirrors
