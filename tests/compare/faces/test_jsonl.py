from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from compare.faces import json as json_face
from compare.faces import jsonl
from compare.faces.contents import Content
from kb.evidence.records import ClaimRecord
from tests.compare.faces import tiny
from tests.compare.faces.hostile import claims
from tests.compare.records import claims_content, envelope


def lines(content: Content) -> list[dict[str, Any]]:
    written = "".join(jsonl.write(envelope(content)))
    assert written.count("\n") == len(written.split("\n")) - 1
    return [json.loads(line) for line in written.split("\n")[:-1]]


@pytest.mark.parametrize("name", ["claims", "cell"])
def test_each_line_is_a_claim_with_the_members_that_the_json_face_has(name: str) -> None:
    whole = json.loads(tiny.written(name, "json"))
    assert [json.loads(line) for line in tiny.written(name, "jsonl").splitlines()] == whole["claims"]


def test_members_stand_in_the_same_order() -> None:
    (line, *_) = tiny.written("claims", "jsonl").splitlines()
    assert list(json.loads(line)) == list(json_face.claim(tiny.CLAIMS[0], ""))


def test_without_claims_it_is_empty() -> None:
    assert lines(claims_content()) == []


@given(claims())
def test_no_text_breaks_a_line(some: list[ClaimRecord]) -> None:
    origin = envelope(claims_content()).origin
    assert lines(claims_content(*some)) == [json_face.claim(one, origin) for one in some]
