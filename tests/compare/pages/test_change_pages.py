from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from tests import factories
from tests.compare import reading
from tests.kb.bases import base_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def history() -> Any:
    return base_of(four_days)


def four_days() -> Any:
    """A claim published on the first, and retired on the third; another published on the second; a reading."""
    here = {"framework": factories.framework(slug="flask"), "aspect": factories.aspect(slug="orm")}
    with at(1):
        first = factories.claim(**here, key="first", statement="B was said.")
    with at(2):
        other = factories.claim(**here, key="other", boolean=False, statement="A was said.")
    with at(3):
        first.status, first.retire_reason = "retired", "misread"
        first.save()
    factories.resolution([other], resolved_on=date(2026, 11, 4), boolean=False)
    return here


def at(day: int) -> Any:
    return time_machine.travel(datetime(2026, 11, day, 12, tzinfo=UTC), tick=False)


def changes(**query: str) -> list[tuple[str, str, str | None]]:
    return [(one["on"], one["event"], one["key"]) for one in reading.data("/changes.json", query)["changes"]]


def test_what_was_published_retired_or_resolved_is_listed_newest_first(history: Any) -> None:
    assert changes() == [
        ("2026-11-04", "resolved", None),
        ("2026-11-03", "retired", "first"),
        ("2026-11-02", "published", "other"),
        ("2026-11-01", "published", "first"),
    ]


def test_the_page_says_the_same_in_words(history: Any) -> None:
    (log,) = reading.page("/changes/").find("ol", class_="log")
    assert [link.get("href") for link in log.iter("a")] == [
        "/cells/flask/orm/", "/claims/first/", "/claims/other/", "/claims/first/",
    ]  # fmt: skip
    assert "retired: misread" in reading.words_of(log)


def test_another_order_can_be_asked_for(history: Any) -> None:
    assert changes(order="oldest") == changes()[::-1]
    assert [key for _, _, key in changes(order="name")][:2] == ["other", "first"]
    assert changes(order="newest") == changes(order="aspect") == changes()


def test_a_later_edit_is_no_second_publication(history: Any) -> None:
    other = factories.Claim.objects.get(key="other")
    other.note = "Looked at again."
    other.save()
    assert [key for _, event, key in changes() if event == "published"] == ["other", "first"]


def test_filters_narrow_the_changes(history: Any) -> None:
    assert changes(state="contested") == []
    assert changes(value="yes") == []
    assert changes(value="no") == changes()


def test_drafts_are_no_changes(history: Any) -> None:
    factories.draft(key="unsaid")
    assert len(changes()) == 4


def test_the_changes_of_a_day_stand_together(history: Any) -> None:
    with at(2):
        factories.claim(key="third", **history, boolean=False, statement="C was said.")
    (log,) = reading.page("/changes/").find("ol", class_="log")
    days = [str(day.find("time").get("datetime")) for day in log.findall("li")]  # type: ignore[union-attr]
    assert days == ["2026-11-04", "2026-11-03", "2026-11-02", "2026-11-01"]
    assert [len(day.findall("ul/li")) for day in log.findall("li")] == [1, 1, 2, 1]


def test_another_order_leads_to_the_same_feed(history: Any) -> None:
    shown = reading.page("/changes/", {"order": "name", "value": "no"})
    assert "/feeds/changes.atom?value=no" in shown.links


@pytest.mark.parametrize("bound", [10_000, 0], ids=["counted", "more than anybody counts"])
def test_the_newest_changes_are_found_from_the_newest_end(
    history: Any, monkeypatch: pytest.MonkeyPatch, bound: int
) -> None:
    with at(5):
        factories.claim(key="third", **history, statement="D was said.", source=factories.source())
    every = changes()
    monkeypatch.setattr("compare.query.events.FEW_CLAIMS", 0)
    monkeypatch.setattr("compare.query.events.COUNT_BOUND", bound)
    (log,) = reading.page("/changes/").find("ol", class_="log")
    paths = [f"/claims/{key}/" if key else "/cells/flask/orm/" for _, _, key in every]
    assert [link.get("href") for link in log.iter("a")] == paths


def test_the_number_of_changes_is_that_of_those_listed(history: Any) -> None:
    for query in ({}, {"framework": "flask"}, {"value": "no"}, {"state": "contested"}, {"since": "2020"}):
        assert reading.page("/changes/", query).sentence.startswith(f"{len(changes(**query))} change"), query
