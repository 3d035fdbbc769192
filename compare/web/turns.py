"""How many answers a process begins at once, and whose turn it is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from compare.web.clients import READING, HungUp, has_hung_up

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]
PROBE = "/healthz"
OF_EDITORS = "/admin/"  # beginning of an address, the sign-in among them
ANSWERS_AT_ONCE = 4  # in a process: Python computes one at a time, so that more would only make all of them late
EDITORS_AT_ONCE = 2  # of these: whatever a page of theirs takes, visitors are answered beside it
MOST_EDITORS = 8  # with those that wait, so that threads are left for visitors
BUSY = (
    b"Very many pages of editors are being made just now. Send this once more in a moment; go back to what you typed."
)
BUSY_HEADERS = [("Content-Type", "text/plain; charset=utf-8"), ("Retry-After", "5"), ("Cache-Control", "no-store")]


def in_turn(application: Application, at_once: int = ANSWERS_AT_ONCE) -> Application:
    """The application, which begins few answers at once while others wait for their turn; a health probe does not wait.

    Editors have half of the places, and no more of them wait than some: others are told to come again (503). What only
    reads is not begun when its client went while it waited. A stream that was begun leaves its place to the next: its
    reader may be slow.
    """
    places, editors = threading.Semaphore(at_once), threading.Semaphore(min(EDITORS_AT_ONCE, at_once))
    entrance = threading.Semaphore(MOST_EDITORS)

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == PROBE:
            return application(environ, start_response)
        if not environ["PATH_INFO"].startswith(OF_EDITORS):
            return begun(environ, start_response, nullcontext())
        if not entrance.acquire(blocking=False):
            start_response("503 Service Unavailable", BUSY_HEADERS)
            return [BUSY]
        try:
            return begun(environ, start_response, editors)
        finally:
            entrance.release()

    def begun(
        environ: dict[str, Any], start_response: StartResponse, group: AbstractContextManager[Any]
    ) -> Iterable[bytes]:
        with group, places:
            if environ["REQUEST_METHOD"] in READING and has_hung_up(environ):
                raise HungUp
            return application(environ, start_response)

    return answer
