"""The events of a claim, from the versions that were public."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from compare.narrative.claim_history import Correction, Event, claim_history
from kb.evidence.records import PastClaim
from tests.compare import records


def past(day: int, found: bool = False, away_before: bool = False, **fields: Any) -> PastClaim:
    retired = {"status": "retired"} if "retire_reason" in fields else {"status": "published"}
    return PastClaim(date(2026, 11, day), records.claim("k", **{**retired, **fields}), found, away_before)


def events(*versions: PastClaim) -> list[Event]:
    return claim_history(versions[-1].claim, versions, records.vocabulary())


def test_a_claim_is_published_on_its_first_public_day() -> None:
    assert events(past(1)) == [Event("published", date(2026, 11, 1))]


def test_the_day_of_the_review_is_said_when_it_is_another() -> None:
    first, second = past(5, reviewed_on=date(2026, 11, 1)), past(5, reviewed_on=date(2026, 11, 5))
    assert events(first)[0].reviewed_on == date(2026, 11, 1)
    assert events(second)[0].reviewed_on is None


def test_a_claim_found_in_the_base_was_published_on_that_day_or_before() -> None:
    assert events(past(1, found=True))[0].earlier


def test_a_claim_without_history_was_published_when_it_was_reviewed() -> None:
    reviewed = records.claim("k", status="published", reviewed_on=date(2026, 3, 1))
    assert claim_history(reviewed, [], records.vocabulary()) == [Event("published", date(2026, 3, 1))]
    retired = records.claim("k", status="retired", retire_reason="wrong-subject")
    assert claim_history(retired, [], records.vocabulary()) == [Event("retired", None, "wrong subject")]


def test_a_correction_says_what_was_said_before() -> None:
    newest, _ = events(past(1, statement="It has one."), past(3, statement="It has none.", value=False))
    assert newest == Event(
        "corrected",
        date(2026, 11, 3),
        changes=(Correction("Statement", "It has one.", "It has none."), Correction("Value", "yes", "no")),
    )


def test_what_has_been_merged_since_is_called_as_it_was() -> None:
    before = replace(past(1), formers={"source": "“Ten again” (ten-again)"})
    newest, _ = events(before, past(2))
    assert [(change.label, change.old) for change in newest.changes] == [("Source", "“Ten again” (ten-again)")]


def test_a_version_that_says_the_same_is_no_event() -> None:
    assert len(events(past(1), past(2, reviewed_on=date(2026, 11, 2)), past(3))) == 1


def test_every_public_field_is_said_in_words() -> None:
    old = past(1)
    new = past(
        2, quote="no ORM", scope="small", compared_to="django", hedged=True, source="b", locator="line 9", via="c",
        via_stated=True, as_of="2024-02",
    )  # fmt: skip
    assert {change.label: (change.old, change.new) for change in events(old, new)[0].changes} == {
        "Quote": ("nothing", "“no ORM”"),
        "Compared to": ("nothing", "Django"),
        "Condition": ("none stated", "small apps"),
        "How it is said": ("stated plainly", "hedged by the source"),
        "Source": ("“A” (a)", "“B” (b)"),
        "Place in it": ("line 1", "line 9"),
        "Taken from": ("no other source", "“C” (c), named by the document"),
        "The value holds": ("not stated", "2024-02"),
    }


def test_sources_of_one_title_are_told_apart() -> None:
    words = records.vocabulary([records.source(slug, title="Flask vs Django") for slug in "ab"])
    versions = [past(1, source="a"), past(2, source="b")]
    (change,) = claim_history(versions[-1].claim, versions, words)[0].changes
    assert (change.old, change.new) == ("“Flask vs Django” (a)", "“Flask vs Django” (b)")


def test_what_an_old_version_referred_to_may_be_gone() -> None:
    newest, _ = events(past(1, source="deleted", value_label=""), past(2))
    assert [(change.label, change.old) for change in newest.changes] == [
        ("Value", "no longer in the base"),
        ("Source", "no longer in the base"),
    ]


def test_retired_and_published_again_are_events_of_their_own() -> None:
    found = events(past(1), past(2, retire_reason="source-withdrawn"), past(3), past(4, retire_reason="misread"))
    assert [(event.name, event.on and event.on.day, event.reason) for event in found] == [
        ("retired", 4, "misread"),
        ("published again", 3, ""),
        ("retired", 2, "source withdrawn"),
        ("published", 1, ""),
    ]
    assert [event.changes for event in found] == [()] * 4


def test_a_claim_taken_back_and_published_again_says_only_what_the_public_saw_change() -> None:
    newest, _ = events(past(1, statement="One."), past(9, statement="Two.", away_before=True))
    assert (newest.name, newest.changes) == ("published again", (Correction("Statement", "One.", "Two."),))
    assert [event.name for event in events(past(1), past(9, away_before=True))] == ["published again", "published"]


def test_another_reason_of_retirement_is_a_correction() -> None:
    newest, first = events(past(1, retire_reason="misread"), past(2, retire_reason="duplicate"))
    assert (first.name, first.reason) == ("retired", "misread")
    assert (newest.name, newest.changes) == ("corrected", (Correction("Reason", "misread", "duplicate"),))
