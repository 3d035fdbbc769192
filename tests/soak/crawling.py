"""A crawl that is not polite, and what is left when it has vanished.

Robots follow every link of the shipped base, then are killed, and a hundred connections hang up. All the while
``/healthz`` is asked; it must answer within a second (of the time for which the site had a core), and
nothing may be left behind. Loopback alone.
"""

from __future__ import annotations

import multiprocessing
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.served.server import THREADS, Server, serving
from tests.soak.crawler import crawl
from tests.soak.process import Held, held, turns
from tests.soak.verdicts import Verdict

EVERY = 0.2  # seconds between two questions
LIMIT = 1.0  # seconds for an answer of /healthz
QUIET = 20  # seconds after the crawl in which the site comes to rest
HANGING_UP = 100
SLOW_PAGE = "/compare/flask-vs-django/?differs=1"


class Pulse(threading.Thread):
    """Asks ``/healthz`` again and again, each time on a new connection, and notes how long each answer took."""

    def __init__(self, server: Server) -> None:
        super().__init__(daemon=True)
        self.server, self.seconds, self.wrong, self.over = server, [0.0], 0, threading.Event()
        self.share = 1.0  # of the time in which the site could run, that in which it had a core

    def run(self) -> None:
        before = turns(self.server.pid)
        while not self.over.wait(EVERY):
            begin = time.perf_counter()
            try:
                self.wrong += self.server.ask("/healthz").status != 200
            except OSError:
                self.wrong += 1
            self.seconds.append(time.perf_counter() - begin)
        ran, waited = (now - then for now, then in zip(turns(self.server.pid), before, strict=True))
        self.share = ran / max(1, ran + waited)

    @property
    def is_well(self) -> bool:
        return not self.wrong and max(self.seconds) * self.share <= LIMIT

    def __str__(self) -> str:
        median = statistics.median(self.seconds)
        times = f"{len(self.seconds)} answers, median {median:.3f} s, slowest {max(self.seconds):.3f} s"
        return f"{times}, {self.wrong} wrong; the machine gave the site {self.share:.0%} of the time that it asked for"


@contextmanager
def robots(server: Server, number: int) -> Iterator[list[int]]:
    """So many robots at work, killed in the midst of it at the end; the list then holds answers and failures."""
    context = multiprocessing.get_context("fork")
    answered, failed = context.Value("i", 0), context.Value("i", 0)
    processes = [context.Process(target=crawl, args=(server.port, seed, answered, failed)) for seed in range(number)]
    counts: list[int] = []
    for process in processes:
        process.start()
    try:
        yield counts
    finally:
        counts += [answered.value, failed.value]
        for process in processes:
            process.kill()
        for process in processes:
            process.join()


def hang_up(server: Server) -> None:
    """Many at once ask for a page and do not wait for it."""
    clients = [server.begin(SLOW_PAGE) for _ in range(HANGING_UP)]
    for client in clients:
        client.close()


def crawled(base: Path, seconds: int, clients: int) -> Iterator[Verdict]:
    """The site over this base, in a folder of its own."""
    with serving(base) as server:
        server.ask(SLOW_PAGE)
        before = held(server.pid, server.port, base.parent)
        crawling = Pulse(server)
        crawling.start()
        with robots(server, clients) as counts:
            time.sleep(seconds)
        crawling.over.set()
        crawling.join()
        afterwards = Pulse(server)
        afterwards.start()
        hang_up(server)
        time.sleep(QUIET)
        afterwards.over.set()
        afterwards.join()
        after = held(server.pid, server.port, base.parent)
    answered, failed = counts
    yield Verdict("crawl", f"{clients} robots, {seconds} s", f"{answered:,} answers, {failed} failed", not failed)
    yield Verdict("crawl", "/healthz meanwhile", str(crawling), crawling.is_well)
    yield Verdict("crawl", "/healthz afterwards", str(afterwards), afterwards.is_well)
    yield Verdict("crawl", "held before, after", f"{before}; {after}", _clean(before, after))


def _clean(before: Held, after: Held) -> bool:
    """Nothing is left but what a thread keeps: itself and the files of its connection to the base."""
    return after.waiting == 0 and after.temporary <= before.temporary and after.threads <= before.threads + THREADS
