import pytest

from kb.models import Aspect, Company
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
