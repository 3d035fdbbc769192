"""Whether the client of a request still listens: nobody works for a client that has hung up."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import Any

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
