"""Frameworks to pick for a comparison, those of which little is known apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.evidence.records import FrameworkRecord

MAIN_FROM = 20  # claims
FrameworkClaims = tuple[FrameworkRecord, int]  # a framework with the number of its claims


@dataclass(frozen=True, slots=True)
class Pick:
    """Frameworks in their order, out of a ``number`` of them."""

    main: Sequence[FrameworkClaims]
    apart: Sequence[FrameworkClaims]
    number: int

    @property
    def is_part(self) -> bool:
        return len(self.main) + len(self.apart) < self.number

    def first(self, most: int) -> Pick:
        """So many of them."""
        main = self.main[:most]
        return Pick(main, self.apart[: most - len(main)], self.number)


def pick(frameworks: Sequence[FrameworkClaims]) -> Pick:
    """Frameworks in their order; those with few claims apart, unless fewer than two have `MAIN_FROM` claims."""
    main = [row for row in frameworks if row[1] >= MAIN_FROM]
    if len(main) < 2:
        return Pick(frameworks, [], len(frameworks))
    return Pick(main, [row for row in frameworks if row[1] < MAIN_FROM], len(frameworks))
