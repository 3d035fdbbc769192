"""Whose turn it is to be answered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import Any

import pytest

from compare.web.turns import MOST_AT_THE_DOOR, MOST_EDITORS, in_turn


def test_a_probe_does_not_wait_for_what_is_computed_and_all_else_does() -> None:
    begun: list[str] = []
    first, end = threading.Event(), threading.Event()

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        begun.append(environ["PATH_INFO"])
        first.set()
        assert environ["PATH_INFO"] == "/healthz" or end.wait(20)
        return []

    answer = in_turn(application, at_once=1)
    with ThreadPoolExecutor() as pool:
        waiting = [pool.submit(answer, {"REQUEST_METHOD": "GET", "PATH_INFO": "/claims/"}, None) for _ in range(2)]
        assert first.wait(20)
        answer({"REQUEST_METHOD": "GET", "PATH_INFO": "/healthz"}, None)
        assert begun == ["/claims/", "/healthz"]
        end.set()
    assert [one.result() for one in waiting] == [[], []]
    assert begun == ["/claims/", "/healthz", "/claims/"]


class SlowSite:
    """A site whose pages of editors end when it is let go; all others are answered at once."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.pool, self.begun, self.end = pool, threading.Semaphore(0), threading.Event()
        self.answer = in_turn(self._application, at_once=3)

    def _application(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if environ["PATH_INFO"].startswith("/admin/"):
            self.begun.release()
            assert self.end.wait(20)
        start_response("200 OK", [])
        return [b"answered"]

    def ask(self, path: str, cookie: str = "sessionid=any", method: str = "GET") -> Future[str]:
        """The status of the answer, and after how many seconds it is to be asked again."""

        def status() -> str:
            statuses: list[str] = []
            environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_COOKIE": cookie}
            self.answer(
                environ, lambda status, headers: statuses.append(f"{status[:3]} {dict(headers).get('Refresh', '')}")
            )
            return statuses[0]

        return self.pool.submit(status)


@pytest.fixture
def slow_site() -> Iterator[SlowSite]:
    with ThreadPoolExecutor(20) as pool:
        site = SlowSite(pool)
        yield site
        site.end.set()


def test_visitors_are_answered_beside_slow_pages_of_editors(slow_site: SlowSite) -> None:
    pages = [slow_site.ask("/admin/") for _ in range(4)]
    assert all(slow_site.begun.acquire(timeout=20) for _ in range(2))
    assert slow_site.ask("/claims/").result(20) == "200 "
    assert not slow_site.begun.acquire(blocking=False)  # no third one is made
    slow_site.end.set()
    assert {page.result(20) for page in pages} == {"200 "}


@pytest.mark.parametrize(("path", "cookie"), [("/admin/login/", "sessionid=any"), ("/admin/kb/", "theme=dark")])
def test_whoever_stands_at_the_door_keeps_no_editor_waiting(slow_site: SlowSite, path: str, cookie: str) -> None:
    doors = [slow_site.ask(path, cookie) for _ in range(MOST_AT_THE_DOOR)]
    assert slow_site.begun.acquire(timeout=20)
    editors = [slow_site.ask("/admin/kb/") for _ in range(2)]
    assert all(slow_site.begun.acquire(timeout=20) for _ in editors)
    slow_site.end.set()
    assert {page.result(20) for page in (*doors, *editors)} == {"200 "}


@pytest.mark.parametrize(("method", "answer"), [("GET", "503 2"), ("POST", "503 ")])
def test_of_very_many_editors_the_last_are_told_to_come_again(slow_site: SlowSite, method: str, answer: str) -> None:
    """A browser asks by itself once more for what it opened; what was typed stays with it."""
    pages = [slow_site.ask("/admin/", method=method) for _ in range(MOST_EDITORS + 1)]
    assert next(as_completed(pages, timeout=20)).result() == answer
    slow_site.end.set()
    assert sorted(page.result(20) for page in pages) == ["200 "] * MOST_EDITORS + [answer]
