"""What a cell brings to the summary of its table."""

from __future__ import annotations

import pytest

from kb.evidence.judgement import Empty, Judgement, State
from kb.evidence.records import ClaimRecord
from kb.evidence.standpoints import NO_STANDPOINT, Stance, Standpoint, empty_standpoint, stances_of, standpoint
from tests.compare.records import aspect, cells, claim

STANCE = Stance("is fast", "", None, "", None, "weak", False, False, 1, 1, 1, ("a",))


def point(*claims: ClaimRecord, temporal: bool = False, stances: tuple[Stance, ...] = (STANCE,)) -> Standpoint:
    (cell,) = cells(claims)
    return standpoint(cell.judgement, aspect("orm", temporal=temporal), stances)


@pytest.mark.parametrize(
    ("claims", "tally"),
    [
        ([claim("a")], "weak - lone weak -"),
        ([claim("a"), claim("b", source="b")], "weak - agreed weak -"),
        ([claim("a"), claim("b", source="b", hedged=True)], "weak - - weak -"),
        ([claim("a"), claim("b", False, source="b")], "weak sources - weak -"),
        ([claim("a"), claim("b", False)], "weak source lone weak -"),
    ],
)
def test_a_tally_says_who_disputes_it_and_what_it_rests_on(claims: list[ClaimRecord], tally: str) -> None:
    assert point(*claims).tally == tally


def test_a_tally_has_the_first_and_the_least_certainty_and_whether_anything_is_compared() -> None:
    least = STANCE._replace(certainty="faint", compared_to="django")
    surest = STANCE._replace(certainty="fair")
    assert point(claim("a"), stances=(surest, least, STANCE)).tally == "fair - lone faint compared"


def test_over_time_only_the_newest_value_and_disputed_ones_are_told() -> None:
    older, disputed = STANCE._replace(words="was slow"), STANCE._replace(words="is slow", contested=True)
    told = stances_of(point(claim("a"), temporal=True, stances=(STANCE, older, disputed)))
    assert [stance.words for stance in told] == ["is fast", "is slow"]
    assert len(stances_of(point(claim("a"), stances=(STANCE, older, disputed)))) == 3


def test_dates_are_the_oldest_from_its_start_and_the_newest_from_its_end() -> None:
    said = [claim("a", as_of="2019"), claim("b", source="b", as_of="2024-05"), claim("c", source="c")]
    assert point(*said).dates == "2019-01-01/2019-12-31 2024-05-31/2024-05-01"
    assert point(claim("a")).dates == ""


def test_a_source_stands_there_as_often_as_it_has_claims() -> None:
    assert point(claim("a"), claim("b", locator="line 2"), claim("c", source="b")).claims == "a a b"


def test_a_meaning_is_the_set_of_values() -> None:
    assert point(claim("a", False), claim("b", source="b")).meaning == ';["False", "True"]'
    assert point(claim("a", 5.50)).meaning == ';["5.5"]'


def test_texts_are_kept_as_they_are_written() -> None:
    kept = point(claim("a", "é"), stances=(STANCE._replace(words="é"),))
    assert kept.meaning == ';["é"]'
    assert '"é"' in kept.stances


def test_a_cell_without_claims_brings_at_most_that_its_sources_are_silent() -> None:
    silent: Judgement[ClaimRecord] = Judgement(state=State.EMPTY, empty=Empty.SEARCHED_SILENT)
    assert empty_standpoint(silent).tally == "- - silent - -"
    nobody: Judgement[ClaimRecord] = Judgement(state=State.EMPTY, empty=Empty.NOT_SEARCHED)
    assert empty_standpoint(nobody) == NO_STANDPOINT
    assert (NO_STANDPOINT.tally, stances_of(NO_STANDPOINT)) == ("- - - - -", [])


def test_a_stance_says_its_date_only_where_it_can_be_out_of_date() -> None:
    assert STANCE._replace(period="2024", ages=True).dated == "2024"
    assert STANCE._replace(period="2024").dated == ""
    assert (STANCE.rank, STANCE._replace(certainty="strong").rank) == (2, 0)
