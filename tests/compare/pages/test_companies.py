from typing import Any

import pytest

from kb.models import Aspect, Company, Framework, Source
from tests import factories
from tests.compare import reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def used() -> Aspect:
    return factories.adoption()


@pytest.fixture
def pinterest() -> Company:
    return factories.company(name="Pinterest", industry="media", aliases="Pin")


def test_the_adoption_matrix_has_a_column_for_each_framework_with_a_claim(used: Aspect, pinterest: Company) -> None:
    for name in ("Flask", "Django"):
        factories.claim(framework=factories.framework(name=name), aspect=used, company=pinterest)
    factories.claim(framework=factories.framework(name="Other"))
    answer = reading.data("/companies.json")
    assert answer["frameworks"] == ["django", "flask"]
    assert answer["companies"] == [
        {"slug": "pinterest", "name": "Pinterest", "aliases": ["Pin"], "industry": "media", "homepage": None}
    ]
    assert [row["aspect"] for row in answer["rows"]] == ["used-in-production"]


def test_companies_and_rows_are_the_same_after_a_filter(used: Aspect, pinterest: Company) -> None:
    here = {"framework": factories.framework(), "aspect": used}
    factories.claim(company=pinterest, **here)
    factories.claim(company=factories.company(name="Reddit"), **here)
    answer = reading.data("/companies.json", {"q": "reddit"})
    assert [one["slug"] for one in answer["companies"]] == [row["company"] for row in answer["rows"]] == ["reddit"]
    assert answer["count"] == 1


def test_a_company_shows_who_says_so(used: Aspect, pinterest: Company) -> None:
    factories.claim(aspect=used, company=pinterest, key="said", source=factories.source(title="The list"))
    shown = reading.page("/companies/pinterest/")
    assert shown.claims == ["said"]
    assert shown.sentence == "1 claim of 1 source about Pinterest."
    assert all(word in shown.words for word in ("The list", "media", "Pin", "Used in production"))


def test_a_company_without_a_claim_says_so(pinterest: Company) -> None:
    factories.named(factories.source(company=pinterest))
    assert "No published claim is about Pinterest." in reading.page("/companies/pinterest/").words
    assert "Nothing passes this filter" in reading.page("/companies/pinterest/", {"q": "x"}).words


def test_no_adoption_at_all_is_an_empty_page() -> None:
    assert reading.data("/companies.json")["rows"] == []
    reading.page("/companies/")


def test_a_company_is_told_as_a_story(used: Aspect, pinterest: Company) -> None:
    for name in ("Flask", "Django"):
        framework = factories.framework(name=name)
        factories.claim(
            framework=framework, aspect=used, company=pinterest, source=factories.source(title=f"On {name}")
        )
    words = reading.page("/companies/pinterest/").words
    assert "Pinterest is claimed for both Django and Flask ." in words
    assert "One document says that Pinterest uses Flask, resting on one root." in words
    assert "In the end it rests on On Flask (which we have not read)." in words


def test_a_split_company_says_so_at_the_head_of_its_row(used: Aspect, pinterest: Company) -> None:
    flask = factories.framework(name="Flask")
    for framework in (flask, factories.framework(name="Django")):
        factories.claim(framework=framework, aspect=used, company=pinterest)
    factories.claim(framework=flask, aspect=used, company=factories.company(name="Reddit"))
    (table,) = reading.page("/companies/").find("table", class_="matrix")
    heads = [reading.words_of(row.find("th")) for row in table.iterfind("tbody/tr")]
    assert heads == ["Pinterest split", "Reddit"]


# What is said first


def uses(used: Aspect, framework: str, company: str, *sources: Source, **fields: Any) -> None:
    row = Framework.objects.filter(name=framework).first() or factories.framework(name=framework)
    for source in sources:
        factories.claim(framework=row, aspect=used, company=factories.company(name=company), source=source, **fields)


@pytest.fixture
def listing(used: Aspect) -> Aspect:
    """Flask has a company by one source, one by two, one by generated text; Django is denied by one."""
    first, second = (factories.source(read_on=factories.DAY) for _ in "ab")
    uses(used, "Flask", "Single", first)
    factories.claim(
        framework=Framework.objects.get(), aspect=used, company=(both := factories.company(name="Both")), source=first
    )
    factories.claim(framework=Framework.objects.get(), aspect=used, company=both, source=second)
    uses(used, "Flask", "Chatted", factories.source(kind="generated"))
    uses(used, "Django", "Denied", first, boolean=False)
    return used


def test_companies_say_first_how_many_are_named_and_how_sure_that_is(listing: Aspect) -> None:
    found = reading.data("/companies.json")["answers"][0]
    assert [one["sentence"] for one in found["sentences"]] == [
        "Flask: 3 companies named; 1 by several independent sources, 1 by one independent source, 1 by generated text "
        "alone.",
        "Django: 0 companies named; 1 denied.",
    ]
    assert "3 companies named; 1 by several independent sources" in reading.page("/companies/").words
    assert "<title>Companies: 3 companies named for Flask, 0 for Django · " in reading.text("/companies/")


def quick(query: Any = None) -> list[str]:
    """The quick views that are offered, with their numbers."""
    (views,) = [one for one in reading.page("/companies/", query).find("p", class_="quick") if one[0].text == "Show"]
    return [reading.words_of(one) for one in views.findall("a")]


@pytest.mark.parametrize(
    "query", [{}, {"source_kind": ["article", "generated"]}, {"since": "1990", "framework": "flask"}]
)
def test_a_quick_view_says_how_many_rows_it_leaves_and_none_leads_to_an_empty_page(listing: Aspect, query: Any) -> None:
    offered = quick(query)
    assert not any(one.startswith("Contested") for one in offered)
    for name, text in (("With claims", {"min_documents": "1"}), ("Corroborated", {"state": "corroborated"})):
        rows = reading.data("/companies.json", {**query, **text})["count"]
        assert (f"{name} {rows}" in offered) == bool(rows)


def test_a_quick_view_that_is_chosen_stays_even_if_it_leaves_nothing(listing: Aspect) -> None:
    assert "Contested 0" in quick({"state": "contested"})
    assert "Corroborated 1" in quick({"state": "contested"})


def test_companies_can_be_sorted_by_how_sure_it_is(listing: Aspect) -> None:
    links = reading.page("/companies/", {"framework": "flask"}).links
    assert "/companies/?framework=flask&order=evidence" in links
    assert next(iter(reading.page("/companies/", {"order": "evidence"}).rows))["href"] == "/companies/both/"


def test_the_title_of_a_company_says_what_it_is_claimed_for(listing: Aspect) -> None:
    assert "<title>Both is claimed for Flask · " in reading.text("/companies/both/")
