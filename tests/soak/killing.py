"""``kill -9`` at many moments of all that writes: the base is as before or as after, and the deed can be done again."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.soak.bases import SoakBase, copy_of, sqlite_base
from tests.soak.verdicts import Verdict

ROWS = 800
SOURCES = ("dev-bhamare", "hirist-2024")


class Deed(NamedTuple):
    """A command of Python, and the base that it begins with: a copy of the filled one, or none at all."""

    name: str
    command: tuple[str, ...]
    is_new: bool = False


def claims_file(path: Path, word: str = "row") -> Path:
    """Claims to import, none of which is there."""
    rows = [f"flask,open-source,{SOURCES[place % 2]},yes,{word} {place}" for place in range(ROWS)]
    path.write_text("\n".join(["framework,aspect,source,value,locator", *rows, ""]), encoding="utf-8")
    return path


def deeds(folder: Path, fixture: Path) -> list[Deed]:
    backup = folder / "copy"
    return [
        Deed("import", ("manage.py", "import_claims", str(claims_file(folder / "claims.csv")))),
        Deed("load", ("manage.py", "loaddata", str(fixture)), is_new=True),
        Deed("rebuild", ("manage.py", "rebuild_cells")),
        Deed("backup", ("manage.py", "backup", str(folder / "half"))),
        Deed("restore", ("manage.py", "restore", "--replace", str(backup))),
        Deed("migrate", ("manage.py", "migrate"), is_new=True),
        Deed("merge", ("-m", "tests.soak.steps", "merge")),
    ]


def killed(base: SoakBase, fixture: Path, times: int) -> Iterator[Verdict]:
    """Each deed as often as that, at moments spread over as long as it takes."""
    folder = base.file.parent / "kills"
    folder.mkdir()
    assert not base.manage("backup", str(folder / "copy")).returncode
    empty = sqlite_base(folder / "empty" / "base.sqlite3")
    assert not empty.manage("migrate", "--verbosity", "0").returncode
    for deed in deeds(folder, fixture):
        yield _killed(deed, base, empty, times)


def _killed(deed: Deed, full: SoakBase, empty: SoakBase, times: int) -> Verdict:
    folder = full.file.parent / "kills" / deed.name
    start = _start(deed, full, empty)
    whole = start(folder / "whole.sqlite3")
    before = _state(whole)
    began = time.monotonic()
    done = whole.run(*deed.command)
    lasts = time.monotonic() - began
    assert not done.returncode, done.stderr
    states, faults = (before, _state(whole)), []
    for number in range(times):
        (folder.parent / "half").unlink(missing_ok=True)
        base = start(folder / f"{number}.sqlite3")
        _kill_after(base, deed, lasts * (number + 0.5) / times)
        faults += _faults(base, deed, states)
    deeds_words = f"{deed.name}, killed {times} times in {lasts:.1f} s"
    return Verdict("kill", deeds_words, "; ".join(faults) or "as before or as after, sound, and done again", not faults)


def _start(deed: Deed, full: SoakBase, empty: SoakBase) -> Callable[[Path], SoakBase]:
    """What makes the base that a deed begins with."""
    if deed.name == "migrate":
        return sqlite_base
    return lambda path: copy_of(empty if deed.is_new else full, path)


def _kill_after(base: SoakBase, deed: Deed, seconds: float) -> None:
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with base.start(*deed.command, **pipes) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)


def _state(base: SoakBase) -> list[int]:
    """What can be counted of it; nothing of a base that has no tables yet."""
    counts: list[int] = [] if base.run("-m", "tests.soak.steps", "counts").returncode else base.step("counts")
    return counts


def _faults(base: SoakBase, deed: Deed, states: tuple[list[int], list[int]]) -> Iterator[str]:
    """What is wrong after the kill, or after the deed was done once more."""
    if deed.name != "migrate":
        if (state := _state(base)) not in states and deed.name != "restore":
            yield f"neither before nor after: {state}"
        if not base.is_sound:
            yield "not sound"
    (base.file.parent.parent / "half").unlink(missing_ok=True)
    if (again := base.run(*deed.command)).returncode:
        yield f"cannot be done again: {again.stderr.strip().splitlines()[-1:]}"
    elif not base.is_sound:
        yield "not sound when done again"


def imported_at_once(base: SoakBase) -> Iterator[Verdict]:
    """Two imports of one file, and two of different ones: each claim is there once."""
    for words, names in (("of one file", ("a", "a")), ("of two files", ("b", "c"))):
        copy = copy_of(base, base.file.parent / "imports" / f"{names[1]}.sqlite3")
        files = [claims_file(copy.file.parent / f"{name}.csv", name) for name in names]
        before = copy.step("counts")[0]
        processes = [copy.start("manage.py", "import_claims", str(file), stderr=subprocess.PIPE) for file in files]
        errors = [process.communicate()[1].strip().splitlines()[-1:] for process in processes]
        number, expected = copy.step("counts")[0] - before, ROWS * len(set(names))
        outcome = f"{number} of {expected} claims, refused: {[line for lines in errors for line in lines] or 'none'}"
        yield Verdict("imports", f"two at once, {words}", outcome, number == expected and copy.is_sound)
