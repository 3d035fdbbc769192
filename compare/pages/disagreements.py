"""Where sources disagree, what companies are claimed for several frameworks, and what depends on a condition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest

from compare.answers import Page
from compare.cells import Cell
from compare.contents import Content
from compare.freshness import today
from compare.judged import JudgedCell
from compare.matrix import Matrix, Row, arrange
from compare.pages.common import matrix_leaf, rows_of
from compare.selection import Selection, select
from compare.words import counted
from kb.evidence import Flag, State
from kb.wording import all_of

Judged = JudgedCell | Cell


def disagreements(request: HttpRequest) -> Page:
    """Contested and split cells, the strongest evidence first; conditional ones in a section of their own."""
    selection = select(request.GET, today())
    matrix = _matrix(selection, _is_listed)
    conditional = _matrix(selection, lambda cell: _depends(cell) and not _is_listed(cell))
    shown = [*matrix.cells, *conditional.cells]
    found = matrix_leaf(matrix, selection)
    return Page(
        content=Content(main="rows", title="Disagreements", matrix=matrix, conditional=conditional),
        selection=selection,
        description=selection.sentence(_counted(matrix, conditional)),
        template="disagreements.html",
        path="/disagreements/",
        fixture=rows_of(selection, {cell.key for cell in shown}),
        context={**found, **_parted(found["matrix"])},
        among=lambda cell: _is_listed(cell) or _depends(cell),
    )


def _counted(matrix: Matrix, conditional: Matrix) -> str:
    """“15 cells on which sources disagree, 4 companies claimed for several frameworks and 11 cells that …”."""
    contested, split = _parted(matrix).values()
    told = [f"{counted(sum(len(row.cells) for row in contested), 'cell')} on which sources disagree"]
    if split:
        told.append(f"{counted(len(split), 'company', 'companies')} claimed for several frameworks")
    if conditional.cells:
        verb = "depends" if len(conditional.cells) == 1 else "depend"
        told.append(f"{counted(len(conditional.cells), 'cell')} that {verb} on a condition")
    return all_of(told)


def _parted(matrix: Matrix) -> dict[str, list[Row]]:
    """What contradicts each other, and what only stands side by side; a cell can be both."""
    return {"contested": _rows(matrix, _is_contested), "split": _rows(matrix, _is_split)}


def _rows(matrix: Matrix, wanted: Callable[[Judged], bool]) -> list[Row]:
    """The rows that have such cells, with these alone."""
    found = [
        replace(row, cells={slug: cell for slug, cell in row.cells.items() if wanted(cell)}) for row in matrix.rows
    ]
    return [row for row in found if row.cells]


def _matrix(selection: Selection, wanted: Callable[[JudgedCell], bool]) -> Matrix:
    order = selection.filters.asked.get("order", "evidence")
    cells = [cell for cell in selection.cells if wanted(cell)]
    columns = [slug for slug in selection.columns if any(cell.key.framework == slug for cell in cells)]
    return arrange(
        cells,
        columns,
        selection.vocabulary,
        selection.gaps,
        selection.resolutions,
        order,
        evidence_query=selection.evidence_query,
        by_section=False,
    )


def _is_contested(cell: Judged) -> bool:
    return cell.judgement.state == State.CONTESTED


def _is_split(cell: Judged) -> bool:
    return Flag.SPLIT in cell.judgement.flags


def _is_listed(cell: Judged) -> bool:
    return _is_contested(cell) or _is_split(cell)


def _depends(cell: Judged) -> bool:
    return Flag.CONDITIONAL in cell.judgement.flags
