"""``make soak``: what no suite of minutes can show, as a table; exit code 1 if a line of it is not well.

Robots without manners, many writers and readers on both engines, requests that nobody would make, kills, two imports at
once, a cache that goes, a clock that leaps, and mutants of what judges. Loopback alone; nothing of the tree is written.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tests.served.server import ROOT
from tests.soak.bases import SoakBase, copy_of, filled, postgres_base, sqlite_base
from tests.soak.crawling import crawled
from tests.soak.fuzzing import fuzzed
from tests.soak.killing import imported_at_once, killed
from tests.soak.mutation import mutated
from tests.soak.surroundings import leapt, without_cache
from tests.soak.verdicts import Verdict, table
from tests.soak.writing import written

FIXTURE = ROOT / "kb" / "fixtures" / "flask_vs_django.json"
Part = Callable[[SoakBase, argparse.Namespace], Iterator[Verdict]]


def _own(base: SoakBase, name: str) -> SoakBase:
    """A copy of the filled base in a folder of its own."""
    return copy_of(base, base.file.parent / name / "sqlite.sqlite3")


def _crawl(base: SoakBase, arguments: argparse.Namespace) -> Iterator[Verdict]:
    yield from crawled(_own(base, "crawl").file, arguments.crawl, arguments.clients)


def _write(base: SoakBase, arguments: argparse.Namespace) -> Iterator[Verdict]:
    workers = arguments.seconds, arguments.writers, arguments.readers
    yield from written(_own(base, "write"), *workers)
    with postgres_base(base.file.parent / "postgresql") as other:
        if other is None:
            yield Verdict("write", "postgresql", "no PostgreSQL here", well=False)
        else:
            yield from written(filled(other), *workers)


def _fuzz(base: SoakBase, arguments: argparse.Namespace) -> Iterator[Verdict]:
    yield from fuzzed(_own(base, "fuzz"), arguments.requests, arguments.seed)


def _kill(base: SoakBase, arguments: argparse.Namespace) -> Iterator[Verdict]:
    yield from killed(_own(base, "kill"), FIXTURE, arguments.kills)


def _imports(base: SoakBase, arguments: argparse.Namespace) -> Iterator[Verdict]:
    yield from imported_at_once(_own(base, "twice"))


def _cache(base: SoakBase, arguments: argparse.Namespace) -> Iterator[Verdict]:
    yield from without_cache(_own(base, "cacheless"))


def _clock(base: SoakBase, arguments: argparse.Namespace) -> Iterator[Verdict]:
    yield from leapt(_own(base, "clock"))


def _mutants(base: SoakBase, arguments: argparse.Namespace) -> Iterator[Verdict]:
    yield from mutated(base.file.parent / "mutants", arguments.modules, arguments.share, arguments.workers)


PARTS: Mapping[str, Part] = {
    "crawl": _crawl,
    "write": _write,
    "fuzz": _fuzz,
    "kill": _kill,
    "imports": _imports,
    "cache": _cache,
    "clock": _clock,
    "mutants": _mutants,
}


def _whole(name: str, base: SoakBase, arguments: argparse.Namespace) -> Iterator[Verdict]:
    """The lines of a part; one that breaks off says so, and the others go on."""
    try:
        yield from PARTS[name](base, arguments)
    except Exception as error:  # noqa: BLE001
        yield Verdict(name, "broken off", f"{type(error).__name__}: {str(error)[-500:]}", well=False)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("parts", nargs="*", default=[*PARTS], help=f"of {', '.join(PARTS)}; all without any")
    parser.add_argument("--crawl", type=int, default=120, help="seconds of robots")
    parser.add_argument("--clients", type=int, default=16, help="robots")
    parser.add_argument("--seconds", type=int, default=60, help="seconds of writers and readers")
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--requests", type=int, default=20_000, help="that nobody would make")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=8, help="of each deed")
    parser.add_argument("--modules", action="append", default=[], help="of mutants; all that judge without any")
    parser.add_argument("--share", type=int, default=1, help="one in so many mutants")
    parser.add_argument("--workers", type=int, default=2, help="tests of mutants at once")
    arguments = parser.parse_args()
    verdicts: list[Verdict] = []
    with tempfile.TemporaryDirectory(prefix="soak") as folder:
        Path(folder).chmod(0o711)  # PostgreSQL runs as somebody else
        base = filled(sqlite_base(Path(folder) / "base.sqlite3"))
        for name in arguments.parts:
            begin = time.monotonic()
            for verdict in _whole(name, base, arguments):
                verdicts.append(verdict)
                print(f"{'well' if verdict.well else 'NOT WELL'}: {verdict.deed}: {verdict.outcome}", flush=True)
            print(f"{name} took {time.monotonic() - begin:.0f} s", flush=True)
    print(table(verdicts))
    sys.exit(not all(verdict.well for verdict in verdicts))


if __name__ == "__main__":
    main()
