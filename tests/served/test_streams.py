"""Streams of claims over the wire: broken ones look broken, and whole ones are of one state of the base."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from compare.faces import FACES
from tests import migrated
from tests.bench.client import whole
from tests.served.server import ROOT, Server, manage, serving
from tests.served.test_served import comes_true

pytestmark = pytest.mark.process

MANY = 20_000  # more than all buffers between a server and a client hold
UNCHECKED = "PRAGMA ignore_check_constraints = ON"  # they call functions that Django alone has
END = b"\r\n0\r\n\r\n"
STREAMS = [suffix for suffix, face in FACES.items() if face.write and face.holds("claims")]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped base, one claim of which stands there many times more."""
    path = tmp_path_factory.mktemp("streams") / "base.sqlite3"
    migrated.copied(path)
    manage(path, "loaddata", str(ROOT / "kb/fixtures/flask_vs_django.json"), "--verbosity", "0")
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(UNCHECKED)
        columns = [name for _, name, *_ in base.execute("PRAGMA table_info(kb_claim)") if name not in ("id", "key")]
        others = ", ".join("locator || n" if name == "locator" else name for name in columns)
        base.execute(
            f"WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {MANY}) "  # noqa: S608
            f"INSERT INTO kb_claim (key, {', '.join(columns)}) SELECT 'z-' || key || '-' || n, {others} "
            "FROM numbers, (SELECT * FROM kb_claim WHERE status = 'published' ORDER BY key LIMIT 1)"
        )
    return path


@pytest.fixture(scope="module")
def server(filled: Path) -> Iterator[Server]:
    with serving(filled) as running:
        yield running


@pytest.fixture(scope="module")
def impatient(filled: Path) -> Iterator[Server]:
    """A site that waits one second for a reader."""
    with serving(filled, STREAM_SECONDS="1") as running:
        yield running


def write(base: Path, *statements: str) -> None:
    with closing(sqlite3.connect(base, timeout=20)) as writer, writer:
        writer.execute(UNCHECKED)
        for statement in statements:
            writer.execute(statement)


@pytest.mark.parametrize("suffix", STREAMS)
def test_a_stream_that_fails_has_no_end(server: Server, filled: Path, suffix: str) -> None:
    path = f"/claims.{suffix}?order=name"
    write(filled, "UPDATE kb_claim SET statement = CAST(X'FF' AS TEXT) WHERE key = (SELECT max(key) FROM kb_claim)")
    try:
        broken = server.ask(path)
    finally:
        write(filled, "UPDATE kb_claim SET statement = 'mended' WHERE key = (SELECT max(key) FROM kb_claim)")
    assert (broken.status, len(broken.body) > 1_000_000, broken.body.endswith(END)) == (200, True, False)


@pytest.mark.parametrize("suffix", STREAMS)
def test_a_stream_that_is_whole_has_an_end(server: Server, suffix: str) -> None:
    assert server.ask(f"/claims.{suffix}?framework=django").body.endswith(END)


@pytest.mark.parametrize("suffix", ["json", "jsonl"])
def test_a_stream_is_of_one_state_whatever_is_written_meanwhile(server: Server, filled: Path, suffix: str) -> None:
    new = f"{suffix} is new"
    with server.begin(f"/claims.{suffix}") as client:
        sent = client.recv(1_000)
        write(filled, f"UPDATE kb_claim SET quote = '{new}'", "UPDATE kb_revision SET number = number + 1")  # noqa: S608
        sent += b"".join(iter(lambda: client.recv(65_536), b""))
    assert new.encode() not in sent
    text = whole(sent.partition(b"\r\n\r\n")[2]).decode()
    claims = json.loads(text)["claims"] if suffix == "json" else text.splitlines()
    assert len(claims) > MANY
    assert server.ask(f"/claims.{suffix}").body.count(new.encode()) == len(claims)


def test_nothing_is_read_any_more_for_a_reader_that_has_gone(server: Server, filled: Path) -> None:
    clients = [server.begin("/claims.jsonl") for _ in range(4)]
    for client in clients:
        assert client.recv(1_000).startswith(b"HTTP/1.1 200")
    write(filled, "UPDATE kb_revision SET number = number + 1")
    assert not is_log_cut(filled)
    for client in clients:
        client.close()
    assert comes_true(lambda: is_log_cut(filled))


@pytest.mark.parametrize("suffix", STREAMS)
def test_a_reader_that_is_too_slow_is_cut_off_and_holds_no_state(impatient: Server, filled: Path, suffix: str) -> None:
    with impatient.begin(f"/claims.{suffix}") as client:
        sent = client.recv(1_000)
        write(filled, "UPDATE kb_revision SET number = number + 1")
        assert not is_log_cut(filled)
        assert comes_true(lambda: is_log_cut(filled))
        sent += b"".join(iter(lambda: client.recv(65_536), b""))
    assert (sent.startswith(b"HTTP/1.1 200"), sent.endswith(END)) == (True, False)


def is_log_cut(base: Path) -> bool:
    """Whether SQLite could end its log, which it cannot while somebody reads an older state."""
    with closing(sqlite3.connect(base, timeout=0)) as connection:
        ((busy, _, _),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return busy == 0
