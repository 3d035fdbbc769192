"""What a part of the soak says: what was done, what came of it, and whether that is as it should be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Verdict(NamedTuple):
    """A line of the table."""

    part: str
    deed: str
    outcome: str
    well: bool


def table(verdicts: Iterable[Verdict]) -> str:
    """As Markdown."""
    lines = ["| part | what | outcome | |", "|---|---|---|---|"]
    lines += [f"| {row.part} | {row.deed} | {row.outcome} | {'well' if row.well else 'NOT WELL'} |" for row in verdicts]
    return "\n".join(lines)
