"""What a text is stored as, and when two names are one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.texts import MARKS_ON_A_LETTER, MOST_CLEANED, cleaned, free_slug, letters_key, name_key, order_key, slug_of

ODD = st.text(
    alphabet=st.one_of(st.sampled_from(" \t\r\n\u00a0\u2028\u200b\u200d\ufeffaé\u0301Å\u212bא"), st.characters())
)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("Jinja2 ", "Jinja2"),
        ("\u00a0two  blanks\u2009and\tone", "two blanks and one"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("cafe\u0301", "café"),
        ("a\r\nb", "a b"),
        ("x\u200dy", "xy"),
        ("a\u2063b\u3164c\u115fd\U000e0041", "abcd"),
        ("🏴\U000e0067\U000e007f", "🏴\U000e0067\U000e007f"),
        ("\u202eksalF\u202c and \u2067so\u2069", "ksalF and so"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_a_text_of_one_line_is_cleaned(text: str, stored: str) -> None:
    assert cleaned(text) == stored


@pytest.mark.parametrize("marks", ["\u0323\u0301", "\u0f73", "\u0344", "\u0323\u0301" * 14 + "\u200b"])
def test_a_letter_has_so_many_marks_and_no_more(marks: str) -> None:
    stored = cleaned(f"a{marks * (40_000 // len(marks))}b")
    assert len(stored) <= MARKS_ON_A_LETTER + 2
    assert (stored[0], stored[-1], cleaned(stored)) == (cleaned(f"a{marks}")[0], "b", stored)


def test_lines_stay_where_there_may_be_several() -> None:
    assert cleaned("\r\n one \r\n\r\ntwo\u2028three\r", multiline=True) == "one\n\ntwo\nthree"


@given(ODD, st.booleans())
def test_what_is_clean_stays_as_it_is(text: str, multiline: bool) -> None:
    once = cleaned(text, multiline=multiline)
    assert cleaned(once, multiline=multiline) == once


@pytest.mark.parametrize(("one", "other"), [("Straße", "STRASSE"), ("C#", "c#"), ("Ünï  cödé", "u\u0308nï cödé")])
def test_names_that_differ_by_case_or_blanks_are_one(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("Café", "Cafe"), ("C", "C#"), ("Node.js", "Nodejs"), ("Play", "Play!")])
def test_accents_and_marks_tell_names_apart(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("C", "c"), ("C#", "c-sharp"), ("C++", "c-plus-plus"), ("F#", "f-sharp"), ("Play!", "play-bang"),
        ("Play", "play"), (".NET", "dot-net"), ("NET", "net"), ("Node.js", "node-js"), ("ASP.NET Core", "asp-net-core"),
        ("Crème brûlée", "creme-brulee"), ("It's", "its"), ("Straße", "strasse"), ("日本", ""), ("x" * 80, "x" * 60),
    ],
)  # fmt: skip
def test_a_slug_spells_the_marks_that_tell_names_apart(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_a_slug_that_is_taken_spells_more_marks_or_has_a_number() -> None:
    assert free_slug("Node.js", {"node-js"}) == "node-dot-js"
    assert free_slug("Node js", {"node-js"}) == "node-js-2"


@pytest.mark.parametrize(
    ("text", "letters"),
    [("Crème", "creme"), ("ÉCLAIR", "eclair"), ("It’s “so” – or", 'it\'s "so" - or'), ("Größe", "grosse")],
)
def test_letters_are_compared_without_accents_case_and_typography(text: str, letters: str) -> None:
    assert letters_key(text) == letters


@given(st.text(), st.text(), st.text())
def test_a_part_of_a_text_stays_a_part_of_its_letters(before: str, part: str, after: str) -> None:
    assert letters_key(f"{before} {part} {after}").count(letters_key(part).strip()) >= 1


@given(st.text())
def test_letters_of_letters_are_the_same(text: str) -> None:
    assert letters_key(letters_key(text)) == letters_key(text)


def test_names_sort_as_people_sort_them() -> None:
    names = [
        "Python 2",
        "zebra",
        "Python 3.10",
        "Éclair",
        "10",
        "Eclairs",
        "éclair",
        "9",
        "Python 10",
        "Python 3.9",
        "009",
    ]
    assert sorted(names, key=order_key) == [
        "009", "9", "10", "Éclair", "éclair", "Eclairs", "Python 2", "Python 3.9", "Python 3.10", "Python 10", "zebra",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "mark", ["\u200e", "\ufe0f", "\u2063", "\u2800", "\U000e0100", "\u17b4", "\ufff0", "\U0001d173"]
)
def test_what_nobody_sees_tells_no_names_apart(mark: str) -> None:
    assert name_key(f"Fl{mark}ask{mark}") == name_key("flask")


def test_what_no_column_takes_is_not_worked_through() -> None:
    text = "a  b\n" * (MOST_CLEANED // 5 + 1)
    assert cleaned(text) is text
