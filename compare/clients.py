"""Whether the client of a request still listens: nobody works for a client that has hung up."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
READING = ("GET", "HEAD")


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


def for_listeners(application: Application) -> Application:
    """The application; what only reads is not begun when its client went while it waited for a thread."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] in READING and has_hung_up(environ):
            raise HungUp
        return application(environ, start_response)

    return answer
