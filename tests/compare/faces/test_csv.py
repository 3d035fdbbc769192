from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given

from compare.faces.csv import FORMULA_STARTS, MATRIX_COLUMNS, cell_text, write
from compare.faces.json import RECORD_COLUMNS, claim_values
from kb.claim_columns import CLAIM_COLUMNS, unguarded
from kb.evidence.records import ClaimRecord, row_of
from tests.compare.faces import tiny
from tests.compare.faces.hostile import TEXT, claims
from tests.compare.records import claims_content, envelope, text


def rows(content: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content, newline="")))


@pytest.mark.parametrize("name", tiny.CONTENTS)
def test_the_whole_file_is_as_expected(name: str) -> None:
    assert tiny.written(name, "csv") == tiny.expected(name, "csv")


def test_the_columns_are_those_of_the_contract() -> None:
    assert ",".join(MATRIX_COLUMNS) == (
        "group,aspect,company,framework,state,value,compared_to,scopes,documents,roots,sources,"
        "scoped,certainty,roots_min,flags,period"
    )
    assert tiny.written("claims", "csv").splitlines()[0] == ",".join(CLAIM_COLUMNS)


def test_lines_end_as_rfc_4180_says() -> None:
    assert tiny.written("comparison", "csv").count("\r\n") == 10


def test_an_empty_list_keeps_its_heads() -> None:
    content = tiny.Content(main="sources", title="", records=[], records_kind="sources")
    assert text(write(envelope(content))) == ",".join(RECORD_COLUMNS["sources"]) + "\r\n"


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_text_that_could_be_a_formula_gets_an_apostrophe(start: str) -> None:
    assert cell_text(f"{start}x") == f"'{start}x"
    assert unguarded(cell_text(f"{start}x")) == f"{start}x"


def test_numbers_stay_numbers() -> None:
    assert [cell_text(value) for value in (-3, -12.9, 55600, True, None)] == ["-3", "-12.9", "55600", "true", ""]


def test_lists_are_joined_by_a_space_and_guarded_whole() -> None:
    assert cell_text(["a", "b"]) == "a b"
    assert cell_text(["=a", "b"]) == "'=a b"
    assert cell_text([{"slug": "easy", "label": "Easy"}, {"slug": "steep"}]) == "easy steep"


@given(TEXT)
def test_import_takes_exactly_one_apostrophe_off(written: str) -> None:
    assert unguarded(cell_text(written)) == written


@given(claims())
def test_hostile_claims_come_back_as_they_were(some: list[ClaimRecord]) -> None:
    found = rows(text(write(envelope(claims_content(*some)))))
    assert len(found) == len(some)
    for row, claim in zip(found, some, strict=True):
        for name in ("key", "statement", "locator", "quote"):
            assert unguarded(row[name]) == getattr(claim, name)
        if isinstance(claim.value, Decimal):
            assert Decimal(row["value"]) == claim.value
        else:
            assert unguarded(row["value"]) == (
                str(claim.value).lower() if isinstance(claim.value, bool) else claim.value
            )


@given(claims())
def test_claims_are_written_as_a_library_would_write_them(some: list[ClaimRecord]) -> None:
    whole, one_by_one = envelope(claims_content(*some)), io.StringIO(newline="")
    writer = csv.writer(one_by_one)
    writer.writerow(CLAIM_COLUMNS)
    writer.writerows([cell_text(value) for value in claim_values(row_of(one), whole.origin)] for one in some)
    assert text(write(whole)) == one_by_one.getvalue()
