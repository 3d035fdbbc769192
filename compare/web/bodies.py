"""How large the body of a request may be. What is larger is refused before a byte of it is read."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from typing import Any

from compare.web.turns import DOOR, OF_EDITORS, Application

KIB = 1024
MOST_OF_ANYBODY = 64 * KIB  # of a form that anybody may send: the objection and the sign-in
MOST_OF_EDITORS = 24 * KIB * KIB  # a file of claims has 20 MiB at most, and comes in a form


def bounded(application: Application) -> Application:
    """The application behind a limit of bodies by their address: 413, and the connection reads no further.

    A body of unknown length is none to Django, which reads as much as Content-Length says.
    """

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        most = _most_bytes(environ["PATH_INFO"])
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()) or int(length) <= most:
            return application(environ, start_response)
        connection = environ.get("gunicorn.socket")
        if isinstance(connection, socket.socket):
            connection.shutdown(socket.SHUT_RD)  # else gunicorn reads the rest, for the next request's sake
        text = f"This is larger than the {most // KIB:,} KiB that are read here.\n".encode()
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(text)))]
        start_response("413 Content Too Large", headers)
        return [text]

    return answer


def _most_bytes(path: str) -> int:
    return MOST_OF_EDITORS if path.startswith(OF_EDITORS) and not path.startswith(DOOR) else MOST_OF_ANYBODY
