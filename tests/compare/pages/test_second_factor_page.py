"""Who may publish gives a number of a device, too, where the setting is on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.conftest import TODAY
from tests.kb.workflow.people import member

pytestmark = pytest.mark.django_db

PATH = "/admin/second-factor/"
KEY = "ab" * 20
SECRET = "a long secret"


@pytest.fixture(autouse=True)
def asked_for(settings: Any) -> None:
    settings.SECOND_FACTOR = True


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(f"{TODAY}T12:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def rita(clock: Any) -> Any:
    return member("Reviewer", username="rita", password=SECRET)


@pytest.fixture
def browser(rita: Any, client: Client) -> Client:
    """One in which she has given her password."""
    assert client.post("/admin/login/", {"username": "rita", "password": SECRET})["Location"] == "/admin/"
    return client


def number(key: str = KEY) -> str:
    return f"{totp(bytes.fromhex(key)):06}"


def device(person: Any) -> TOTPDevice:
    return TOTPDevice.objects.create(user=person, name="phone", key=KEY)


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_a_password_alone_opens_no_page_of_the_admin(browser: Client) -> None:
    answer = browser.get("/admin/kb/claim/", follow=True)
    leads = ["/admin/login/?next=/admin/kb/claim/", f"{PATH}?next=%2Fadmin%2Fkb%2Fclaim%2F"]
    assert [path for path, _ in answer.redirect_chain] == leads
    assert browser.post("/admin/kb/claim/1/review/", {"_step": "publish"}).status_code == 302


def test_a_password_alone_asks_no_deep_question_of_the_base(browser: Client, rita: Any) -> None:
    assert browser.get("/healthz?deep=1").status_code == 404
    device(rita)
    browser.post(PATH, {"number": number()})
    assert browser.get("/healthz?deep=1").status_code == 200


def test_the_first_number_makes_a_device_known_and_leads_on(browser: Client, rita: Any) -> None:
    page = browser.get(PATH).content.decode()
    key = re.search(r'name="key" value="(\w{40})"', page)
    assert key is not None
    assert 'href="otpauth://totp/Claimgrid%3Arita?secret=' in page
    assert not TOTPDevice.objects.exists()
    answer = browser.post(f"{PATH}?next=/admin/kb/claim/", {"key": key[1], "number": number(key[1])})
    assert answer["Location"] == "/admin/kb/claim/"
    assert is_in(browser)
    assert TOTPDevice.objects.get().user == rita


def test_a_wrong_number_makes_no_device_known(browser: Client) -> None:
    answer = browser.post(PATH, {"key": KEY, "number": "000000"})
    assert "This is not the number" in answer.content.decode()
    assert f'value="{KEY}"' in answer.content.decode()
    assert not TOTPDevice.objects.exists()


def test_who_has_a_device_gives_its_number(browser: Client, rita: Any) -> None:
    device(rita)
    assert "<code>" not in browser.get(PATH).content.decode()
    assert browser.post(PATH, {"number": number()})["Location"] == "/admin/"
    assert is_in(browser)


def test_another_device_cannot_be_brought_along(browser: Client, rita: Any) -> None:
    device(rita)
    other = "cd" * 20
    assert browser.post(PATH, {"key": other, "number": number(other)}).status_code == 200
    assert TOTPDevice.objects.get().key == KEY
    assert not is_in(browser)


def test_a_number_is_good_once(browser: Client, rita: Any) -> None:
    device(rita)
    browser.post(PATH, {"number": number()})
    other = Client()
    other.post("/admin/login/", {"username": "rita", "password": SECRET})
    assert other.post(PATH, {"number": number()}).status_code == 200
    assert not is_in(other)


def test_after_a_wrong_number_the_right_one_waits(browser: Client, rita: Any, clock: Any) -> None:
    device(rita)
    browser.post(PATH, {"number": "000000"})
    assert browser.post(PATH, {"number": number()}).status_code == 200
    clock.shift(2)
    assert browser.post(PATH, {"number": number()}).status_code == 302


@pytest.mark.parametrize("following", ["https://example.org/", "//example.org", "javascript:x", ""])
def test_it_leads_to_no_foreign_page(browser: Client, rita: Any, following: str) -> None:
    device(rita)
    assert browser.post(f"{PATH}?next={following}", {"number": number()})["Location"] == "/admin/"


def test_editors_are_not_asked(client: Client, clock: Any) -> None:
    client.force_login(member("Editor"))
    assert is_in(client)
    assert client.get(PATH)["Location"] == "/admin/"


def test_nobody_is_asked_where_the_setting_is_off(browser: Client, settings: Any) -> None:
    settings.SECOND_FACTOR = False
    assert is_in(browser)


def test_a_command_forgets_a_device_that_was_lost(browser: Client, rita: Any) -> None:
    device(rita)
    browser.post(PATH, {"number": number()})
    call_command("forget_second_factor", "rita", stdout=StringIO())
    assert not is_in(browser)
    assert "<code>" in browser.get(PATH).content.decode()


def test_nobody_sees_a_device_in_the_admin(admin_client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR = False
    assert admin_client.get("/admin/otp_totp/totpdevice/").status_code == 404
