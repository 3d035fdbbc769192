"""JSON to rows: a list or an envelope, lines and numbers, and what is no JSON."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.importing import json_file
from kb.importing.file_records import FileTable
from kb.importing.messages import fault_words

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
SPACES = st.sampled_from([None, 0, 1, "\t"])


def read(text: str, most: int = 100) -> FileTable:
    return json_file.read("a.json", text, most)


def said(table: FileTable) -> list[str]:
    rows = [fault for row in table.rows for fault in row.faults]
    return [fault_words(fault) for fault in (*table.faults, *rows)]


def test_a_row_knows_its_line_and_its_number() -> None:
    table = read('[\n {"value": 1.50},\n\n {"value": true}, {"value": "a\\nb"}\n]\n')
    assert [(row.line, row.number) for row in table.rows] == [(2, 1), (4, 2), (4, 3)]
    assert [row.cells["value"] for row in table.rows] == [Decimal("1.50"), True, "a\nb"]
    assert str(table.rows[2]) == "claim 3 on line 4"


@given(st.lists(st.dictionaries(st.text(), VALUES)), st.dictionaries(st.text(), VALUES), SPACES)
def test_list_and_envelope_are_read_as_json_reads_them(claims: Any, envelope: Any, indent: Any) -> None:
    envelope["claims"] = claims
    for whole in (claims, envelope, {"a": {"claims": [1]}, **envelope}):
        rows = read(json.dumps(whole, indent=indent)).rows
        assert [dict(row.cells) for row in rows] == claims


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "The file holds no claims."),
        ('{"claims": []}', "The file holds no claims."),
        ('{"schema": 1}', "This is neither a list of claims nor an object with a list “claims”."),
        ('{"claims": {}}', "This is neither a list of claims nor an object with a list “claims”."),
        ("12", "This is neither a list of claims nor an object with a list “claims”."),
        ('{"claims": [{}], "claims": [{}]}', "There is more than one list “claims”."),
        ("[5]", "line 1, claim 1: This is no object with the columns of a claim."),
        ('[{"note": "a", "note": "b"}]', "line 1, claim 1, “note”: This claim has it more than once."),
        ('[{"frame": 1},\n{"frame": 2}]', "line 1, “frame”: There is no such column (2 claims). Near: framework."),
        ("[" * 100_000, "line 1: What follows the claim on this line is nested too deeply."),
        ('[{"value": ' + "[" * 100_000, "line 1: What follows the claim on this line is nested too deeply."),
    ],
)
def test_what_holds_no_claims_says_why(text: str, message: str) -> None:
    assert said(read(text)) == [message]


@pytest.mark.parametrize(
    "text",
    ["[{}", "[{},", '[{} {"a": 1}]', "[{}]x", '{"claims" []}', '{"a": 1 "claims": []}', "{", "{1: 2}", '["a\nb"]', "x",
     "[{}]]", '{"claims": [{}]', "[{},]", '{"claims": [{}],}'],
)  # fmt: skip
def test_what_is_no_json_is_named_by_line(text: str) -> None:
    assert any(message.startswith("line 2: This is no JSON: ") for message in said(read("\n" + text)))
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)


def test_claims_before_the_broken_place_are_read() -> None:
    table = read('[\n{"value": 1},\n{"value" 2}\n]')
    assert len(table.rows) == 1
    assert said(table) == [
        "line 3: This is no JSON: Expecting ':' delimiter, at character 10. What follows was not read."
    ]


def test_numbers_that_json_does_not_know_are_kept_to_be_refused() -> None:
    cells = read('[{"value": NaN}, {"value": -Infinity}, {"value": 1e99999999999999999999}]').rows
    assert [row.cells["value"].text[:20] for row in cells] == ["NaN", "-Infinity", "1e999999999999999999"]
    assert read(f'[{{"value": {"9" * 10_000}}}]').rows[0].cells["value"].adjusted() == 9_999


def test_reading_stops_one_row_after_the_most() -> None:
    assert len(read(json.dumps([{}] * 20), most=3).rows) == 4


def test_of_very_many_names_that_are_there_twice_the_first_are_told() -> None:
    members = ", ".join(f'"n{number}": 1, "n{number}": 2' for number in range(json_file.MOST_TWICE + 3))
    twice = [words for words in said(read(f"[{{{members}}}]")) if "than once" in words]
    assert len(twice) == json_file.MOST_TWICE + 1
    assert twice[-1] == "line 1, claim 1: It has 3 more names more than once."
