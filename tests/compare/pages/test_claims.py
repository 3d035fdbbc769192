from datetime import date
from typing import Any

import pytest
from pytest_django import Settings

from tests import factories
from tests.compare import reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Any:
    upstream = factories.source(title="StackShare", kind="directory")
    source = factories.source(title="The list", published_on=date(2024, 2, 1), read_on=date(2026, 1, 1))
    return factories.claim(
        framework=factories.framework(name="Flask"), aspect=factories.aspect(name="ORM"), boolean=False,
        key="known", source=source, via=upstream, via_stated=True, scope=factories.scope(name="small apps"),
        locator="Table 2, row 3", quote="no ORM", statement="Flask has none.", hedged=True,
        reviewed_on=date(2026, 2, 1),
    )  # fmt: skip


def test_a_claim_shows_its_evidence_and_all_four_dates(claim: Any) -> None:
    words = reading.page("/claims/known/").words
    for said in (
        "Flask has none.", "no ORM", "Table 2, row 3", "small apps", "hedged by the source", "named by the document",
        "Source published 2024-02-01", "Source read 2026-01-01", "Claim reviewed 2026-02-01",
        "The value holds not stated",
    ):  # fmt: skip
        assert said in words, said


def test_a_claim_shows_where_it_comes_from(claim: Any) -> None:
    (tree,) = reading.page("/claims/known/").find("ul", class_="tree")
    assert reading.words_of(tree).startswith("StackShare")
    assert "The list" in reading.words_of(tree)


def test_a_claim_says_how_to_cite_it_and_where_to_report_an_error(claim: Any, settings: Settings) -> None:
    settings.REPORT_URL = "https://report.example/"
    shown = reading.page("/claims/known/")
    (cite,) = shown.find("p", class_="cite")
    assert "claim known, revision" in reading.words_of(cite)
    assert reading.words_of(cite).endswith("http://testserver/claims/known/")
    assert "https://report.example/" in shown.links


def test_nothing_is_offered_where_errors_cannot_be_reported(claim: Any, settings: Settings) -> None:
    settings.REPORT_URL = ""
    for path in ("/claims/known/", "/claims/", "/cells/flask/orm/"):
        assert "Report an error" not in reading.page(path).words


@pytest.mark.parametrize("path", ["/claims/", "/claims/known/", "/cells/flask/orm/", "/sources/the-list/"])
def test_errors_can_be_reported_beside_every_claim_and_cell(claim: Any, path: str) -> None:
    assert "mailto:errors@claimgrid.example" in reading.page(path).links


def test_the_licence_of_the_data_is_on_every_page(claim: Any) -> None:
    for path in ("/", "/claims/", "/about/", "/search/"):
        (link,) = [one for one in reading.page(path).root.iterfind(".//footer//a") if one.get("rel") == "license"]
        assert link.get("href") == "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("order", "keys"),
    [
        ("aspect", ["b", "c", "a"]),
        ("name", ["a", "b", "c"]),
        ("evidence", ["b", "c", "a"]),
        ("newest", ["a", "c", "b"]),
        ("oldest", ["c", "a", "b"]),
    ],
)
def test_claims_stand_in_the_order_asked_for(order: str, keys: list[str]) -> None:
    first, second = factories.aspect(slug="first", order=1), factories.aspect(slug="second", order=2)
    flask = factories.framework(slug="flask")
    sources = [factories.source(slug=f"s-{number}") for number in range(3)]
    factories.claim(key="a", aspect=second, framework=flask, source=sources[0], as_of="2024")
    factories.claim(key="b", aspect=first, framework=flask, source=sources[1])
    factories.claim(key="c", aspect=first, framework=flask, source=sources[2], as_of="2019")
    assert reading.page("/claims/", {"order": order}).claims == keys
    assert [row["key"] for row in reading.table("/claims.csv", {"order": order})] == keys


def test_a_filter_that_nothing_passes_leads_back(claim: Any) -> None:
    shown = reading.page("/claims/", {"q": "nothing"})
    assert "Nothing passes this filter" in shown.words
    assert "/claims/" in shown.links
    assert shown.sentence == "0 claims of 0 sources matching “nothing”."
