"""Who is not let through reads why, and whom to ask."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import factories as make

pytestmark = pytest.mark.django_db


def test_who_has_no_right_is_told_so_by_a_page_of_the_site(client: Client, settings: Any) -> None:
    settings.CONTACT_URL = "https://claimgrid.example/team"
    client.force_login(make.person(username="ann <b>"))
    answer = client.get("/admin/kb/claim/")
    text = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"]) == (403, "no-store")
    assert "You have signed in as “ann &lt;b&gt;”" in text
    assert '<a href="https://claimgrid.example/team">' in text
    assert "/static/css/site.css" in text


def test_a_form_without_its_token_is_answered_by_a_page_of_the_site() -> None:
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "ann", "password": "x"})
    assert answer.status_code == 403
    assert "<h1>This form cannot be taken</h1>" in answer.content.decode()
