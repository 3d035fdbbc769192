"""Faults, and the words that are near to a wrong one."""

from __future__ import annotations

import pytest

from kb.entry.entry_faults import EntryFault, NearWords, entry_quote

MANY = {f"framework-{number}": f"framework-{number}" for number in range(50)}


@pytest.mark.parametrize(
    ("value", "words_for_it"),
    [
        ("easy", "“easy”"),
        ("x" * 100, f"“{'x' * 60}…”"),
        ("a\nb\x1b[31m", "“a\\nb\\x1b[31m”"),
        ("\u202eevil", "“\\u202eevil”"),
        ("\ud800", "“\\ud800”"),
        (None, "“”"),
        (True, "“yes”"),
    ],
)
def test_a_value_is_repeated_shortly_and_visibly(value: object, words_for_it: str) -> None:
    assert entry_quote(value) == words_for_it


def test_of_many_words_the_nearest_are_named_ten_at_most() -> None:
    near = NearWords(MANY)
    assert near("Framework 7")[0] == "framework-7"
    assert near("framework-49x")[0] == "framework-49"
    assert len(near("framework")) == 10
    assert near("zzz") == ()


def test_a_file_full_of_wrong_words_is_not_searched_for_ever() -> None:
    near = NearWords(MANY)
    assert near("framework-a")
    near.seconds = 0
    assert [bool(near(f"framework-{word}")) for word in ("b", "a")] == [False, True]


def test_a_fault_says_what_is_allowed_or_else_what_is_near() -> None:
    assert EntryFault("Wrong.", allowed=("a", "b"), nearest=("c",)).words == "Wrong. Allowed: a, b."
    assert EntryFault("Wrong.", nearest=("c",)).words == "Wrong. Near: c."
    assert EntryFault("Wrong.").words == "Wrong."
