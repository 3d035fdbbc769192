"""The rows of a table that SQL reads: those that arranging every cell gives."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from compare.display.pieces import EACH_FIELD, flags_of
from compare.display.table import TableRow, rows_of
from compare.parts.tables import matrix_of
from compare.query.places import AddressPlace
from compare.query.row_store import piece_of
from compare.query.selection import Selection, select
from compare.query.table_rows import _size_of, is_paged, table_rows, table_size
from tests.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("varied_base", "today")]

COLUMNS = ("django", "flask")


def compared(query: str) -> Selection:
    return select(QueryDict(query), TODAY, AddressPlace({}, columns=COLUMNS, rectangular=True))


def cells_of(row: TableRow) -> tuple[str, str, dict[str, tuple[str, list[str]]]]:
    """The row, and how its cells stand today by framework: filled or not, and with which flags."""
    today = TODAY.isoformat()
    stand = {
        slug: (standing.split(EACH_FIELD)[0], flags_of(standing, today))
        for slug, standing in zip(row.pieces.columns, row.pieces.standings, strict=True)
    }
    return row.aspect, row.company, stand


SEARCHES = ["q=flask", "q=learn", "q=e", "q=reddit", "q=easy", "q=a&group=effort", "q=nothing says this"]
WHOLE_ROWS = ["", "differs=1", "differs=1&group=effort", "differs=1&aspect=learning-curve"]


@pytest.mark.parametrize("query", SEARCHES)
def test_cells_that_a_search_finds_are_counted_alike_on_a_page_and_beyond_it(
    query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_one_page = table_size(compared(query))
    for module in ("selection", "table_rows"):
        monkeypatch.setattr(f"compare.query.{module}.ROWS_LENGTH", 0)
    assert table_size(compared(query)) == on_one_page


@pytest.mark.parametrize("query", [*WHOLE_ROWS, *SEARCHES])
def test_rows_are_read_a_page_at_a_time_as_all_cells_give_them(query: str) -> None:
    selection = compared(query)
    every = rows_of(matrix_of(selection), piece_of)
    read = table_rows(compared(query), 0, len(every) + 1)
    assert is_paged(selection)
    assert list(map(cells_of, read)) == list(map(cells_of, every))
    assert (table_size(compared(query)).cells, table_size(compared(query)).rows) == (
        _size_of(selection).cells,
        _size_of(selection).rows,
    )
    assert table_size(compared(query)).of == _size_of(selection).of
