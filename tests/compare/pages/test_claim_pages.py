from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from pytest_django import Settings

from compare.faces import FACES
from tests import factories
from tests.compare import reading
from tests.kb.bases import base_of

pytestmark = pytest.mark.django_db


def known_claim() -> Any:
    upstream = factories.source(title="StackShare", kind="directory")
    source = factories.source(title="The list", published_on=date(2024, 2, 1), read_on=date(2026, 1, 1))
    return factories.claim(
        framework=factories.framework(name="Flask"), aspect=factories.aspect(name="ORM"), boolean=False,
        key="known", source=source, via=upstream, via_stated=True, scope=factories.scope(name="small apps"),
        locator="Table 2, row 3", quote="no ORM", statement="Flask has none.", hedged=True,
        reviewed_on=date(2026, 2, 1),
    )  # fmt: skip


@pytest.fixture
def claim() -> Any:
    return base_of(known_claim)


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
    assert "Claim known, revision" in reading.words_of(cite)
    assert reading.words_of(cite).endswith("http://testserver/claims/known/")
    assert "https://report.example/" in shown.links


@pytest.mark.parametrize(("name", "begins"), [("BibTeX", "@misc{claimgrid-known,"), ("CSL-JSON", "[{")])
def test_a_citation_can_be_copied_without_script_and_scrolled_by_keyboard(claim: Any, name: str, begins: str) -> None:
    (block,) = [one for one in reading.page("/claims/known/").find("pre") if name in one.get("aria-label", "")]
    assert "".join(block.itertext()).startswith(begins)
    assert (block.get("tabindex"), block.get("role")) == ("0", "region")


def test_the_source_itself_can_be_cited(claim: Any) -> None:
    assert "“The list”, 2024-02-01, read 2026-01-01." in reading.page("/claims/known/").words


def log() -> list[str]:
    """The events of the known claim in words, newest first."""
    (listed,) = reading.page("/claims/known/").find("ol", class_="log")
    return [reading.words_of(one) for one in listed.findall("li")]


def save(claim: Any, day: int, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(claim, name, value)
    with time_machine.travel(datetime(2026, 11, day, 12, tzinfo=UTC), tick=False):
        claim.save()


def test_a_claim_shows_what_became_of_it() -> None:
    with time_machine.travel(datetime(2026, 11, 1, 12, tzinfo=UTC), tick=False):
        claim = factories.claim(key="known", statement="Flask has one.")
    save(claim, 2, statement="Flask has none.", boolean=False)
    save(claim, 3, status="retired", retire_reason="source-withdrawn")
    assert log() == [
        "3 November 2026 Retired : source withdrawn",
        "2 November 2026 Corrected Statement from Flask has one. to Flask has none. Value from yes to no",
        "1 November 2026 Published",
    ]


@pytest.mark.parametrize("suffix", ["", *FACES])
def test_no_face_of_a_claim_shows_what_it_said_before_it_was_published(suffix: str) -> None:
    claim = factories.draft(
        key="known", statement="Unsaid words.", quote="unsaid quote", locator="unsaid place", note="unsaid note"
    )
    save(claim, 2, status="review", statement="Still unsaid.")
    save(claim, 3, status="published", statement="Said.", quote="", locator="line 1")
    claim._change_reason = "unsaid reason"
    save(claim, 4, boolean=False, note="")
    assert "nsaid" not in reading.text(reading.face("/claims/known/", suffix) if suffix else "/claims/known/")
    assert log() == ["4 November 2026 Corrected Value from yes to no", "3 November 2026 Published"]


def test_no_person_and_no_number_of_a_row_is_in_the_history() -> None:
    claim = factories.draft(key="known")
    save(claim, 2, status="published", reviewed_by=factories.editor(username="unsaid"), reviewed_on=date(2026, 11, 1))
    assert log() == ["2 November 2026 Published reviewed 1 November 2026"]
    assert "unsaid" not in reading.text("/claims/known/")


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


# Long lists

KEYS = [f"k-{number}" for number in range(8)]


@pytest.fixture
def long_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight claims, two on a page, of which two have numbers."""
    monkeypatch.setattr("compare.parts.leaves.PAGE_LENGTH", 2)
    monkeypatch.setattr("compare.parts.leaves.MOST_PAGES", 2)
    flask, orm = factories.framework(slug="flask"), factories.aspect(slug="orm")
    for key in KEYS:
        factories.claim(key=key, framework=flask, aspect=orm, source=factories.source(slug=f"s-{key}"))


def way(shown: reading.Shown, name: str) -> str | None:
    """Where the link before or behind a page leads."""
    found = [one.get("href") for one in shown.find("a") if one.get("rel") == f"{name} nofollow"]
    return found[0] if found else None


@pytest.mark.usefixtures("long_list")
@pytest.mark.parametrize("path", ["/claims/", "/frameworks/flask/", "/aspects/orm/"])
def test_links_lead_through_a_long_list_and_back(path: str) -> None:
    there, back, href = [], [], "?order=name"
    while href:
        shown = reading.page(f"{path}{href}")
        there, last, href = [*there, *shown.claims], href, way(shown, "next") or ""
    href = last
    while href:
        shown = reading.page(f"{path}{href}")
        back, href = [*shown.claims, *back], way(shown, "prev") or ""
    assert (there, back) == (KEYS, KEYS)
    assert last == "?order=name&after=k-5"


@pytest.mark.usefixtures("long_list")
def test_pages_have_numbers_up_to_a_bound_and_then_a_key() -> None:
    assert way(reading.page("/claims/?order=name"), "next") == "?order=name&page=2"
    assert way(reading.page("/claims/?order=name&page=2"), "next") == "?order=name&after=k-3"
    assert way(reading.page("/claims/?order=name&after=k-3"), "prev") == "?order=name&after=k-1"
    assert way(reading.page("/claims/?order=name&after=k-1"), "prev") == "?order=name&page=1"
    assert "2 of 8, after k-3" in reading.page("/claims/?order=name&after=k-3").words


@pytest.mark.usefixtures("long_list")
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("page=3", "Pages have numbers up to 2: a list goes on by “after”, with the key of a claim."),
        ("page=2&after=k-3", "“page” and “after” say the same in two ways: leave one out."),
        ("after=k-9", "There is no claim “k-9” in this list, or no more."),
        ("after=k-1&framework=django", "There is no claim “k-1” in this list, or no more."),
        ("after=k-1&after=k-2", "“after” takes one value, not 2."),
    ],
)
def test_a_way_into_a_list_that_leads_nowhere_is_refused(query: str, message: str) -> None:
    factories.once_named(factories.framework(slug="django"))
    assert message in reading.page(f"/claims/?{query}", status=400).words


@pytest.mark.usefixtures("long_list")
def test_a_file_holds_the_whole_list_wherever_its_page_begins() -> None:
    assert reading.data("/claims.json?order=name&after=k-3") == reading.data("/claims.json?order=name")


@pytest.mark.usefixtures("long_list")
def test_behind_the_last_claim_there_is_none() -> None:
    shown = reading.page("/claims/?order=name&after=k-7")
    assert (shown.claims, way(shown, "next")) == ([], None)


@pytest.mark.parametrize("path", ["/compare/", "/quality/"])
def test_what_stands_on_one_page_goes_on_nowhere(claim: Any, path: str) -> None:
    assert "“after” has no meaning at this address" in reading.page(path, {"after": "known"}, status=400).words


def test_search_engines_are_told_what_a_claim_says(claim: Any) -> None:
    (described,) = [one for one in reading.page("/claims/known/").find("meta") if one.get("name") == "description"]
    assert described.get("content") == "Flask: ORM: no, with a reservation, says The list (article)."
