"""Questions and spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.english import FUNCTION_WORDS, LONGEST_WORD, content_words, variants

WORDS = st.lists(st.sampled_from([*sorted(FUNCTION_WORDS)[:9], "use", "flask", "api", "which"]), max_size=6)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("should i use flask or django for a rest api", "flask django rest api"),
        ("which companies use flask", "companies flask"),
        ("use of flask", "use flask"),
        ("what is it", "what is it"),
    ],
)
def test_words_that_only_make_it_a_question_are_left_out(question: str, words: str) -> None:
    assert content_words(question.split()) == words.split()


@given(WORDS)
def test_a_search_keeps_its_order_and_at_least_one_word(words: list[str]) -> None:
    kept = content_words(words)
    assert bool(kept) == bool(words)
    assert kept == [word for word in words if word in kept]


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("license", "licence"), ("licences", "licenses"), ("colour", "color"), ("behaviors", "behaviours"),
        ("customise", "customize"), ("customization", "customisation"), ("catalogue", "catalog"),
        ("catalogs", "catalogues"), ("companies", "company"), ("frameworks", "framework"), ("classes", "class"),
        ("programmes", "programs"),
    ],
)  # fmt: skip
def test_a_word_is_also_sought_as_others_spell_it(word: str, other: str) -> None:
    assert other in variants(word)


@pytest.mark.parametrize("word", ["express", "status", "this", "flask", "css", "size", "js"])
def test_most_words_are_spelled_in_one_way(word: str) -> None:
    assert variants(word) == ()


@given(st.text("aceilnsuz", min_size=1, max_size=LONGEST_WORD))
def test_no_other_spelling_is_the_word_or_empty_or_too_long(word: str) -> None:
    assert all(other != word and 0 < len(other) <= LONGEST_WORD for other in variants(word))
