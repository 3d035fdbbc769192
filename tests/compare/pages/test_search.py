import pytest

from compare.pages import search
from tests import factories
from tests.compare import reading

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    lists = reading.page("/search/", {"q": text}).find("ul", class_="list")
    return [str(link.get("href")) for one in lists for link in one.iter("a")]


@pytest.mark.parametrize("text", ["flask", "FLASK", "pallets"])
def test_frameworks_are_found_by_name_and_alias_in_any_case(text: str) -> None:
    factories.framework(name="Flask", aliases="Pallets")
    assert found(text) == ["/frameworks/flask/"]


def test_every_kind_of_thing_is_found() -> None:
    factories.aspect(name="Größe")
    factories.company(name="GRÖSSE AG", slug="ag")
    factories.source(title="Von der größe", slug="von")
    factories.claim(key="said", statement="Die Größe zählt.")
    assert found("grösse") == ["/aspects/groe/", "/companies/ag/", "/sources/von/"]
    assert reading.page("/search/", {"q": "grösse"}).claims == ["said"]


def test_a_search_counts_its_results_and_keeps_the_words() -> None:
    factories.framework(name="Flask")
    shown = reading.page("/search/", {"q": "flask"})
    assert shown.sentence == "1 result for “flask”."
    assert [one.get("value") for one in shown.find("input", type="search")] == ["flask"]


def test_nothing_found_and_nothing_asked_are_said() -> None:
    assert "Try a shorter word" in reading.page("/search/", {"q": "nothing"}).words
    assert reading.page("/search/").sentence == "Type a name or a word."


def test_many_claims_lead_on_to_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_CLAIMS", 2)
    here = {"framework": factories.framework(), "aspect": factories.aspect(), "source": factories.source()}
    for _ in range(4):
        factories.claim(**here, statement="a & b")
    shown = reading.page("/search/", {"q": "a & b"})
    assert len(shown.claims) == 2
    assert "/claims/?q=a%20%26%20b" in shown.links
    assert "2 more claims" in shown.words


@pytest.mark.parametrize("query", [{"q": "x" * 201}, {"q": "\x00"}, {"framework": "flask"}])
def test_a_bad_search_is_refused(query: dict[str, str]) -> None:
    reading.page("/search/", query, 400)
