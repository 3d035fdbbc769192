"""Judges many cells at once: groups records by cell and hands each to `kb.evidence.appraisal`. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kb.evidence import appraisal
from kb.evidence.judgement import Judgement
from kb.evidence.records import ADOPTION, CellKey, ClaimRecord, GapRecord, ResolutionRecord
from kb.evidence.roots import Traceable
from kb.evidence.silence import NOBODY_READ, Silence
from kb.evidence.vocabulary import Vocabulary


@dataclass(frozen=True)
class Surroundings:
    """What the judgement of a cell needs besides its claims. ``through`` are hidden claims that name another source as
    theirs, by cell.
    """

    vocabulary: Vocabulary
    gaps: Mapping[CellKey, GapRecord] = field(default_factory=dict)
    resolutions: Mapping[CellKey, ResolutionRecord] = field(default_factory=dict)
    split: Collection[str] = frozenset()  # companies with adoption claims under several frameworks
    silence: Silence = NOBODY_READ
    through: Mapping[CellKey, Sequence[Traceable]] = field(default_factory=dict)


def judge_cells(
    cells: Iterable[CellKey],
    claims: Iterable[ClaimRecord],
    hidden: Mapping[CellKey, int],
    surroundings: Surroundings,
    today: date,
) -> dict[CellKey, Judgement[ClaimRecord]]:
    """Each cell judged from its counted claims alone; ``hidden`` says how many a filter keeps back."""
    by_cell: dict[CellKey, list[ClaimRecord]] = defaultdict(list)
    for claim in claims:
        by_cell[claim.cell].append(claim)
    return {cell: _judge(cell, by_cell.get(cell, []), hidden.get(cell, 0), surroundings, today) for cell in cells}


def _judge(
    cell: CellKey, claims: list[ClaimRecord], hidden: int, surroundings: Surroundings, today: date
) -> Judgement[ClaimRecord]:
    vocabulary = surroundings.vocabulary
    gap = surroundings.gaps.get(cell)
    resolution = surroundings.resolutions.get(cell)
    return appraisal.judge(
        claims,
        vocabulary.aspects[cell.aspect].question,
        vocabulary.graph,
        today,
        framework=cell.framework,
        company=cell.company,
        through=surroundings.through.get(cell, ()),
        read=0 if claims else len(surroundings.silence.sources(cell)),
        gap=gap.kind if gap else None,
        hidden=hidden,
        resolved_claims=resolution.claims if resolution else None,
        split=cell.aspect == ADOPTION and cell.company in surroundings.split,
    )
