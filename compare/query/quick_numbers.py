"""Filters of cells that many want, one step away, and how many rows each would leave beside the other filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.db import connection
from django.http import QueryDict

from compare.display.table import Table, has_notes
from compare.filters import CELLS, ComparisonFilter
from compare.filters.cell_filters import staying_cells
from compare.filters.order_filters import PAGING
from compare.query.axes import ANY
from compare.query.cell_query import STORED, StoredCells
from compare.query.places import without
from compare.query.selection import Selection
from compare.query.table_rows import SPLIT, is_at_hand
from kb.evidence.judgement import State


class QuickFilter(NamedTuple):
    """One of them: its name, its query (blank: none of them), and which cells it keeps, in SQL (blank: it asks more
    than one cell tells).
    """

    name: str
    text: str
    sql: str = ""


QUICK_DIFFERS = QuickFilter("Rows that differ", "differs=1")
QUICK_FILLED = QuickFilter("With claims", "min_documents=1", f"{STORED}.documents > 0")
QUICK_CONTESTED = QuickFilter("Contested", f"state={State.CONTESTED}", f"{STORED}.state = '{State.CONTESTED}'")
QUICK_AGREED = QuickFilter("Corroborated", f"state={State.CORROBORATED}", f"{STORED}.state = '{State.CORROBORATED}'")
ON_AXES = "axes"
QUICK_ALL = QuickFilter("All rows", "")
QUICK_OF_COMPANIES = (QUICK_ALL, QUICK_FILLED, QUICK_CONTESTED, QUICK_AGREED)  # companies do not differ
QUICK_OF_COMPARISONS = (QUICK_ALL, QUICK_DIFFERS, QUICK_FILLED, QUICK_CONTESTED, QUICK_AGREED)
RARE = (QUICK_CONTESTED, QUICK_AGREED)  # of a large table only these may leave no row, and an index counts them
# These name `disagrees`, though what is contested does, so that an index of the few cells that do answers.
QUICK_OF_DISAGREEMENTS = (
    QUICK_ALL,
    QUICK_CONTESTED._replace(sql=f"{STORED}.disagrees AND {QUICK_CONTESTED.sql}"),
    QuickFilter("Several frameworks", "flag=split", SPLIT.sql.format(table=STORED)),
    QuickFilter("Under conditions", "flag=conditional", f"({STORED}.disagrees AND {STORED}.conditional)"),
)


def quick_numbers(selection: Selection, quick: Sequence[QuickFilter]) -> dict[str, int]:
    """How many rows each would leave, by its query, but for those that nobody can count so. One query at most."""
    return _weighed_numbers(selection, quick) if selection.weighs else _numbers(*quick_sql(selection, quick))


def quick_sql(selection: Selection, quick: Sequence[QuickFilter], large: bool = False) -> tuple[str, list[Any]]:
    """The same in SQL with its parameters, a line with its query and its number for each, where stored cells answer; of
    a ``large`` table only the rare ones.
    """
    cells = _beside(selection, quick)
    where, parameters = cells.where([ANY])
    conditions = {each.text: each.sql for each in (RARE if large else quick) if each.sql}
    values = parameters * len(conditions)
    if QUICK_DIFFERS in quick and not large and not cells.searched_columns:  # these keep cells that are not stored, too
        differing, more = cells.differing_sql()
        conditions[QUICK_DIFFERS.text] = f"{STORED}.place IN ({differing})"
        values += [*parameters, *more]
    cells_where = f"FROM {STORED} WHERE {where} AND"
    return " UNION ALL ".join(
        f"SELECT '{text}', count(*) FROM (SELECT place {cells_where} {sql} GROUP BY place) AS rows_{at}"  # noqa: S608
        for at, (text, sql) in enumerate(conditions.items())
    ), values


def _weighed_numbers(selection: Selection, quick: Iterable[QuickFilter]) -> dict[str, int]:
    """The same where cells are judged."""
    names = names_of(quick)
    others = {name: value for name, value in selection.filters.staged(CELLS).items() if name not in names}
    cells = list(staying_cells(selection.judgements, others))
    rows: Mapping[str, set[tuple[str, str | None]]] = {
        each.text: {(cell.key.aspect, cell.key.company) for cell in staying_cells(cells, dict([_criterion(each.text)]))}
        for each in quick
        if each.text
    }
    return {text: len(keys) for text, keys in rows.items()}


def filtered_numbers(selection: Selection) -> dict[str, int]:
    """How many rows those of a comparison under a filter would leave, of a large one only those that may leave none;
    and how many rows are `ON_AXES`, where stored cells answer. One query at most.
    """
    if selection.weighs:
        return _weighed_numbers(selection, QUICK_OF_COMPARISONS)
    sql, parameters = quick_sql(selection, QUICK_OF_COMPARISONS, large=not has_notes(selection.columns))
    where, of_axes = selection.stored.axes_sql()
    rows = f"SELECT '{ON_AXES}', count(*) FROM (SELECT place FROM {STORED} WHERE {where} GROUP BY place) AS axes"  # noqa: S608
    return _numbers(f"{sql} UNION ALL {rows}", [*parameters, *of_axes])


def numbers_of_table(selection: Selection, table: Table) -> dict[str, int]:
    """How many rows those of a comparison without a filter of cells would leave, whose page shows this ``table``; of a
    large one only those that may leave none. One query, or none where its answers tell.
    """
    if not (is_at_hand(selection) and table.has_points):
        return _numbers(*quick_sql(selection, QUICK_OF_COMPARISONS, large=True))
    topics = table.topics.values()
    return {
        QUICK_ALL.text: len(topics),
        QUICK_DIFFERS.text: sum(topic.differs for topic in topics),
        QUICK_FILLED.text: sum(bool(topic.filled) for topic in topics),
        QUICK_CONTESTED.text: sum(bool(topic.disputes) for topic in topics),
        QUICK_AGREED.text: sum(topic.is_corroborated for topic in topics),
    }


def _numbers(sql: str, parameters: Sequence[Any]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return dict(cursor.fetchall())


def names_of(quick: Iterable[QuickFilter]) -> list[str]:
    """The filters that these ask: one of them at a time."""
    return list(dict.fromkeys(each.text.partition("=")[0] for each in quick if each.text))


def _beside(selection: Selection, quick: Iterable[QuickFilter]) -> StoredCells:
    """What the other filters ask of cells."""
    criteria, names = selection.filters.criteria, names_of(quick)
    if not any(name in criteria for name in names):
        return selection.stored
    query = QueryDict(selection.filters.normalised(leave_out=(*PAGING, *names)))
    filters = ComparisonFilter(query, selection.vocabulary, without=without(selection.place))
    filters.check()
    return replace(selection.stored, filters=filters)


def _criterion(text: str) -> tuple[str, Any]:
    """The filter and its value in the query of a quick filter: a number, or one word."""
    name, _, word = text.partition("=")
    return name, int(word) if word.isdigit() else [word]
