"""Choices for the pure parts: Flask and Django by one must, an ORM, unless told otherwise; no database."""

from __future__ import annotations

from collections.abc import Sequence

from compare.chooser.arrangement import Chooser
from compare.chooser.findings import Finding
from compare.display.cells import CellView
from kb.evidence.choice import choose
from kb.evidence.judging import Surroundings, judge_cells
from kb.evidence.records import CellKey, ClaimRecord, GapRecord, NeedRecord, ResolutionRecord
from tests.compare.records import TODAY, claim, vocabulary

NEED = NeedRecord("orm", "Own ORM", "", "orm", frozenset({True}))
EASY = NeedRecord("easy", "Easy", "", "curve", frozenset({"easy"}))
YES, NO = claim("k"), claim("l", False, source="b")
DJANGO_YES, DJANGO_NO = claim("m", framework="django"), claim("n", False, framework="django")


def chooser(
    *claims: ClaimRecord,
    musts: Sequence[NeedRecord] = (NEED,),
    nices: Sequence[NeedRecord] = (),
    frameworks: Sequence[str] = ("django", "flask"),
    gaps: dict[CellKey, GapRecord] | None = None,
    readings: dict[CellKey, ResolutionRecord] | None = None,
    hidden: dict[CellKey, int] | None = None,
    names: dict[str, str] | None = None,
) -> Chooser:
    """The choice by these needs; ``names`` are those of more frameworks, by slug."""
    words = vocabulary(**names or {})
    keys = [CellKey(slug, need.aspect) for slug in frameworks for need in [*musts, *nices]]
    judged = judge_cells(keys, claims, hidden or {}, Surroundings(words, gaps or {}, readings or {}), TODAY)
    found = choose(musts, nices, frameworks, judged, words)
    cells = {key: CellView(key, one, words, resolution=(readings or {}).get(key)) for key, one in judged.items()}
    return Chooser(found, (NEED, EASY), words, cells)


def one(*claims: ClaimRecord, **given: object) -> Finding:
    """The one finding of a choice of Flask by one must."""
    return chooser(*claims, frameworks=["flask"], **given).rows[0].findings[0]  # type: ignore[arg-type]
