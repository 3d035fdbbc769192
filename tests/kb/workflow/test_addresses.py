"""The rights hold at the address, not only at the button."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kb.admin.claim.claim_admin import stored_evidence
from kb.editing.evidence_digest import evidence_digest
from kb.models import Claim, Proposal
from tests import factories as make
from tests.kb.admin.pages import address, seen_in_review
from tests.kb.workflow.people import member

pytestmark = pytest.mark.django_db

LIST = "/admin/kb/claim/"
STATUSES = {"submit": "draft", "publish": "review", "send_back": "review", "retire": "published"}
ACTIONS = {"submit": "submit_for_review", "publish": "publish", "send_back": "send_back", "retire": "retire"}
FORBIDDEN = ["publish", "send_back", "retire"]


def post_action(client: Client, claim: Claim, step: str) -> Any:
    data = {"action": ACTIONS[step], "_selected_action": [claim.pk], "confirmed": "yes"}
    data["seen"] = evidence_digest([claim])
    return client.post(LIST, {**data, "reason": "misread", "why": "because"})


def post_form(client: Client, claim: Claim, step: str) -> Any:
    data = {
        "source": claim.source_id,
        "framework": claim.framework_id,
        "aspect": claim.aspect_id,
        "boolean": "true",
        "locator": claim.locator,
        "statement": "slipped in",
        "change_reason": "because",
        "retire_reason": "misread" if step == "retire" else "",
        "opened_version": claim.history.latest().pk,
        "page_evidence": stored_evidence(claim),
    }
    return client.post(f"{LIST}{claim.pk}/change/", {**data, "_step": step})


def post_review(client: Client, claim: Claim, step: str) -> Any:
    return client.post(
        f"{LIST}{claim.pk}/review/", {"_step": step, "comment": "because", "seen": seen_in_review(claim)}
    )


def untouched(claim: Claim) -> bool:
    stored = Claim.objects.get(pk=claim.pk)
    return (stored.status, stored.statement, stored.history.count()) == (claim.status, claim.statement, 1)


@pytest.mark.parametrize("post", [post_action, post_form])
@pytest.mark.parametrize("step", FORBIDDEN)
def test_an_editor_is_refused(client: Client, step: str, post: Any) -> None:
    claim = make.claim(status=STATUSES[step])
    client.force_login(member("Editor"))
    assert post(client, claim, step).status_code == 403
    assert untouched(claim)


@pytest.mark.parametrize("step", ["publish", "send_back", "retire", "submit", "anything", ""])
def test_an_editor_decides_nothing_on_the_page_of_a_review(client: Client, step: str) -> None:
    claim = make.claim(status="review")
    client.force_login(member("Editor"))
    assert post_review(client, claim, step).status_code == 403
    assert untouched(claim)


@pytest.mark.parametrize("post", [post_action, post_form, post_review])
@pytest.mark.parametrize("step", STATUSES)
@pytest.mark.parametrize("build", [make.viewer, make.person])
def test_who_may_only_look_or_nothing_is_refused(client: Client, step: str, post: Any, build: Any) -> None:
    claim = make.claim(status=STATUSES[step])
    client.force_login(build())
    assert post(client, claim, step).status_code == 403
    assert untouched(claim)


@pytest.mark.parametrize("post", [post_action, post_form, post_review])
@pytest.mark.parametrize("step", STATUSES)
def test_who_is_not_signed_in_is_sent_to_the_door(client: Client, step: str, post: Any) -> None:
    claim = make.claim(status=STATUSES[step])
    response = post(client, claim, step)
    assert (response.status_code, response.url.split("?")[0]) == (302, "/admin/login/")
    assert untouched(claim)


@pytest.mark.parametrize("path", ["review/", "{}/review/"])
def test_the_queue_is_for_those_who_submit_or_review(client: Client, path: str) -> None:
    address = LIST + path.format(make.claim(status="review").pk)
    assert client.get(address).status_code == 302
    for person, status in ((make.viewer(), 403), (make.person(), 403), (member("Editor"), 200)):
        client.force_login(person)
        assert client.get(address).status_code == status


def test_what_an_editor_changes_of_something_published_is_a_proposal(client: Client) -> None:
    claim = make.claim()
    client.force_login(member("Editor"))
    assert post_form(client, claim, "")["Location"] == address(Proposal, "change", Proposal.objects.get().pk)
    assert untouched(claim)


def test_an_editor_does_not_delete(client: Client) -> None:
    claim = make.draft()
    client.force_login(member("Editor"))
    data = {"action": "delete_selected", "_selected_action": [claim.pk], "post": "yes"}
    assert client.post(LIST, data).status_code == 403
    assert Claim.objects.exists()


def test_the_right_to_change_is_no_right_to_publish(client: Client) -> None:
    claim, person = make.claim(status="review"), member("Editor")
    client.force_login(person)
    response = client.get(f"{LIST}{claim.pk}/change/")
    assert response.status_code == 200
    assert 'name="_step"' not in response.content.decode()
    choices = client.get(LIST).content.decode()
    assert 'value="submit_for_review"' in choices
    assert not any(f'value="{ACTIONS[step]}"' in choices for step in FORBIDDEN)


@pytest.mark.parametrize("post", [post_action, post_form, post_review])
@pytest.mark.parametrize("step", ["publish", "send_back"])
def test_a_reviewer_is_let_through(client: Client, step: str, post: Any) -> None:
    claim = make.claim(status="review", statement="slipped in", boolean=True)
    client.force_login(member("Reviewer"))
    assert post(client, claim, step).status_code == 302
    assert Claim.objects.get().status == {"publish": "published", "send_back": "draft"}[step]
