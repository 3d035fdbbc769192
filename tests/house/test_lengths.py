"""A long module is two subjects."""

from __future__ import annotations

from tests.house.tree import texts

MOST_LINES = 400


def test_no_module_is_longer_than_one_subject() -> None:
    lengths = {module: text.count("\n") for module, text in texts().items()}
    assert {module: lines for module, lines in lengths.items() if lines > MOST_LINES} == {}
