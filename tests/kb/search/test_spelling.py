"""Slips of the hand."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kb.search.spelling import MOST_NEAREST, distance, nearest, slips

KNOWN = ["django", "flask", "pinterest", "authentication", "fastapi", "orm"]
SHORT = st.text("abc", max_size=5)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("djnago", "django"),
        ("jdango", "django"),
        ("pintrest", "pinterest"),
        ("pintresst", "pinterest"),
        ("flsk", "flask"),
        ("lask", "flask"),
        ("flassk", "flask"),
        ("authentcation", "authentication"),
        ("autentcation", "authentication"),
    ],
)
def test_a_slip_is_forgiven(typed: str, meant: str) -> None:
    assert nearest(typed, KNOWN) == [meant]


@pytest.mark.parametrize("typed", ["rm", "omr", "blas", "flxxk", "zebra", "django2026"])
def test_another_word_is_no_slip(typed: str) -> None:
    assert nearest(typed, KNOWN) == []


def test_the_words_with_the_fewest_slips_and_the_same_first_letter_come_first() -> None:
    assert nearest("abcde", ["xbcde", "abcdx", "abcd", "abxxx"]) == ["abcdx", "abcd", "xbcde"]
    assert len(nearest("abcde", [f"abcd{one}" for one in "vwxyz"])) == MOST_NEAREST


@given(SHORT, SHORT)
def test_distance_is_what_its_definition_says(first: str, second: str) -> None:
    exact = slow_distance(first, second)
    assert distance(first, second, 20) == exact
    assert distance(first, second, 2) == min(exact, 3)
    assert distance(first, second, 2) == distance(second, first, 2)


@given(st.text("abcdefgh", min_size=5, max_size=12), st.integers(0, 10), st.booleans())
def test_a_letter_left_out_or_swapped_is_forgiven(word: str, place: int, swapped: bool) -> None:
    place %= len(word) - 1
    ends = word[place + 1] + word[place] + word[place + 2 :] if swapped else word[place + 1 :]
    typed = word[:place] + ends
    assume(typed != word and slips(typed))
    assert nearest(typed, [word, "zzzzzzz"]) == [word]


def slow_distance(first: str, second: str) -> int:
    if not first or not second:
        return len(first) + len(second)
    found = min(
        slow_distance(first[1:], second) + 1,
        slow_distance(first, second[1:]) + 1,
        slow_distance(first[1:], second[1:]) + (first[0] != second[0]),
    )
    if len(first) > 1 and len(second) > 1 and first[0] == second[1] and first[1] == second[0]:
        found = min(found, slow_distance(first[2:], second[2:]) + 1)
    return found
