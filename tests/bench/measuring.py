"""Interleaved measuring: every subject in turn, so that a busy moment of the machine meets all alike."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from tests.bench.client import Answer, get
from tests.bench.servers import Server

BATCH = 0.04  # seconds of CPU in a batch: far above what the kernel's clock leaves out
MOST_IN_BATCH = 40
ROUNDS = 9
WARM = 0.5  # seconds of CPU that no batch of more than one request is needed for
SLOW = 3.0  # seconds of CPU after which the first request is the only one


@dataclass(frozen=True)
class Subject:
    """One address on one server."""

    name: str
    server: Server
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


@dataclass
class Sample:
    """What asking for a subject cost, per request, in seconds; empty where it did not answer as it should."""

    subject: Subject
    answer: Answer
    first: float  # CPU of the first request, nothing warm
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    @property
    def answered(self) -> bool:
        return self.answer.status == self.subject.status

    @property
    def least(self) -> float:
        return min(self.cpu)

    @property
    def middle(self) -> float:
        return median(self.cpu)

    def __str__(self) -> str:
        if not self.answered:
            return f"{self.subject.name:34} {self.subject.server.name:14} answers {self.answer.status or 'nothing'}"
        return (
            f"{self.subject.name:34} {self.subject.server.name:14}"
            f" cpu {_ms(self.least)} {_ms(self.middle)}  wall {_ms(min(self.wall))} {_ms(median(self.wall))}"
            f"  first {_ms(self.first)}  {len(self.answer.body):>10,} B {self.answer.compressed:>8,} gz"
        )


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:9.2f}"


def measure(subjects: Sequence[Subject], *, rounds: int = ROUNDS, seconds: float = 60) -> list[Sample]:
    """One sample for each subject, in their order. Ends after so many rounds, or when the time is up.

    The first request counts for itself; one that took longer than `SLOW` is the only one.
    """
    samples = [_first(subject) for subject in subjects]
    quick = [sample for sample in samples if sample.answered and not sample.cpu]
    sizes = [_batch_size(sample) for sample in quick]
    until = time.monotonic() + seconds
    for number in range(rounds):
        if number and time.monotonic() > until:
            break
        for sample, size in zip(quick, sizes, strict=True):
            cpu, wall, _ = ask(sample.subject, size)
            sample.cpu.append(cpu)
            sample.wall.append(wall)
    return samples


def _first(subject: Subject) -> Sample:
    cpu, wall, answer = ask(subject, 1)
    sample = Sample(subject, answer, first=cpu)
    if cpu > SLOW:
        sample.cpu, sample.wall = [cpu], [wall]
    return sample


def _batch_size(sample: Sample) -> int:
    """So many requests that they fill a batch; the first one has warmed what it could."""
    if sample.first > WARM:
        return 1
    cpu, _, _ = ask(sample.subject, 1)
    return max(1, min(MOST_IN_BATCH, round(BATCH / cpu)))


def ask(subject: Subject, times: int) -> tuple[float, float, Answer]:
    """CPU and wall seconds of one request, the mean of so many in a row, and the last answer."""
    before, started = subject.server.cpu(), time.perf_counter()
    for _ in range(times):
        try:
            answer = get(subject.server.port, subject.path, subject.headers)
        except OSError as error:
            answer = Answer(0, {}, str(error).encode(), time.perf_counter() - started)
    return (subject.server.cpu() - before) / times, (time.perf_counter() - started) / times, answer
