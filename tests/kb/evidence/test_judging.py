"""Judging many cells at once. No database."""

from __future__ import annotations

from datetime import date
from typing import Any

from kb.evidence.judgement import Empty, Flag, State
from kb.evidence.judging import Surroundings, judge_cells
from kb.evidence.records import ADOPTION, AspectRecord, CellKey, ClaimRecord, GapRecord, ResolutionRecord, SourceRecord
from kb.evidence.silence import Silence
from kb.evidence.vocabulary import Vocabulary

TODAY = date(2026, 12, 1)
EASY = CellKey("flask", "easy")
USED = CellKey("flask", ADOPTION, "nasa")


def aspect(slug: str, **fields: Any) -> AspectRecord:
    shape = {"value_type": "boolean", "cardinality": "one", "temporal": False, "unit": "", "per_company": False}
    place = {"name": slug, "group": "core", "order": 0, "help_text": "", "stale_after_months": None, "options": ()}
    return AspectRecord(slug=slug, **{**shape, **place, **fields})


def source(slug: str) -> SourceRecord:
    return SourceRecord(slug, slug, "blog", "blog", (), (), (), "", "", "", "", "", "", None, "", "")


VOCABULARY = Vocabulary(
    frameworks={}, groups={}, scopes={}, companies={}, links=(),
    aspects={slug: aspect(slug) for slug in ("easy", "fast", ADOPTION)},
    sources={slug: source(slug) for slug in ("a", "b")},
)  # fmt: skip


def claim(cell: CellKey, source: str, value: bool = True) -> ClaimRecord:
    return ClaimRecord(
        key=f"{source}-{cell.aspect}", source=source, value=value, value_label="yes" if value else "no",
        framework=cell.framework, aspect=cell.aspect, company=cell.company, as_of="", locator="1", quote="",
        statement="", retire_reason="", reviewed_on=None,
    )  # fmt: skip


CONTESTED = [claim(EASY, "a"), claim(EASY, "b", value=False)]


def test_each_cell_is_judged_from_its_own_claims() -> None:
    fast = CellKey("flask", "fast")
    judged = judge_cells([EASY, fast], [*CONTESTED, claim(fast, "a")], {}, Surroundings(VOCABULARY), TODAY)
    assert [(cell, judgement.state) for cell, judgement in judged.items()] == [
        (EASY, State.CONTESTED), (fast, State.SINGLE),
    ]  # fmt: skip


def test_only_the_cells_asked_for_are_judged() -> None:
    assert judge_cells([], CONTESTED, {}, Surroundings(VOCABULARY), TODAY) == {}


def test_a_cell_without_claims_says_why_it_is_empty() -> None:
    gaps = {EASY: GapRecord("not-applicable", None, "")}
    assert judge_cells([EASY], [], {}, Surroundings(VOCABULARY), TODAY)[EASY].empty == Empty.NOT_SEARCHED
    hidden = judge_cells([EASY], [], {EASY: 2}, Surroundings(VOCABULARY), TODAY)[EASY]
    assert (hidden.empty, hidden.hidden) == (Empty.HIDDEN, 2)
    assert judge_cells([EASY], [], {}, Surroundings(VOCABULARY, gaps), TODAY)[EASY].empty == Empty.NOT_APPLICABLE


def test_a_cell_without_claims_says_how_many_sources_were_read_for_it() -> None:
    silence = Silence({"flask": [("b", TODAY)]})
    surroundings = Surroundings(VOCABULARY, silence=silence)
    judged = judge_cells([EASY, CellKey("flask", "fast")], [claim(EASY, "a")], {}, surroundings, TODAY)
    assert [(each.empty, each.read) for each in judged.values()] == [(None, 0), (Empty.SEARCHED_SILENT, 1)]


def test_a_resolution_holds_until_a_claim_comes_that_it_did_not_judge() -> None:
    judged = frozenset(claim.key for claim in CONTESTED)
    reading = ResolutionRecord("yes", None, "wording", "", "", TODAY, judged)
    surroundings = Surroundings(VOCABULARY, resolutions={EASY: reading})
    assert judge_cells([EASY], CONTESTED, {}, surroundings, TODAY)[EASY].state == State.RESOLVED
    later = ResolutionRecord("yes", None, "wording", "", "", TODAY, judged - {"a-easy"})
    surroundings = Surroundings(VOCABULARY, resolutions={EASY: later})
    assert judge_cells([EASY], CONTESTED, {}, surroundings, TODAY)[EASY].state == State.CONTESTED


def test_only_the_adoption_cells_of_a_split_company_are_split() -> None:
    surroundings = Surroundings(VOCABULARY, split={"nasa"})
    other = CellKey("flask", ADOPTION, "lyft")
    asked_of_nasa = CellKey("flask", "fast", "nasa")
    cells = [USED, other, asked_of_nasa]
    judged = judge_cells(cells, [claim(cell, "a") for cell in cells], {}, surroundings, TODAY)
    assert Flag.SPLIT in judged[USED].flags
    assert Flag.SPLIT not in judged[other].flags + judged[asked_of_nasa].flags
