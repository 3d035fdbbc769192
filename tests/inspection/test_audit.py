"""What is said of packages that were asked about, and of those that could not be."""

from __future__ import annotations

from typing import Any

import pytest

from tests.inspection.audit import outcome

WEAK = {"name": "django", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1", "2.0"]}]}
SOUND: dict[str, Any] = {"name": "jinja2", "version": "3.1", "vulns": []}
SILENT = {"name": "ours", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "code", "words"),
    [
        ([SOUND], 0, "1 of 1 packages asked, 0 with a known weakness."),
        ([WEAK, SOUND], 1, "django 1.0: PYSEC-1, mended in 1.1 or 2.0"),
        ([SOUND, SILENT], 2, "NOT AUDITED"),
        ([WEAK, SILENT], 1, "NOT AUDITED"),
    ],
)
def test_a_weakness_or_what_was_not_asked_is_a_failure(packages: list[Any], code: int, words: str) -> None:
    lines, exit_code = outcome(packages)
    assert exit_code == code
    assert any(words in line for line in lines)
