"""A row put together from pieces: what the page knows is put in, and nothing that a page does not want said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from hypothesis import given
from hypothesis import strategies as st

from compare.display.pieces import (
    CELL_NAME,
    LEFT_OUT,
    MARK,
    Assembly,
    Columns,
    Piece,
    Pieces,
    TableText,
    flag_counts,
    flags_of,
    packed,
    pieces_in,
    pieces_of,
    source_slugs,
    standing,
    unpacked,
)

TODAY = "2026-12-01"
HTML = f"<td><a href=/cells/flask/orm/>yes</a><p>{MARK}1 root"


def piece(
    state: str = "filled", fresh_until: str = "", flags: str = "undated second_hand", sources: str = "b a",
    html: str = HTML, hidden: str = "",
) -> Piece:  # fmt: skip
    return Piece(standing(state, fresh_until, flags, hidden), html, sources)


def row(*pieces: Piece) -> Pieces:
    return pieces_of({str(number): one for number, one in enumerate(pieces)})


def assembled(notes: Sequence[str] = (), common: Collection[str] = ()) -> Assembly:
    return Assembly({slug: f"The {slug}" for slug in notes}, common, TODAY)


def mark(number: int, slug: str) -> str:
    return f'<a href=#note-{number} title="The {slug}">{number}</a>'


def put(one: Piece, assembly: Assembly | None = None) -> str:
    return "".join((assembly or assembled()).cells(pieces_of({"flask": one}), ("flask",)))


def test_a_piece_gets_the_numbers_of_its_sources_and_its_flags() -> None:
    text = put(piece(), assembled(["a", "b"]))
    marks = f"<sup>{mark(1, 'a')} {mark(2, 'b')}</sup>"
    assert text == f"<td><a href=/cells/flask/orm/>yes</a><p>{marks} 1 root<i>undated</i><i class=q>second-hand</i>"


def test_each_value_has_the_numbers_of_its_own_sources() -> None:
    text = put(piece(html=f"<td>yes{MARK}, no{MARK}", sources="a b;c", flags=""), assembled(["a", "b", "c"]))
    marks = [f"<sup>{mark(1, 'a')} {mark(2, 'b')}</sup> ", f"<sup>{mark(3, 'c')}</sup> "]
    assert text == f"<td>yes{marks[0]}, no{marks[1]}"


def test_a_table_without_notes_has_no_numbers() -> None:
    assert put(piece()).startswith("<td><a href=/cells/flask/orm/>yes</a><p>")


def test_what_is_said_once_is_not_said_again() -> None:
    assert put(piece(), assembled(common={"undated", "second_hand"})).endswith("1 root")


def test_the_exception_to_what_is_said_once_says_so() -> None:
    found = put(piece(flags="undated"), assembled(common={"second_hand"}))
    assert found.endswith("1 root<i>first-hand</i><i>undated</i>")


def test_an_empty_cell_is_no_exception() -> None:
    assert put(piece("empty", flags="", html="<td>nobody"), assembled(common={"second_hand"})) == "<td>nobody"


def test_what_a_filter_hides_is_said_last() -> None:
    assert put(piece(hidden="<p class=hidden>2 claims hidden")).endswith(
        "second-hand</i><p class=hidden>2 claims hidden"
    )


def test_a_row_has_a_cell_for_each_column() -> None:
    found = assembled().cells(pieces_of({"flask": piece()}), ("django", "flask"))
    assert len(found) == 2
    assert found[0] == LEFT_OUT.html


def test_rows_stand_behind_their_heads_with_names_in_their_links() -> None:
    texts = [
        TableText(f"<tr>{n}", f"Row &lt;{n}&gt;", row(piece(html=f"<td>{CELL_NAME}{MARK}", flags=""))) for n in (1, 2)
    ]
    lines = [f"<tr>{n}<td><u> (A: Row &lt;{n}&gt;)</u><sup>{mark(1, 'a')}</sup> " for n in (1, 2)]
    assert assembled(["a"]).rows(texts, ("0",), {"0": "A"}) == lines
    bare = "<tr>1<td><u> (Row &lt;1&gt;)</u>"
    assert assembled().rows(texts[:1], ("0", "1"), {}) == [f"{bare}{LEFT_OUT.html}"]


def test_sources_are_those_of_cells_with_claims_each_once() -> None:
    assert source_slugs([row(piece(), piece(sources="a;c")), row(piece("empty", sources=""))]) == ["a", "b", "c"]


def test_flags_are_counted_where_there_are_claims() -> None:
    rows = [row(piece(), piece(flags="second_hand undated")), row(piece("empty"))]
    assert flag_counts(rows, TODAY) == Counter({frozenset({"undated", "second_hand"}): 2})


def test_a_cell_is_stale_after_its_last_fresh_day() -> None:
    stands = piece(fresh_until="2026-11-30").standing
    assert [flags_of(stands, today) for today in ("2026-11-30", "2026-12-01")] == [
        ["undated", "second_hand"], ["stale", "undated", "second_hand"]
    ]  # fmt: skip


def test_a_stale_cell_says_so_and_is_counted_as_such() -> None:
    one = piece(fresh_until="2026-11-30", flags="")
    assert put(one).endswith("1 root<i>stale</i>")
    assert flag_counts([row(one)], TODAY) == {frozenset({"stale"}): 1}


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]))


@given(st.tuples(TEXTS, TEXTS), st.dictionaries(TEXTS, st.builds(Piece, TEXTS, TEXTS, TEXTS, TEXTS), min_size=1))
def test_a_stored_row_comes_back_as_it_was(names: tuple[str, str], cells: dict[str, Piece]) -> None:
    stored = packed(names, cells)
    read_names, read_cells = unpacked(Columns(cells), *stored)
    assert (read_names, read_cells.by_column, pieces_in(*stored)) == (names, cells, cells)


def test_a_row_is_read_without_its_sources_and_what_it_brings_to_a_summary() -> None:
    text, *_ = packed(["ORM", ""], {"flask": Piece("filled", "<td>", "a", "point")})
    assert unpacked(Columns(["flask"]), text)[1] == Pieces(("flask",), ["filled"], ["<td>"])


def test_only_the_columns_of_the_page_are_read_in_its_order() -> None:
    cells = {slug: piece(html=f"<td>{slug}", sources=slug) for slug in ("django", "express", "flask")}
    _, pieces = unpacked(Columns(["flask", "gin", "django"]), *packed(["ORM", ""], cells))
    assert pieces.by_column == {"flask": cells["flask"], "django": cells["django"]}


def test_some_columns_of_a_row_are_taken_with_their_texts() -> None:
    cells = {slug: piece(html=f"<td>{slug}", sources=slug) for slug in ("django", "express", "flask")}
    assert pieces_of(cells).of({"django", "flask"}).by_column == {slug: cells[slug] for slug in ("django", "flask")}


@given(st.sets(st.sampled_from("abcd"), min_size=1), st.sets(st.sampled_from("abcd")), st.permutations("abcd"))
def test_cells_that_are_not_stored_stand_beside_those_that_are(
    stored: set[str], shown: set[str], columns: list[str]
) -> None:
    cells = {column: Piece(standing("filled"), f"<td>{column}", column, f"point {column}") for column in "abcd"}
    row = pieces_of({column: cells[column] for column in sorted(stored)}).of(shown)
    others = {column: cells[column] for column in sorted(set("abcd") - stored)}
    wanted = {column: cells[column] for column in columns if column in shown or column not in stored}
    if row.columns:
        assert row.beside(others, columns).by_column == wanted
