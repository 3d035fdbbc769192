"""Bases that the soak works on, and commands that it runs over them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.served.server import ROOT, environment

SETTINGS = {"DJANGO_SETTINGS_MODULE": "compare.settings"}
DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class SoakBase:
    """A base by the address of its database; ``file`` names the engine, and lies in a folder of its own."""

    file: Path
    url: str

    @property
    def variables(self) -> dict[str, str]:
        return environment(self.file) | SETTINGS | {"DATABASE_URL": self.url, "CACHE_URL": "none://"}

    def start(self, *command: str, **pipes: Any) -> subprocess.Popen[str]:
        return subprocess.Popen([sys.executable, *command], cwd=ROOT, env=self.variables, text=True, **pipes)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.variables, text=True, capture_output=True, check=False
        )

    def manage(self, *command: str) -> subprocess.CompletedProcess[str]:
        return self.run("manage.py", *command)

    def step(self, name: str) -> Any:
        done = self.run("-m", "tests.soak.steps", name)
        assert not done.returncode, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    @property
    def is_sound(self) -> bool:
        """Every rule holds, and all that is derived is as a fresh computation gives it."""
        return not self.manage("check_base").returncode


def sqlite_base(path: Path) -> SoakBase:
    path.parent.mkdir(parents=True, exist_ok=True)
    return SoakBase(path, f"sqlite:///{path}")


def filled(base: SoakBase) -> SoakBase:
    """With the shipped bases."""
    for command in (("migrate", "--verbosity", "0"), ("load_once",)):
        done = base.manage(*command)
        assert not done.returncode, done.stderr
    return base


def copy_of(base: SoakBase, path: Path) -> SoakBase:
    """A copy of a SQLite base that nobody has open."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(base.file, path)
    return sqlite_base(path)


@contextmanager
def postgres_base(folder: Path) -> Iterator[SoakBase | None]:
    """An empty base on a throw-away PostgreSQL; None where there is no such program."""
    programs = next(iter(sorted(DEBIAN.glob("*/bin"), reverse=True)), None)
    if programs is None:
        yield None
        return
    folder.mkdir(parents=True)
    as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
    settings = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    control = [*as_user, str(programs / "pg_ctl"), "-D", str(folder / "data")]
    make = [
        *as_user,
        str(programs / "initdb"),
        "-D",
        str(folder / "data"),
        "-U",
        "claimgrid",
        "-A",
        "trust",
        "-E",
        "UTF8",
    ]
    subprocess.run(make, cwd="/", check=True, capture_output=True)
    start = [*control, "-l", str(folder / "log"), "-w", "-o", settings, "start"]
    subprocess.run(start, cwd="/", check=True, stdout=subprocess.DEVNULL)
    try:
        place = f"{str(folder).replace('/', '%2F')}/postgres"
        yield SoakBase(folder / "postgresql", f"postgres://claimgrid@{place}")
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], cwd="/", check=True, stdout=subprocess.DEVNULL)
