"""What an editor does with many claims at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kb.admin.claim import claim_actions
from kb.derived.upkeep import revision
from kb.editing.evidence_digest import evidence_digest
from kb.editing.workflow import NOT_AS_SEEN
from kb.models import Cell, Claim
from tests import factories as make
from tests.kb.admin.pages import messages, rule

LIST = "/admin/kb/claim/"


def asked(client: Client, action: str, claims: list[Claim], **more: Any) -> Any:
    """Choose the action; the answer is the page that asks, if there is one."""
    data = {"action": action, "_selected_action": [claim.pk for claim in claims], **more}
    return client.post(LIST, data, follow=True)


def act(client: Client, action: str, claims: list[Claim], **more: Any) -> Any:
    """Choose the action and confirm it, as its page would."""
    return asked(client, action, claims, confirmed="yes", **{"seen": evidence_digest(claims), **more})


def statuses() -> dict[str, str]:
    return dict(Claim.objects.values_list("locator", "status"))


def test_drafts_are_submitted_for_review(admin_client: Client) -> None:
    claims = [make.draft(locator="a"), make.draft(locator="b"), make.claim(locator="c")]
    response = act(admin_client, "submit_for_review", claims)
    assert statuses() == {"a": "review", "b": "review", "c": "published"}
    assert messages(response) == [
        "2 claims submitted for review.",
        "1 claim not submitted for review:",
        f"{claims[2].key}: A published claim cannot become review.",
    ]


def test_claims_are_published_and_the_others_refused_with_the_reason(admin_client: Client, today: date) -> None:
    good, bare, done = make.draft(locator="a"), make.draft(locator=""), make.claim(locator="c")
    response = act(admin_client, "publish", [good, bare, done])
    assert messages(response) == [
        "1 claim published.",
        "2 claims not published:",
        f"{bare.key}: {rule(Claim, 'kb_claim_published_has_locator')}",
        f"{done.key}: It is published already.",
    ]
    good.refresh_from_db()
    assert (good.reviewed_by.username, good.reviewed_on) == ("ada", today)
    assert Cell.objects.filter(framework=good.framework).get().documents == 1


def test_an_action_writes_history_with_its_reason(admin_client: Client) -> None:
    claim = make.draft()
    act(admin_client, "publish", [claim])
    latest = claim.history.latest()
    assert (latest.history_change_reason, latest.history_user.username) == ("published", "ada")


def test_an_action_rolls_up_once(admin_client: Client) -> None:
    claims, before = [make.draft() for _ in range(3)], revision()
    act(admin_client, "publish", claims)
    assert revision() == before + 1


def test_retiring_asks_for_a_reason_first(admin_client: Client) -> None:
    claim = make.claim()
    response = asked(admin_client, "retire", [claim])
    page = response.content.decode()
    assert f'value="{claim.pk}"' in page
    assert all(label in page for label in Claim.RetireReason.labels)
    assert statuses() == {claim.locator: "published"}


def test_claims_are_retired_with_the_reason(admin_client: Client) -> None:
    claim, draft = make.claim(), make.draft()
    response = act(admin_client, "retire", [claim, draft], reason="misread", why="It says Ruby.")
    claim.refresh_from_db()
    assert (claim.status, claim.retire_reason) == ("retired", "misread")
    assert claim.history.latest().history_change_reason == "retired: misread. It says Ruby."
    assert not Cell.objects.exists()
    assert messages(response)[-1] == f"{draft.key}: A draft claim cannot become retired."


@pytest.mark.parametrize("reason", ["", "because"])
def test_retiring_without_one_of_the_reasons_changes_nothing(admin_client: Client, reason: str) -> None:
    claim = make.claim()
    response = act(admin_client, "retire", [claim], reason=reason, why="What was typed")
    assert response.context["form"].errors["reason"]
    assert "What was typed" in response.content.decode()
    assert Claim.objects.get().status == "published"


def test_a_whole_list_goes_by_one_of_its_claims(admin_client: Client) -> None:
    claims = [make.claim() for _ in range(3)]
    response = asked(admin_client, "retire", claims, select_across="1")
    assert response.context["selected"] == [str(claims[0].pk)]
    act(admin_client, "retire", claims[:1], select_across="1", reason="duplicate")
    assert set(Claim.objects.values_list("status", flat=True)) == {"retired"}


def test_an_action_keeps_to_the_filter_of_the_list(admin_client: Client) -> None:
    kept, chosen = make.draft(hedged=False), make.draft(hedged=True)
    data = {"action": "publish", "select_across": "1", "_selected_action": [chosen.pk], "confirmed": "yes"}
    data["seen"] = evidence_digest([chosen])
    admin_client.post(f"{LIST}?hedged__exact=1", data)
    assert statuses() == {kept.locator: "draft", chosen.locator: "published"}


def test_drafts_are_deleted_after_a_question(admin_client: Client) -> None:
    draft = make.draft()
    assert "Are you sure" in act(admin_client, "delete_selected", [draft]).content.decode()
    act(admin_client, "delete_selected", [draft], post="yes")
    assert not Claim.objects.exists()


@pytest.mark.parametrize("kept", [make.claim, make.retired])
def test_what_was_once_published_is_not_deleted(admin_client: Client, kept: Any) -> None:
    row, draft = kept(), make.draft()
    response = act(admin_client, "delete_selected", [row, draft], post="yes")
    assert messages(response) == [f"Nothing was deleted. What was once published is retired, never deleted: {row.key}."]
    assert Claim.objects.count() == 2
    assert admin_client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("action", ["submit_for_review", "publish", "send_back", "retire"])
def test_every_action_asks_first(admin_client: Client, action: str) -> None:
    claims = [make.draft(locator="a"), make.claim(locator="b"), make.claim(locator="c", status="review")]
    before = statuses()
    page = asked(admin_client, action, claims).content.decode()
    assert all(claim.key in page for claim in claims)
    assert 'name="confirmed" value="yes"' in page
    assert statuses() == before


@pytest.mark.parametrize("change", ["claim", "source", "set"])
def test_nothing_is_published_that_was_not_looked_at(admin_client: Client, change: str) -> None:
    claim, other = make.claim(status="review", statement="Fine."), make.claim(status="review")
    page = asked(admin_client, "publish", [claim])
    assert "Fine." in page.content.decode()
    if change == "claim":
        claim.statement = "Slipped in."
        claim.save()
    if change == "source":
        claim.source.kind = "generated"
        claim.source.save()
    chosen = [claim, other] if change == "set" else [claim]
    response = act(admin_client, "publish", chosen, seen=page.context["seen"])
    assert NOT_AS_SEEN in response.context["form"].non_field_errors()
    assert set(statuses().values()) == {"review"}
    act(admin_client, "publish", chosen, seen=response.context["seen"])
    assert set(Claim.objects.published()) == set(chosen)


def test_a_whole_list_is_published_by_the_claims_that_are_shown(admin_client: Client) -> None:
    claims = [make.claim(status="review") for _ in range(3)]
    page = asked(admin_client, "publish", claims[:1], select_across="1")
    assert (page.context["across"], set(page.context["selected"])) == (0, {str(claim.pk) for claim in claims})


@pytest.mark.parametrize(("action", "deed"), [("publish", "published"), ("submit_for_review", "submitted for review")])
def test_no_more_are_chosen_than_can_be_looked_at(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch, action: str, deed: str
) -> None:
    monkeypatch.setattr(claim_actions, "MOST_AT_A_LOOK", 2)
    claims = [make.draft() for _ in range(3)]
    response = asked(admin_client, action, claims)
    assert messages(response) == [f"Nothing was {deed}. Choose 2 at most: each has to be looked at."]
    assert asked(admin_client, action, claims[:2]).context["lines"]


@pytest.mark.parametrize("change", ["claim", "source"])
def test_nothing_is_submitted_that_was_not_looked_at(admin_client: Client, change: str) -> None:
    """A submission by somebody else can stand for a second person, so it is no blind one."""
    claim = make.draft(statement="Fine.")
    page = asked(admin_client, "submit_for_review", [claim])
    assert "Fine." in page.content.decode()
    assert "Kind: article" in page.content.decode()
    row: Any = claim if change == "claim" else claim.source
    setattr(row, "statement" if change == "claim" else "kind", "official")
    row.save()
    response = act(admin_client, "submit_for_review", [claim], seen=page.context["seen"])
    assert NOT_AS_SEEN in response.context["form"].non_field_errors()
    assert set(statuses().values()) == {"draft"}
    act(admin_client, "submit_for_review", [claim], seen=response.context["seen"])
    assert set(statuses().values()) == {"review"}


def test_claims_are_sent_back_with_a_comment(admin_client: Client) -> None:
    claim = make.claim(status="review")
    response = act(admin_client, "send_back", [claim], why="")
    assert response.context["form"].errors["why"]
    act(admin_client, "send_back", [claim], why="Which table?")
    assert statuses() == {claim.locator: "draft"}
    assert claim.history.latest().history_change_reason == "sent back: Which table?"


def test_an_action_takes_a_fixed_number_of_queries_for_each_claim(admin_client: Client) -> None:
    def counted(number: int) -> int:
        claims = [make.draft() for _ in range(number)]
        with CaptureQueriesContext(connection) as captured:
            act(admin_client, "submit_for_review", claims)
        return len(captured)

    counted(1)
    one, two, six = counted(1), counted(2), counted(6)
    assert six - two <= 4 * (two - one)


pytestmark = pytest.mark.django_db
