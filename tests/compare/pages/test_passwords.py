"""Forgotten passwords: by mail where there is mail, else whom to ask."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from compare.pages.passwords import POST
from compare.web.sign_in_limits import MOST_OF_A_NAME
from tests import factories as make

pytestmark = pytest.mark.django_db

PATH = "/admin/password_reset/"
NEW = "quite another secret"


@pytest.fixture
def ann() -> Any:
    return make.editor(username="ann", password="a long secret", email="ann@claimgrid.example")


@pytest.fixture
def server(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.claimgrid.example"


class BusyServer(EmailBackend):
    """Takes a mail in when it is told to."""

    free = threading.Event()

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        assert self.free.wait(60)
        return super().send_messages(messages)


def outbox() -> list[Any]:
    """The mails, when all that wait have been sent."""
    POST.submit(int).result()
    return mail.outbox


def link() -> str:
    found = re.search(r"http://testserver(/admin/reset/\S+)", str(outbox()[0].body))
    assert found is not None
    return found[1]


def test_without_mail_a_page_names_the_command_and_whom_to_ask(client: Client, settings: Any) -> None:
    settings.CONTACT_URL = "mailto:ops@claimgrid.example"
    assert f'href="{PATH}"' in client.get("/admin/login/").content.decode()
    text = client.get(PATH).content.decode()
    assert "manage.py changepassword NAME" in text
    assert '<a href="mailto:ops@claimgrid.example">ops@claimgrid.example</a>' in text


def test_a_link_in_a_mail_leads_to_a_new_password_and_lets_in(server: None, ann: Any, client: Client) -> None:
    for _ in range(MOST_OF_A_NAME):
        client.post("/admin/login/", {"username": "ann", "password": "wrong"})
    client.post(PATH, {"email": "ANN@claimgrid.example"}, follow=True)
    form = client.get(link(), follow=True)
    done = client.post(form.redirect_chain[-1][0], {"new_password1": NEW, "new_password2": NEW}, follow=True)
    assert done.redirect_chain[-1][0] == "/admin/reset/done/"
    assert client.post("/admin/login/", {"username": "ann", "password": NEW})["Location"] == "/admin/"
    assert client.get(link(), follow=True).context["validlink"] is False


def test_nobody_learns_whether_an_address_is_somebodys(server: None, ann: Any, client: Client) -> None:
    answers = [client.post(PATH, {"email": f"{name}@claimgrid.example"}, follow=True) for name in ("ann", "nobody")]
    assert len({answer.content for answer in answers}) == 1
    assert [message.to for message in outbox()] == [["ann@claimgrid.example"]]


def test_no_answer_waits_for_the_mail(server: None, ann: Any, client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.{BusyServer.__name__}"
    try:
        assert client.post(PATH, {"email": ann.email}).status_code == 302
        assert mail.outbox == []
    finally:
        BusyServer.free.set()
    assert len(outbox()) == 1


def test_known_or_not_an_address_is_looked_for_alike(
    server: None, ann: Any, client: Client, django_assert_num_queries: Any
) -> None:
    for email in (ann.email, "nobody@claimgrid.example"):
        with django_assert_num_queries(1):
            client.post(PATH, {"email": email})


def test_one_account_gets_a_mail_seldom(server: None, memory_cache: None, ann: Any, client: Client) -> None:
    for spelling in (ann.email, "ANN@claimgrid.example", "ann@CLAIMGRID.example"):
        client.post(PATH, {"email": spelling})
    assert len(outbox()) == 1


def test_an_account_that_was_deactivated_gets_none(server: None, client: Client) -> None:
    make.editor(username="ben", email="ben@claimgrid.example", is_active=False)
    client.post(PATH, {"email": "ben@claimgrid.example"})
    assert outbox() == []
