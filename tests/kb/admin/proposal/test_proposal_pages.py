"""From a save to a proposal, and on to the decision."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kb.models import Cell, Claim, Proposal, Source
from tests import factories as make
from tests.kb.admin.pages import address, errors, messages, saved
from tests.kb.workflow.people import member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rita(db: None) -> Any:
    return member("Reviewer", username="rita")


@pytest.fixture
def rob(db: None) -> Any:
    return member("Reviewer", username="rob")


@pytest.fixture
def eve(db: None) -> Any:
    return member("Editor", username="eve")


def decide(client: Client, proposal: Proposal, decision: str, **fields: str) -> Any:
    path = address(Proposal, "change", proposal.pk)
    seen = client.get(path).context["seen"]
    return client.post(path, {"_decision": decision, "seen": seen, **fields})


def test_a_source_is_made_generated_by_two_people(client: Client, eve: Any, rita: Any) -> None:
    """Case E3."""
    claim = make.claim()
    path = address(Source, "change", claim.source.pk)
    client.force_login(eve)
    assert "rest on this" in client.get(path).content.decode()
    refused = saved(client, path, kind="generated")
    assert errors(refused) == {"change_reason": ["Published cells rest on this: say why it changes."]}
    assert 'value="generated" selected' in refused.content.decode()
    response = saved(client, path, kind="generated", change_reason="A model wrote it.")
    proposal = Proposal.objects.get()
    assert response["Location"] == address(Proposal, "change", proposal.pk)
    assert (Source.objects.get().kind, Cell.objects.get().state) == ("article", "single")
    assert (proposal.author, proposal.reason, proposal.key) == (eve, "A model wrote it.", claim.source.pk)
    [[name, before, after]] = proposal.cells
    assert (name, before.split(":")[0], after.split(":")[0]) == ("Framework 1, Aspect 1", "single", "unrooted")
    page = client.get(response["Location"])
    assert "Nothing has changed yet." in messages(page)[0]
    assert [one.name for one in page.context["offers"]] == ["withdraw"]
    client.force_login(rita)
    decide(client, proposal, "accept")
    assert (Source.objects.get().kind, Cell.objects.get().state) == ("generated", "unrooted")
    entry = Source.history.first()
    assert (entry.history_user, entry.history_change_reason) == (rita, f"proposal {proposal.pk}: A model wrote it.")
    proposal.refresh_from_db()
    assert (proposal.stage, proposal.decided_by) == ("accepted", rita)


def test_a_published_claim_is_turned_by_two_people(client: Client, rita: Any, rob: Any) -> None:
    """Case E4."""
    claim = make.claim(reviewed_on=make.DAY, reviewed_by=rita)
    client.force_login(rita)
    saved(client, address(Claim, "change", claim.pk), boolean="false", change_reason="Misread.")
    claim.refresh_from_db()
    assert (claim.boolean, claim.reviewed_on) == (True, make.DAY)
    proposal = Proposal.objects.get()
    assert "Four eyes" in decide(client, proposal, "accept").context["form"].non_field_errors()[0]
    client.force_login(rob)
    decide(client, proposal, "accept")
    claim.refresh_from_db()
    assert (claim.boolean, claim.reviewed_on, claim.reviewed_by) == (False, timezone.localdate(), rob)
