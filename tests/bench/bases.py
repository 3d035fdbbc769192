"""The bases that the bench runs on, built once and kept under ``.build/bench``.

A base is built by ``migrate`` and our own ``loaddata``, and kept as long as the generator and the names of the
migrations stay; where only new migrations have come, they are carried out on a copy of it, as on a real base. What
is derived (cells, words, rows of tables) is made anew by a command whenever the code that writes it changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from tests.bench.generator import Shape, written
from tests.bench.yardsticks.datasette import write_rows

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".build" / "bench"
LIBRARIES = ("axes",)
SHIPPED = [ROOT / "kb" / "fixtures" / f"{name}.json" for name in ("flask_vs_django", "python_web_frameworks")]
DERIVED_BY = ("rebuild_cells",)  # commands that write what pages read; their time is reported as a cost of writing
SECRET = "only-for-the-bench-on-this-machine-0123456789-abcdefghij"


@dataclass(frozen=True)
class Base:
    """A base of so many generated claims; 0 is the one that is shipped."""

    claims: int

    @property
    def name(self) -> str:
        if not self.claims:
            return "shipped"
        return f"{self.claims // 1_000_000}M" if self.claims >= 1_000_000 else f"{self.claims // 1000}k"

    @cached_property
    def path(self) -> Path:
        """The SQLite file, named by what it is made of."""
        made_of = sorted((ROOT / "tests/bench/generator").glob("*.py")) if self.claims else SHIPPED
        names = hashlib.sha256(" ".join(_migrations()).encode()).hexdigest()
        return FOLDER / f"{self.name}-{_digest(made_of)}-{names[:8]}.sqlite3"

    @property
    def notes(self) -> dict[str, Any]:
        return _notes(self.path)

    @property
    def costs(self) -> dict[str, float]:
        """Seconds of CPU that writing took, by command."""
        return {name: cost for name, cost in self.notes.items() if isinstance(cost, float)}

    @property
    def rows_path(self) -> Path:
        """The same rows as Datasette serves them."""
        return self.path.with_name(f"{self.path.stem}-rows.db")

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

    @property
    def beside(self) -> int:
        """A process whose CPU counts with that of a server on this base; 0: none."""
        return 0

    @contextmanager
    def for_edits(self) -> Iterator[dict[str, str]]:
        """The environment of a copy of the base, which is gone afterwards."""
        copy = self.path.with_suffix(".edited")
        shutil.copy(self.path, copy)
        try:
            yield self.environment | {"DATABASE_URL": f"sqlite:///{copy}"}
        finally:
            for file in copy.parent.glob(f"{copy.name}*"):
                file.unlink()

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as base:
            return base.execute(sql, values).fetchall()

    def ready(self, *, derive: bool = True) -> Base:
        """Build what is missing or out of step, saying so."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():
            self._build()
        elif derive and self.notes.get("derived") != _derived_digest():
            self._derive()
        if not self.rows_path.exists() or self.rows_path.stat().st_mtime < self._written_at:
            write_rows(self.path, self.rows_path)
        return self

    @property
    def _written_at(self) -> float:
        return self.path.with_suffix(".json").stat().st_mtime

    def _build(self) -> None:
        unfinished = self.path.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        notes: dict[str, Any] = {"migrations": _migrations()}
        if before := self._with_fewer_migrations():
            print(f"Migrating the base “{self.name}” …", flush=True)
            shutil.copy(before, unfinished)
            notes["migrate"] = self.manage("migrate", "--verbosity", "0", path=unfinished)
        else:
            print(f"Building the base “{self.name}” (once) …", flush=True)
            self.manage("migrate", "--verbosity", "0", path=unfinished)
            notes["loaddata"] = self._load(unfinished)
        unfinished.rename(self.path)
        self._note(notes)
        self._derive()

    def _with_fewer_migrations(self) -> Path | None:
        """A base of the same rows that only lacks the newest migrations."""
        same_rows = FOLDER.glob(f"{self.path.stem.rpartition('-')[0]}-????????.sqlite3")
        older = [path for path in same_rows if set(_notes(path).get("migrations", ["none"])) < set(_migrations())]
        return max(older, key=lambda path: len(_notes(path)["migrations"]), default=None)

    def _load(self, target: Path) -> float:
        """Seconds of CPU that our own command takes for the fixture."""
        if not self.claims:
            return self.manage("loaddata", *map(str, SHIPPED), "--verbosity", "0", path=target)
        fixture = FOLDER / f"{self.name}-fixture.json"
        with fixture.open("w", encoding="utf-8") as file:
            file.writelines(written(Shape(self.claims)))
        cost = self.manage("loaddata", str(fixture), "--verbosity", "0", path=target)
        fixture.unlink()
        return cost

    def _derive(self) -> None:
        print(f"Deriving cells and words of “{self.name}” with the code as it is …", flush=True)
        self._note({command: self.manage(command) for command in DERIVED_BY} | {"derived": _derived_digest()})

    def _note(self, notes: dict[str, Any]) -> None:
        self.path.with_suffix(".json").write_text(json.dumps(self.notes | notes))


def _notes(base: Path) -> dict[str, Any]:
    path = base.with_suffix(".json")
    found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return found


def _migrations() -> list[str]:
    """Those of the site, and of the libraries that have tables beside it."""
    folders = [*ROOT.glob("*/migrations"), *map(_migrations_of, LIBRARIES)]
    return sorted(f"{path.parts[-3]}/{path.name}" for folder in folders for path in folder.glob("0*.py"))


def _migrations_of(library: str) -> Path:
    return Path(str(files(library))) / "migrations"


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


ROWS_BY = ("compare/query/row_store.py", "templates/compare/_piece.html", "templates/compare/_side.html")


def _derived_digest() -> str:
    """Changes with any code that could write cells, or rows of tables."""
    python = [path for folder in ("kb", "compare/display") for path in (ROOT / folder).rglob("*.py")]
    return _digest(sorted([*python, *(ROOT / name for name in ROWS_BY)]))
