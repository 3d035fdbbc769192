"""``make bench``: measure, compare with the yardsticks, and say which targets are met.

``make bench ARGS="--quick"`` looks at the shipped base only, in less than two minutes; ``--only growth`` and
``--sizes 10k`` choose parts and bases. Ratios, not seconds, so that the figures mean the same on every machine.
"""

from __future__ import annotations

import argparse
import signal
import sys
from functools import partial

from tests.bench import judging
from tests.bench.bases import Base
from tests.bench.parts import NEEDS_BASES, PARTS, Run
from tests.bench.postgres import PostgresBase
from tests.bench.verdicts import Verdict, machine, report

SIZES = {"10k": 10_000, "100k": 100_000, "1M": 1_000_000}


def main() -> None:
    asked = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are stopped as well
    print(machine())
    base = partial(PostgresBase, server=asked.postgres) if asked.postgres else Base
    shipped = base(0).ready()
    shipped.manage("collectstatic", "--noinput", "--clear", "--verbosity", "0")
    sizes = [] if asked.quick else sorted(SIZES[size] for size in asked.sizes.split(","))
    bases: list[Base] = [base(size).ready() for size in sizes]
    seconds, rounds = (2, 1) if asked.quick else (asked.seconds, 3)
    run = Run(shipped, bases, seconds=seconds, rounds=rounds, like=tuple(asked.like.split(",")))
    verdicts: list[Verdict] = []
    try:
        _carry_out(asked, run, verdicts)
    finally:
        if verdicts:
            report(verdicts)


def _carry_out(asked: argparse.Namespace, run: Run, verdicts: list[Verdict]) -> None:
    """Part by part; what is measured stands in ``verdicts`` at once."""
    for name in asked.only.split(",") if asked.only else ["judging", *PARTS]:
        if name == "plans" and not asked.postgres:
            continue
        print(f"\n== {name}", flush=True)
        if name == "judging":
            judging.main()
        elif len(run.bases) < NEEDS_BASES.get(name, 0):
            print(f"Left out: it needs {NEEDS_BASES[name]} of the generated bases.")
        else:
            verdicts.extend(PARTS[name](run))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", default="", help=f"parts, separated by commas: judging, {', '.join(PARTS)}")
    parser.add_argument("--sizes", default="10k,100k", help=f"generated bases: {', '.join(SIZES)}")
    parser.add_argument("--seconds", type=float, default=40, help="at most so long for each group of addresses")
    parser.add_argument(
        "--like", default="", help="only addresses whose name holds one of these texts, such as search,admin"
    )
    parser.add_argument(
        "--postgres", default="", help="measure on copies on this machine's server: postgres://user@host/"
    )
    parser.add_argument("--quick", action="store_true", help="the shipped base only, in less than two minutes")
    asked = parser.parse_args()
    if unknown := {*asked.only.split(","), ""} - {*PARTS, "judging", ""}:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if unknown := {*asked.sizes.split(",")} - {*SIZES}:
        parser.error(f"no such size: {', '.join(sorted(unknown))}")
    return asked


if __name__ == "__main__":
    main()
