"""``python -m tests.soak.import_trials FILE.json OPTION…``: who of these mutants survives goes to FILE.survivors.

They change what a module does when it is imported. Each is imported in a fork of its own of a process that has imported
others' modules alone, and pytest runs there with these options.
"""

from __future__ import annotations

import contextlib
import json
import sys
from functools import partial
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType

import django.db.models
import django.forms
import django.test
import jinja2
import pytest

from tests.served.server import ROOT
from tests.soak.mutant_trials import PATIENCE, SURVIVORS, in_fork
from tests.soak.mutation import Mutant, dotted

AHEAD = (django.db.models, django.forms, django.test, jinja2)  # what forks need not import


def survives(mutant: Mutant, options: list[str]) -> bool:
    """Whether all tests pass when its module is imported with it."""
    known, name = SourceFileLoader.get_code, dotted(mutant.module)

    def get_code(loader: SourceFileLoader, fullname: str) -> CodeType | None:
        text = mutant.text if fullname == name else None
        return known(loader, fullname) if text is None else compile(text, loader.path, "exec", dont_inherit=True)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
    with contextlib.suppress(SystemExit):
        return pytest.main(options) == pytest.ExitCode.OK
    return False


def main() -> None:
    file, *options = sys.argv[1:]
    mutants = [Mutant(*fields) for fields in json.loads(Path(file).read_text())]
    for mutant in mutants[:1]:
        plain = mutant._replace(text=(ROOT / mutant.module).read_text())
        assert in_fork(partial(survives, plain, options)), "the tests fail without a mutant"
    with Path(file).with_suffix(SURVIVORS).open("w") as survivors:
        for place, mutant in enumerate(mutants):
            if in_fork(partial(survives, mutant, ["-x", *options]), PATIENCE):
                print(place, file=survivors, flush=True)


if __name__ == "__main__":
    main()
