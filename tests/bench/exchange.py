"""Rows in, rows out and cells rebuilt, each by a process of its own, whose CPU and memory the kernel counts."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.bases import FOLDER, ROOT, Base
from tests.bench.generator import Shape, written
from tests.bench.verdicts import Verdict

TARGET = 11
IMPORTED = 15_000  # rows
IMPORT_SECONDS = 60  # of wall time
REBUILD_GROWTH = 1.15  # for each claim, from the smaller base to the larger
REBUILD_MEMORY = 512  # MiB
CARRIED = [  # what a fixture of ours holds, for Django's command
    f"kb.{name}"
    for name in "framework aspectgroup aspect option scope company source sourcelink claim resolution gap need".split()
]
COLUMNS = "key source framework aspect company value as_of locator quote statement".split()
VALUES = """
    SELECT source.slug, framework.slug, aspect.slug, company.slug,
        coalesce(option.slug, nullif(claim.text, ''), round(claim.number, 4), iif(claim.boolean, 'yes', 'no')),
        claim.as_of, claim.quote, claim.statement
    FROM kb_claim AS claim JOIN kb_source AS source ON source.id = claim.source_id
    JOIN kb_framework AS framework ON framework.id = claim.framework_id
    JOIN kb_aspect AS aspect ON aspect.id = claim.aspect_id
    LEFT JOIN kb_company AS company ON company.id = claim.company_id
    LEFT JOIN kb_option AS option ON option.id = claim.option_id
    WHERE claim.status = 'published' AND claim.compared_to_id IS NULL ORDER BY claim.id
"""


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU and of wall time, and MiB at the most."""

    cpu: float
    wall: float
    memory: float

    def __str__(self) -> str:
        return f"{self.cpu:.1f} s of CPU, {self.memory:.0f} MiB"


def cost_of(arguments: Sequence[str], base: Base, path: Path) -> Cost:
    """What a Python process took that worked on the database at a path. RuntimeError if it failed."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL,
        env=base.environment | {"DATABASE_URL": f"sqlite:///{path}", "DJANGO_SETTINGS_MODULE": "compare.settings"},
    )  # fmt: skip
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed")
    cost = Cost(used.ru_utime + used.ru_stime, time.perf_counter() - started, used.ru_maxrss / 1024)
    print(f"{' '.join(arguments[:3])}, {base.name}: {cost}", flush=True)
    return cost


def exchange(small: Base, large: Base) -> Iterator[Verdict]:
    """Target 11, at the size of the larger base."""
    with tempfile.TemporaryDirectory(dir=FOLDER) as name:
        folder = Path(name)
        yield from _out(large, folder)
        yield from _in(large, folder)
        yield from _imported(large, folder)
        yield from _rebuilt(small, large, folder)


def _out(base: Base, folder: Path) -> Iterator[Verdict]:
    natural = ["--natural-foreign", "--natural-primary", "-o", str(folder / "theirs.json")]
    ours = cost_of(["manage.py", "export_kb", "-o", str(folder / "ours.json")], base, base.path)
    theirs = cost_of(["manage.py", "dumpdata", *CARRIED, *natural], base, base.path)
    yield Verdict(
        TARGET, f"fixture out, dumpdata by ours, {base.name}", theirs.cpu / ours.cpu, 20, at_least=True,
        beside=f"{theirs} : {ours}",
    )  # fmt: skip


def _in(base: Base, folder: Path) -> Iterator[Verdict]:
    fixture, empty = folder / "fixture.json", folder / "empty.sqlite3"
    with fixture.open("w", encoding="utf-8") as file:
        file.writelines(written(Shape(base.claims)))
    base.manage("migrate", "--verbosity", "0", path=empty)
    theirs = cost_of(["-m", "tests.bench.plain_loaddata", str(fixture)], base, _copy(empty, "theirs"))
    ours = cost_of(["manage.py", "loaddata", str(fixture)], base, _copy(empty, "ours"))
    beside = f"{theirs} : {ours}"
    what = f"fixture in, {base.name}"
    yield Verdict(TARGET, f"{what}, Django's by ours", theirs.cpu / ours.cpu, 5, at_least=True, beside=beside)
    yield Verdict(TARGET, f"{what}, memory by Django's", ours.memory / theirs.memory, 0.5, beside=beside)


def _imported(base: Base, folder: Path) -> Iterator[Verdict]:
    rows = folder / "rows.csv"
    with rows.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(COLUMNS)
        for number, (*cell, as_of, quote, statement) in enumerate(base.ask(f"{VALUES} LIMIT ?", IMPORTED)):
            lines.writerow([f"imported-{number}", *cell, as_of, f"row {number}", quote, statement])
    cost = cost_of(["manage.py", "import_claims", str(rows)], base, _copy(base.path, "imported", folder))
    what = f"import of {number + 1:,} rows, {base.name}"
    yield Verdict(TARGET, what, cost.wall, IMPORT_SECONDS, unit="s", beside=str(cost))


def _rebuilt(small: Base, large: Base, folder: Path) -> Iterator[Verdict]:
    before, after = (
        cost_of(["manage.py", "rebuild_cells"], base, _copy(base.path, f"rebuilt-{base.name}", folder))
        for base in (small, large)
    )
    grown = (after.cpu / large.claims) / (before.cpu / small.claims)
    what = f"rebuild_cells, {large.name}"
    beside = f"{after} : {before}"
    yield Verdict(TARGET, f"{what}, by {small.name}, for each claim", grown, REBUILD_GROWTH, beside=beside)
    yield Verdict(TARGET, f"{what}, memory", after.memory, REBUILD_MEMORY, unit="MiB")


def _copy(path: Path, name: str, folder: Path | None = None) -> Path:
    return Path(shutil.copy(path, (folder or path.parent) / f"{name}.sqlite3"))
