"""The bases that the bench runs on, built once and kept under ``.build/bench``.

A base is built by ``migrate`` and our own ``loaddata``, and kept as long as the generator and the names of the
migrations stay. What is derived (cells, words) is made anew by a command whenever the code of ``kb`` changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.bench.generator import Shape, written
from tests.bench.yardsticks.datasette import write_rows

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".build" / "bench"
SHIPPED = ROOT / "kb" / "fixtures" / "flask_vs_django.json"
DERIVED_BY = ("rebuild_cells",)  # commands that write what pages read; their time is reported as a cost of writing
SECRET = "only-for-the-bench-on-this-machine-0123456789-abcdefghij"


@dataclass(frozen=True)
class Base:
    """A base of so many generated claims; 0 is the one that is shipped."""

    claims: int

    @property
    def name(self) -> str:
        return f"{self.claims // 1000}k" if self.claims else "shipped"

    @cached_property
    def path(self) -> Path:
        """The SQLite file, named by what it is made of."""
        migrations = sorted(ROOT.glob("*/migrations/0*.py"))
        made_of = [SHIPPED] if not self.claims else sorted((ROOT / "tests/bench/generator").glob("*.py"))
        names = " ".join(path.name for path in migrations)
        return FOLDER / f"{self.name}-{_digest(made_of, names)}.sqlite3"

    @property
    def costs(self) -> dict[str, float]:
        """Seconds of CPU that building took, by command."""
        path = self.path.with_suffix(".json")
        return json.loads(path.read_text()) if path.exists() else {}

    @property
    def rows_path(self) -> Path:
        """The same rows as Datasette serves them."""
        return self.path.with_suffix(".rows.db")

    @property
    def environment(self) -> dict[str, str]:
        """Production's settings behind a proxy, nothing of the caller's."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "SECRET_KEY": SECRET,
            "ALLOWED_HOSTS": "127.0.0.1",
            "BEHIND_PROXY": "1",
            "STATIC_ROOT": str(FOLDER / "static"),
            "DATABASE_URL": f"sqlite:///{self.path}",
        }

    def manage(self, *arguments: str, path: Path | None = None) -> float:
        """Run a command of ours; returns its seconds of CPU."""
        environment = self.environment | ({"DATABASE_URL": f"sqlite:///{path}"} if path else {})
        before = os.times()
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with sqlite3.connect(f"file:{self.path}?mode=ro", uri=True) as base:
            return base.execute(sql, values).fetchall()

    def ready(self, *, derive: bool = True) -> Base:
        """Build what is missing or out of step, saying so."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():
            self._build()
        elif derive and self.costs.get("derived") != _derived_digest():
            self._derive()
        if not self.rows_path.exists() or self.rows_path.stat().st_mtime < self._written_at:
            write_rows(self.path, self.rows_path)
        return self

    @property
    def _written_at(self) -> float:
        return self.path.with_suffix(".json").stat().st_mtime

    def _build(self) -> None:
        print(f"Building the base “{self.name}” (once) …", flush=True)
        for old in FOLDER.glob(f"{self.name}-*"):
            old.unlink()
        fixture, unfinished = FOLDER / f"{self.name}.json", self.path.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        if self.claims:
            with fixture.open("w", encoding="utf-8") as file:
                file.writelines(written(Shape(self.claims)))
        started = time.monotonic()
        self.manage("migrate", "--verbosity", "0", path=unfinished)
        source = str(fixture if self.claims else SHIPPED)
        cost = self.manage("loaddata", source, "--verbosity", "0", path=unfinished)
        fixture.unlink(missing_ok=True)
        unfinished.rename(self.path)
        self._note({"loaddata": cost, "built in": time.monotonic() - started})
        self._derive()

    def _derive(self) -> None:
        print(f"Deriving cells and words of “{self.name}” with the code as it is …", flush=True)
        self._note({command: self.manage(command) for command in DERIVED_BY} | {"derived": _derived_digest()})
        with sqlite3.connect(self.path) as base:
            base.execute("ANALYZE")

    def _note(self, costs: dict[str, Any]) -> None:
        self.path.with_suffix(".json").write_text(json.dumps(self.costs | costs))


def _digest(paths: Iterable[Path], more: str = "") -> str:
    digest = hashlib.sha256(more.encode())
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _derived_digest() -> str:
    """Changes with any code that could write cells."""
    return _digest(sorted((ROOT / "kb").rglob("*.py")))
