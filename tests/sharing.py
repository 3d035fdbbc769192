"""What one process of a run has made, for the others of it: in files of pytest's, which keeps those of few runs."""

from __future__ import annotations

import fcntl
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

T = TypeVar("T")
FOLDERS: list[Path] = []  # one where several processes share the tests of a run, else none


def configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        folder = Path(config.option.basetemp).parent / "of-all"
        folder.mkdir(parents=True, exist_ok=True)
        FOLDERS.append(folder)


def made_once(name: str, make: Callable[[], T]) -> T:
    """What ``make`` gives: the first process that asks makes it, others wait for it and read it."""
    if not FOLDERS:
        return make()
    path = FOLDERS[0] / f"{name}.pickle"
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if content := path.read_bytes():
            return pickle.loads(content)  # type: ignore[no-any-return] # noqa: S301 # a file of this very run
        thing = make()
        file.write(pickle.dumps(thing))
    return thing
