"""How many rows of a table each quick view would leave, beside the other filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.http import QueryDict

from compare.display.table import Table
from compare.filters import CELLS, FILTERS, ComparisonFilter
from compare.filters.cell_filters import staying_cells
from compare.filters.order_filters import PAGING
from compare.query.cell_query import StoredCells
from compare.query.places import without
from compare.query.selection import Selection
from compare.query.table_rows import is_at_hand

QUICK_NAMES = ("differs", "state", "min_documents")  # the filters of quick views: one of them at a time


def stored_quick_numbers(selection: Selection, texts: Iterable[str]) -> list[QuerySet[Any]]:
    """For each query text a row: blank, the text, how many rows of the table have a stored cell that it keeps."""
    cells = _beside(selection).staying().order_by()
    return [_number(cells, text, _condition(text, selection)) for text in texts]


def weighed_quick_numbers(selection: Selection, texts: Iterable[str]) -> dict[str, int]:
    """The same by text where cells are judged."""
    others = {name: value for name, value in selection.filters.staged(CELLS).items() if name not in QUICK_NAMES}
    cells = list(staying_cells(selection.judgements, others))
    rows: Mapping[str, set[tuple[str, str | None]]] = {
        text: {(cell.key.aspect, cell.key.company) for cell in staying_cells(cells, dict([_criterion(text)]))}
        for text in texts
    }
    return {text: len(keys) for text, keys in rows.items()}


def quick_numbers_at_hand(selection: Selection, table: Table) -> dict[str, int]:
    """How many rows quick views would leave, by their query, as far as the answers of a whole ``table`` tell. No query
    beyond those of the table.
    """
    if selection.stored.criteria or selection.weighs or not (is_at_hand(selection) and table.has_points):
        return {}
    topics = table.topics.values()
    return {
        "differs=1": sum(topic.differs for topic in topics),
        "min_documents=1": sum(bool(topic.filled) for topic in topics),
        "state=contested": sum(bool(topic.disputes) for topic in topics),
    }


def _number(cells: QuerySet[Any], text: str, condition: Q) -> QuerySet[Any]:
    rows: Any = cells.filter(condition).annotate(of=Value(""), text=Value(text)).values_list("of", "text")
    numbers: QuerySet[Any] = QuerySet.annotate(rows, number=Count("place", distinct=True))
    return numbers


def _beside(selection: Selection) -> StoredCells:
    """What the other filters ask of cells."""
    criteria = selection.filters.criteria
    if not any(name in criteria for name in QUICK_NAMES):
        return selection.stored
    query = QueryDict(selection.filters.normalised(leave_out=(*PAGING, *QUICK_NAMES)))
    filters = ComparisonFilter(query, selection.vocabulary, without=without(selection.place))
    filters.check()
    return StoredCells(filters, selection.place, selection.today)


def _criterion(text: str) -> tuple[str, Any]:
    """The filter and its value in the text of a quick view: a number, or one word."""
    name, _, word = text.partition("=")
    return name, int(word) if word.isdigit() else [word]


def _condition(text: str, selection: Selection) -> Q:
    name, value = _criterion(text)
    condition: Q = FILTERS[name].where(value, selection.today)
    return condition
