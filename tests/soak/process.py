"""What a process and its children hold, from /proc: memory, threads, files, connections."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from pathlib import Path

PROC = Path("/proc")
CLOSE_WAIT = "08"


@dataclass(frozen=True)
class Held:
    """Sums over a process and its children; ``waiting``: connections that the other side closed and ours did not."""

    memory: int  # KiB
    threads: int
    files: int
    waiting: int
    temporary: int

    def __str__(self) -> str:
        memory, *others = astuple(self)
        names = ("threads", "open files", "connections in CLOSE_WAIT", "temporary files")
        return ", ".join(
            [f"{memory / 1024:.0f} MiB", *(f"{number} {name}" for number, name in zip(others, names, strict=True))]
        )


def held(pid: int, port: int, temporary: Path) -> Held:
    pids = [pid, *_children(pid)]
    return Held(
        memory=sum(_status(one, "VmRSS") for one in pids),
        threads=sum(_status(one, "Threads") for one in pids),
        files=sum(len(list((PROC / str(one) / "fd").iterdir())) for one in pids),
        waiting=_waiting(port),
        temporary=sum(1 for path in temporary.rglob("*") if path.is_file()),
    )


def turns(pid: int) -> tuple[int, int]:
    """How long the threads of a process and its children have run, and waited for a core: nanoseconds."""
    paths = [path for one in (pid, *_children(pid)) for path in (PROC / str(one) / "task").glob("*/schedstat")]
    fields = [path.read_text().split() for path in paths]
    return sum(int(ran) for ran, _, _ in fields), sum(int(waited) for _, waited, _ in fields)


def _children(pid: int) -> list[int]:
    return [int(word) for word in (PROC / str(pid) / "task" / str(pid) / "children").read_text().split()]


def _status(pid: int, name: str) -> int:
    lines = (PROC / str(pid) / "status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(f"{name}:")))


def _waiting(port: int) -> int:
    """Connections to this port in CLOSE_WAIT."""
    lines = (PROC / "net" / "tcp").read_text().splitlines()[1:]
    fields = (line.split() for line in lines)
    return sum(1 for one in fields if one[3] == CLOSE_WAIT and int(one[1].rpartition(":")[2], 16) == port)
