"""Which sources were read in full for a cell without a claim, and say nothing there. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from kb.evidence.appraisal import kind_of_empty
from kb.evidence.judgement import Empty, Judgement, State
from kb.evidence.records import CellKey, ClaimRecord


@dataclass(frozen=True)
class Silence:
    """What was read in full, by framework: sources and days. ``since``: the day since when a question is asked as
    it is now, where it was not asked ever since. ``outdated``: sources that said there what holds no more, by cell.
    """

    readings: Mapping[str, Sequence[tuple[str, date]]] = field(default_factory=dict)
    since: Mapping[str, date] = field(default_factory=dict)
    outdated: Mapping[CellKey, Collection[str]] = field(default_factory=dict)

    def sources(self, cell: CellKey) -> tuple[str, ...]:
        """The sources that are silent in a cell without a published claim."""
        since, outdated = self.since.get(cell.aspect, date.min), self.outdated.get(cell, ())
        readings = self.readings.get(cell.framework, ())
        return tuple(source for source, read_on in readings if read_on >= since and source not in outdated)

    def judgement(self, cell: CellKey) -> Judgement[ClaimRecord]:
        """That of a cell without a claim and without a recorded absence."""
        return silent_judgement(len(self.sources(cell)))


@lru_cache(maxsize=100)
def silent_judgement(read: int) -> Judgement[ClaimRecord]:
    """That of a cell without a claim and a recorded absence for which so many sources were read in full."""
    empty = kind_of_empty(None, 0, read)
    return Judgement(state=State.EMPTY, empty=empty, read=read if empty == Empty.SEARCHED_SILENT else 0)


NOBODY_READ = Silence()
