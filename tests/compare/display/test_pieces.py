"""A cell put together from its piece: what the page knows is put in, and nothing that a page does not want said."""

from __future__ import annotations

from typing import Any

from compare.display.pieces import ADDRESS, MARK, Assembly, TableCell, across, counted_flags, sources_named

PIECE = f"<a href={ADDRESS}>yes</a>{MARK}b a{MARK}<p>1 root{MARK}undated second_hand"


def cell(piece: str = PIECE, **fields: Any) -> TableCell:
    return TableCell(**{"path": "/cells/flask/orm/", "state": "single", "piece": piece, **fields})


def test_a_piece_gets_its_address_the_numbers_of_its_sources_and_its_flags() -> None:
    text = Assembly(["a", "b"], ()).inner(cell())
    assert text == "<a href=/cells/flask/orm/>yes</a> <sup>1, 2</sup><p>1 root; undated; second-hand"


def test_a_table_without_notes_has_no_numbers() -> None:
    assert "<sup>" not in Assembly([], ()).inner(cell())


def test_what_is_said_once_is_not_said_again() -> None:
    assert Assembly([], {"undated", "second_hand"}).inner(cell()).endswith("1 root")


def test_the_exception_to_what_is_said_once_says_so() -> None:
    found = Assembly([], {"second_hand"}).inner(cell(PIECE.replace(" second_hand", "")))
    assert found.endswith("1 root; first-hand; undated")


def test_a_cell_is_stale_on_the_day_that_it_is_looked_at() -> None:
    assert Assembly([], ()).inner(cell(stale=True)).endswith("1 root; stale; undated; second-hand")


def test_an_address_with_a_query_stands_in_quotation_marks() -> None:
    assert '<a href="/cells/flask/orm/?source=a&amp;q=%22">' in Assembly([], (), "source=a&q=%22").inner(cell())


def test_what_a_filter_hides_is_said_last() -> None:
    assert Assembly([], ()).inner(cell(hidden="2 claims hidden")).endswith("<p class=hidden>2 claims hidden")


def test_only_contested_and_empty_cells_have_a_class() -> None:
    assembly = Assembly([], ())
    styles = [assembly.table_cell(cell(state=state)).split("<a")[0] for state in ("single", "contested", "empty")]
    assert styles == ["<td>", "<td class=contested>", "<td class=empty>"]


def test_a_row_has_a_cell_for_each_column() -> None:
    found = across({"flask": cell()}, ["django", "flask"], Assembly([], ()))
    assert found.count("<td") == 2
    assert found.startswith("<td class=empty><span class=vh>left out")


def test_sources_are_those_of_cells_with_claims_each_once() -> None:
    assert sources_named([cell(), cell(), cell(f"<a>nobody has looked</a>{MARK}", state="empty")]) == ["a", "b"]


def test_flags_are_counted_where_there_are_claims() -> None:
    assert list(counted_flags([cell(), cell(state="empty")])) == [frozenset({"undated", "second_hand"})]
