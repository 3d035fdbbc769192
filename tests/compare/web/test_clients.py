"""Whether the client of a request still listens."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from time import monotonic
from typing import Any

import pytest

from compare.web.clients import HungUp, TooSlow, has_hung_up, sent_before
from compare.web.turns import in_turn

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A server's end of a connection and its client's."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        client = socket.create_connection(listening.getsockname())
        server, _ = listening.accept()
        with server, client:
            yield server, client


def served(method: str, server: socket.socket) -> list[bytes]:
    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        return [b"answered"]

    environ = {"REQUEST_METHOD": method, "PATH_INFO": "/", "gunicorn.socket": server}
    return list(in_turn(application)(environ, None))


def test_a_client_that_waits_is_there(pair: Pair) -> None:
    assert not has_hung_up({"gunicorn.socket": pair[0]})


def test_a_client_that_sends_more_is_there_and_nothing_of_it_is_lost(pair: Pair) -> None:
    pair[1].sendall(b"GET /next")
    assert not has_hung_up({"gunicorn.socket": pair[0]})
    assert pair[0].recv(100) == b"GET /next"


def test_a_client_that_closed_is_gone(pair: Pair) -> None:
    pair[1].close()
    assert has_hung_up({"gunicorn.socket": pair[0]})


def test_a_client_that_was_killed_is_gone(pair: Pair) -> None:
    pair[1].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closes with a reset
    pair[1].close()
    assert has_hung_up({"gunicorn.socket": pair[0]})


def test_without_a_socket_nobody_is_gone() -> None:
    assert not has_hung_up({})


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_only_reads_is_not_begun_for_a_client_that_is_gone(pair: Pair, method: str) -> None:
    assert served(method, pair[0]) == [b"answered"]
    pair[1].close()
    with pytest.raises(HungUp):
        served(method, pair[0])


def test_what_writes_is_done_even_if_its_client_is_gone(pair: Pair) -> None:
    pair[1].close()
    assert served("POST", pair[0]) == [b"answered"]


def test_what_a_client_does_not_take_in_time_fails_to_be_sent(pair: Pair) -> None:
    with pytest.raises(TimeoutError), sent_before(monotonic() + 0.01, {"gunicorn.socket": pair[0]}):
        pair[0].sendall(bytes(50_000_000))  # more than all buffers on the way hold
    assert pair[0].gettimeout() is None


@pytest.mark.parametrize("lent", [True, False])
def test_nothing_is_sent_after_the_end(pair: Pair, lent: bool) -> None:
    with pytest.raises(TooSlow), sent_before(monotonic(), {"gunicorn.socket": pair[0]} if lent else {}):
        pytest.fail("sent")
