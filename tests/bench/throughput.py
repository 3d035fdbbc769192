"""Requests a second under several clients at once, for a bounded time."""

from __future__ import annotations

import threading
import time

from tests.bench.client import get
from tests.bench.servers import Server

CLIENTS = 8


def requests_a_second(server: Server, path: str, seconds: float) -> float:
    """What eight clients get answered, each asking again as soon as it has its answer."""
    counts = [0] * CLIENTS
    started = time.perf_counter()
    until = started + seconds

    def client(number: int) -> None:
        while time.perf_counter() < until:
            if get(server.port, path).status == 200:
                counts[number] += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - started)
