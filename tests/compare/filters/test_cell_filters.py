from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from compare.filters.cell_filters import number, staying_cells
from kb.evidence.records import CellKey, ClaimRecord
from tests.compare.filters.asking import asked, refused
from tests.compare.records import cells, claim

REDDIT = {"aspect": "used-in-production", "company": "reddit"}
BASE = [
    claim("1", True),
    claim("2", False, framework="django", statement="Große Wörter"),
    claim("3", 12.9),
    claim("4", "easy", source="a"),
    claim("5", "steep", source="b"),
    claim("6", "easy", source="c"),
    claim("7", "12", aspect="words", value_label="12"),
    claim("8", True, **REDDIT),
]


def kept_by(query: str, claims: list[ClaimRecord] | None = None, **given: Any) -> list[str]:
    """“flask orm” for each cell that stays."""
    found = cells(BASE if claims is None else claims, keys=[CellKey("django", "share")], **given)
    return [" ".join(part for part in cell.key if part) for cell in staying_cells(found, asked(query).staged("cells"))]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=contested", ["flask curve"]),
        ("certainty=strong", []),
        ("state=empty", ["django share"]),
        ("state=contested&state=empty", ["flask curve", "django share"]),
        ("flag=second_hand&min_documents=2", ["flask curve"]),
        ("value=yes", ["flask orm", "flask used-in-production reddit"]),
        ("value=no", ["django orm"]),
        ("value=easy", ["flask curve"]),
        ("value=12.9", ["flask share"]),
        ("value=12.90", ["flask share"]),
        ("value=%2B12.9", ["flask share"]),
        ("value=0.0000001", []),
        ("value=12", []),
        ("value=no&value=steep", ["django orm", "flask curve"]),
        ("min_documents=3", ["flask curve"]),
        ("min_roots=3", ["flask curve"]),
        ("min_roots=3&value=yes", []),
        ("differs=1", ["flask orm", "django orm"]),
        ("q=GROSSE+wörter", ["django orm"]),
        ("q=reddit", ["flask used-in-production reddit"]),
        ("q=orm", ["flask orm", "django orm"]),
        ("q=steep", ["flask curve"]),
        ("q=nowhere", []),
    ],
)
def test_cells_stay_that_every_filter_keeps(query: str, expected: list[str]) -> None:
    assert kept_by(query) == expected


def test_zero_as_a_minimum_keeps_empty_cells_too() -> None:
    assert "django share" in kept_by("min_documents=0&min_roots=0")


def test_a_split_company_is_found_by_its_flag() -> None:
    assert kept_by("flag=split", split={"reddit"}) == ["flask used-in-production reddit"]
    assert kept_by("flag=split") == []


@pytest.mark.parametrize(
    "text", ["x", "", "1e3", "0x10", "Infinity", "NaN", "1_000", "１２", "12.", ".5", "--1", "1" * 41]
)
def test_a_number_is_written_in_digits(text: str) -> None:
    assert number(text) is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("0.0000001", "0.0000001"), ("-0.000000000001", "-0.000000000001"), ("100.00", "100"), ("+1200", "1200"),
        ("-0.0", "0"), ("999999999999.999999999999", "999999999999.999999999999"),
    ],
)  # fmt: skip
def test_a_number_is_written_and_said_without_an_exponent(text: str, plain: str) -> None:
    filters = asked(urlencode({"value": text}))
    assert filters.normalised() == f"value={plain}"
    assert filters.words() == [f"valued {plain}"]
    assert asked(urlencode({"value": [text, plain]}, doseq=True)).words() == filters.words()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("min_roots=x", "“x” is not a whole number from 0 to 1,000,000."),
        ("min_documents=-1", "“-1” is not a whole number from 0 to 1,000,000."),
        ("min_roots=1.5", "“1.5” is not a whole number from 0 to 1,000,000."),
        ("min_roots=99999999", "“99999999” is not a whole number from 0 to 1,000,000."),
        ("differs=0", "“0” is not allowed: write 1, or leave it out."),
        ("value=nonsense", "“nonsense” is not a value: an option, yes, no or a number."),
        ("certainty=sure", "“sure” is not a certainty."),
        ("state=nonsense", "“nonsense” is not a state."),
        (f"q={'x' * 201}", "A search has at most 200 characters; this one has 201."),
        (f"q={'x' * 10_240}", "A search has at most 200 characters; this one has 10,240."),
    ],
)
def test_a_bad_value_is_refused_in_words(query: str, words: str) -> None:
    (fault,) = refused(query)
    assert fault.message == words


@pytest.mark.parametrize("name", ["state", "flag", "certainty", "value", "differs"])
def test_a_refusal_names_what_is_allowed(name: str) -> None:
    (fault,) = refused(f"{name}=nonsense")
    assert fault.allowed


def test_a_slug_that_looks_like_a_number_is_left_as_it_is() -> None:
    assert asked("value=007").normalised() == "value=7"
