"""Where sources disagree, what companies are claimed for several frameworks, and what depends on a condition."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from compare.answers.answering import Page, Sheet
from compare.display.cell_judgements import CellJudgement
from compare.display.cells import CellView
from compare.display.labels import quantity
from compare.display.matrix import Matrix, MatrixRow, arrange
from compare.display.mirror_cells import once
from compare.faces.contents import Content
from compare.panel.facets import Among
from compare.parts.fixture_rows import rows_of
from compare.parts.leaves import Leaf, leaf
from compare.query.axes import Condition
from compare.query.cell_query import STORED
from compare.query.figures import dispute_sums
from compare.query.long_lists import PlacedList, RowList
from compare.query.quick_numbers import QUICK_OF_DISAGREEMENTS, quick_numbers
from compare.query.selection import Selection, select
from compare.query.table_rows import SPLIT, key_at_place, key_of_row, slugs_of
from compare.web.freshness import today
from kb.evidence.judgement import Flag, State
from kb.rows.counting import COUNT_BOUND, bounded
from kb.wording import all_of

AnyCell = CellJudgement | CellView
TITLE = "Disagreements"
ROWS = 50  # of either list on a page
IS_CONTESTED = Condition(lambda: Q(state=State.CONTESTED), f"{{table}}.state = '{State.CONTESTED}'", ())
# These name `disagrees`, though what is contested does, so that an index of the few cells that do answers.
BETWEEN_SOURCES = Condition(
    lambda: Q(disagrees=True, state=State.CONTESTED, against_itself=False),
    f"({{table}}.disagrees AND {IS_CONTESTED.sql} AND NOT {{table}}.against_itself)",
    (),
)
AGAINST_ITSELF_ALONE = Condition(
    lambda: Q(disagrees=True, state=State.CONTESTED, against_itself=True),
    f"({{table}}.disagrees AND {IS_CONTESTED.sql} AND {{table}}.against_itself)",
    (),
)
CONTESTED_ROWS = Condition(
    lambda: Q(disagrees=True) & IS_CONTESTED.q, f"{{table}}.disagrees AND {IS_CONTESTED.sql}", ()
)
EITHER = f"({IS_CONTESTED.sql} OR {SPLIT.sql})"
LISTED = Condition(lambda: Q(disagrees=True) & (IS_CONTESTED.q | SPLIT.q), f"({{table}}.disagrees AND {EITHER})", ())
DEPENDING = Condition(
    lambda: Q(disagrees=True, conditional=True) & ~(IS_CONTESTED.q | SPLIT.q),
    f"({{table}}.disagrees AND {{table}}.conditional AND NOT {EITHER})",
    (),
)
DISAGREES = Condition(lambda: Q(disagrees=True), "{table}.disagrees", ())


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows either list has, what the sentence counts, and how many rows the quick views would leave, if they
    were counted with these.
    """

    listed: int
    depending: int
    contested: int
    split: int
    conditional: int
    itself: int = 0
    quick: Mapping[str, int] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """“15 cells on which sources disagree, 4 companies claimed for several frameworks and 11 cells that …”."""
        counts = [f"{quantity(self.contested, 'cell')} on which sources disagree"]
        if self.itself:
            counts.append(f"{quantity(self.itself, 'cell')} on which a source is against itself")
        if self.split:
            counts.append(f"{quantity(self.split, 'company', 'companies')} claimed for several frameworks")
        if self.conditional:
            verb = "depends" if self.conditional == 1 else "depend"
            counts.append(f"{quantity(self.conditional, 'cell')} that {verb} on a condition")
        return all_of(counts)


def disagreements(request: HttpRequest) -> Page:
    """Contested and split cells, the strongest evidence first; conditional ones in a section of their own."""
    selection = select(request.GET, today())
    size = cache(partial(_size, selection))

    def sheet() -> Sheet:
        part = leaf(_longer(selection, size()), selection, ROWS)
        matrix, conditional = _on_leaf(selection, part, size())
        parted = {name: list(map(once, rows)) for name, rows in _parted(matrix).items()}
        depending = list(map(once, conditional.rows))
        context = {"matrix": matrix, "leaf": _leaf(part, size()), **parted, "depending": depending}
        return Sheet(_content(matrix, conditional), context)

    return Page(
        main="rows",
        title=TITLE,
        whole=lambda: _content(*_with_names(selection)),
        bare=lambda: _content(*_whole(selection)),
        paging=lambda: leaf(_longer(selection, size()), selection, ROWS),
        selection=selection,
        sentence=lambda: selection.sentence(size().words),
        template="disagreements.html",
        path="/disagreements/",
        fixture=lambda: rows_of(selection, {cell.key for cells in _parts(selection.cells) for cell in cells}),
        html=sheet,
        quick=QUICK_OF_DISAGREEMENTS,
        quick_numbers=lambda: _quick_numbers(selection, size()),
        among=Among(lambda cell: _is_listed(cell) or _depends(cell), Q(disagrees=True)),
    )


def _content(matrix: Matrix, conditional: Matrix) -> Content:
    return Content(main="rows", title=TITLE, matrix=matrix, conditional=conditional)


@dataclass(frozen=True)
class PlaceList(PlacedList[str]):
    """The places of the rows that meet a condition, where stored cells answer."""

    selection: Selection
    condition: Condition
    size: int

    @property
    def number(self) -> int:
        return self.size

    def refs(self, first: int, last: int) -> list[str]:
        return _places(self.selection, self.condition, first, last)

    def read(self, refs: Sequence[str]) -> Sequence[str]:
        return refs

    def key_of(self, row: str) -> str:
        return key_at_place(row)

    def key_of_ref(self, ref: str) -> str:
        return key_at_place(ref)

    def place(self, key: str) -> int | None:
        """One query."""
        by_strength = _order(self.selection) == "evidence"
        return self.selection.stored.rows_before([self.condition], *slugs_of(key), by_strength=by_strength)


def _longer(selection: Selection, size: Size) -> PlacedList[Any]:
    """The longer one of the two lists, which says where the other goes on as well: a page shows a part of both."""
    depending = size.depending > size.listed
    if _is_paged(selection):
        number = max(size.listed, size.depending)
        return PlaceList(selection, DEPENDING if depending else LISTED, number)
    return RowList(_whole(selection)[depending].rows, key_of_row)


def _leaf(part: Leaf, size: Size) -> Leaf:
    return replace(part, total=size.listed, last=min(part.last, size.listed))


# Counting and reading


def _is_paged(selection: Selection) -> bool:
    return not selection.weighs and _order(selection) in ("evidence", "aspect")


def _order(selection: Selection) -> str:
    return str(selection.filters.criteria.get("order", "evidence"))


def _size(selection: Selection) -> Size:
    """One query where stored cells answer; rows are counted to a bound."""
    if not _is_paged(selection):
        matrix, conditional = _whole(selection)
        parted = _parted(matrix)
        contested, itself = (sum(len(row.cells) for row in parted[name]) for name in ("contested", "itself"))
        split, depending = len(parted["split"]), len(conditional.cells)
        return Size(len(matrix.rows), len(conditional.rows), contested, split, depending, itself)
    quick = {} if selection.stored.criteria else {each.text: each.sql for each in QUICK_OF_DISAGREEMENTS if each.sql}
    rows_by = {_sql(condition): condition for condition in (CONTESTED_ROWS, DEPENDING, SPLIT)}
    rows_by |= {sql: Condition(Q, sql, ()) for sql in quick.values() if sql not in rows_by}
    sums = dispute_sums(selection)
    of_cells = [DEPENDING] if sums else [DEPENDING, BETWEEN_SOURCES, AGAINST_ITSELF_ALONE]
    listed, *numbers = selection.stored.numbers_within(LISTED, [*rows_by.values()], of_cells, COUNT_BOUND + 1, sums)
    rows = {sql: bounded(number) for sql, number in zip(rows_by, numbers, strict=False)}
    under_conditions, between, within = numbers[-3:]
    return Size(
        bounded(listed),
        rows[_sql(DEPENDING)],
        between,
        split=rows[_sql(SPLIT)],
        conditional=under_conditions,
        itself=within,
        quick={text: rows[sql] for text, sql in quick.items()},
    )


def _sql(condition: Condition) -> str:
    return condition.sql.format(table=STORED)


def _quick_numbers(selection: Selection, size: Size) -> Mapping[str, int]:
    """How many rows the quick views would leave. One query under a filter of cells."""
    return size.quick or quick_numbers(selection, QUICK_OF_DISAGREEMENTS)


def _on_leaf(selection: Selection, part: Leaf, size: Size) -> tuple[Matrix, Matrix]:
    """The rows of either list on a page. Two queries where stored cells answer, and their names."""
    first = part.first - 1 if part.rows else max(size.listed, size.depending)
    last = first + ROWS
    if not _is_paged(selection):
        matrix, conditional = _with_names(selection)
        return (
            replace(matrix, rows=matrix.rows[first:last]),
            replace(conditional, rows=conditional.rows[first:last]),
        )
    longer, other = (DEPENDING, LISTED) if size.depending > size.listed else (LISTED, DEPENDING)
    places = {longer: part.rows, other: _places(selection, other, first, last)}
    keys = sorted({place for group in places.values() for place in group})
    cells = selection.shaped(selection.stored.read_where([DISAGREES], keys))
    selection.vocabulary.fetch_values(cell.judgement for cell in cells)
    listed, depending = _parts(cells)
    return (
        _matrix(selection, _at(places[LISTED], listed, selection)),
        _matrix(selection, _at(places[DEPENDING], depending, selection)),
    )


def _places(selection: Selection, rows: Condition, first: int, last: int) -> list[str]:
    """The places of some rows in the order asked for. One query."""
    by_strength = _order(selection) == "evidence"
    return selection.stored.places_where([rows], first, last, by_strength=by_strength)


def _at(places: Collection[str], cells: Iterable[CellJudgement], selection: Selection) -> list[CellJudgement]:
    """The cells that stand at these places."""
    place = selection.vocabulary.place
    return [cell for cell in cells if place(cell.key.aspect, cell.key.company) in places]


def _parts(cells: Collection[CellJudgement]) -> tuple[list[CellJudgement], list[CellJudgement]]:
    """The cells of either list."""
    listed = [cell for cell in cells if _is_listed(cell)]
    return listed, [cell for cell in cells if _depends(cell) and not _is_listed(cell)]


def _whole(selection: Selection) -> tuple[Matrix, Matrix]:
    listed, depending = _parts(selection.cells)
    return _matrix(selection, listed), _matrix(selection, depending)


def _with_names(selection: Selection) -> tuple[Matrix, Matrix]:
    """The same with all at hand that the values of cells name. Three queries at most."""
    matrices = _whole(selection)
    selection.vocabulary.fetch_values(cell.judgement for matrix in matrices for cell in matrix.cells)
    return matrices


def _matrix(selection: Selection, cells: Collection[CellJudgement]) -> Matrix:
    return arrange(
        cells,
        sorted({cell.key.framework for cell in cells}),
        selection.vocabulary,
        {},
        _order(selection),
        evidence_query=selection.evidence_query,
        by_section=False,
    )


# The parts of the page


def _parted(matrix: Matrix) -> dict[str, list[MatrixRow]]:
    """What contradicts each other, and what only stands side by side; a cell can be both."""
    return {
        "contested": _rows(matrix, _is_between_sources),
        "itself": _rows(matrix, _is_against_itself),
        "split": _rows(matrix, _is_split),
    }


def _rows(matrix: Matrix, condition: Callable[[AnyCell], bool]) -> list[MatrixRow]:
    """The rows that have such cells, with these alone."""
    rows = [
        replace(row, cells={slug: cell for slug, cell in row.cells.items() if condition(cell)}) for row in matrix.rows
    ]
    return [row for row in rows if row.cells]


def _is_contested(cell: AnyCell) -> bool:
    return cell.judgement.state == State.CONTESTED


def _is_against_itself(cell: AnyCell) -> bool:
    return _is_contested(cell) and cell.judgement.is_against_itself


def _is_between_sources(cell: AnyCell) -> bool:
    return _is_contested(cell) and not cell.judgement.is_against_itself


def _is_split(cell: AnyCell) -> bool:
    return Flag.SPLIT in cell.judgement.flags


def _is_listed(cell: AnyCell) -> bool:
    return _is_contested(cell) or _is_split(cell)


def _depends(cell: AnyCell) -> bool:
    return Flag.CONDITIONAL in cell.judgement.flags
