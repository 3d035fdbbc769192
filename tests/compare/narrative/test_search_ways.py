"""Where a search leads straight on."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from compare.narrative.search_ways import Subjects, Way, ways
from kb.evidence.vocabulary import Vocabulary
from kb.search.queries import Hit, Search
from tests.compare.searches import MARKED, WORDS, asked, hit


def links(hits: Sequence[Hit], search: Search, vocabulary: Vocabulary, adopters: int = 2) -> list[Way]:
    return ways(Subjects(search, vocabulary, hits, lambda frameworks: adopters))


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("C# vs Go", "c-sharp-vs-go"),
        ("c vs go", "c-vs-go"),
        ("C# vs C++ vs C", "c-sharp-vs-c-plus-plus-vs-c"),
        ("F#, Go?", "f-sharp-vs-go"),
        ("Play! or Play", "play-bang-vs-play"),
        ("compare .net with ruby on rails", "dot-net-vs-ruby-on-rails"),
        ("nodejs vs C", "node-js-vs-c"),
    ],
)
def test_a_name_with_its_marks_goes_before_what_is_left_without_them(text: str, slugs: str) -> None:
    assert [path for path, _ in links([], asked(text), MARKED)] == [f"/compare/{slugs}/"]


def test_frameworks_named_together_are_compared_in_the_order_typed() -> None:
    assert links([], asked("flask vs django"), WORDS) == [("/compare/flask-vs-django/", "Flask and Django, compared")]


def test_one_framework_leads_nowhere_else() -> None:
    assert links([hit("framework", "flask", 12)], asked("flask"), WORDS) == []
    assert links([], asked("flask.js"), WORDS) == []


def test_a_framework_and_an_aspect_lead_to_their_cell() -> None:
    hits = [hit("framework", "flask", 12, None), hit("aspect", "orm", None, 12)]
    assert links(hits, asked("flask orm"), WORDS) == [("/cells/flask/orm/", "Flask, Built-in ORM")]


def test_a_framework_and_a_company_lead_to_their_cell() -> None:
    hits = [
        hit("framework", "flask", 12, None),
        hit("company", "acme", None, 12),
        hit("aspect", "used-in-production", None, 4),
    ]
    assert links(hits, asked("flask acme"), WORDS) == [("/cells/flask/used-in-production/acme/", "Flask, Used, Acme")]


@pytest.mark.parametrize("text", ["fla django", "js", "node", "django django.js"])
def test_what_only_begins_a_name_or_is_a_part_of_it_names_nothing(text: str) -> None:
    assert links([], asked(text), WORDS) == []


def test_a_slip_in_a_name_names_it() -> None:
    assert links([], asked("flask djnago", djnago="django"), WORDS) == [
        ("/compare/flask-vs-django/", "Flask and Django, compared")
    ]


@pytest.mark.parametrize("text", ["who uses flask?", "which companies use flask", "companies flask"])
def test_who_uses_a_framework_leads_to_its_companies(text: str) -> None:
    assert links([], asked(text), WORDS)[0] == ("/companies/?framework=flask", "2 companies said to use Flask")


def test_companies_that_nobody_names_are_not_offered() -> None:
    assert links([], asked("who uses flask"), WORDS, adopters=0) == []


@pytest.mark.parametrize("text", ["flask", "who wrote flask", "companies"])
def test_companies_are_offered_only_where_it_is_asked_who_uses_something(text: str) -> None:
    assert not [path for path, _ in links([], asked(text), WORDS) if path.startswith("/companies/")]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("small team", "/choose/?must=small-team"),
        ("few", "/choose/?must=small-team"),
        ("a rest api for a small team", "/choose/?must=rest-api&must=small-team"),
        (
            "should I use flask or django for a rest api",
            "/choose/?must=rest-api&framework=flask&framework=django",
        ),
        ("flask rest api", "/choose/?must=rest-api"),
    ],
)
def test_needs_that_a_search_names_lead_to_the_chooser(text: str, path: str) -> None:
    assert links([], asked(text), WORDS)[0][0] == path


def test_a_part_of_the_name_of_a_need_with_another_word_asks_for_no_need() -> None:
    assert links([], asked("small core"), WORDS) == []


def test_a_group_leads_to_its_aspects_or_to_the_comparison_on_it() -> None:
    assert links([], asked("data"), WORDS) == [("/aspects/?group=data", "All aspects of the group Data")]
    assert ("/compare/flask-vs-django/?group=data", "Flask and Django: Data") in links(
        [], asked("flask vs django data"), WORDS
    )


def test_two_frameworks_lead_to_their_comparison_whatever_else_is_said() -> None:
    hits = [hit("aspect", "orm", None, None, 12)]
    paths = [path for path, _ in links(hits, asked("flask or django orm"), WORDS)]
    assert paths == ["/compare/flask-vs-django/", "/cells/flask/orm/", "/cells/django/orm/"]
