"""A real gunicorn, as ``make run`` starts it, over a base of its own; and clients that speak bare HTTP to it."""

from __future__ import annotations

import os
import re
import runpy
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
THREADS = int(runpy.run_path(str(ROOT / "gunicorn.conf.py"))["threads"])
LISTENING = re.compile(r"Listening at: http://127\.0\.0\.1:(\d+)")
PATIENCE = 20  # seconds that a client waits for anything


@dataclass(frozen=True)
class Answer:
    """An answer as it came over the wire; names of headers in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Server:
    """A running site: where it listens, and the process that started its workers."""

    port: int
    pid: int

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def begin(self, path: str, method: str = "GET", **headers: str) -> socket.socket:
        """A connection on which a request was sent, and nothing read."""
        client = self.connect()
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        client.sendall("\r\n".join([*lines, "", ""]).encode())
        return client

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """The whole answer, all bytes until the server closes."""
        with self.begin(path, method, **headers) as client:
            sent = b"".join(iter(lambda: client.recv(65_536), b""))
        head, _, body = sent.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        pairs = (line.partition(": ") for line in lines)
        return Answer(int(first.split()[1]), {name.lower(): value for name, _, value in pairs}, body)


def environment(base: Path) -> dict[str, str]:
    """A local trial over one SQLite file, of which nothing stands in the tree."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "CLAIMGRID_TRIAL": "1",
        "SECRET_KEY": "only-for-tests",
        "DATABASE_URL": f"sqlite:///{base}",
    }


def manage(base: Path, *command: str, **variables: str) -> None:
    arguments = [sys.executable, "manage.py", *command]
    subprocess.run(arguments, cwd=ROOT, env=environment(base) | variables, check=True, capture_output=True)


@contextmanager
def serving(base: Path, application: str = "compare.wsgi", *options: str, **variables: str) -> Iterator[Server]:
    """The site over the base with more variables, until the end of the block. It logs to a file beside the base."""
    command = [sys.executable, "-m", "gunicorn", application, "--bind", "127.0.0.1:0", "--log-level", "info", *options]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(base) | variables, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        heard = (LISTENING.search(line) for line in process.stderr)
        yield Server(int(next(match for match in heard if match)[1]), process.pid)
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)
