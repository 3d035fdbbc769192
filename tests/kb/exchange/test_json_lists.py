"""Lists of JSON objects read in pieces: what comes is what reading the whole gives."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.exchange import json_lists
from kb.exchange.json_lists import NoPlainList, in_order, objects

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda some: st.lists(some, max_size=3) | st.dictionaries(TEXTS, some, max_size=3),
)
LISTS = st.lists(st.dictionaries(TEXTS, VALUES, max_size=3), max_size=4)


def read(text: str) -> list[Any]:
    return list(objects(io.BytesIO(text.encode())))


@given(LISTS, st.sampled_from([None, 0, 2]), st.booleans(), st.integers(1, 40))
def test_objects_come_as_json_has_them(some: list[Any], indent: int | None, escaped: bool, size: int) -> None:
    text = json.dumps(some, indent=indent, ensure_ascii=escaped)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_lists, "PIECE", size)
        assert read(text) == some


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[",
        "[{}",
        "[{},",
        "[{},]",
        "[,{}]",
        "[{}{}]",
        "[{}] x",
        "[{}],",
        "[1]",
        "[null]",
        '[{"a": }]',
        "[{}}]",
    ],
)  # fmt: skip
def test_what_is_no_list_of_objects_is_left_to_reading_it_whole(text: str) -> None:
    with pytest.raises(NoPlainList):
        read(text)
    assert in_order(io.BytesIO(text.encode()), len) is None


def test_bytes_that_are_no_text_are_left_to_reading_it_whole() -> None:
    with pytest.raises(NoPlainList):
        list(objects(io.BytesIO(b'[{"a": "\xff"}]')))


def test_the_order_of_ranks_decides() -> None:
    def of(*ranks: int) -> io.BytesIO:
        return io.BytesIO(json.dumps([{"n": rank} for rank in ranks]).encode())

    found = in_order(of(-1, 0, 0, 3), lambda one: int(one["n"]))
    assert found is not None
    assert [one["n"] for one in found] == [-1, 0, 0, 3]
    assert in_order(of(1, 0), lambda one: int(one["n"])) is None


def test_what_cannot_be_read_twice_is_left_to_reading_it_whole() -> None:
    assert in_order("[]", len) is None
    assert in_order(io.StringIO("[]"), len) is None
