"""How an import speaks."""

from __future__ import annotations

from kb.importing import messages
from kb.importing.file_records import ColumnChange, FileFault, FileTable, Plan, PlannedRow, RowFate


def test_a_fault_says_where_what_and_what_is_allowed() -> None:
    assert messages.fault_words(FileFault("Empty.")) == "Empty."
    assert (
        messages.fault_words(FileFault("Wrong.", "value", ("a", "b"), line=4, number=3))
        == "line 4, claim 3, value: Wrong. Allowed: a, b."
    )


def test_the_preview_shows_every_row_but_few_of_the_unchanged() -> None:
    changed = PlannedRow(2, 1, RowFate.CHANGED, "k-1", {}, (ColumnChange("statement", None, "New."),))
    new = PlannedRow(3, 2, RowFate.NEW, "k-2", {"framework": "flask", "aspect": "orm", "value": True, "company": None})
    refused = PlannedRow(4, 3, RowFate.REFUSED, "", {}, (), (FileFault("Wrong.", "value", line=4),))
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
