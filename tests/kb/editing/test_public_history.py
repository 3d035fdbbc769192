"""What of a claim's history leaves the editors' side."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db.models import QuerySet
from pytest_django import Settings

from kb.editing import versions
from kb.editing.public_history import last_public_changes, public_history
from kb.models import Claim
from tests import factories

pytestmark = pytest.mark.django_db


def save(claim: Claim, day: int, **fields: Any) -> None:
    """Write these fields on that day of November 2026."""
    for name, value in fields.items():
        setattr(claim, name, value)
    with time_machine.travel(datetime(2026, 11, day, 12, tzinfo=UTC), tick=False):
        claim.save()


def force(claim: Claim, day: int, **fields: Any) -> None:
    """The same past all rules, with its history: no step of the workflow takes back what is published."""
    QuerySet(Claim).filter(pk=claim.pk).update(**fields)
    claim.refresh_from_db()
    with time_machine.travel(datetime(2026, 11, day, 12, tzinfo=UTC), tick=False):
        Claim.history.bulk_history_create([claim], update=True)


def draft(**fields: Any) -> Claim:
    """A draft that says what nobody may read, written on the first."""
    with time_machine.travel(datetime(2026, 11, 1, 12, tzinfo=UTC), tick=False):
        return factories.draft(key="k", **{"statement": "Secret one.", "note": "Secret note.", **fields})


def told(key: str = "k") -> list[tuple[int, str, str]]:
    return [(past.on.day, past.claim.status, past.claim.statement) for past in public_history(key)]


def test_nothing_is_told_of_a_claim_that_is_not_public() -> None:
    claim = draft()
    assert public_history("k") == []
    save(claim, 2, status="review")
    assert public_history("k") == []
    assert last_public_changes(Claim.objects.once_published()) == {}


def test_the_history_begins_when_the_claim_is_published() -> None:
    claim = draft()
    save(claim, 2, statement="Secret two.")
    save(claim, 3, status="review", statement="Secret three.")
    save(claim, 4, status="published", statement="Said.")
    assert told() == [(4, "published", "Said.")]


def test_what_was_written_while_it_was_taken_back_is_not_told() -> None:
    claim = draft()
    save(claim, 2, status="published", statement="Said.")
    force(claim, 3, status="draft", statement="Secret two.")
    assert public_history("k") == []
    force(claim, 4, status="review", statement="Secret three.")
    force(claim, 5, status="published", statement="Said again.")
    assert told() == [(2, "published", "Said."), (5, "published", "Said again.")]
    assert [past.away_before for past in public_history("k")][1:] == [True]


def test_no_note_no_person_no_reason_and_no_number_leaves(settings: Settings) -> None:
    settings.FOUR_EYES = False
    claim = draft(reviewed_by=factories.editor(username="secret-reviewer"))
    claim._change_reason = "Secret reason."
    claim._history_user = factories.editor(username="secret-editor")
    save(claim, 2, status="published", statement="Said.", note="Secret note, again.")
    told_all = str([asdict(past) for past in public_history("k")])
    assert "ecret" not in told_all
    assert set(asdict(public_history("k")[0])) == {"on", "claim", "earlier", "away_before", "formers"}


def test_another_claim_s_history_is_not_mixed_in() -> None:
    factories.claim(key="other", statement="Other.")
    save(draft(), 2, status="published", statement="Said.")
    assert told() == [(2, "published", "Said.")]


def test_a_claim_that_came_without_history_is_found_at_its_first_change() -> None:
    save(claim := draft(), 2, status="published", statement="Said.")
    Claim.history.all().delete()
    assert public_history("k") == []
    versions.begin(claim)
    assert [past.earlier for past in public_history("k")] == [True]


def test_the_versions_of_a_claim_take_one_query(django_assert_num_queries: Any) -> None:
    claim = draft()
    for day in range(2, 9):
        save(claim, day, status="published", statement=f"Said {day}.", source=factories.source())
    with django_assert_num_queries(1):
        assert len(public_history("k")) == 7


# The day of the last public change


def last_day(claim: Claim) -> date:
    return last_public_changes(Claim.objects.once_published())[claim.pk]


def test_a_note_or_a_reviewer_is_no_public_change() -> None:
    save(claim := draft(), 2, status="published")
    save(claim, 3, note="Looked at again.")
    save(claim, 4, reviewed_by=factories.editor(), reviewed_on=date(2026, 11, 4))
    assert last_day(claim) == date(2026, 11, 2)


@pytest.mark.parametrize("fields", [{"boolean": False}, {"quote": "no"}, {"hedged": True}, {"as_of": "2024"}])
def test_whatever_the_page_says_differently_is_a_public_change(fields: dict[str, Any]) -> None:
    save(claim := draft(), 2, status="published")
    save(claim, 5, **fields)
    assert last_day(claim) == date(2026, 11, 5)


def test_a_change_taken_back_is_a_change_too() -> None:
    save(claim := draft(), 2, status="published", quote="one")
    save(claim, 3, quote="two")
    save(claim, 6, quote="one")
    assert last_day(claim) == date(2026, 11, 6)


def test_it_last_changed_when_it_was_published_again_not_while_it_was_away() -> None:
    save(claim := draft(), 2, status="published")
    force(claim, 3, status="draft")
    force(claim, 4, status="published")
    assert last_day(claim) == date(2026, 11, 4)


def test_a_retirement_is_a_public_change() -> None:
    save(claim := draft(), 2, status="published")
    save(claim, 7, status="retired", retire_reason="misread")
    assert last_day(claim) == date(2026, 11, 7)


def test_the_days_of_any_number_of_claims_take_one_query(django_assert_num_queries: Any) -> None:
    for _ in range(5):
        factories.claim()
    with django_assert_num_queries(1):
        assert len(last_public_changes(Claim.objects.once_published())) == 5
