"""The queue of objections in the admin."""

from __future__ import annotations

import pytest
from django.test import Client

from kb.models import Objection
from tests.kb.workflow.people import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def objection() -> Objection:
    return Objection.objects.create(path="/claims/known/", text="It is not so.")


def test_the_front_page_counts_what_waits(client: Client, objection: Objection) -> None:
    client.force_login(member("Editor"))
    assert "/admin/kb/objection/?state__exact=open" in client.get("/admin/").content.decode()


def test_who_settles_it_is_recorded_and_a_visitors_words_stay(client: Client, objection: Objection) -> None:
    editor = member("Editor")
    client.force_login(editor)
    path = f"/admin/kb/objection/{objection.pk}/change/"
    client.post(path, {"state": "mended", "answer": "Retired the claim.", "text": "Other words."})
    objection.refresh_from_db()
    assert (objection.state, objection.settled_by, objection.text) == ("mended", editor, "It is not so.")
    client.post(path, {"state": "open", "answer": ""})
    objection.refresh_from_db()
    assert (objection.settled_by, objection.settled_at) == (None, None)


def test_nobody_adds_one_in_the_admin(client: Client) -> None:
    client.force_login(member("Reviewer"))
    assert client.get("/admin/kb/objection/add/").status_code == 403


def test_markup_is_text(client: Client) -> None:
    Objection.objects.create(path="/claims/known/", text="<script>alert(1)</script>")
    client.force_login(member("Editor"))
    assert "<script>alert(1)" not in client.get("/admin/kb/objection/").content.decode()
