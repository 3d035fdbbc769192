import pytest

from compare.display.labels import (  # fmt: skip
    EMPTY_MEANINGS,
    EMPTY_NAMES,
    FLAG_MEANINGS,
    FLAG_NAMES,
    STATE_MEANINGS,
    STATE_NAMES,
    condition_words,
    quantity,
    roots_words,
)
from kb.evidence.judgement import Empty, Flag, State


def test_every_state_flag_and_kind_of_empty_has_a_word_and_a_meaning() -> None:
    assert set(STATE_NAMES) == set(STATE_MEANINGS) == set(State)
    assert set(FLAG_NAMES) == set(FLAG_MEANINGS) == set(Flag)
    assert set(EMPTY_NAMES) == set(EMPTY_MEANINGS) == set(Empty)


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 claims"), (1, "1 claim"), (2, "2 claims"), (1192, "1,192 claims")]
)
def test_things_are_counted_in_words(number: int, words: str) -> None:
    assert quantity(number, "claim") == words


def test_a_plural_may_be_irregular() -> None:
    assert [quantity(number, "company", "companies") for number in (1, 2)] == ["1 company", "2 companies"]


@pytest.mark.parametrize(
    ("roots", "least", "words"),
    [(3, 3, "4 documents, 3 roots"), (0, 0, "4 documents, no root"), (3, 2, "4 documents, 2–\u20603 roots")],
)
def test_roots_are_a_span_when_an_upstream_is_only_inferred(roots: int, least: int, words: str) -> None:
    assert roots_words(4, roots, least) == words


def test_conditions_read_as_a_phrase() -> None:
    assert condition_words([]) == ""
    assert condition_words(["small apps", "APIs"]) == "for small apps, APIs"
    assert condition_words(["with Django REST Framework", "APIs"]) == "for APIs, with Django REST Framework"
