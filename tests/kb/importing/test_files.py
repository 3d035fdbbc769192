"""Bytes to rows: encodings, sizes, and which format a file is."""

from __future__ import annotations

import codecs

import pytest

from kb.importing import files
from kb.importing.messages import fault_words
from tests.kb.importing.builders import csv_of, json_of, one


def said(content: bytes, name: str = "claims.csv") -> list[str]:
    return [fault_words(fault) for fault in files.read(name, content).faults]


@pytest.mark.parametrize("name", ["claims.csv", "claims.txt", "claims", "CLAIMS.CSV"])
def test_csv_is_known_by_its_name_or_by_how_it_starts(name: str) -> None:
    assert files.read(name, csv_of(one())).rows[0].cells["value"] == "yes"


@pytest.mark.parametrize("name", ["claims.json", "claims", "claims.JSON"])
def test_json_is_known_by_its_name_or_by_how_it_starts(name: str) -> None:
    assert files.read(name, json_of(one())).rows[0].cells["value"] == "yes"


@pytest.mark.parametrize("content", [csv_of(one()), json_of(one())])
def test_a_byte_order_mark_is_passed_over(content: bytes) -> None:
    assert files.read("claims", codecs.BOM_UTF8 + content).rows[0].cells["framework"] == "flask"


@pytest.mark.parametrize("content", [b"", b" \n\n", codecs.BOM_UTF8])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert said(content) == said(content, "claims.json") == ["The file is empty."]


def test_other_encodings_are_refused_by_name_or_by_line() -> None:
    assert said("key".encode("utf-16")[:-1])[0].startswith("The file begins as UTF-16 and goes on otherwise.")
    assert said(b"key\r\na\rb\xe9\n")[0].startswith("line 3: The byte 0xE9 is not UTF-8.")
    assert said(codecs.BOM_UTF8 + b"key\n\xff")[0].startswith("line 2: The byte 0xFF is not UTF-8.")


def test_a_nul_byte_is_refused_by_line() -> None:
    assert said(b"key\n\na\0b\n") == ["line 3: There is a NUL byte: this is no text."]


def test_a_file_that_is_too_large_is_refused() -> None:
    assert said(b"x" * (files.MOST_BYTES + 1)) == ["The file is larger than 20 MiB: split it."]


def test_a_file_with_too_many_claims_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_ROWS", 2)
    for content in (csv_of(one(), one(), one()), json_of(one(), one(), one())):
        table = files.read("claims", content)
        assert table.rows == ()
        assert [fault.message for fault in table.faults] == ["The file holds more than 2 claims: split it."]


def test_a_name_that_is_no_text_does_no_harm() -> None:
    assert files.read("a\udcff.csv", b"").name == "a?.csv"
