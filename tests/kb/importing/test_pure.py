"""Reading a file and speaking of it need no database; only matching, checking, planning and applying do."""

from pathlib import Path

import pytest

from tests.test_project import ROOT, imports, python_files, within

WITH_DATABASE = {"__init__", "applying", "bulk_checks", "matching", "planning"}
PURE = [path for path in python_files("kb/importing") if path.stem not in WITH_DATABASE] + [
    ROOT / "kb/claim_columns.py"
]


@pytest.mark.parametrize("path", PURE, ids=lambda path: path.stem)
def test_a_pure_part_touches_no_database_and_no_settings(path: Path) -> None:
    assert within(imports(path), ("django", "kb.models", "kb.derived.upkeep", "kb.rows.reading")) == set()
