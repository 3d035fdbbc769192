"""The feed of changes: the selection of ``/changes/``, as Atom."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
import time_machine
from pytest import MonkeyPatch

from compare.answers.problems import PROBLEM
from compare.pages import feeds
from tests import factories
from tests.compare import reading
from tests.compare.test_hostile import BAD
from tests.kb.bases import base_of

pytestmark = pytest.mark.django_db

PATH = "/feeds/changes.atom"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def history() -> Any:
    return base_of(four_days)


def four_days() -> Any:
    """A claim of Flask published on the first and retired on the third, one of Django on the second; a reading."""
    orm = factories.aspect(slug="orm", name="ORM")
    with at(1):
        first = factories.claim(framework=factories.framework(name="Flask"), aspect=orm, key="first", statement="Said.")
    with at(2):
        other = factories.claim(framework=factories.framework(name="Django"), aspect=orm, key="other", statement="No.")
    with at(3):
        first.status, first.retire_reason = "retired", "wrong-subject"
        first.save()
    factories.resolution([other], resolved_on=date(2026, 11, 4))
    return orm


def at(day: int) -> Any:
    return time_machine.travel(datetime(2026, 11, day, 12, tzinfo=UTC), tick=False)


def feed(query: Any = None) -> Element:
    return fromstring(reading.text(PATH, query))  # noqa: S314


def entries(query: Any = None) -> list[Element]:
    return feed(query).findall(f"{ATOM}entry")


def texts(of: Element | list[Element], name: str) -> list[str]:
    found = of if isinstance(of, list) else [of]
    return [str(one.text) for entry in found for one in entry.findall(f"{ATOM}{name}")]


def test_the_feed_holds_the_changes_newest_first(history: Any) -> None:
    assert texts(entries(), "title") == [
        "Resolved (judgement): Django, ORM: yes",
        "Retired (wrong subject): Said.",
        "Published: No.",
        "Published: Said.",
    ]


def test_the_feed_says_the_same_as_the_page_under_any_filter(history: Any) -> None:
    for query in ({}, {"framework": "django"}, {"q": "said"}, {"state": "single"}, {"since": "2020"}, {"value": "no"}):
        listed = [change["words"] for change in reading.data("/changes.json", query)["changes"]]
        assert [title.partition(": ")[2] for title in texts(entries(query), "title")] == listed, query


def test_an_entry_has_a_stable_id_a_day_a_category_and_an_address(history: Any) -> None:
    entry = entries()[1]
    assert texts(entry, "id") == ["tag:testserver,2026-11-03:/claims/first//retired"]
    assert texts(entry, "updated") == ["2026-11-03T00:00:00+00:00"]
    assert [one.get("term") for one in entry.findall(f"{ATOM}category")] == ["retired"]
    assert [one.get("href") for one in entry.findall(f"{ATOM}link")] == ["http://testserver/claims/first/"]
    assert texts(entry, "summary") == ["<p>Flask: ORM</p><p>retired (wrong subject): Said.</p>"]
    assert len(set(texts(entries(), "id"))) == 4


def test_the_feed_names_its_author_its_rights_and_its_filter(history: Any) -> None:
    root = feed({"framework": "flask", "q": "Said & co"})
    links = {one.get("rel"): one.get("href") for one in root.findall(f"{ATOM}link")}
    assert links["self"] == "http://testserver/feeds/changes.atom?framework=flask&q=Said+%26+co"
    assert links["alternate"] == "http://testserver/changes/?framework=flask&q=Said+%26+co"
    assert texts(root, "title") == ["Claimgrid: changes, about Flask, matching “Said & co”"]
    assert texts(root, "rights") == ["CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"]
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Claimgrid"
    assert texts(feed(), "updated") == ["2026-11-04T00:00:00+00:00"]


def test_the_feed_holds_the_newest_and_says_how_many(history: Any, monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MOST_FEED_ENTRIES", 2)
    assert len(entries()) == 2
    (subtitle,) = texts(feed(), "subtitle")
    assert subtitle == "4 changes to 1 claim of 1 source. This feed holds the newest 2 at most."


def test_a_selection_without_changes_is_an_empty_feed(history: Any) -> None:
    assert entries({"q": "nothing"}) == []


@pytest.mark.parametrize("query", [{"nonsense": "1"}, {"framework": "flsk"}, {"order": "oldest"}, {"page": "2"}])
def test_a_bad_query_is_refused_as_on_a_face(history: Any, query: dict[str, str]) -> None:
    response = reading.get(PATH, query, 400)
    assert response["Content-Type"] == PROBLEM
    assert [error["parameter"] for error in json.loads(reading.body(response))["errors"]] == list(query)


def test_only_reading_an_accepted_type_is_answered(history: Any) -> None:
    assert reading.visitor().post(PATH).status_code == 405
    reading.get(PATH, status=406, Accept="text/csv")
    response = reading.get(PATH, Accept="application/atom+xml, */*;q=0.1")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert reading.get(PATH, status=304, **{"If-None-Match": response["ETag"]})


def test_tracking_is_left_out_of_the_address(history: Any) -> None:
    assert reading.get(PATH, {"utm_source": "x", "q": "said"}, 302)["Location"] == f"{PATH}?q=said"


def test_the_page_advertises_the_feed_with_its_filter(history: Any) -> None:
    shown = reading.page("/changes/", {"framework": "flask", "order": "oldest"})
    (link,) = shown.find("link", type="application/atom+xml")
    assert link.get("href") == f"{PATH}?framework=flask"
    assert f"{PATH}?framework=flask" in shown.links
    reading.get(str(link.get("href")))


def test_no_text_becomes_markup_in_a_reader() -> None:
    factories.claim(statement=BAD, framework=factories.framework(name=f"F{BAD}"[:80]))
    (summary,) = texts(entries(), "summary")
    assert "<script>" not in summary
    assert BAD in texts(entries(), "title")[0]
    assert "&lt;script&gt;" in summary


def test_what_xml_cannot_hold_is_replaced() -> None:
    assert feeds.clean("a\x00b\x0bc\ufffed\ud800e\tf\ng\U0001f600") == "a\ufffdb\ufffdc\ufffdd\ufffde\tf\ng\U0001f600"
