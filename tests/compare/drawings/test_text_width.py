from hypothesis import given
from hypothesis import strategies as st

from compare.drawings.text_width import ELLIPSIS, cut, width, wrapped


@given(st.text(max_size=80), st.integers(20, 300), st.integers(1, 4))
def test_every_line_fits(text: str, room: int, most: int) -> None:
    lines = wrapped(text, room, 14, most)
    assert len(lines) <= most
    assert all(width(line, 14) <= room for line in lines)


@given(st.text(alphabet="abc ", max_size=40))
def test_a_text_that_fits_stays_whole(text: str) -> None:
    assert wrapped(text, 10_000, 14, 1) == ((" ".join(text.split()),) if text.strip() else ())


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert wrapped("Flask vs Django: Difference Between Flask and Django", 150, 14, 2) == (
        "Flask vs Django:",
        "Difference Betwee…",
    )
    assert cut("a" * 99, 80, 14).endswith(ELLIPSIS)


def test_capitals_and_wide_letters_take_more_room() -> None:
    assert width("iii", 10) < width("nnn", 10) < width("NNN", 10) < width("日本語", 10)
