"""The sign-in takes few wrong passwords of one name from one place, and shuts nobody out elsewhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.utils import timezone

from compare.web.sign_in_limits import MOST_OF_A_NAME, MOST_OF_AN_ADDRESS
from tests import factories as make

pytestmark = pytest.mark.django_db

SECRET = "a long secret"
PATH = "/admin/login/"


@pytest.fixture
def ann() -> Any:
    return make.editor(username="ann", password=SECRET)


@pytest.fixture(autouse=True)
def one_proxy(settings: Any) -> None:
    settings.PROXIES = 1


def tried(password: str, name: str = "ann", where: str = "203.0.113.1", **headers: str) -> Any:
    headers = {"X-Forwarded-For": where, **headers}
    return Client().post(PATH, {"username": name, "password": password}, headers=headers)


def refused(name: str = "ann", where: str = "203.0.113.1") -> Any:
    for _ in range(MOST_OF_A_NAME):
        answer = tried("wrong", name, where)
    return answer


def test_after_forty_wrong_passwords_the_right_one_is_refused(ann: Any) -> None:
    statuses = [tried("wrong", where=f"198.51.100.{number}, 203.0.113.1").status_code for number in range(40)]
    assert statuses == [200] * (MOST_OF_A_NAME - 1) + [429] * (41 - MOST_OF_A_NAME)
    assert tried(SECRET).status_code == 429


def test_of_many_at_once_no_more_are_looked_at_than_of_many_in_turn(ann: Any) -> None:
    requests = [RequestFactory().post(PATH, REMOTE_ADDR="203.0.113.1") for _ in range(24)]
    # none has failed yet: all passwords are being looked at
    looks = [AxesProxyHandler.is_allowed(request, {"username": "ann"}) for request in requests]
    assert sum(looks) == MOST_OF_A_NAME


def test_the_refusal_says_how_long_and_who_can_help(ann: Any, today: Any) -> None:
    answer = refused()
    text = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (429, "900", "no-store")
    assert "<h1>Too many wrong passwords</h1>" in text
    assert "nobody can sign in by this name for 15 minutes" in text
    assert "manage.py axes_reset_username NAME" in text


def test_a_stranger_keeps_nobody_from_signing_in_elsewhere(ann: Any) -> None:
    refused()
    assert tried(SECRET, where="203.0.113.2")["Location"] == "/admin/"


def test_a_name_that_is_nobodys_is_refused_as_well() -> None:
    assert refused("nobody").status_code == 429


def test_one_address_tries_only_so_many_names(ann: Any) -> None:
    rows = [
        AccessAttempt(username=f"user{number}", ip_address="203.0.113.1", failures_since_start=1)
        for number in range(1, MOST_OF_AN_ADDRESS)
    ]
    AccessAttempt.objects.bulk_create(rows)
    assert [tried("spring2026", "user0").status_code, tried(SECRET).status_code] == [429, 429]


def test_one_is_let_in_when_the_time_is_over_and_what_was_kept_goes(ann: Any) -> None:
    refused()
    later = timezone.now() + timedelta(minutes=16)
    with time_machine.travel(later):
        assert tried("wrong").status_code == 200
        assert list(AccessAttempt.objects.values_list("failures_since_start", flat=True)) == [1]
        assert tried(SECRET).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_trying_on_does_not_make_the_time_longer(ann: Any) -> None:
    refused()
    with time_machine.travel(timezone.now() + timedelta(minutes=14)):
        tried("wrong")
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert tried(SECRET).status_code == 302


def test_a_command_lets_somebody_in_at_once(ann: Any, capsys: Any) -> None:
    refused()
    call_command("axes_reset_username", "ann")
    assert tried(SECRET).status_code == 302


def test_a_sign_in_of_another_name_clears_nothing(ann: Any) -> None:
    make.editor(username="mallory", password=SECRET)
    for _ in range(MOST_OF_A_NAME - 1):
        tried("wrong")
    tried(SECRET, "mallory")
    assert tried("wrong").status_code == 429


def test_a_failure_is_logged_without_password_name_or_address(ann: Any, caplog: Any) -> None:
    tried("hunter2")
    tried("hunter2", "correct horse")
    assert caplog.messages == [f"sign-in failed for account {ann.pk}", "sign-in failed for no account"]


def test_nothing_is_kept_of_a_failure_but_name_address_and_number(ann: Any) -> None:
    tried("hunter2", **{"User-Agent": "Browser/1", "Accept": "text/html"})
    row = AccessAttempt.objects.values().get()
    assert {name: value for name, value in row.items() if value} == {
        "id": row["id"],
        "username": "ann",
        "ip_address": "203.0.113.1",
        "failures_since_start": 1,
        "attempt_time": row["attempt_time"],
    }


def test_nothing_is_kept_of_who_signed_in(ann: Any) -> None:
    assert tried(SECRET).status_code == 302
    assert not AccessAttempt.objects.exists()
