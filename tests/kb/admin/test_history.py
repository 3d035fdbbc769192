"""The history of a row, and the way back."""

from __future__ import annotations

import pytest
from django.test import Client

from kb.models import Claim, Framework
from tests import factories as make
from tests.kb.admin.pages import address, sent

pytestmark = pytest.mark.django_db


def test_a_history_says_what_changed_who_did_it_and_why(admin_client: Client) -> None:
    claim = make.claim(note="old words")
    path = address(Claim, "change", claim.pk)
    sent(admin_client, path, note="new words", change_reason="A slip.")
    page = admin_client.get(address(Claim, "history", claim.pk)).content.decode()
    assert all(words in page for words in ("old words", "new words", "ada", "A slip."))


def test_a_version_is_brought_back(admin_client: Client) -> None:
    claim = make.claim(note="first")
    claim.note = "second"
    claim.save()
    first = address(Claim, "simple_history", claim.pk, claim.history.earliest().pk)
    sent(admin_client, first)
    claim.refresh_from_db()
    assert (claim.note, claim.history.count()) == ("first", 3)


def test_a_published_claim_does_not_go_back_to_draft(admin_client: Client) -> None:
    claim = make.draft(note="as a draft")
    claim.status = "published"
    claim.save()
    first = address(Claim, "simple_history", claim.pk, claim.history.earliest().pk)
    response = admin_client.get(first)
    offered = response.context["adminform"].form.fields["status"].choices
    assert [value for value, _ in offered] == ["published", "retired"]
    sent(admin_client, first, status="draft")
    claim.refresh_from_db()
    assert claim.status == "published"


def test_who_may_only_look_brings_nothing_back(client: Client) -> None:
    framework = make.framework(name="Old", slug="old")
    framework.name = "New"
    framework.save()
    client.force_login(make.viewer())
    first = address(Framework, "simple_history", framework.pk, framework.history.earliest().pk)
    assert client.post(first, {"name": "Old", "slug": "old"}).status_code == 403
    framework.refresh_from_db()
    assert framework.name == "New"


def test_a_stranger_sees_no_history(client: Client) -> None:
    framework = make.framework()
    client.force_login(make.person())
    assert client.get(address(Framework, "history", framework.pk)).status_code == 403
