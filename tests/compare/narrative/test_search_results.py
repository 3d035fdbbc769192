"""What a search has found, in words: marks, and ways straight on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from compare.narrative.search_results import Marking, thing_results, ways
from kb.evidence.records import AspectRecord, CompanyRecord, FrameworkRecord, GroupRecord, Vocabulary
from kb.search.queries import Hit, Search, SearchTerm
from kb.search.terms import terms_of

NOTHING = Vocabulary(frameworks={}, groups={}, aspects={}, scopes={}, companies={}, sources={}, links=())
ASPECT = AspectRecord(
    slug="orm", name="Built-in ORM", group="data", order=1, help_text="Is there one?", value_type="boolean",
    cardinality="one", temporal=False, unit="", stale_after_months=None, per_company=False, options=(),
)  # fmt: skip
WORDS = replace(
    NOTHING,
    frameworks={slug: FrameworkRecord(slug, slug.title(), (f"{slug}.js",), "", "") for slug in ("flask", "django")},
    groups={"data": GroupRecord("data", "Data", 1)},
    aspects={
        "orm": ASPECT,
        "used-in-production": replace(ASPECT, slug="used-in-production", name="Used", per_company=True),
    },
    companies={"acme": CompanyRecord("acme", "Acme", (), "", "")},
)


def asked(text: str, **corrected: str) -> Search:
    """Every word stands in one thing, but for those that were corrected."""
    return Search(
        tuple(
            SearchTerm(term, term.text not in corrected, tuple(corrected.get(term.text, "").split()))
            for term in terms_of(text)
        ),
        text=text,
    )


MARKED = replace(
    WORDS,
    frameworks={
        slug: FrameworkRecord(slug, name, (), "", "")
        for slug, name in {
            "c": "C", "c-sharp": "C#", "c-plus-plus": "C++", "f-sharp": "F#", "go": "Go", "play": "Play",
            "play-bang": "Play!", "dot-net": ".NET", "node-js": "Node.js", "ruby-on-rails": "Ruby on Rails",
        }.items()
    },
)  # fmt: skip


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
    assert [path for path, _ in ways([], asked(text), MARKED)] == [f"/compare/{slugs}/"]


def test_what_has_the_very_name_stands_first() -> None:
    hits = [hit("framework", slug, 12) for slug in ("c", "c-plus-plus", "c-sharp")]
    results = thing_results(hits, "framework", MARKED, Marking(asked("c#")), 20)
    assert results[0].path == "/frameworks/c-sharp/"


def hit(kind: str, slug: str, *weights: int | None) -> Hit:
    """A hit by exact words of these weights."""
    return Hit(kind, slug, tuple(weight and weight * 10 * 23 for weight in weights))


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


def test_frameworks_named_together_are_compared_in_the_order_typed() -> None:
    assert ways([], asked("flask vs django"), WORDS) == [("/compare/flask-vs-django/", "Flask and Django, compared")]


def test_one_framework_leads_nowhere_else() -> None:
    assert ways([hit("framework", "flask", 12)], asked("flask"), WORDS) == []
    assert ways([], asked("flask.js"), WORDS) == []


def test_a_framework_and_an_aspect_lead_to_their_cell() -> None:
    hits = [hit("framework", "flask", 12, None), hit("aspect", "orm", None, 12)]
    assert ways(hits, asked("flask orm"), WORDS) == [("/cells/flask/orm/", "Flask, Built-in ORM")]


def test_a_framework_and_a_company_lead_to_their_cell() -> None:
    hits = [
        hit("framework", "flask", 12, None),
        hit("company", "acme", None, 12),
        hit("aspect", "used-in-production", None, 4),
    ]
    assert ways(hits, asked("flask acme"), WORDS) == [("/cells/flask/used-in-production/acme/", "Flask, Used, Acme")]


@pytest.mark.parametrize("text", ["fla django", "js", "node", "django django.js"])
def test_what_only_begins_a_name_or_is_a_part_of_it_names_nothing(text: str) -> None:
    assert ways([], asked(text), WORDS) == []


def test_a_slip_in_a_name_names_it() -> None:
    assert ways([], asked("flask djnago", djnago="django"), WORDS) == [
        ("/compare/flask-vs-django/", "Flask and Django, compared")
    ]
