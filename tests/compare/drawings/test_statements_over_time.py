from __future__ import annotations

from typing import Any

from hypothesis import given

from kb.evidence.periods import period_of
from tests.compare import records
from tests.compare.drawings.over_time import claims_of, drawn, said, temporal
from tests.compare.records import claim


@given(said)
def test_contested_values_are_those_that_meet_another_in_a_contested_cell(
    rows: list[tuple[dict[str, Any], Any]],
) -> None:
    claims = claims_of(rows)
    states = {cell.key.framework: cell.judgement.state for cell in records.cells(claims, temporal())}
    for row in drawn(claims).statements:
        meets = any(
            other.framework == one.framework
            and other.value != one.value
            and (other.scope is None or one.scope is None or other.scope == one.scope)
            and (other.period is None or one.period is None or other.period.overlaps(one.period))
            for one in row.claims
            for other in claims
        )
        assert row.contested == (meets and states[row.framework.slug] == "contested")


def test_undated_values_are_listed_apart() -> None:
    found = drawn([claim("1", 12), claim("2", 13, as_of="2024")])
    assert [one.words for one in found.undated] == ["Flask: 12 %, undated, 1 document, contested"]
    assert [one.when for one in found.rows] == ["2024", "undated"]
    assert not drawn([claim("1", 12)]).marks


def test_what_several_documents_say_for_one_period_is_one_value() -> None:
    found = drawn(
        [claim("1", 12, as_of="2024"), claim("2", 12, source="b", as_of="2024"), claim("3", 12, as_of="2025")]
    )
    assert [one.words for one in found.statements] == [
        "Flask: 12 %, 2025, 1 document",
        "Flask: 12 %, 2024, 2 documents",
    ]
    assert found.statements[1].links == [("/claims/1/", "A"), ("/claims/2/", "B")]


def test_a_value_placed_by_the_date_of_its_source_is_told_apart() -> None:
    day = period_of("2024-02-29", None, None)
    found = drawn([claim("1", 12, as_of="2024-02-29"), claim("2", 12, source="b", period=day)])
    assert [(one.when, len(one.claims)) for one in found.statements] == [
        ("2024-02-29", 1),
        ("2024-02-29, date of the source", 1),
    ]
