"""The guard against formulas, and the columns that two packages share."""

from csv import reader as csv_reader
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.faces import csv
from compare.faces.csv import cell_text
from kb.claim_columns import CLAIM_COLUMNS, FORMULA_SIGNS, FORMULA_STARTS, guarded, unguarded
from kb.importing.file_records import COLUMNS, IGNORED, REQUIRED


@given(st.text())
def test_what_was_guarded_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_guarded_text_starts_no_formula(start: str) -> None:
    assert guarded(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("unseen", [" ", "\n", "\u00a0", "\u200b", "\ufeff", "\x00", "\u202e", " \t\u3000"])
@pytest.mark.parametrize("sign", FORMULA_SIGNS)
def test_nothing_that_cannot_be_seen_hides_a_formula(unseen: str, sign: str) -> None:
    text = f"{unseen}{sign}1+1"
    assert guarded(text) == cell_text(text) == f"'{text}"
    assert unguarded(f"'{text}") == text


@pytest.mark.parametrize("text", ["a=b", "90s style", "5−3", "node.js", "“quoted”", "(a)", "…", "#1"])
def test_other_texts_stay(text: str) -> None:
    assert guarded(text) == cell_text(text) == text


def test_an_apostrophe_before_anything_else_stays() -> None:
    assert unguarded("'90s style") == "'90s style"


@given(st.lists(st.text(st.sampled_from([*FORMULA_STARTS, " ", "\u200b", "a", "1", ","]), max_size=4), min_size=2))
def test_no_cell_of_a_line_begins_a_formula(texts: list[str]) -> None:
    cells = next(csv_reader(StringIO(csv._line(csv._texts(texts)), newline="")))
    assert [unguarded(cell) for cell in cells] == texts
    assert [cell for cell in cells if cell.lstrip(" \u200b").startswith(tuple(FORMULA_SIGNS))] == []


def test_the_face_writes_the_columns_that_the_import_reads() -> None:
    assert csv.CLAIM_COLUMNS is CLAIM_COLUMNS
    assert csv.unguarded is unguarded
    assert set(COLUMNS) == {*CLAIM_COLUMNS, "note"}
    assert set(REQUIRED).isdisjoint(IGNORED)
