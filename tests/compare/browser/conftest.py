"""The shipped base on a real server, which nobody writes to: one for all tests of a module, no flush after each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from tests.kb import bases

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="module")
def put() -> Callable[[], None]:
    """What fills the base of a module's server."""
    return bases.put_shipped


@pytest.fixture(scope="module")
def server(put: Callable[[], None], django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of the site with the shipped base."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            put()
        running = LiveServer("localhost")
        yield running.url
        running.stop()
        with transaction.atomic():
            bases.empty_base()


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """Every message of the browser's console; at the end there was none."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text))
    yield found
    assert found == []
