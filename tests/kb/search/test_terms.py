"""How texts become words, and what finds them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.search.terms import LONGEST_WORD, Term, folded, pieces, runs, terms_of, words_of

WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=70)
TEXTS = st.text(st.characters(exclude_categories=["C"]), max_size=200)


@pytest.mark.parametrize(
    ("run", "word"),
    [
        ("Flask", "flask"),
        ("ÉCOLE", "ecole"),
        ("Größe", "grosse"),
        ("İstanbul", "istanbul"),
        ("ﬁle", "file"),
        ("ＦＬＡＳＫ", "flask"),
        ("Ελλάδα", "ελλαδα"),
        ("½", "12"),
        ("x" * 99, "x" * LONGEST_WORD),
    ],
)
def test_a_word_is_spelled_without_accents_and_case(run: str, word: str) -> None:
    assert folded(run) == word


@pytest.mark.parametrize("typed", ["node", "js", "node.js", "NODE-JS", "nodejs", "nod", "Nodej"])
def test_a_name_with_a_mark_in_it_is_found_by_its_parts_and_joined(typed: str) -> None:
    assert found(typed, "Node.js")


@pytest.mark.parametrize("typed", ["SQLAlchemy", "sqlalchemy", "alchemy", "sql", "alch"])
def test_a_name_in_camel_case_is_found_by_its_pieces(typed: str) -> None:
    assert found(typed, "Needs SQLAlchemy")


def test_plurals_of_short_forms_are_not_cut() -> None:
    assert pieces("APIs") == pieces("ORMs") == pieces("Flask") == ()


@pytest.mark.parametrize("typed", ["軽量", "軽", "量です", "フラスク 軽量"])
def test_a_script_without_spaces_is_found_by_its_characters(typed: str) -> None:
    assert found(typed, "フラスクは軽量です")
    assert not found("量軽", "フラスクは軽量です")


@pytest.mark.parametrize("typed", ["", " ", "…!?", "%_", "'\"--", "\u0301"])
def test_a_text_without_letters_has_no_word(typed: str) -> None:
    assert terms_of(typed) == []
    assert words_of(typed) == {}


def test_one_letter_finds_only_itself() -> None:
    assert found("c", "C++")
    assert not found("c", "Celery")


def test_the_words_of_a_search_stand_once_in_the_order_typed() -> None:
    assert [term.text for term in terms_of("Flask, flask & rest-api FLASK")] == ["flask", "rest", "api"]
    assert terms_of("rest-api") == [Term("rest", ("restapi",)), Term("api", ("restapi",))]


@given(TEXTS)
def test_runs_are_the_whole_text(text: str) -> None:
    assert "".join(run for _, run in runs(text)) == text


@given(TEXTS)
@example("ﷺ ½ K ß İ ǰ ΰ")
def test_words_hold_letters_and_digits_only(text: str) -> None:
    for word in [*words_of(text), *(one for term in terms_of(text) for one in term.spellings)]:
        assert 0 < len(word) <= LONGEST_WORD
        assert all(unicodedata.category(one)[0] in "LN" for one in word)


@given(TEXTS)
def test_a_text_is_found_by_itself(text: str) -> None:
    assert found(text, text)


@given(WORDS, TEXTS)
def test_a_text_is_found_by_any_of_its_words(word: str, text: str) -> None:
    assert found(word, f"{text} {word} {text}")


@given(st.text("abcdeéüñöøxyz", min_size=2, max_size=30), st.integers(2, 30))
def test_a_text_is_found_by_the_beginning_of_a_word(word: str, length: int) -> None:
    assert found(word[:length], f"It is ({word}).")


@given(st.text("aeiouàéîõüçñAÉ", min_size=1, max_size=20), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_accents_and_their_encoding_make_no_difference(word: str, form: str) -> None:
    bare = "".join(one for one in unicodedata.normalize("NFD", word) if not unicodedata.combining(one))
    typed = unicodedata.normalize(form, word)  # type: ignore[arg-type]
    assert folded(typed) == folded(bare)
    assert found(typed, bare)
    assert found(bare, typed)


def found(typed: str, text: str) -> bool:
    """Whether each word of the search finds a word of the text."""
    return all(any(term.finds(word) for word in words_of(text)) for term in terms_of(typed))
