from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from compare.drawings.timeline import TOP, WIDTH, frame_of, frames_of, timeline
from kb.evidence.periods import period_of
from tests.compare import records
from tests.compare.drawings.over_time import choices, claims_of, drawn, said, temporal
from tests.compare.records import TODAY, claim


@given(said)
def test_every_claim_stands_in_the_table_once_and_every_dated_value_in_the_picture(
    rows: list[tuple[dict[str, Any], Any]],
) -> None:
    claims = claims_of(rows)
    found = drawn(claims)
    listed = [one.key for row in found.statements for one in row.claims]
    assert sorted(listed) == sorted(one.key for one in claims)
    meanings = {(one.framework, one.value, one.period) for one in claims if one.period}
    assert len(found.marks) == len(meanings)
    assert {
        (mark.statement.framework.slug, mark.statement.value, mark.statement.period) for mark in found.marks
    } == meanings


@given(said)
def test_higher_numbers_stand_higher_and_later_ones_further_right(rows: list[tuple[dict[str, Any], Any]]) -> None:
    marks = drawn(claims_of(rows)).marks
    for one in marks:
        for other in marks:
            assert not (one.statement.number < other.statement.number and one.y < other.y)
            assert not (one.statement.days[1] < other.statement.days[0] and one.x > other.x)


@given(said | choices)
def test_marks_lie_within_the_picture_and_labels_meet_nothing(rows: list[tuple[dict[str, Any], Any]]) -> None:
    found = drawn(claims_of(rows), "curve" if isinstance(rows[0][1], str) else "share")
    assert all(found.left <= mark.start <= mark.end <= found.right for mark in found.marks)
    assert all(TOP <= mark.y <= found.bottom for mark in found.marks)
    frames = [frame_of(label) for label in found.labels]
    for n, one in enumerate(frames):
        assert found.left <= one[0] < one[2] <= WIDTH
        assert not any(_meet(one, other) for other in frames[n + 1 :])
        assert not any(_meet(one, room) for mark in found.marks for room in frames_of(mark))


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@given(choices)
def test_marks_of_one_lane_never_meet(rows: list[tuple[dict[str, Any], Any]]) -> None:
    found = drawn(claims_of(rows), "curve")
    for n, one in enumerate(found.marks):
        for other in found.marks[n + 1 :]:
            assert one.y != other.y or one.end < other.start or other.end < one.start


def test_each_framework_has_a_shape_of_its_own() -> None:
    found = drawn([claim("1", 12, as_of="2024"), claim("2", 12, framework="django", as_of="2024")])
    assert len({shape for _, shape in found.key}) == 2
    assert [framework.name for framework, _ in found.key] == ["Django", "Flask"]


def test_a_year_is_a_bar_and_a_day_is_a_mark() -> None:
    found = drawn([claim("1", 12, as_of="2024"), claim("2", 13, as_of="2025-03-01")])
    assert [(mark.statement.label, mark.is_bar) for mark in found.marks] == [("13 %", False), ("12 %", True)]


def test_the_limit_of_staleness_is_shown_if_there_is_one() -> None:
    claims = [claim("1", 12, as_of="2025")]
    assert [one.label.text for one in drawn(claims).limits] == ["today"]
    assert [one.label.text for one in drawn(claims, stale_after_months=24).limits] == [
        "stale before 2024-12-01",
        "today",
    ]


def test_what_is_not_temporal_or_not_claimed_has_no_timeline() -> None:
    words = temporal()
    assert timeline(words.aspects["orm"], records.cells([claim("1")], words), words, TODAY) is None
    assert timeline(words.aspects["share"], [], words, TODAY) is None


def test_a_scale_that_does_not_begin_at_zero_says_so() -> None:
    assert drawn([claim("1", 55600, as_of="2024"), claim("2", 53900, as_of="2025")]).is_cut
    assert not drawn([claim("1", 1, as_of="2024"), claim("2", 40, as_of="2025")]).is_cut


@given(said, st.sampled_from([1, 12, 24, 600]))
def test_words_of_limits_keep_within_the_picture(rows: list[tuple[dict[str, Any], Any]], months: int) -> None:
    for limit in drawn(claims_of(rows), stale_after_months=months).limits:
        left, top, right, _ = frame_of(limit.label)
        assert left >= 0
        assert top >= 0
        assert right <= WIDTH


def test_a_value_placed_by_the_date_of_its_source_is_drawn_as_an_outline() -> None:
    day = period_of("2025-02-07", None, None)
    found = drawn([claim("1", 12, as_of="2024"), claim("2", 13, period=day)])
    assert [mark.style for mark in found.marks] == ["dated", "full"]
    assert found.has_dated
    assert not drawn([claim("1", 12, as_of="2024")]).has_dated
