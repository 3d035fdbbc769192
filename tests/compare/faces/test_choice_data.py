"""A choice as data; its whole files are among those of `test_json` and `test_csv`."""

from __future__ import annotations

from dataclasses import replace

from compare.chooser.arrangement import Chooser
from compare.faces.choice_data import CHOICE_COLUMNS, head, lists, rows
from kb.evidence.choice import choose
from tests.compare.faces import tiny

ORIGIN = "https://claimgrid.example"


def chooser() -> Chooser:
    choice = tiny.choice().choice
    assert choice is not None
    return choice


def test_every_line_has_the_columns() -> None:
    assert {len(row) for row in rows(chooser())} == {len(CHOICE_COLUMNS)}
    assert [row[:3] for row in rows(chooser())] == [
        ["django", "orm", "must"], ["django", "gentle", "nice"], ["flask", "orm", "must"], ["flask", "gentle", "nice"],
    ]  # fmt: skip


def test_before_anything_is_asked_there_are_needs_and_no_outcome() -> None:
    nothing = replace(chooser(), choice=choose([], [], [], {}, tiny.words()), cells={})
    assert head(nothing) == {"frameworks": [], "left_out": [], "outcome": None}
    found = {name: list(items) for name, items in lists(nothing, ORIGIN).items()}
    assert [one["kind"] for one in found["needs"]] == [None, None, None]
    assert found["choices"] == found["changes"] == []


def test_the_counts_of_a_framework_add_up() -> None:
    for one in lists(chooser(), ORIGIN)["choices"]:
        for name in ("musts", "nices"):
            tally = one[name]
            assert tally["low"] == tally["met"]
            assert tally["high"] == tally["met"] + tally["open"]
            assert tally["total"] == tally["high"] + tally["unmet"]


def test_what_is_met_under_a_condition_alone_says_so_in_its_words() -> None:
    found = {(row[0], row[1]): row[5] for row in rows(chooser())}
    words = "is said to be met, by one independent source, under a condition"
    assert found["django", "orm"] == words
    told = {one["framework"]: [each["words"] for each in one["needs"]] for one in lists(chooser(), ORIGIN)["choices"]}
    assert told["django"] == [words, "looked, sources are silent"]


def test_a_cell_is_linked_with_the_evidence_that_counts() -> None:
    found = chooser()
    filtered = replace(
        found, cells={key: replace(cell, evidence_query="source=a") for key, cell in found.cells.items()}
    )
    urls = [each["url"] for one in lists(filtered, ORIGIN)["choices"] for each in one["needs"]]
    assert urls[0] == f"{ORIGIN}/cells/django/orm/?source=a"
    assert all(url.endswith("/?source=a") for url in urls)
