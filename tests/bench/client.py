"""A client that asks for one thing at a time and compresses nothing."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

TIMEOUT = 600  # seconds; a page that needs longer counts as no answer
HEADERS = {
    "Host": "127.0.0.1",
    "User-Agent": "claimgrid-bench",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "X-Forwarded-Proto": "https",
    "Connection": "close",
}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    seconds: float

    @cached_property
    def compressed(self) -> int:
        """Bytes after gzip, level 6."""
        return len(gzip.compress(self.body, 6))


def get(port: int, path: str, headers: Mapping[str, str] | None = None) -> Answer:
    """One request on a connection of its own, read to its end."""
    started = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT) as connection:
        connection.sendall(_request(path, headers))
        pieces = []
        while piece := connection.recv(1 << 18):
            pieces.append(piece)
    seconds = time.perf_counter() - started
    head, _, body = b"".join(pieces).partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    named = (line.partition(":") for line in rest)
    found = {name.lower(): value.strip() for name, _, value in named}
    if found.get("transfer-encoding", "").lower() == "chunked":
        body = whole(body)
    return Answer(int(first.split()[1]), found, body, seconds)


def first_byte(port: int, path: str) -> float:
    """Seconds until something of the body is there; nobody waits for the rest."""
    started = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT) as connection:
        connection.sendall(_request(path))
        sent = b""
        while not sent.partition(b"\r\n\r\n")[2]:
            piece = connection.recv(1 << 14)
            if not piece:
                raise ConnectionError("An answer without a body")
            sent += piece
        return time.perf_counter() - started


def _request(path: str, headers: Mapping[str, str] | None = None) -> bytes:
    asked = HEADERS | dict(headers or {})
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in asked.items()), "", ""]
    return "\r\n".join(lines).encode()


def whole(chunked: bytes) -> bytes:
    """The body of an answer that came in chunks."""
    pieces, place = [], 0
    while place < len(chunked):
        end = chunked.index(b"\r\n", place)
        size = int(chunked[place:end].split(b";")[0], 16)
        pieces.append(chunked[end + 2 : end + 2 + size])
        place = end + 4 + size
        if not size:
            break
    return b"".join(pieces)
