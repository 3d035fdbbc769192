from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kb.models import Aspect, Claim
from tests import factories
from tests.compare import reading
from tests.kb.bases import base_of

pytestmark = pytest.mark.django_db


def three_claims() -> None:
    basics, effort = (factories.group(name=name, order=n) for n, name in enumerate(("Basics", "Effort")))
    here = {"framework": factories.framework(slug="flask"), "aspect": factories.aspect(group=basics)}
    factories.claim(**here)
    factories.claim(**here, boolean=False)
    factories.claim(framework=here["framework"], aspect=factories.aspect(group=effort, stale_after_months=12))


@pytest.fixture(autouse=True)
def base() -> None:
    base_of(three_claims)


def lines(shown: reading.Shown, number: int = 0) -> dict[str, list[str]]:
    """The rows of a table of figures by their head."""
    listed = [one for one in shown.find("table") if "bars" in one.get("class", "").split()][number]
    found = {}
    for line in listed.iterfind("tbody/tr"):
        head, cells = line.find("th"), line.findall("td")
        if head is not None:
            found[reading.words_of(head)] = [
                reading.words_of(one.find("span")) for one in cells if one.find("span") is not None
            ]
    return found


def test_six_figures_say_how_many_cells_of_how_many() -> None:
    assert lines(reading.page("/quality/")) == {
        "Coverage": ["2 of 2 cells that could have a claim"],
        "Corroborated": ["0 of 2 cells with claims"],
        "Contested": ["1 of 2 cells with claims"],
        "Stale": ["1 of 1 cells with claims on questions that age"],
        "Single-root": ["1 of 2 cells with claims"],
        "Generated-only": ["0 of 2 cells with claims"],
    }


def test_a_filter_stands_beside_the_whole_base() -> None:
    shown = lines(reading.page("/quality/", {"group": "effort"}))
    assert shown["Contested"] == ["0 of 1 cells with claims", "1 of 2 cells with claims"]
    assert shown["Coverage"] == ["1 of 1 cells that could have a claim", "2 of 2 cells that could have a claim"]


@pytest.mark.parametrize("query", [{}, {"group": "basics"}, {"source_kind": "article"}])
def test_a_source_against_itself_is_no_disagreement_between_sources(query: dict[str, str]) -> None:
    aspect, source = Aspect.objects.get(group__slug="basics"), factories.source()
    here = {"framework": factories.framework(slug="django"), "aspect": aspect, "source": source}
    before = lines(reading.page("/quality/", query))["Contested"][0].split()[0]
    for yes in (True, False):
        factories.claim(**here, boolean=yes)
    shown = reading.page("/quality/", query)
    assert lines(shown)["Contested"][0].split()[0] == before
    assert "1 cell on which a source is against itself not counted here" in shown.words


def test_a_company_has_no_coverage_to_count() -> None:
    factories.claim(company=factories.company(slug="reddit"), aspect=factories.adoption())
    shown = lines(reading.page("/quality/", {"company": "reddit"}))
    assert shown["Coverage"][0] == "no cells that could have a claim"
    assert shown["Single-root"][0] == "1 of 1 cells with claims"


def test_every_group_has_a_line_of_figures() -> None:
    groups = reading.data("/quality.json")["groups"]
    assert [(one["slug"], one["cells"], one["claims"], one["contested"], one["single"]) for one in groups] == [
        ("basics", 1, 2, 1, 0),
        ("effort", 1, 1, 0, 1),
    ]
    assert [(one["could"], one["covered"], one["ageing"], one["stale"]) for one in groups] == [
        (1, 1, 0, 0),
        (1, 1, 1, 1),
    ]
    assert [row["slug"] for row in reading.table("/quality.csv")] == ["basics", "effort"]
    assert lines(reading.page("/quality/"), 1) == {
        "Basics": ["1 of 1", "0 of 1", "1 of 1", "none to count", "0 of 1", "0 of 1"],
        "Effort": ["1 of 1", "0 of 1", "0 of 1", "1 of 1", "1 of 1", "0 of 1"],
    }


def test_a_group_without_a_claim_has_a_line_so_that_the_groups_add_up() -> None:
    factories.need(aspect=factories.aspect(group=factories.group(slug="silent", name="Silent", order=9)))
    groups = reading.data("/quality.json")["groups"]
    assert [(one["slug"], one["cells"], one["could"], one["covered"]) for one in groups] == [
        ("basics", 1, 1, 1),
        ("effort", 1, 1, 1),
        ("silent", 0, 1, 0),
    ]
    shown = lines(reading.page("/quality/"), 1)
    assert shown["Silent"] == ["0 of 1", *["none to count"] * 5]
    assert [one["slug"] for one in reading.data("/quality.json", {"state": "single"})["groups"]] == ["effort"]


def test_the_map_says_in_words_what_its_squares_show() -> None:
    shown = reading.page("/quality/")
    (table,) = shown.find("table", class_="map")
    rows = [[reading.words_of(cell) for cell in row] for row in table.iterfind("tbody/tr")]
    assert [(row[0], row[1].split(": ")[-1].split(". ")[-1]) for row in rows] == [
        ("Basics", "1 cell 1 contested"),
        ("Effort", "1 cell 1 single"),
    ]
    assert "/compare/flask/?group=basics" in shown.links


def test_the_map_keeps_the_filter_in_its_links() -> None:
    links = reading.page("/quality/", {"state": "contested"}).links
    assert "/compare/flask/?group=basics&state=contested" in links
    reading.page("/compare/flask/", {"group": "basics", "state": "contested"})


def test_every_state_and_flag_is_counted_explained_and_leads_to_its_cells() -> None:
    shown = reading.page("/quality/")
    assert {"?state=contested", "?flag=undated"} <= set(shown.links)
    assert "contested 1 The sources disagree" in shown.words


def test_figures_are_those_of_the_selection() -> None:
    assert reading.page("/quality/", {"state": "contested"}).sentence == (
        "1 cell from 2 claims of 2 sources in cells that are contested."
    )
    assert [one["slug"] for one in reading.data("/quality.json", {"group": "effort"})["groups"]] == ["effort"]


def test_groups_stand_in_the_order_asked_for() -> None:
    assert [one["slug"] for one in reading.data("/quality.json", {"order": "evidence"})["groups"]] == [
        "basics",
        "effort",
    ]
    assert "group=basics" in " ".join(reading.page("/quality/").links)


def test_the_whole_base_beside_a_filter_takes_few_queries() -> None:
    source = {"source": Claim.objects.values_list("source__slug", flat=True)[0], "group": "effort", "since": "2020"}
    with CaptureQueriesContext(connection) as caught:
        reading.text("/quality/", source)
    assert len(caught) <= 15


def test_a_base_without_claims_has_a_page() -> None:
    for claim in Claim.objects.all():
        claim.status, claim.retire_reason = "retired", "misread"
        claim.save()
    shown = reading.page("/quality/")
    assert lines(shown)["Coverage"] == ["no cells that could have a claim"]
    assert not shown.find("table", class_="map")
