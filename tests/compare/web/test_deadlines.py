"""A database that is silent keeps nobody waiting."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections

from compare.pages import machines
from compare.web import deadlines
from compare.web.deadlines import MOST_LATE, within
from tests.compare import reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The database takes each query and answers none until the test is over."""
    monkeypatch.setattr(machines, "SECONDS", 0)
    end, base = Event(), connections[DEFAULT_DB_ALIAS]

    def wait(execute: Any, *args: Any) -> Any:
        assert end.wait(20)
        return execute(*args)

    with connection.execute_wrapper(wait):
        yield base
        end.set()
        for thread in list(deadlines._late):
            thread.join(20)
    connections[DEFAULT_DB_ALIAS] = base


def test_an_answer_in_time_is_the_answer() -> None:
    assert within(20, lambda: 7) == 7


def test_what_is_raised_in_time_is_raised() -> None:
    with pytest.raises(LookupError):
        within(20, lambda: {}["x"])


def test_it_asks_through_the_connection_of_who_waits() -> None:
    assert within(20, lambda: connections[DEFAULT_DB_ALIAS]) is connections[DEFAULT_DB_ALIAS]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_does_not_wait_for_a_silent_database(silent: Any, path: str) -> None:
    assert reading.text(path, status=503) == "The database has not answered within 0 seconds.\n"
    assert connections[DEFAULT_DB_ALIAS] is not silent
    connections[DEFAULT_DB_ALIAS] = silent


def test_few_questions_are_left_behind(silent: Any) -> None:
    for _ in range(MOST_LATE + 2):
        connections[DEFAULT_DB_ALIAS] = silent
        reading.get("/healthz", status=503)
    assert len(deadlines._late) == MOST_LATE
