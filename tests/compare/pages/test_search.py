"""The search page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compare.pages import search
from kb.derived import upkeep
from tests import factories
from tests.compare import reading

pytestmark = pytest.mark.django_db


def page(text: str, **query: str) -> reading.Shown:
    return reading.page("/search/", {"q": text, **query})


def found(text: str) -> list[str]:
    lists = page(text).find("ul", class_="list")
    return [str(link.get("href")) for one in lists for link in one.iter("a")]


def heads(text: str) -> list[str]:
    return [reading.words_of(head).split()[0] for head in page(text).main.iter("h2")]


@pytest.mark.parametrize("text", ["flask", "FLASK", "pallets", "fla", "flásk", "flsk", "falsk"])
def test_frameworks_are_found_by_name_and_alias_by_their_beginning_and_in_spite_of_a_slip(text: str) -> None:
    factories.named(factories.framework(name="Flask", aliases="Pallets"))
    assert found(text) == ["/frameworks/flask/"]


def test_every_kind_of_thing_is_found() -> None:
    for row in (
        factories.aspect(name="Größe"),
        factories.company(name="GRÖSSE AG", slug="ag"),
        factories.source(title="Von der größe", slug="von"),
    ):
        factories.named(row)
    factories.claim(key="said", statement="Die Größe zählt.")
    assert found("grösse") == ["/aspects/groe/", "/companies/ag/", "/sources/von/"]
    assert page("grosse").claims == ["said"]


def test_a_search_counts_its_results_and_keeps_the_words() -> None:
    factories.named(factories.framework(name="Flask"))
    shown = page("flask")
    assert shown.sentence == "1 result for “flask”."
    assert [one.get("value") for one in shown.find("input", type="search")] == ["flask"]


def test_kinds_stand_in_the_order_of_their_best_hit() -> None:
    for row in (
        factories.framework(name="Other", aliases="Orm"),
        factories.aspect(name="Orm"),
        factories.source(title="About", author="Orm"),
    ):
        factories.named(row)
    assert heads("orm") == ["Aspects", "Frameworks", "Sources"]


def test_a_slip_is_said_and_what_was_typed_can_still_be_looked_for() -> None:
    factories.named(factories.framework(name="Django"))
    shown = page("djnago")
    assert shown.sentence == "Nothing for “djnago”; showing “django”. 1 result."
    assert "/claims/?q=djnago" in shown.links


def test_matched_words_are_marked() -> None:
    factories.claim(statement="A <b>small</b> core.", quote="small & light")
    marks = [reading.words_of(one) for one in page("smal").find("mark")]
    assert marks == ["small", "small"]
    assert "A <b> small </b> core." in page("smal").words


def test_a_claim_shows_value_framework_and_source() -> None:
    framework, source = factories.framework(name="Flask"), factories.source(title="A report")
    factories.claim(framework=framework, source=source, statement="It is small.", locator="Page 3")
    shown = page("small")
    assert ": yes" in shown.words
    assert "A report : Page 3" in shown.words
    assert {"/frameworks/flask/", "/sources/a-report/"} <= set(shown.links)


def test_nothing_found_says_what_to_do_next() -> None:
    shown = page("zebra")
    assert shown.sentence == "0 results for “zebra”."
    assert "begins with “zebra”" in shown.words
    assert {"/aspects/", "/frameworks/", "/claims/?q=zebra"} <= set(shown.links)


def test_where_nothing_has_all_words_what_has_the_most_is_shown_and_it_is_said() -> None:
    factories.named(factories.framework(name="Flask"))
    factories.named(factories.company(name="Acme Flask Works"))
    shown = page("acme flask zebra")
    assert shown.sentence == "Nothing has all of “acme”, “flask” and “zebra”. What has 2 of these words:"
    assert {"/companies/acme-flask-works/", "/search/?q=flask", "/claims/?q=acme%20flask%20zebra"} <= set(shown.links)
    assert "begins with “zebra”" in shown.words


def test_where_it_leads_straight_on_stands_before_what_has_a_part_of_the_words() -> None:
    for slug in ("flask", "django"):
        factories.claim(framework=factories.framework(slug=slug))
    words = page("flask vs django zebra").words
    assert words.index("Straight to") < words.index("Nothing has all of")


def test_claims_that_have_the_most_words_are_shown() -> None:
    for key, statement in (("few", "It is small."), ("most", "It is small and swift.")):
        factories.claim(key=key, statement=statement)
    assert page("small swift zebra").claims == ["most"]


def test_needs_are_found() -> None:
    need = factories.need(name="Small team")
    assert f"/choose/?must={need.slug}" in page("small team").links


def test_frameworks_named_together_lead_to_their_comparison() -> None:
    for name in ("Flask", "Django"):
        factories.named(factories.framework(name=name))
    assert "/compare/flask-vs-django/" in page("flask vs django").links


def test_nothing_asked_and_no_word_asked_are_said() -> None:
    assert reading.page("/search/").sentence == "Type a name, a word or a question."
    assert "There is no word in it" in page("%_").words


def test_many_claims_have_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_CLAIMS", 2)
    here = {"framework": factories.framework(), "aspect": factories.aspect(), "source": factories.source()}
    keys = [factories.claim(**here, statement="a & b").key for _ in range(5)]
    pages = [page("a & b", page=number) for number in "123"]
    assert [key for one in pages for key in one.claims] == keys
    assert "?q=a%20%26%20b&page=2#found-claim" in pages[0].links
    assert "only 3 pages" in reading.page("/search/", {"q": "a & b", "page": "4"}, 400).words


def test_things_stand_on_the_first_page_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_CLAIMS", 1)
    framework = factories.framework(name="Flask")
    for _ in range(2):
        factories.claim(framework=framework)
    first, second = page("flask"), page("flask", page="2")
    assert (len(first.find("ul", class_="list")), len(second.find("ul", class_="list"))) == (1, 0)
    assert first.sentence == second.sentence == "3 results for “flask”."


def test_many_things_are_cut_short_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_THINGS", 2)
    for number in range(5):
        factories.named(factories.company(name=f"Acme {number}"))
    shown = page("acme")
    assert len(found("acme")) == 2
    assert shown.sentence == "5 results for “acme”."
    assert "3 more match less well" in shown.words


def test_many_words_are_cut_short_and_it_is_said() -> None:
    assert "left out: w12" in page(" ".join(f"w{number}" for number in range(13))).words


@pytest.mark.parametrize("query", [{"q": "x" * 201}, {"q": "\x00"}, {"framework": "flask"}, {"q": "a", "page": "x"}])
def test_a_bad_search_is_refused(query: dict[str, str]) -> None:
    reading.page("/search/", query, 400)


@pytest.mark.parametrize("text", ["'; --", "<script>", "a" * 200, "é " * 99, "\\", '"', "軽", "🙂", "%" * 50])
def test_any_text_is_answered(text: str) -> None:
    assert page(text).response.status_code == 200


def test_results_are_not_for_search_engines() -> None:
    assert [one.get("content") for one in page("x").find("meta", name="robots")] == ["noindex, nofollow"]


@pytest.mark.parametrize("text", ["flask", "flsk", "flsk djnago"])
def test_a_search_takes_few_queries_whatever_the_size(text: str) -> None:
    counts = []
    for _ in range(2):
        with upkeep.collected():
            for _ in range(9):
                factories.claim(statement="Flask and Django.", company=None)
        with CaptureQueriesContext(connection) as caught:
            page(text)
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 10


def test_a_figure_over_time_says_when_it_holds() -> None:
    stars = factories.aspect(name="Stars", value_type="number", temporal=True)
    dated = factories.source(published_on="2024-11-11")
    factories.claim(aspect=stars, number=5, statement="Five stars.", source=dated)
    factories.claim(aspect=stars, number=6, statement="Six stars.", as_of="2025", source=dated)
    factories.claim(statement="Two stars to sit on.")
    words = page("stars").words
    assert "Holds: not stated (source published 2024-11-11 )" in words
    assert "Holds: 2025" in words
    assert words.count("Holds:") == 2
