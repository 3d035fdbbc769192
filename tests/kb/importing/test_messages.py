"""How an import speaks."""

from __future__ import annotations

import pytest

from kb.importing import messages
from kb.importing.file_records import ColumnChange, FileFault, FileTable, Plan, PlannedRow, RowFate


@pytest.mark.parametrize(
    ("value", "words_for_it"),
    [
        ("easy", "“easy”"),
        ("x" * 100, f"“{'x' * 60}…”"),
        ("a\nb\x1b[31m", "“a\\nb\\x1b[31m”"),
        ("\u202eevil", "“\\u202eevil”"),
        ("\ud800", "“\\ud800”"),
        (None, "“”"),
        (True, "“yes”"),
    ],
)
def test_a_value_is_repeated_shortly_and_visibly(value: object, words_for_it: str) -> None:
    assert messages.cell_quote(value) == words_for_it


def test_few_allowed_words_are_all_named() -> None:
    assert messages.Nearest()("purple", dict.fromkeys(["red", "green"], "")) == ("red", "green")


def test_of_many_allowed_words_the_nearest_are_named_ten_at_most() -> None:
    many = {f"framework-{number}": f"Framework No. {number}" for number in range(50)}
    near = messages.Nearest()
    assert near("Framework No. 7", many)[0] == "framework-7"
    assert near("framework-49x", many)[0] == "framework-49"
    assert len(near("framework", many)) == 10
    assert near("zzz", many) == ()


def test_a_file_full_of_wrong_words_is_not_searched_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "MOST_SEARCHES", 2)
    many = {f"framework-{number}": "" for number in range(50)}
    near = messages.Nearest()
    assert [bool(near(f"framework-{word}", many)) for word in ("a", "b", "c", "a")] == [True, True, False, True]


def test_a_fault_says_where_what_and_what_is_allowed() -> None:
    assert messages.fault_words(FileFault("Empty.")) == "Empty."
    assert (
        messages.fault_words(FileFault("Wrong.", 4, "value", ("a", "b"), 3))
        == "line 4, claim 3, value: Wrong. Allowed: a, b."
    )


def test_the_preview_shows_every_row_but_few_of_the_unchanged() -> None:
    changed = PlannedRow(2, 1, RowFate.CHANGED, "k-1", {}, (ColumnChange("statement", None, "New."),))
    new = PlannedRow(3, 2, RowFate.NEW, "k-2", {"framework": "flask", "aspect": "orm", "value": True, "company": None})
    refused = PlannedRow(4, 3, RowFate.REFUSED, "", {}, (), (FileFault("Wrong.", 4, "value"),))
    same = [PlannedRow(line, line, RowFate.UNCHANGED, f"k-{line}", {}) for line in range(5, 9)]
    plan = Plan(FileTable("a.csv"), (changed, new, refused, *same), (), ("Mind.",), 0)
    assert list(messages.preview(plan, 1)) == [
        "a.csv: 7 claims: 1 new, 1 changed, 4 unchanged, 1 refused.",
        "Note: Mind.",
        "line 2: changed k-1",
        "    statement: “” → “New.”",
        "line 3: new k-2",
        "    framework “flask”, aspect “orm”, value “yes”",
        "line 4: refused",
        "    line 4, value: Wrong.",
        "line 5: unchanged k-5",
        "… and 3 more unchanged (-v 2 shows them)",
    ]
    assert list(messages.preview(plan, None))[-1] == "line 8: unchanged k-8"
