"""Nobody publishes their own claim."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client, override_settings

from kb.editing import authorship
from kb.editing.evidence_digest import evidence_digest
from kb.models import Claim
from tests import factories as make
from tests.kb.admin.pages import address, errors, messages, seen_in_review, sent
from tests.kb.workflow import people
from tests.kb.workflow.people import entered, member, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(db: None) -> Any:
    return member("Reviewer", username="ada")


@pytest.fixture(autouse=True)
def bob(db: None) -> Any:
    return member("Reviewer", username="bob")


def changed(claim: Claim, person: Any, **fields: Any) -> Claim:
    """The claim, after the person has changed it."""
    for name, value in {"statement": f"{person} says so.", **fields}.items():
        setattr(claim, name, value)
    people.correct(claim, person)
    return claim


def by_action(client: Client, claim: Claim, person: Any) -> str:
    data = {"action": "publish", "_selected_action": [claim.pk], "confirmed": "yes", "seen": evidence_digest([claim])}
    return messages(client.post("/admin/kb/claim/", data, follow=True))[-1]


def by_button(client: Client, claim: Claim, person: Any) -> str:
    return str(errors(sent(client, address(Claim, "change", claim.pk), _step="publish")))


def by_review(client: Client, claim: Claim, person: Any) -> str:
    response = client.post(f"/admin/kb/claim/{claim.pk}/review/", {"_step": "publish", "seen": seen_in_review(claim)})
    return str(response.context["form"].non_field_errors())


def by_code(client: Client, claim: Claim, person: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        people.publish(claim, person)
    return str(refused.value)


def by_saving(client: Client, claim: Claim, person: Any) -> str:
    claim._history_user, claim.status = person, "published"  # type: ignore[attr-defined]
    with pytest.raises(ValidationError) as refused:
        claim.save()
    return str(refused.value)


WAYS = [by_action, by_button, by_review, by_code, by_saving]


@pytest.mark.parametrize("way", WAYS)
def test_nobody_publishes_what_they_entered(client: Client, ada: Any, way: Callable[..., str]) -> None:
    claim = submitted(ada)
    client.force_login(ada)
    assert "Four eyes" in way(client, claim, ada)
    assert (Claim.objects.get().status, claim.history.count()) == ("review", 2)


@pytest.mark.parametrize("way", WAYS)
def test_nobody_publishes_what_they_changed(client: Client, ada: Any, bob: Any, way: Callable[..., str]) -> None:
    claim = changed(submitted(ada), bob)
    client.force_login(bob)
    assert "Four eyes" in way(client, claim, bob)
    assert Claim.objects.get().status == "review"


@pytest.mark.parametrize("way", WAYS)
def test_nobody_publishes_the_first_claim_of_a_source_that_they_changed(
    client: Client, ada: Any, bob: Any, way: Callable[..., str]
) -> None:
    claim = submitted(ada)
    claim.source.kind, claim.source._history_user = "official", bob
    claim.source.save()
    client.force_login(bob)
    assert "you made or changed the source “Source 1”" in way(client, claim, bob)
    assert Claim.objects.get().status == "review"


@pytest.mark.parametrize("way", WAYS)
def test_nobody_publishes_a_draft(client: Client, ada: Any, bob: Any, way: Callable[..., str]) -> None:
    claim = entered(ada)
    client.force_login(bob)
    said = way(client, claim, bob)
    assert "submitted for review" in said or "does not wait" in said
    assert Claim.objects.get().status == "draft"


def test_what_is_typed_with_the_button_is_a_change(client: Client, ada: Any, bob: Any) -> None:
    claim = submitted(ada)
    client.force_login(bob)
    response = sent(client, address(Claim, "change", claim.pk), statement="Bob's own.", _step="publish")
    assert "Four eyes" in str(errors(response))
    assert "Bob&#x27;s own." in response.content.decode()
    assert Claim.objects.get().statement == ""


def test_nobody_publishes_what_they_are_just_entering(client: Client, ada: Any) -> None:
    client.force_login(ada)
    start = {"source": make.source().pk, "framework": make.framework().pk, "aspect": make.aspect().pk}
    response = sent(client, "/admin/kb/claim/add/", **start, locator="line 1", boolean="true", _step="publish")
    assert "Four eyes" in str(errors(response))
    assert not Claim.objects.exists()


def test_another_pair_of_eyes_publishes(client: Client, ada: Any, bob: Any) -> None:
    claim = submitted(ada)
    client.force_login(bob)
    client.post(f"/admin/kb/claim/{claim.pk}/review/", {"_step": "publish", "seen": seen_in_review(claim)})
    claim.refresh_from_db()
    assert (claim.status, claim.reviewed_by) == ("published", bob)


def test_a_remark_makes_nobody_an_author(ada: Any, bob: Any) -> None:
    assert authorship.authors(changed(submitted(ada), bob, statement="", note="Looks right.")) == {ada.pk}


def test_a_change_that_somebody_else_submits_is_theirs_too(ada: Any, bob: Any) -> None:
    claim = people.send_back(changed(submitted(ada), bob), bob, "See what I changed.")
    assert authorship.authors(claim) == {ada.pk, bob.pk}
    assert authorship.authors(people.submit(claim, ada)) == {ada.pk}


def test_sending_back_and_submitting_oneself_makes_nobody_innocent(ada: Any, bob: Any) -> None:
    claim = people.send_back(changed(submitted(ada), bob), bob, "To myself.")
    claim = people.submit(claim, bob)
    with pytest.raises(ValidationError, match="Four eyes"):
        people.publish(claim, bob)


def test_what_a_fixture_brought_is_nobodys(ada: Any) -> None:
    claim = make.claim(status="review")
    assert authorship.authors(claim) == frozenset()
    assert people.publish(claim, ada).status == "published"


def test_a_claim_without_history_is_nobodys(ada: Any) -> None:
    claim = make.claim(status="review")
    claim.history.all().delete()
    assert authorship.authors(claim) == frozenset()


def test_nobody_rewrites_a_claim_alone_once_it_is_published(ada: Any, bob: Any) -> None:
    claim = people.publish(submitted(ada, statement="as reviewed"), bob)
    claim.statement = "something else"
    for person in (ada, bob):
        with pytest.raises(ValidationError, match="is proposed, and decided by somebody else"):
            people.correct(claim, person, "I know better.")
    assert Claim.objects.get().statement == "as reviewed"


def test_it_can_be_turned_off(ada: Any) -> None:
    with override_settings(FOUR_EYES=False):
        assert people.publish(entered(ada), ada).status == "published"


def test_it_is_off_for_the_only_one_who_may_publish(ada: Any, bob: Any) -> None:
    assert authorship.four_eyes()
    bob.is_active = False
    bob.save()
    member("Editor")
    assert not authorship.four_eyes()
    assert people.publish(entered(ada), ada).status == "published"


def test_an_owner_counts_as_one_who_may_publish(ada: Any, bob: Any) -> None:
    bob.delete()
    assert not authorship.four_eyes()
    make.editor()
    assert authorship.four_eyes()
