"""Where sources disagree: contested and split cells, and values that depend on a condition."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from compare.answers import Page
from compare.contents import Content
from compare.freshness import today
from compare.judged import JudgedCell
from compare.matrix import Matrix, arrange
from compare.pages.common import matrix_leaf, rows_of
from compare.selection import Selection, select
from compare.words import counted
from kb.evidence import Flag, State


def disagreements(request: HttpRequest) -> Page:
    """Contested and split cells, the strongest evidence first; conditional ones in a section of their own."""
    selection = select(request.GET, today())
    matrix = _matrix(selection, _disagrees)
    conditional = _matrix(selection, lambda cell: _depends(cell) and not _disagrees(cell))
    shown = [*matrix.cells, *conditional.cells]
    return Page(
        content=Content(main="rows", title="Disagreements", matrix=matrix, conditional=conditional),
        selection=selection,
        description=selection.sentence(
            f"{counted(len(matrix.cells), 'cell')} on which sources disagree, "
            f"{len(conditional.cells)} more that depend on a condition"
        ),
        template="compare/disagreements.html",
        path="/disagreements/",
        fixture=rows_of(selection, {cell.key for cell in shown}),
        context=matrix_leaf(matrix, selection),
        among=lambda cell: _disagrees(cell) or _depends(cell),
    )


def _matrix(selection: Selection, wanted: Callable[[JudgedCell], bool]) -> Matrix:
    order = selection.filters.asked.get("order", "evidence")
    cells = [cell for cell in selection.cells if wanted(cell)]
    columns = [slug for slug in selection.columns if any(cell.key.framework == slug for cell in cells)]
    return arrange(cells, columns, selection.vocabulary, selection.gaps, selection.resolutions, order)


def _disagrees(cell: JudgedCell) -> bool:
    return cell.judgement.state == State.CONTESTED or Flag.SPLIT in cell.judgement.flags


def _depends(cell: JudgedCell) -> bool:
    return Flag.CONDITIONAL in cell.judgement.flags
