"""What a search has found, in words, and its marks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from compare.narrative.search_results import Marking, thing_results
from kb.evidence.records import CompanyRecord
from tests.compare.searches import MARKED, NOTHING, WORDS, asked, hit


def test_what_has_the_very_name_stands_first() -> None:
    hits = [hit("framework", slug, 12) for slug in ("c", "c-plus-plus", "c-sharp")]
    results = thing_results(hits, "framework", MARKED, Marking(asked("c#")), 20)
    assert results[0].path == "/frameworks/c-sharp/"


@pytest.mark.parametrize(
    ("text", "search", "shown"),
    [
        ("Flask & Django", "flask", "<mark>Flask</mark> &amp; Django"),
        ("Node.js", "nodejs", "<mark>Node</mark>.<mark>js</mark>"),
        ("Node.js", "node", "<mark>Node</mark>.js"),
        ("SQLAlchemy", "alchemy", "<mark>SQLAlchemy</mark>"),
        ("Größe", "grosse", "<mark>Größe</mark>"),
        ("authentication", "auth", "<mark>authentication</mark>"),
        ("<b>bold</b>", "b", "&lt;<mark>b</mark>&gt;bold&lt;/<mark>b</mark>&gt;"),
        ("two\n words", "words", "two\n <mark>words</mark>"),
    ],
)
def test_what_a_search_finds_is_marked(text: str, search: str, shown: str) -> None:
    assert Marking(asked(search)).marked(text) == shown


def test_what_was_taken_for_a_slip_is_marked() -> None:
    assert Marking(asked("djnago", djnago="django")).marked("Django") == "<mark>Django</mark>"


@given(st.text(max_size=80), st.text(min_size=1, max_size=10))
def test_marks_change_nothing_but_are_added(text: str, search: str) -> None:
    marking = Marking(asked(search))
    shown = marking.marked(text)
    assert shown.replace("<mark>", "").replace("</mark>", "") == escape(text)
    assert ("<mark>" in shown) == marking.finds(text)


def test_a_thing_says_what_it_is_and_where_the_word_stands() -> None:
    one = hit("framework", "flask", 10)
    [found] = thing_results([one], "framework", WORDS, Marking(asked("js")), 20)
    assert (found.path, found.name, found.about) == ("/frameworks/flask/", "Flask", "also called flask.<mark>js</mark>")


def test_a_word_of_the_address_alone_is_shown_too() -> None:
    words = replace(NOTHING, companies={"acme-inc": CompanyRecord("acme-inc", "Acme", (), "", "")})
    [found] = thing_results([hit("company", "acme-inc", 10)], "company", words, Marking(asked("inc")), 20)
    assert found.about == "acme-<mark>inc</mark>"


def test_equals_stand_by_the_length_of_their_name() -> None:
    hits = [hit("framework", "django", 12), hit("framework", "flask", 12), hit("framework", "gone", 12)]
    assert [one.path for one in thing_results(hits, "framework", WORDS, Marking(asked("x")), 20)] == [
        "/frameworks/flask/",
        "/frameworks/django/",
    ]
