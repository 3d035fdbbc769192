"""Many write while many read: nobody is shown an error, nothing that was confirmed is lost, and cells are right."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.served.server import serving
from tests.soak.bases import SoakBase
from tests.soak.browser import Browser
from tests.soak.steps import PASSWORD, USER
from tests.soak.verdicts import Verdict

ADD = "/admin/kb/claim/add/"
READ = (
    "/",
    "/claims/",
    "/claims.json",
    "/compare/flask-vs-django/",
    "/disagreements.csv",
    "/changes/",
    "/search/?q=soak",
)


class Worker(threading.Thread):
    """Does one thing again and again until the end, and counts what came of it."""

    def __init__(self, port: int, number: int, things: dict[str, Any], over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.browser, self.number, self.things, self.over = Browser(port), number, things, over
        self.good: list[str] = []
        self.errors: Counter[str] = Counter()

    def run(self) -> None:
        self.begin()
        turn = 0
        while not self.over.is_set():
            turn += 1
            try:
                self.act(turn)
            except (OSError, http.client.HTTPException) as error:
                self.errors[type(error).__name__] += 1
                self.browser.connection.close()

    def begin(self) -> None:
        """Before the first turn."""

    def act(self, turn: int) -> None:
        raise NotImplementedError


class Writer(Worker):
    """Enters claims and publishes them, in cells that all writers share."""

    def begin(self) -> None:
        self.browser.sign_in(USER, PASSWORD)

    def act(self, turn: int) -> None:
        locator = f"writer {self.number}, claim {turn}"
        kinds = (("source", "sources"), ("framework", "frameworks"), ("aspect", "aspects"))
        place = {
            name: str(keys[(self.number + turn) % len(keys)]) for name, kind in kinds if (keys := self.things[kind])
        }
        value = ("true", "false")[turn % 2]
        page = self.browser.send(ADD, **place, locator=locator, boolean=value, _step="publish")
        if page.status == http.client.FOUND:
            self.good.append(locator)
        else:
            self.errors[f"status {page.status}"] += 1


class Reader(Worker):
    def act(self, turn: int) -> None:
        page = self.browser.ask(READ[(self.number + turn) % len(READ)])
        if page.status == http.client.OK:
            self.good.append("")
        else:
            self.errors[f"status {page.status}"] += 1


def written(base: SoakBase, seconds: int, writers: int, readers: int) -> Iterator[Verdict]:
    """Over a filled base of either engine."""
    things, over = base.step("editors"), threading.Event()
    with serving(base.file, **base.variables) as server:
        kinds = [Writer] * writers + [Reader] * readers
        workers = [kind(server.port, number, things, over) for number, kind in enumerate(kinds)]
        for worker in workers:
            worker.start()
        time.sleep(seconds)
        over.set()
        for worker in workers:
            worker.join()
    confirmed = sorted(locator for worker in workers[:writers] for locator in worker.good)
    errors = sum((worker.errors for worker in workers), Counter())
    lost = Counter(confirmed) - Counter(base.step("published"))
    answers = sum(len(worker.good) for worker in workers[writers:])
    numbers = f"{len(confirmed):,} claims published, {answers:,} pages read"
    outcome = f"{numbers}, errors shown: {dict(errors) or 0}, lost: {len(lost)}"
    deed = f"{base.file.stem}: {writers} writers and {readers} readers, {seconds} s"
    yield Verdict("write", deed, outcome, not errors and not lost and bool(confirmed))
    yield Verdict("write", f"{base.file.stem}: cells by a fresh rebuild", "check_base", base.is_sound)
