"""Whether the client of a request still listens: nobody works for a client that has hung up."""

from __future__ import annotations

import errno
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
READING = ("GET", "HEAD")
PROBE = "/healthz"
ANSWERS_AT_ONCE = 4  # in a process: Python computes one at a time, so that more would only make all of them late


class HungUp(ConnectionResetError):
    """The client is gone. A server ends the connection at this, without an end of the answer and without noise."""

    def __init__(self) -> None:
        super().__init__(errno.ECONNRESET, "The client has hung up")


def has_hung_up(environ: Mapping[str, Any]) -> bool:
    """Whether the client has closed its side of the connection. One system call.

    False where nobody can say: only gunicorn lends its socket, and an encrypted one cannot be looked into. Who closes
    one half and reads on counts as gone, as with nginx.
    """
    connection = environ.get("gunicorn.socket")
    if connection is None or isinstance(connection, ssl.SSLSocket):
        return False
    try:
        return not connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:
        return True


class TooSlow(ConnectionResetError):
    """The client did not take an answer in time. A server ends the connection as with `HungUp`."""

    def __init__(self) -> None:
        super().__init__(errno.ECONNRESET, "The client has not taken the answer in time")


@contextmanager
def sent_before(end: float, environ: Mapping[str, Any]) -> Iterator[None]:
    """Within it a piece of an answer is sent; TooSlow if the ``end``, in seconds of `monotonic`, has come.

    Where the server lends its socket, what is not taken until then fails to be sent.
    """
    left, connection = end - monotonic(), environ.get("gunicorn.socket")
    if left <= 0:
        raise TooSlow
    if connection is None:
        yield
        return
    connection.settimeout(left)
    try:
        yield
    finally:
        connection.settimeout(None)


def in_turn(application: Application, at_once: int = ANSWERS_AT_ONCE) -> Application:
    """The application, which begins few answers at once while others wait for their turn; a health probe does not wait.

    What only reads is not begun when its client went while it waited. A stream that was begun leaves its place to the
    next: its reader may be slow.
    """
    places = threading.Semaphore(at_once)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == PROBE:
            return application(environ, start_response)
        with places:
            if environ["REQUEST_METHOD"] in READING and has_hung_up(environ):
                raise HungUp
            return application(environ, start_response)

    return answer
