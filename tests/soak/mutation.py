"""Mutants of what judges: a small fault in each place of a module, one at a time, must be found by its tests.

A mutant that no test finds survives; one that means the same as the original stands in `EQUAL` with the reason.
Those within a function are tried by `tests.soak.mutant_trials`, the others by `tests.soak.import_trials`.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import NamedTuple

from tests.served.server import ROOT
from tests.soak.equal_mutants import EQUAL
from tests.soak.verdicts import Verdict

MODULES = ("kb/evidence/*.py", "compare/display/matrix.py")
TESTS = ("tests/kb/evidence", "tests/kb/test_kinds.py", "tests/compare/display", "tests/compare/chooser")
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
UNTOUCHED = ("annotation", "returns", "decorator_list")
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Mutant(NamedTuple):
    """``function``: the outermost one that it is in, with its class; blank where a module does it when imported."""

    module: str
    line: int
    change: str
    text: str
    function: str = ""
    words: str = ""

    @property
    def name(self) -> str:
        """With the words of its line: every edit above it would move the number."""
        return f"{self.module}: {self.function or 'when imported'}: {self.change}, in `{self.words}`"


def mutants_of(module: str, text: str) -> Iterator[Mutant]:
    """Each place of a module that has an opposite, with it."""
    lines = text.splitlines()
    for place, (node, function) in enumerate(_nodes(ast.parse(text))):
        if change := _turned(node):
            tree = ast.parse(text)
            _turned(_nodes(tree)[place][0])
            line = next(number for one in ast.walk(node) if (number := getattr(one, "lineno", 0)))
            yield Mutant(module, line, change, ast.unparse(tree), function, lines[line - 1].strip())


def _nodes(tree: ast.AST) -> list[tuple[ast.AST, str]]:
    """All that is carried out, and in which function: neither types nor decorators, nor guards (`strict`)."""
    nodes: list[tuple[ast.AST, str]] = []
    waiting = [(tree, "", "")]
    while waiting:
        node, function, path = waiting.pop()
        if getattr(node, "arg", "") == "strict":
            continue
        nodes.append((node, function))
        below = f"{path}{getattr(node, 'name', '')}"
        for name, value in ast.iter_fields(node):
            if name not in UNTOUCHED:
                inner = function or (below if isinstance(node, Function) and name == "body" else "")
                outer = f"{below}." if isinstance(node, ast.ClassDef) else path
                waiting += [(child, inner, outer) for child in _children(value)]
    return nodes


def _children(value: object) -> list[ast.AST]:
    return [child for child in (value if isinstance(value, list) else [value]) if isinstance(child, ast.AST)]


def _turned(node: ast.AST) -> str:
    """Turn the node round, and say into what; blank if it has no opposite."""
    before = ast.unparse(node) if isinstance(node, ast.expr) else "if"
    match node:
        case ast.Compare(ops=[first, *others]) if type(first) in SWAPS:
            node.ops = [SWAPS[type(first)](), *others]  # type: ignore[list-item]
        case ast.BoolOp(op=op) | ast.BinOp(op=op) if type(op) in SWAPS:
            node.op = SWAPS[type(op)]()  # type: ignore[assignment]
        case ast.Constant(value=bool(value)):
            node.value = not value
        case ast.Constant(value=int(value)):
            node.value = value + 1
        case ast.Name(id=name) if name in CALLS:
            node.id = CALLS[name]
        case ast.If(test=test) | ast.IfExp(test=test):
            node.test = ast.UnaryOp(ast.Not(), test)
            return f"not {ast.unparse(test)}"
        case ast.comprehension(ifs=[test, *others]):
            node.ifs = [ast.UnaryOp(ast.Not(), test), *others]
            return f"if not {ast.unparse(test)}"
        case _:
            return ""
    return f"{before} → {ast.unparse(node)}"


def mutated(folder: Path, patterns: Sequence[str], share: int, workers: int) -> Iterator[Verdict]:
    """One in ``share`` of all mutants of these modules, by so many at once. Survivors are named at once, too."""
    paths = sorted(path for pattern in patterns or MODULES for path in ROOT.glob(pattern))
    every = [mutant for path in paths for mutant in mutants_of(str(path.relative_to(ROOT)), path.read_text())]
    mutants = every[::share]
    turns = [mutants[number::workers] for number in range(workers)]
    with ThreadPoolExecutor(workers) as pool:
        parts = pool.map(lambda number, turn: [*_survivors(folder / str(number), turn)], count(), turns)
    survivors = sorted(mutant.name for part in parts for mutant in part if mutant.name not in EQUAL)
    outcome = f"{len(survivors)} survive{': ' if survivors else ''}{'; '.join(survivors)}"
    yield Verdict("mutants", f"{len(mutants)} of {len(every)} in {len(paths)} modules", outcome, not survivors)


def _survivors(folder: Path, mutants: Sequence[Mutant]) -> Iterator[Mutant]:
    folder.mkdir(parents=True)
    inner, outer = [one for one in mutants if one.function], [one for one in mutants if not one.function]
    for mutant in (*_tried(folder / "inner.json", inner, True), *_tried(folder / "outer.json", outer, False)):
        print(f"survives: {mutant.name} (line {mutant.line})", file=sys.stderr, flush=True)
        yield mutant


def _tried(file: Path, mutants: Sequence[Mutant], within: bool) -> Iterator[Mutant]:
    """The survivors of those within functions, or of those outside; each is tried in a fork."""
    file.write_text(json.dumps(mutants))
    options = ["-q", "--tb=no", "-n", "0", "-p", "no:cacheprovider", "--pure", *TESTS]
    plugin = ["pytest", "-p", "tests.soak.mutant_trials", f"--mutants={file}"]
    command = [*plugin, *options] if within else ["tests.soak.import_trials", str(file), *options]
    variables = {"PATH": os.environ.get("PATH", ""), "EXAMPLES": "mutants", "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=variables, capture_output=True, text=True, check=False
    )
    assert not run.returncode, f"{run.stdout[-2000:]}{run.stderr[-2000:]}"
    return (mutants[int(place)] for place in file.with_suffix(".survivors").read_text().split())


def dotted(module: str) -> str:
    """The name by which a module is imported."""
    return module.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
