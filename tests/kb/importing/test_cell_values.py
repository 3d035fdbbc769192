"""Cells to values, without a database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kb.evidence.records import AspectRecord, FrameworkRecord, OptionRecord, SourceRecord
from kb.evidence.vocabulary import Vocabulary
from kb.importing.cell_values import Reader
from kb.importing.file_records import FileRow
from kb.importing.json_file import NotJson
from kb.importing.messages import fault_words


def aspect(slug: str, value_type: str, *options: tuple[str, str]) -> AspectRecord:
    return AspectRecord(
        slug=slug, name=slug.capitalize(), group="", order=0, help_text="", value_type=value_type, cardinality="one",
        temporal=False, unit="", stale_after_months=None, per_company=False,
        options=tuple(OptionRecord(option, label, "") for option, label in options),
    )  # fmt: skip


def source(slug: str) -> SourceRecord:
    return SourceRecord(slug, slug, "article", "article", (), (), (), "", "", "", "", "", "", None, "", "")


ASPECTS = [
    aspect("orm", "boolean"),
    aspect("stars", "number"),
    aspect("remark", "text"),
    aspect("ease", "choice", ("easy", "Quite easy"), ("hard", "Hard"), ("hard-2", "hard"), ("x", "easy")),
]
VOCABULARY = Vocabulary(
    frameworks={slug: FrameworkRecord(slug, slug.capitalize(), (), "", "") for slug in ("flask", "django")},
    groups={}, aspects={one.slug: one for one in ASPECTS}, scopes={}, companies={},
    sources={slug: source(slug) for slug in ("article", "survey")}, links=(),
)  # fmt: skip
READER = Reader(VOCABULARY)
FINE = {"framework": "flask", "aspect": "orm", "source": "article", "value": "yes"}


def read(**cells: Any) -> tuple[dict[str, Any], list[str]]:
    found = READER.read(FileRow(2, 1, FINE | cells))
    return found.values, [fault_words(fault) for fault in found.faults]


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("orm", "yes", True),
        ("orm", " FALSE", False),
        ("orm", True, True),
        ("stars", "55600", Decimal(55600)),
        ("stars", "-12.90", Decimal("-12.9")),
        ("stars", Decimal("1E+2"), Decimal(100)),
        ("remark", " kept \n", "kept"),
        ("remark", "=1+1", "=1+1"),
        ("ease", "easy", "easy"),  # a slug before a label
        ("ease", " quite EASY ", "easy"),
    ],
)
def test_a_value_is_read_by_the_type_of_its_aspect(kind: str, cell: Any, value: Any) -> None:
    values, faults = read(aspect=kind, value=cell)
    assert (values["value"], faults) == (value, [])


@pytest.mark.parametrize(
    ("kind", "cell", "message"),
    [
        ("orm", "maybe", "This takes a yes or no, not “maybe”. Allowed: yes, no."),
        ("orm", Decimal(1), "This takes a yes or no, not the number 1. Allowed: yes, no."),
        ("orm", " ", "This is required."),
        ("orm", None, "This is required."),
        ("stars", "٣", "This takes a number, like 12.9 or 55600, not “٣”."),
        ("stars", True, "This takes a number, like 12.9 or 55600, not true."),
        ("stars", [], "This takes a number, like 12.9 or 55600, not a list."),
        ("stars", NotJson("NaN"), "This takes a number, like 12.9 or 55600, not NaN, which is no number in JSON."),
        ("stars", Decimal("1E+999999999"), "This number is too large or too small."),
        ("remark", Decimal(5), "This takes a text, in quotation marks, not the number 5."),
        ("remark", {}, "This takes a text, in quotation marks, not an object."),
        ("ease", "esy", "“esy” is no option of “Ease”. Allowed: easy, hard, hard-2, x."),
        ("ease", "HARD", "“HARD” names 2: write the slug. Allowed: hard, hard-2."),
        ("ease", False, "This takes a text, in quotation marks, not false."),
    ],
)
def test_a_value_that_cannot_be_meant_says_why(kind: str, cell: Any, message: str) -> None:
    values, faults = read(aspect=kind, value=cell)
    assert faults == [f"line 2, value: {message}"]
    assert "value" not in values


def test_every_fault_of_a_row_is_found_at_once() -> None:
    _, faults = read(framework="flsk", source=5, via=" ", hedged="often", status="ready", note="x" * 20_001, value="")
    assert faults == [
        "line 2, framework: “flsk” is no framework of this base. Allowed: flask, django.",
        "line 2, hedged: This takes a yes or no, not “often”. Allowed: yes, no.",
        "line 2, source: This takes a text, in quotation marks, not the number 5.",
        "line 2, status: “ready” is no status. Allowed: draft, review, published, retired.",
        "line 2, note: Ensure this value has at most 20000 characters (it has 20001).",
        "line 2, value: This is required.",
    ]


def test_a_value_waits_for_its_aspect() -> None:
    assert read(aspect="orn", value="")[1] == [
        "line 2, aspect: “orn” is no aspect of this base. Allowed: orm, stars, remark, ease."
    ]


def test_empty_cells_say_nothing_and_missing_columns_less() -> None:
    values, faults = read(company="", via=None, hedged="", locator="", quote=None)
    assert faults == []
    assert [values[name] for name in ("company", "via", "hedged", "locator", "quote")] == [None, None, False, "", ""]
    assert "scope" not in values


def test_what_the_site_makes_itself_is_not_read() -> None:
    values, faults = read(value_label="no", url=5)
    assert faults == []
    assert not {"value_label", "url"} & set(values)
