"""Numbers and lists in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kb.wording import all_of, alternatives, number_words, quantity, roots_words


@pytest.mark.parametrize(("number", "said"), [(0, "0 claims"), (1, "1 claim"), (1192, "1,192 claims")])
def test_things_are_counted(number: int, said: str) -> None:
    assert quantity(number, "claim") == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((1, 1, 1), "1 document, 1 root"),
        ((4, 3, 2), "4 documents, 2–\u20603 roots"),
        ((2, 0, 0), "2 documents, no root"),
        ((1200, 2, 2), "1,200 documents, 2 roots"),
    ],
)
def test_evidence_is_said_in_words(counts: tuple[int, int, int], said: str) -> None:
    assert roots_words(*counts) == said


def test_words_are_listed_as_people_list_them() -> None:
    assert [all_of(list(words)) for words in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]
    assert alternatives(["a", "b", "c"]) == "a, b or c"


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [
        (1, "releases", "1 release"),
        (31, "releases", "31 releases"),
        (1, "companies", "1 company"),
        (1, "ms", "1 ms"),
        (1, "% of stars", "1 % of stars"),
        (1, "version", "version 1"),
    ],
)
def test_one_is_said_in_the_singular(number: int, unit: str, words: str) -> None:
    assert number_words(Decimal(number), unit) == words
