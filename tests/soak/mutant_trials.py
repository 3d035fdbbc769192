"""A plugin of pytest: ``--mutants FILE.json`` tries each in a fork of its own; who survives goes to FILE.survivors.

A mutant changes one function, and the code of a function can be put in its place wherever it has been imported; so
tests are collected once, and a mutant meets only those that call its function.
"""

from __future__ import annotations

import ast
import importlib
import json
import math
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

from tests.served.server import ROOT
from tests.soak.mutation import Mutant, dotted

PATIENCE = 180  # seconds; a mutant that runs on for so long is found
PAUSE = 0.01  # seconds between two looks at a fork
SURVIVORS, CALLS = ".survivors", ".calls"
CALLED: set[int] = set()  # in the present test, by a number that each function has
Function = tuple[str, str]  # a module, by its path, and one of it


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutants", help="a file of mutants; beside it go the places of those that survive")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """First without a mutant: then the tests must pass, and it is noted what each calls."""
    file = Path(session.config.getoption("--mutants"))
    mutants = [Mutant(*fields) for fields in json.loads(file.read_text())]
    items = sorted(session.items, key=lambda item: hasattr(getattr(item, "obj", None), "hypothesis"))
    callers = _callers(session, items, mutants, file.with_suffix(CALLS))
    with file.with_suffix(SURVIVORS).open("w") as survivors:
        for place, mutant in enumerate(mutants):
            if in_fork(partial(_met, session, callers[mutant.module, mutant.function], mutant), PATIENCE):
                print(place, file=survivors, flush=True)
    return True


def _callers(
    session: pytest.Session, items: Sequence[pytest.Item], mutants: Iterable[Mutant], file: Path
) -> dict[Function, list[pytest.Item]]:
    """The tests that call each of the functions, which are told by a fork in a file."""
    functions = sorted({(mutant.module, mutant.function) for mutant in mutants})

    def note() -> bool:
        for number, (module, function) in enumerate(functions):
            put_in_place(module, _noting((ROOT / module).read_text(), function, number), function)
        each: list[list[int]] = []
        passes = _run(session, items, lambda: each.append(sorted(CALLED)))
        file.write_text(json.dumps(each))
        return passes

    assert in_fork(note), "the tests fail without a mutant"
    each = json.loads(file.read_text())
    return {
        place: [item for item, called in zip(items, each, strict=True) if number in called]
        for number, place in enumerate(functions)
    }


def _noting(text: str, function: str, number: int) -> str:
    """The module with a function that notes each of its calls."""
    tree = ast.parse(text)
    body: list[Any] = tree.body
    for name in function.split("."):
        target = next(node for node in body if getattr(node, "name", "") == name)
        body = target.body
    note = f"__import__({__name__!r}, fromlist=['CALLED']).CALLED.add({number})"
    body[:0] = ast.parse(note).body
    return ast.unparse(tree)


def _met(session: pytest.Session, callers: Iterable[pytest.Item], mutant: Mutant) -> bool:
    """Whether the mutant passes; the tests of its own module come first."""
    put_in_place(mutant.module, mutant.text, mutant.function)
    own = f"test_{Path(mutant.module).stem}"
    return _run(session, sorted(callers, key=lambda item: not item.path.stem.startswith(own)))


def in_fork(deed: Callable[[], bool], patience: float = math.inf) -> bool:
    """What a deed says that is done in a fork; False if it takes too long."""
    child = os.fork()
    if not child:
        passes = False
        try:
            passes = deed()
        finally:
            os._exit(not passes)
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if (state := os.waitpid(child, os.WNOHANG))[0]:
            return state[1] == 0
        time.sleep(PAUSE)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def _run(session: pytest.Session, items: Sequence[pytest.Item], after: Callable[[], object] = lambda: None) -> bool:
    """Whether all pass, until the first that does not."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        CALLED.clear()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        after()
        if session.testsfailed:
            return False
    return True


def put_in_place(module: str, text: str, function: str) -> None:
    """Give a function of an imported module the code that it has in this text."""
    target: Any = importlib.import_module(dotted(module))
    for name in function.split("."):
        target = vars(target)[name]
    for wrapper in ("fget", "func", "__func__"):  # property, cached_property, classmethod
        target = getattr(target, wrapper, target)
    if clear := getattr(target, "cache_clear", None):
        clear()
    while not isinstance(target, FunctionType):
        target = target.__wrapped__
    [target.__code__] = [code for code in _codes(compile(text, module, "exec")) if code.co_qualname == function]


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)
