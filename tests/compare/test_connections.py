"""A connection that is kept survives the end of its server; with a pool and without."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import ConnectionHandler, connection

from compare import env

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture(params=["", "?pool=false"])
def kept(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A connection as the settings make it, to the base that the tests have."""
    monkeypatch.setenv("DATABASE_URL", os.environ["DATABASE_URL"].partition("?")[0] + request.param)
    settings = env.database("DATABASE_URL", Path()) | {"NAME": connection.settings_dict["NAME"]}
    wrapper: Any = ConnectionHandler({"default": settings})["default"]
    yield wrapper
    wrapper.close()
    wrapper.close_pool()


def backend(wrapper: Any) -> int:
    """The process that serves the next request of this connection."""
    with wrapper.cursor() as cursor:
        pid: int = cursor.execute("SELECT pg_backend_pid()").fetchone()[0]
    wrapper.close_if_unusable_or_obsolete()
    return pid


def test_requests_share_connections(kept: Any) -> None:
    """A pool may open a second one while the first is on its way."""
    assert len({backend(kept) for _ in range(10)}) <= 2


def test_a_request_after_the_end_of_its_server_has_another(kept: Any) -> None:
    gone = backend(kept)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [gone])
    assert backend(kept) != gone
