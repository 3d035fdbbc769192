"""How many answers a process begins at once, and whose turn it is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from compare.web.clients import READING, HungUp, has_hung_up

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]
PROBE = "/healthz"
OF_EDITORS = "/admin/"  # beginning of an address, the sign-in among them
DOOR = tuple(f"{OF_EDITORS}{page}/" for page in ("login", "password_reset", "reset", "second-factor"))  # open to all
SESSION = "sessionid="  # without such a cookie nobody has signed in
ANSWERS_AT_ONCE = 4  # in a process: Python computes one at a time, so that more would only make all of them late
EDITORS_AT_ONCE, AT_THE_DOOR_AT_ONCE = 2, 1  # of these: whatever they take, visitors are answered beside them
MOST_EDITORS, MOST_AT_THE_DOOR = 10, 3  # with those that wait: of sixteen threads some are left for visitors
BUSY = (
    b"Very many pages of editors are being made just now. Send this once more in a moment; go back to what you typed."
)
BUSY_HEADERS = [("Content-Type", "text/plain; charset=utf-8"), ("Retry-After", "2"), ("Cache-Control", "no-store")]
AGAIN = ("Refresh", "2")  # seconds, after which a browser asks once more for a page that it opened


class Group:
    """Requests of a kind, of which some are answered at once, and with those that wait are no more than ``most``."""

    def __init__(self, at_once: int, most: int) -> None:
        self.places, self.entrance = threading.Semaphore(at_once), threading.Semaphore(most)


def in_turn(application: Application, at_once: int = ANSWERS_AT_ONCE) -> Application:
    """The application, which begins few answers at once while others wait for their turn; a health probe does not wait.

    Editors have half of the places, and whoever is not signed in before their door one of them; no more of each wait
    than some: others are told to come again (503). What only reads is not begun when its client went while it waited.
    A stream that was begun leaves its place to the next: its reader may be slow.
    """
    places = threading.Semaphore(at_once)
    editors, door = Group(EDITORS_AT_ONCE, MOST_EDITORS), Group(AT_THE_DOOR_AT_ONCE, MOST_AT_THE_DOOR)

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == PROBE:
            return application(environ, start_response)
        if not path.startswith(OF_EDITORS):
            return begun(environ, start_response)
        is_outside = path.startswith(DOOR) or SESSION not in environ.get("HTTP_COOKIE", "")
        group = door if is_outside else editors
        if not group.entrance.acquire(blocking=False):
            again = [AGAIN] if environ["REQUEST_METHOD"] in READING else []
            start_response("503 Service Unavailable", [*BUSY_HEADERS, *again])
            return [BUSY]
        try:
            with group.places:
                return begun(environ, start_response)
        finally:
            group.entrance.release()

    def begun(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        with places:
            if environ["REQUEST_METHOD"] in READING and has_hung_up(environ):
                raise HungUp
            return application(environ, start_response)

    return answer
