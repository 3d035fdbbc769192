"""What goes over the wire: the site behind a real gunicorn."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from compare.web.bodies import MOST_OF_ANYBODY
from tests import migrated
from tests.served.server import PATIENCE, THREADS, Server, serving

pytestmark = pytest.mark.process

PATHS = ["/claims/", "/claims.json", "/robots.txt", "/feeds/changes.atom"]
FOR_CACHES = ("etag", "cache-control", "vary")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty base: what goes over the wire does not depend on what is in it."""
    path = tmp_path_factory.mktemp("served") / "base.sqlite3"
    migrated.copied(path)
    return path


@pytest.fixture(scope="module")
def server(base: Path) -> Iterator[Server]:
    with serving(base, "tests.served.app:application") as running:
        yield running


def seen(server: Server) -> dict[str, int]:
    counts: dict[str, int] = json.loads(server.ask("/seen").body)
    return counts


def comes_true(condition: Callable[[], bool]) -> bool:
    """Whether it is so before the patience ends; each look is a request."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():
            return True
    return False


@pytest.mark.parametrize(("behind_proxy", "scheme"), [("0", "http"), ("1", "https")])
def test_who_is_on_this_machine_does_not_say_that_it_speaks_https(base: Path, behind_proxy: str, scheme: str) -> None:
    with serving(base, BEHIND_PROXY=behind_proxy) as running:
        feed = running.ask("/feeds/changes.atom", X_Forwarded_Proto="https").body
    assert set(re.findall(rb"(https?)://localhost", feed)) == {scheme.encode()}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_304_says_to_caches_what_the_200_said_and_nothing_of_a_body(server: Server, path: str, encoding: str) -> None:
    whole = server.ask(path, Accept_Encoding=encoding)
    again = server.ask(path, Accept_Encoding=encoding, If_None_Match=whole.headers["etag"])
    assert (whole.status, again.status, again.body) == (200, 304, b"")
    assert not {"content-type", "content-length", "transfer-encoding", "content-encoding"} & set(again.headers)
    assert [again.headers[name] for name in FOR_CACHES] == [whole.headers[name] for name in FOR_CACHES]


@pytest.mark.parametrize("path", [*PATHS, "/healthz", "/claims/?nonsense=1", "/nowhere/"])
def test_head_has_the_status_and_headers_of_get_and_no_body(server: Server, path: str) -> None:
    head, whole = server.ask(path, "HEAD"), server.ask(path)
    assert (head.status, head.body) == (whole.status, b"")
    names = {"etag", "cache-control", "content-type", "vary", "link", "x-robots-tag"} & set(whole.headers)
    assert {name: head.headers.get(name) for name in names} == {name: whole.headers[name] for name in names}
    assert head.headers.get("content-length") in (None, whole.headers.get("content-length"))


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_stream_ends_soon_after_its_reader_has_gone(server: Server, encoding: str) -> None:
    before = seen(server)["begun"]
    clients = [server.begin("/claims.md", Accept_Encoding=encoding) for _ in range(THREADS // 2)]
    for client in clients:
        assert client.recv(1_000).startswith(b"HTTP/1.1 200")
        client.close()
    assert server.ask("/healthz").status == 200
    assert comes_true(lambda: seen(server)["ended"] == before + len(clients))


def test_requests_of_clients_that_have_gone_cost_nothing(server: Server) -> None:
    begun = seen(server)["begun"]
    busy = [server.begin("/claims.md") for _ in range(THREADS)]
    gone = [server.begin("/claims.md") for _ in range(50)]
    for client in [*gone, *busy]:
        client.close()
    assert comes_true(lambda: seen(server)["begun"] == seen(server)["ended"])
    assert seen(server)["begun"] <= begun + THREADS


def test_requests_share_the_connections_of_their_threads(server: Server) -> None:
    statuses = {server.ask("/healthz").status for _ in range(THREADS * 5)}
    assert statuses == {200}
    assert seen(server)["opened"] <= THREADS


def test_browsers_keep_for_good_what_a_page_links(server: Server) -> None:
    links = re.findall(r'"(/static/[^"]+)"', server.ask("/claims/").body.decode())
    assert len(links) >= 3
    assert {server.ask(link).headers["cache-control"] for link in links} == {"max-age=315360000, public, immutable"}


def test_a_kept_alive_connection_goes_on_after_a_304_and_after_head(server: Server) -> None:
    tag = server.ask("/claims.json").headers["etag"]
    with server.connect() as client:
        for line in (f"GET /claims.json HTTP/1.1\r\nIf-None-Match: {tag}", "HEAD /claims/ HTTP/1.1"):
            client.sendall(f"{line}\r\nHost: localhost\r\n\r\n".encode())
            assert heads(client).startswith(b"HTTP/1.1 304" if "If-None" in line else b"HTTP/1.1 200")
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert heads(client).startswith(b"HTTP/1.1 200 OK")


def heads(client: socket.socket) -> bytes:
    """The next status line and headers, byte by byte: what follows is left to who reads on."""
    sent = b""
    while not sent.endswith(b"\r\n\r\n"):
        sent += client.recv(1)
    return sent


@pytest.mark.parametrize("path", ["/admin/login/", "/objections/?about=/claims/x/", "/admin/kb/claim/import/"])
def test_a_huge_body_is_refused_unread(server: Server, path: str) -> None:
    with server.begin(path, "POST", Content_Length=str(300 * 1024 * 1024)) as client:
        assert client.recv(65_536).startswith(b"HTTP/1.1 413 ")


def test_a_body_at_the_limit_is_read(server: Server) -> None:
    with server.begin("/admin/login/", "POST", Content_Length=str(MOST_OF_ANYBODY)) as client:
        client.sendall(b"x" * MOST_OF_ANYBODY)
        assert client.recv(65_536).startswith(b"HTTP/1.1 403 ")  # without a token
