"""All faults of a base, read in one state of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kb.keeping.derived_faults import derived_faults
from kb.keeping.row_faults import BROKEN_RULE, Fault, file_faults, row_faults
from kb.rows.cursors import consistent_reads


def base_faults(today: date) -> Iterator[Fault]:
    """What is wrong, the worst first. Where the file itself is damaged nothing else is asked."""
    of_file = list(file_faults())
    yield from of_file
    if all(fault.words.startswith(BROKEN_RULE) for fault in of_file):
        with consistent_reads():
            yield from row_faults(today)
            yield from derived_faults()
