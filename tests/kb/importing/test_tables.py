"""The guard against formulas, and the columns that two packages share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.faces import csv
from kb.claim_columns import CLAIM_COLUMNS, FORMULA_STARTS, guarded, unguarded
from kb.importing.file_records import COLUMNS, IGNORED, REQUIRED


@given(st.text())
def test_what_was_guarded_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_guarded_text_starts_no_formula(start: str) -> None:
    assert guarded(f"{start}1+1") == f"'{start}1+1"


def test_the_face_writes_the_columns_that_the_import_reads() -> None:
    assert csv.CLAIM_COLUMNS is CLAIM_COLUMNS
    assert csv.unguarded is unguarded
    assert set(COLUMNS) == {*CLAIM_COLUMNS, "note"}
    assert set(REQUIRED).isdisjoint(IGNORED)
