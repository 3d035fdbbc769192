"""A search as it is understood, and what it hits."""

from __future__ import annotations

from kb.search.queries import Hit, Search, SearchTerm
from kb.search.terms import Term

KNOWN, SLIP, LOST = SearchTerm(Term("auth"), 7), SearchTerm(Term("djnago"), 0, ("django",)), SearchTerm(Term("zebra"))


def test_a_search_knows_its_words_its_slips_and_what_stands_nowhere() -> None:
    asked = Search((KNOWN, SLIP, LOST))
    assert (asked.corrected, asked.unknown) == ([SLIP], ["zebra"])
    assert [asked.finds(word) for word in ("authentication", "django", "djangos", "flask")] == [
        True,
        True,
        False,
        False,
    ]


def test_a_beginning_finds_a_word_but_is_not_it() -> None:
    assert KNOWN.finds("authentication")
    assert not KNOWN.is_exactly("authentication")
    assert KNOWN.is_exactly("auth")
    assert SLIP.is_exactly("django")


def test_a_word_counts_less_with_each_doubling_of_its_mentions() -> None:
    assert [SearchTerm(Term("a"), number).rarity for number in (0, 1, 2, 3, 4, 10**9)] == [24, 23, 22, 22, 21, 1]


def test_a_hit_is_complete_when_every_word_is_in_it() -> None:
    assert Hit("claim", "a", (3, 4)).complete
    assert not Hit("claim", "a", (3, None)).complete
    assert (Hit("claim", "a", (3, 4)).score, Hit("claim", "a", (3, None)).score) == (7, 3)
