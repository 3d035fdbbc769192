"""Which sources were read in vain."""

from __future__ import annotations

from datetime import date

from kb.evidence.judgement import Empty, State
from kb.evidence.records import CellKey
from kb.evidence.silence import NOBODY_READ, Silence, silent_judgement

CELL = CellKey("flask", "orm")
READ = {"flask": [("a", date(2024, 5, 1)), ("b", date(2025, 5, 1))]}


def test_a_source_that_was_read_is_silent_in_the_cells_of_its_framework() -> None:
    silence = Silence(READ)
    assert silence.sources(CELL) == ("a", "b")
    assert silence.sources(CellKey("django", "orm")) == ()


def test_a_source_is_silent_on_a_question_that_was_asked_on_the_day_of_reading() -> None:
    assert Silence(READ, {"orm": date(2025, 5, 1)}).sources(CELL) == ("b",)
    assert Silence(READ, {"orm": date(2025, 5, 2)}).sources(CELL) == ()


def test_a_source_that_said_what_holds_no_more_is_not_silent() -> None:
    assert Silence(READ, outdated={CELL: {"a"}}).sources(CELL) == ("b",)


def test_a_cell_without_a_claim_is_silent_by_the_number_of_sources_read() -> None:
    judged = Silence(READ).judgement(CELL)
    assert (judged.state, judged.empty, judged.read, judged.searched) == (State.EMPTY, Empty.SEARCHED_SILENT, 2, False)
    assert (silent_judgement(1).empty, silent_judgement(1).read) == (Empty.SEARCHED_SILENT, 1)


def test_where_nobody_read_nobody_has_searched() -> None:
    judged = NOBODY_READ.judgement(CELL)
    assert (judged.empty, judged.read, judged.hidden) == (Empty.NOT_SEARCHED, 0, 0)
