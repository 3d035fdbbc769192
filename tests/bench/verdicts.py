"""What was measured against what was to be reached."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from statistics import median

from tests.bench.bases import FOLDER
from tests.bench.measuring import Sample
from tests.bench.servers import DATASETTE


@dataclass(frozen=True)
class Verdict:
    """``target``: its number; ``measured``: None where there was no answer; less is better, unless ``at_least``."""

    target: int
    what: str
    measured: float | None
    goal: float | None  # None: reported beside, without a goal
    unit: str = "×"
    at_least: bool = False
    beside: str = ""

    @property
    def met(self) -> bool | None:
        if self.goal is None:
            return None
        if self.measured is None:
            return False
        return self.measured >= self.goal if self.at_least else self.measured <= self.goal

    def __str__(self) -> str:
        words = {True: "met", False: "NOT MET", None: "–"}[self.met]
        sign = "≥" if self.at_least else "≤"
        goal = "" if self.goal is None else f"{sign} {_number(self.goal)} {self.unit}"
        measured = "no answer" if self.measured is None else f"{_number(self.measured)} {self.unit}"
        return f"{self.target} | {self.what:52} | {measured:>14} | {goal:>12} | {words:7} | {self.beside}"


def _number(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def ratio(target: int, what: str, sample: Sample, to: Sample, goal: float | None) -> Verdict:
    """CPU of one subject by that of another: the median over the rounds, in each of which both were asked.

    So a moment in which the machine is busy slows both. The least of each stand beside.
    """
    if not (sample.answered and to.answered):
        return Verdict(target, what, None, goal, beside=f"answers {sample.answer.status or 'nothing'}")
    # a slow page has one round only
    measured = median(one / other for one, other in zip(sample.cpu, to.cpu, strict=False))
    beside = (
        f"least {sample.least * 1000:.2f} : {to.least * 1000:.2f} ms, {_number(sample.least / to.least)} ×;"
        f" first request {sample.first * 1000:.2f} ms"
    )
    return Verdict(target, what, measured, goal, beside=beside)


def report(verdicts: Sequence[Verdict]) -> None:
    """Print the table and keep it as JSON."""
    print("\n# | what | measured | goal | | beside\n--|--|--|--|--|--")
    for verdict in sorted(verdicts, key=lambda one: one.target):
        print(verdict)
    missed = [verdict for verdict in verdicts if verdict.met is False]
    reached = [verdict for verdict in verdicts if verdict.met]
    print(f"\n{len(reached)} met, {len(missed)} not met. {machine()}")
    (FOLDER / "last.json").write_text(json.dumps([asdict(verdict) for verdict in verdicts], indent=1))


def machine() -> str:
    asked = subprocess.run([DATASETTE, "--version"], capture_output=True, text=True, check=False)
    gunicorn, django = version("gunicorn"), version("django")
    return (
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, Django {django}, gunicorn {gunicorn}, "
        f"{asked.stdout.strip().replace(', version', '')}, {os.cpu_count()} cores"
    )
