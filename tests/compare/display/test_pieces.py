"""A row put together from pieces: what the page knows is put in, and nothing that a page does not want said."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from compare.display.pieces import FLAGS, MARK, Assembly, Piece, flag_counts, packed, source_slugs, unpacked

HTML = f"<td><a href=/cells/flask/orm/>yes</a>{MARK}<p>1 root"


def piece(
    state: str = "filled", fresh_until: str = "", flags: str = "undated second_hand", sources: str = "b a",
    html: str = HTML, hidden: str = "",
) -> Piece:  # fmt: skip
    return state, fresh_until, flags, sources, html, hidden


def put(one: Piece, assembly: Assembly | None = None) -> str:
    return (assembly or Assembly([], ())).across({"flask": one}, ["flask"])


def test_a_piece_gets_the_numbers_of_its_sources_and_its_flags() -> None:
    text = put(piece(), Assembly(["a", "b"], ()))
    assert text == "<td><a href=/cells/flask/orm/>yes</a> <sup>1, 2</sup><p>1 root; undated; second-hand"


def test_each_value_has_the_numbers_of_its_own_sources() -> None:
    text = put(piece(html=f"<td>yes{MARK}, no{MARK}", sources="a b;c", flags=""), Assembly(["a", "b", "c"], ()))
    assert text == "<td>yes <sup>1, 2</sup>, no <sup>3</sup>"


def test_a_table_without_notes_has_no_numbers() -> None:
    assert put(piece()).startswith("<td><a href=/cells/flask/orm/>yes</a><p>")


def test_what_is_said_once_is_not_said_again() -> None:
    assert put(piece(), Assembly([], {"undated", "second_hand"})).endswith("1 root")


def test_the_exception_to_what_is_said_once_says_so() -> None:
    found = put(piece(flags="undated"), Assembly([], {"second_hand"}))
    assert found.endswith("1 root; first-hand; undated")


def test_an_empty_cell_is_no_exception() -> None:
    assert put(piece("empty", flags="", html="<td>nobody"), Assembly([], {"second_hand"})) == "<td>nobody"


def test_what_a_filter_hides_is_said_last() -> None:
    assert put(piece(hidden="<p class=hidden>2 claims hidden")).endswith("second-hand<p class=hidden>2 claims hidden")


def test_a_row_has_a_cell_for_each_column() -> None:
    found = Assembly([], ()).across({"flask": piece()}, ["django", "flask"])
    assert found.count("<td") == 2
    assert found.startswith("<td class=empty><span class=vh>left out")


def test_sources_are_those_of_cells_with_claims_each_once() -> None:
    assert source_slugs([piece(), piece(sources="a;c"), piece("empty", sources="")]) == ["a", "b", "c"]


def test_flags_are_counted_where_there_are_claims() -> None:
    assert flag_counts([piece(), piece(flags="second_hand undated"), piece("empty")]) == Counter(
        {frozenset({"undated", "second_hand"}): 2}
    )


def test_a_cell_is_stale_after_its_last_fresh_day() -> None:
    text = packed(["ORM", ""], {"flask": piece(fresh_until="2026-11-30")})
    flags = [unpacked(text, ["flask"], today)[1]["flask"][FLAGS] for today in ("2026-11-30", "2026-12-01")]
    assert flags == ["undated second_hand", "stale undated second_hand"]


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]))


@given(st.tuples(TEXTS, TEXTS), st.dictionaries(TEXTS, st.tuples(TEXTS, st.just(""), TEXTS, TEXTS, TEXTS, TEXTS)))
def test_a_stored_row_comes_back_as_it_was(names: tuple[str, str], row: dict[str, Piece]) -> None:
    assert unpacked(packed(names, row), row, "2026-12-01") == ([*names], row)


def test_only_the_columns_of_the_page_are_read() -> None:
    text = packed(["ORM", ""], {"flask": piece(), "django": piece()})
    assert list(unpacked(text, ["django"], "")[1]) == ["django"]
