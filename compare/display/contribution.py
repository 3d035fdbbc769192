"""What one source brings to the base. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kb.evidence.records import CellKey


@dataclass(frozen=True, slots=True)
class CellSample:
    """So many cells, the first of them by key."""

    number: int
    first: tuple[CellKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """Claims of one source out of all, its cells in all and by framework, the most first; those where no other document
    speaks, where sources dispute, and where it says two things that cannot both hold.
    """

    claims: int
    of: int
    cells: int
    frameworks: tuple[tuple[str, int], ...]
    alone: CellSample
    disputed: CellSample
    against_itself: CellSample
