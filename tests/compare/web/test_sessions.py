"""A session lives on while it is used, and ends when it is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories as make

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def limit(settings: Any) -> None:
    settings.SESSION_COOKIE_AGE = 60 * 60


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def signed_in(clock: Any, client: Client) -> Client:
    client.force_login(make.editor())
    return client


def status(client: Client) -> int:
    return client.get("/admin/password_change/").status_code


def test_it_ends_when_it_was_not_used(signed_in: Client, clock: Any) -> None:
    clock.shift(timedelta(minutes=59))
    assert status(signed_in) == 200
    clock.shift(timedelta(minutes=61))
    assert status(signed_in) == 302


def test_it_lives_on_while_it_is_used(signed_in: Client, clock: Any) -> None:
    for _ in range(4):
        clock.shift(timedelta(minutes=40))
        assert status(signed_in) == 200


def test_not_every_request_writes_it(signed_in: Client, clock: Any) -> None:
    clock.shift(timedelta(minutes=2))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        signed_in.get("/admin/password_change/")
    assert [query["sql"] for query in queries if "UPDATE" in query["sql"]] == []


def test_a_visitor_gets_none(client: Client) -> None:
    assert not client.get("/about/").cookies
