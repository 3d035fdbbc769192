"""Steps taken by code: who may, from where to where, and what the history keeps."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import override_settings

from kb.derived.upkeep import revision
from kb.editing import trials, workflow
from kb.editing.workflow import PUBLISH, RETIRE, SEND_BACK, STEPS, SUBMIT, move
from kb.models import Cell, Claim
from tests import factories as make
from tests.kb.workflow import people
from tests.kb.workflow.people import entered, member, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(db: None) -> Any:
    return member("Editor", username="ada")


@pytest.fixture
def bob(db: None) -> Any:
    return member("Reviewer", username="bob")


@pytest.fixture
def eve(db: None) -> Any:
    return member("Reviewer", username="eve")


def last(claim: Claim) -> tuple[str, str, str]:
    """Status, who and why, as the newest entry of the history has them."""
    entry = claim.history.latest()
    return entry.status, entry.history_user.username, entry.history_change_reason


def test_a_claim_goes_all_the_way(ada: Any, bob: Any, eve: Any, today: date) -> None:
    claim = people.submit(entered(ada), ada)
    assert last(claim) == ("review", "ada", "submitted for review")
    claim = people.send_back(claim, bob, " Which table? ")
    assert last(claim) == ("draft", "bob", "sent back: Which table?")
    claim = people.publish(people.submit(claim, ada, "The second."), bob)
    assert last(claim) == ("published", "bob", "published")
    assert (claim.reviewed_by, claim.reviewed_on) == (bob, today)
    claim = people.retire(claim, eve, "misread", "It says Ruby.")
    assert last(claim) == ("retired", "eve", "retired: misread. It says Ruby.")
    assert not Cell.objects.exists()


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
@pytest.mark.parametrize("status", Claim.Status.values)
def test_a_step_starts_where_it_may_and_nowhere_else(bob: Any, status: str, step: workflow.Step) -> None:
    claim = make.retired() if status == "retired" else make.claim(status=status)
    reason = "misread" if step is RETIRE else ""
    before = claim.history.count()
    if status in step.start:
        assert workflow.take(step, claim, bob, "why", retire_reason=reason).status == step.to
    else:
        with pytest.raises(ValidationError):
            workflow.take(step, claim, bob, "why", retire_reason=reason)
        claim.refresh_from_db()
        assert (claim.status, claim.history.count()) == (status, before)


@pytest.mark.parametrize("step", [PUBLISH, SEND_BACK, RETIRE], ids=lambda step: step.name)
def test_an_editor_may_only_submit(ada: Any, step: workflow.Step) -> None:
    claim = make.claim(status=min(step.start, key=lambda status: status != "review"))
    with pytest.raises(PermissionDenied):
        workflow.take(step, claim, ada, "why", retire_reason="misread" if step is RETIRE else "")
    with pytest.raises(PermissionDenied):
        move([claim.pk], step, ada, "why", retire_reason="misread")
    assert Claim.objects.get().status == claim.status


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_who_may_only_look_takes_no_step(step: workflow.Step) -> None:
    with pytest.raises(PermissionDenied):
        workflow.take(step, make.draft(), make.viewer(), "why")


def test_what_an_editor_saves_by_code_takes_no_step_either(ada: Any) -> None:
    claim = make.claim(status="review")
    claim._history_user, claim.status = ada, "published"
    with pytest.raises(PermissionDenied):
        claim.save()
    with pytest.raises(PermissionDenied):
        Claim.objects.bulk_update([claim], ["status"])
    assert Claim.objects.get().status == "review"


def test_sending_back_needs_a_comment(bob: Any) -> None:
    with pytest.raises(ValidationError, match="Say what is to be done"):
        people.send_back(make.claim(status="review"), bob, "  ")


def test_a_claim_without_locator_is_not_published(bob: Any) -> None:
    claim = make.claim(status="review", locator="")
    with pytest.raises(ValidationError, match="needs a locator"):
        people.publish(claim, bob)
    assert Claim.objects.get().status == "review"


def move_one(step: Any, claim: Claim, person: Any, **look: Any) -> None:
    move([claim.pk], step, person, **look)


@pytest.mark.parametrize("decide", [workflow.take, move_one])
def test_nothing_is_decided_on_what_is_not_as_it_was_looked_at(bob: Any, decide: Any) -> None:
    claim = make.claim(status="review")
    with pytest.raises(ValidationError, match="changed since you opened it"):
        decide(PUBLISH, claim, bob, look=lambda claims: claims != [claim])
    assert Claim.objects.get().status == "review"
    decide(PUBLISH, claim, bob, look=lambda claims: claims == [claim])
    assert Claim.objects.get().status == "published"


def test_a_stale_copy_overwrites_nothing(bob: Any) -> None:
    stale = make.claim(status="review", statement="old")
    fresh = Claim.objects.get()
    fresh.statement = "new"
    fresh.save()
    people.publish(stale, bob)
    assert Claim.objects.get().statement == "new"


def test_many_are_moved_at_once_and_the_refused_named(ada: Any, bob: Any, eve: Any) -> None:
    good, own, bare = submitted(ada), submitted(bob), submitted(ada, locator="")
    before = revision()
    outcome = move([good.pk, own.pk, bare.pk], PUBLISH, bob)
    assert (outcome.changed, [claim for claim, _ in outcome.refused]) == ([good], [own, bare])
    assert dict(outcome.refused)[own] == workflow.OWN
    assert revision() == before + 1


@pytest.mark.parametrize("why", ["", "  "])
def test_what_is_published_is_corrected_with_a_reason_only(bob: Any, why: str) -> None:
    claim = make.claim(statement="old")
    claim.statement = "new"
    with pytest.raises(ValidationError, match="say why it changes"):
        people.correct(claim, bob, why)
    with trials.accepted():
        people.correct(claim, bob, "A slip.")
    assert last(claim) == ("published", "bob", "A slip.")


def test_code_changes_what_is_published_for_nobody_without_a_decision(bob: Any) -> None:
    claim = make.claim(statement="old")
    claim.statement = "new"
    with pytest.raises(ValidationError, match="is proposed"):
        people.correct(claim, bob, "A slip.")
    assert Claim.objects.get().statement == "old"


def test_what_is_retired_is_corrected_by_a_decision_of_those_who_publish(ada: Any, bob: Any) -> None:
    claim = make.retired(statement="old")
    claim.statement = "new"
    with pytest.raises(ValidationError, match="is proposed"):
        people.correct(claim, bob, "A slip.")
    with trials.accepted(), pytest.raises(PermissionDenied):
        people.correct(claim, ada, "A slip.")
    with trials.accepted():
        people.correct(claim, bob, "A slip.")
    assert Claim.objects.get().statement == "new"


def test_a_draft_is_changed_without_a_reason(ada: Any) -> None:
    claim = make.draft()
    claim.statement = "new"
    people.correct(claim, ada)
    assert Claim.objects.get().statement == "new"


def test_code_without_a_person_publishes_nothing_unreviewed(bob: Any, eve: Any) -> None:
    claim = make.draft()
    claim.status = "published"
    with pytest.raises(ValidationError, match="submitted for review"):
        claim.save()
    with override_settings(FOUR_EYES=False):
        claim.save()


def test_what_is_offered_is_what_is_allowed(ada: Any, bob: Any, eve: Any) -> None:
    claim = submitted(bob)
    assert workflow.offers(claim, ada) == []
    assert [(offer.step, offer.refusal) for offer in workflow.offers(claim, bob)] == [
        (PUBLISH, workflow.OWN),
        (SEND_BACK, ""),
    ]
    assert [(offer.step, offer.refusal) for offer in workflow.offers(claim, eve)] == [(PUBLISH, ""), (SEND_BACK, "")]
    assert [offer.step for offer in workflow.offers(make.draft(), eve)] == [SUBMIT]


def test_the_oldest_submission_waits_first(ada: Any, bob: Any) -> None:
    first, second, third = (submitted(ada) for _ in range(3))
    second = people.submit(people.send_back(second, bob, "Which?"), ada)
    first.note = "a remark in review does not put it back"
    first.save()
    assert list(workflow.waiting()) == [first, third, second]
