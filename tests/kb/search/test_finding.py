"""Searching: what is found, in which order, by how many queries. The same on every database."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kb.derived import upkeep
from kb.models import Claim, Mention
from kb.search import finding
from kb.wording import quantity
from tests import factories
from tests.kb.search.indexed import save, unpublished
from tests.kb.search.slow_search import names_by_key, slow_claims, slow_hits

pytestmark = pytest.mark.django_db

SEARCHES = [
    "flask", "fl", "FLÁSK", "djnago", "node.js", "nodejs", "rest api", "alchemy", "軽量", "a", "flask vs django",
    "groesse", "größe", "small flsk", "nothing", "%", "_", "50%", "is it a small", "rest%",
]  # fmt: skip


def base() -> None:
    """Names and statements that resemble one another."""
    with upkeep.collected():
        flask, django = factories.framework(name="Flask"), factories.framework(name="Django")
        factories.named(factories.framework(name="Node.js", slug="nodejs", aliases="Node"))
        factories.named(factories.company(name="Größe & Co"))
        aspects = [factories.aspect(name=name) for name in ("Fits REST APIs", "Needs SQLAlchemy", "Flask-like")]
        for number, aspect in enumerate(aspects):
            factories.claim(framework=flask, aspect=aspect, statement="Flask is small.", quote="50% smaller")
            factories.claim(framework=django, aspect=aspect, statement=f"It is not small: {number}.")
            factories.claim(framework=django, aspect=aspect, statement="軽量です", compared_to=flask)


def found(text: str) -> list[tuple[str, str]]:
    """Kind and slug of the complete hits among things, in the order of their scores."""
    _, hits = finding.things(finding.understood(text))
    return [(hit.kind, hit.slug) for hit in sorted(hits, key=lambda hit: -hit.score) if hit.complete]


def statements(text: str) -> list[str]:
    """The statements of the claims found, in their order."""
    _, hits = finding.claims(finding.understood(text), 0, 50)
    return [Claim.objects.get(key=hit.slug).statement for hit in hits]


@pytest.mark.parametrize("text", SEARCHES)
def test_the_database_answers_what_the_definition_says(text: str) -> None:
    base()
    asked = finding.understood(text)
    total, claims = finding.claims(asked, 0, 100)
    assert claims == slow_claims(asked)
    assert total == len(claims)
    assert set(finding.things(asked)[1]) == {hit for hit in slow_hits(asked) if hit.kind != "claim"}


@pytest.mark.parametrize(
    "text", ["flask small zebra", "django smaller 軽量", "flsk is the smallest orm", "50 needs not"]
)
def test_the_nearest_claims_have_the_most_words(text: str) -> None:
    base()
    asked = finding.understood(text)
    recorded = dict(Claim.objects.values_list("key", "pk"))
    hits = [hit for hit in slow_hits(asked) if hit.kind == "claim"]
    hits.sort(key=lambda hit: (-hit.matched, -hit.score, recorded[hit.slug]))
    assert finding.nearest_claims(asked, 3) == hits[:3]


def test_every_word_of_the_index_finds_what_it_stands_in() -> None:
    base()
    names = names_by_key()
    for kind, target, word in Mention.objects.values_list("kind", "target", "word__word"):
        for typed in {word, word[:2] if len(word) > 2 and word.isascii() else word}:
            asked = finding.understood(typed)
            hits = [*finding.things(asked)[1], *finding.claims(asked, 0, 100)[1]]
            assert (kind, names[kind, target]) in {(hit.kind, hit.slug) for hit in hits}


def test_a_word_with_a_letter_left_out_or_swapped_finds_what_it_stands_in() -> None:
    base()
    for word in ("django", "flask", "small", "sqlalchemy", "needs"):
        for place in range(1, len(word) - 2):
            before, one, other, after = word[:place], word[place], word[place + 1], word[place + 2 :]
            for typed in (f"{before}{other}{after}", f"{before}{other}{one}{after}"):
                [sought] = finding.understood(typed).terms
                assert sought.finds(word)


def test_the_name_comes_before_an_alias_and_an_exact_word_before_a_beginning() -> None:
    for names in ({"name": "Other", "aliases": "Flask"}, {"name": "Flask"}, {"name": "Flasking"}):
        factories.named(factories.framework(**names))
    assert [slug for _, slug in found("flask")] == ["flask", "other", "flasking"]


def test_a_word_that_stands_somewhere_is_not_corrected() -> None:
    for name in ("Flask", "Flash"):
        factories.named(factories.framework(name=name))
    assert found("flash") == [("framework", "flash")]
    assert finding.understood("flash").corrected == []


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    with upkeep.collected():
        aspect = factories.aspect(name="Aspect")
        factories.claim(aspect=aspect, statement="Common words.", quote="seldom")
        factories.claim(aspect=aspect, statement="Seldom said.", quote="common")
        for _ in range(8):
            factories.claim(aspect=aspect, statement="Common.")
    assert statements("common seldom") == ["Seldom said.", "Common words."]


def test_all_words_must_stand_in_a_claim_or_in_what_it_is_about() -> None:
    factories.claim(framework=factories.framework(name="Flask"), statement="It is small.")
    assert statements("small flask") == ["It is small."]
    assert statements("small django") == []


def test_what_is_not_published_is_not_found() -> None:
    for claim in unpublished():
        assert statements("unsaid") == statements("unsadi") == []
        assert finding.understood("unsadi").unknown == ["unsadi"]
        if claim.status == "review":
            save(claim, status="published")
            assert statements("unsaid") == ["Unsaid words."]
            save(claim, status="retired", retire_reason="misread")


@pytest.mark.parametrize("text", ["", "  ", "…", "%", "_%_", "\x00"])
def test_a_text_without_words_asks_nothing(text: str) -> None:
    with CaptureQueriesContext(connection) as caught:
        asked = finding.understood(text)
        assert (finding.things(asked), finding.claims(asked, 0, 5)) == (({}, []), (0, []))
    assert len(caught) == 0


def test_a_search_of_many_words_takes_the_first_ones() -> None:
    base()
    asked = finding.understood(" ".join(f"w{number}" for number in range(60)))
    assert len(asked.terms) == finding.MOST_TERMS
    assert asked.left_out[0] == f"w{finding.MOST_TERMS}"


def test_many_things_are_counted_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST_HITS_OF_A_KIND", 2)
    for number in range(5):
        factories.named(factories.company(name=f"Acme {number}"))
    totals, hits = finding.things(finding.understood("acme"))
    assert (totals, len(hits)) == ({"company": 5}, 2)


def test_no_search_finds_what_nothing_published_names() -> None:
    factories.draft(framework=factories.framework(name="Hushhush"), source=factories.source(title="Hushhush leaks"))
    assert (found("hushhush"), finding.understood("hushush").corrected) == ([], [])


def test_pages_of_claims_follow_one_another() -> None:
    base()
    asked = finding.understood("django")
    _, whole = finding.claims(asked, 0, 100)
    pages = [finding.claims(asked, first, 2) for first in range(0, 6, 2)]
    assert [hit for _, page in pages for hit in page] == whole
    assert {total for total, _ in pages} == {6}


@pytest.mark.parametrize(("text", "most"), [("flask", 3), ("flask django", 3), ("flsk djnago", 5), ("zzzz", 2)])
def test_a_search_takes_few_queries(text: str, most: int) -> None:
    base()
    with CaptureQueriesContext(connection) as caught:
        asked = finding.understood(text)
        finding.things(asked)
        finding.claims(asked, 0, 50)
    assert len(caught) <= most


@pytest.fixture
def common_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten claims of common words, of which three mentions are looked at, nine at most; the last one has both."""
    for module in ("queries", "finding", "scoring"):
        monkeypatch.setattr(f"kb.search.{module}.COMMON", 3)
    monkeypatch.setattr("kb.search.finding.FURTHER", 3)
    with upkeep.collected():
        aspect = factories.aspect(name="Aspect")
        for number in range(9):
            factories.claim(aspect=aspect, statement=f"It is {'swift' if number % 2 else 'small'}, {number}.")
        factories.claim(aspect=aspect, statement="It is swift, small and seldom so.")


@pytest.mark.usefixtures("common_words")
def test_of_a_common_word_the_first_mentions_are_looked_at() -> None:
    total, hits = finding.claims(finding.understood("small"), 0, 2)
    assert quantity(total, "result") == "3+ results"
    assert statements("small")[:2] == ["It is small, 0.", "It is small, 2."]
    assert len(hits) == 2


@pytest.mark.usefixtures("common_words")
def test_common_words_that_seldom_meet_are_looked_for_further() -> None:
    assert statements("small swift") == ["It is swift, small and seldom so."]


@pytest.mark.usefixtures("common_words")
def test_a_rare_word_finds_all_its_claims_whatever_stands_beside_it() -> None:
    total, _ = finding.claims(finding.understood("small seldom"), 0, 2)
    assert str(total) == "1"


@pytest.mark.usefixtures("common_words")
def test_of_many_things_there_may_be_more() -> None:
    for number in range(5):
        factories.named(factories.company(name=f"Acme {'abcde'[number]}", slug=f"firm-{number}"))
    totals, hits = finding.things(finding.understood("acme"))
    assert [str(total) for total in totals.values()] == ["3+"]
    assert [hit.slug for hit in hits] == ["firm-0", "firm-1", "firm-2"]


@pytest.mark.parametrize("name", ["Flaskk", "Flasx", "Flaks"])
def test_a_word_that_only_editors_know_keeps_no_other_from_being_meant(name: str) -> None:
    factories.claim(framework=factories.framework(name="Flask"))
    factories.company(name=name)
    assert finding.understood("flaks").terms[0].corrected == ("flask",)
