from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.faces.json import RECORD_COLUMNS, plain_value, record, write
from kb.claim_columns import CLAIM_COLUMNS
from kb.evidence.records import ClaimRecord
from tests.compare.faces import tiny
from tests.compare.faces.hostile import claims
from tests.compare.records import aspect, claims_content, envelope, text, vocabulary

ENVELOPE = {"schema", "query", "description", "revision", "judged_on", "count", "complete", "license", "labels"}


def data(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(tiny.written(name, "json"))
    return found


@pytest.mark.parametrize("name", tiny.CONTENTS)
def test_the_whole_file_is_as_expected(name: str) -> None:
    assert tiny.written(name, "json") == tiny.expected(name, "json")


@pytest.mark.parametrize("name", tiny.CONTENTS)
def test_every_content_has_the_envelope_and_is_complete(name: str) -> None:
    found = data(name)
    assert set(found) >= ENVELOPE
    assert (found["schema"], found["license"], found["complete"]) == (2, "CC BY 4.0", True)


def test_a_claim_has_the_columns_of_the_contract_in_order() -> None:
    assert list(data("claims")["claims"][0]) == list(CLAIM_COLUMNS)


def test_a_cell_that_a_filter_left_out_has_no_key() -> None:
    content = tiny.comparison()
    assert content.matrix is not None
    del content.matrix.rows[0].cells["django"]  # type: ignore[attr-defined]
    rows = json.loads(text(write(envelope(content, tiny.words()))))["rows"]
    assert [sorted(row["cells"]) for row in rows[:2]] == [["flask"], ["django", "flask"]]


@pytest.mark.parametrize("kind", ["frameworks", "aspects", "companies", "sources"])
def test_records_have_their_columns_in_order(kind: str) -> None:
    for one in getattr(vocabulary(), kind).values():
        assert tuple(record(one)) == RECORD_COLUMNS[kind]


def test_an_aspect_names_its_options() -> None:
    found = record(aspect("curve", "choice", options=("easy",), stale_after_months=12))
    assert found["options"] == [{"slug": "easy", "label": "Easy", "description": None}]
    assert (found["unit"], found["stale_after_months"]) == (None, 12)


def test_what_is_no_record_has_no_json() -> None:
    with pytest.raises(TypeError, match="No JSON for str"):
        record("flask")


@given(st.decimals(-99_999_999_999, 99_999_999_999, places=4))
def test_a_number_comes_back_exactly(number: Decimal) -> None:
    assert Decimal(str(json.loads(json.dumps(plain_value(number))))) == number


@given(claims())
def test_hostile_claims_come_back_as_they_were(some: list[ClaimRecord]) -> None:
    found = json.loads(text(write(envelope(claims_content(*some)))))["claims"]
    assert len(found) == len(some)
    for one, claim in zip(found, some, strict=True):
        assert (one["key"], one["statement"], one["locator"]) == (
            claim.key,
            claim.statement or None,
            claim.locator or None,
        )
        assert one["value"] == plain_value(claim.value)
        assert type(one["value"]) is type(plain_value(claim.value))
