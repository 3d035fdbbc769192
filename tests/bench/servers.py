"""The servers under test: processes of their own on 127.0.0.1, whose CPU time the kernel counts in nanoseconds."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.bench.bases import FOLDER, ROOT, Base
from tests.bench.client import get
from tests.bench.yardsticks import datasette

UNCACHED = "none://"
CACHED = ""  # the default
DATASETTE = ROOT / ".venv-bench" / "bin" / "datasette"
START = 60  # seconds that a server may take to answer


@dataclass(frozen=True)
class Server:
    """``beside``: the process of a database server that works for it; 0: none."""

    name: str
    port: int
    pid: int
    beside: int = 0

    def cpu(self) -> float:
        """Seconds of CPU so far, of the process, its children and all their threads, and of the database."""
        pids = [self.pid, *_children(self.pid), *(_children(self.beside) if self.beside else ())]
        return sum(map(_thread_nanoseconds, pids)) / 1e9

    def memory(self) -> float:
        """MiB that its workers hold now, and from here on at most: see `peak`."""
        for worker in _children(self.pid):
            Path(f"/proc/{worker}/clear_refs").write_text("5")
        return self._kib("VmRSS") / 1024

    def peak(self) -> float:
        """MiB that its workers have held at most since `memory` was asked."""
        return self._kib("VmHWM") / 1024

    def _kib(self, name: str) -> int:
        states = [Path(f"/proc/{worker}/status").read_text() for worker in _children(self.pid)]
        return sum(int(state.partition(f"{name}:")[2].split()[0]) for state in states)


def _thread_nanoseconds(pid: int) -> int:
    total = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        total += int((thread / "schedstat").read_text().split()[0])
    return total


def _children(pid: int) -> list[int]:
    threads = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for thread in threads for child in (thread / "children").read_text().split()]


class Plan(NamedTuple):
    """How a server is started, and where it answers once it is up. The command ends where the address comes."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    path: str
    beside: int = 0


def site(base: Base, *, cache: str, workers: int = 1) -> Plan:
    environment = base.environment | ({"CACHE_URL": cache} if cache else {})
    cached = "" if cache else ", cached"
    return Plan(f"site {base.name}{cached}", _gunicorn("compare.wsgi", workers), environment, "/healthz", base.beside)


def bare(workers: int = 1) -> Plan:
    environment = Base(0).environment | {"DJANGO_SETTINGS_MODULE": "tests.bench.yardsticks.bare"}
    return Plan("bare view", _gunicorn("tests.bench.yardsticks.bare", workers), environment, "/")


def datasette_of(base: Base) -> Plan:
    command = [str(DATASETTE), "serve", "--immutable", str(base.rows_path), "--host", "127.0.0.1", *datasette.options()]
    return Plan("datasette", [*command, "--port"], base.environment, "/-/versions.json")


def _gunicorn(application: str, workers: int) -> Sequence[str]:
    return [
        sys.executable, "-m", "gunicorn", application, "--workers", str(workers), "--worker-class", "sync",
        "--timeout", "600", "--limit-request-line", "8190", "--log-level", "warning", "--no-control-socket", "--bind",
    ]  # fmt: skip


@contextmanager
def serving(plan: Plan) -> Iterator[Server]:
    """Start a server, wait until it answers, and stop it at the end."""
    port = _free_port()
    where = str(port) if plan.command[-1] == "--port" else f"127.0.0.1:{port}"
    log = FOLDER / f"{plan.name.replace(' ', '-')}-{port}.log"
    with log.open("w") as file:
        command, environment = [*plan.command, where], dict(plan.environment)
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=file, stderr=file)
        try:
            _wait(process, port, plan.path, log)
            yield Server(plan.name, port, process.pid, plan.beside)
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
    log.unlink()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    until = time.monotonic() + START
    while time.monotonic() < until and process.poll() is None:
        try:
            if get(port, path).status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The server did not start:\n{log.read_text()[-2000:]}")
