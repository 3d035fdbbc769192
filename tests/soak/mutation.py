"""Mutants of what judges: a small fault in each place of a module, one at a time, must be found by its tests.

A mutant that no test finds survives; one that means the same as the original stands in `EQUAL` with the reason.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tests.served.server import ROOT
from tests.soak.verdicts import Verdict

MODULES = ("kb/evidence/*.py", "compare/display/matrix.py")
TESTS = ("tests/kb/evidence", "tests/compare/display/test_matrix.py", "tests/compare/display/test_table.py")
TREE = ("kb", "compare", "tests", "templates", "static", "pyproject.toml", "manage.py", "README.md", "gunicorn.conf.py")
PATIENCE = 180  # seconds; a mutant that runs on for so long is found
EQUAL: dict[str, str] = {}  # what survives and may, by its name, with the reason
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
UNTOUCHED = ("annotation", "returns", "decorator_list")
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}


class Mutant(NamedTuple):
    module: str
    line: int
    change: str
    text: str

    @property
    def name(self) -> str:
        return f"{self.module}:{self.line} {self.change}"


def mutants_of(module: str, text: str) -> Iterator[Mutant]:
    """Each place of a module that has an opposite, with it."""
    for place, node in enumerate(_nodes(ast.parse(text))):
        if words := _turned(node):
            tree = ast.parse(text)
            _turned(_nodes(tree)[place])
            yield Mutant(module, getattr(node, "lineno", 0), words, ast.unparse(tree))


def _nodes(tree: ast.AST) -> list[ast.AST]:
    """All that is carried out: neither types nor decorators."""
    nodes, waiting = [], [tree]
    while waiting:
        node = waiting.pop()
        nodes.append(node)
        waiting += [
            child for name, value in ast.iter_fields(node) if name not in UNTOUCHED for child in _children(value)
        ]
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
        case _:
            return ""
    return f"{before} → {ast.unparse(node)}"


def mutated(folder: Path, share: int, workers: int) -> Iterator[Verdict]:
    """One in ``share`` of all mutants, by so many at once, each in a copy of the tree."""
    paths = sorted(path for pattern in MODULES for path in ROOT.glob(pattern))
    every = [mutant for path in paths for mutant in mutants_of(str(path.relative_to(ROOT)), path.read_text())]
    copies = [_copied(folder / str(number)) for number in range(workers)]
    assert not _is_found(copies[0], None), "the tests fail without a mutant"
    turns = [every[::share][number::workers] for number in range(workers)]
    with ThreadPoolExecutor(workers) as pool:
        parts = pool.map(lambda copy, turn: [one.name for one in turn if not _is_found(copy, one)], copies, turns)
    survivors = sorted(name for part in parts for name in part if name not in EQUAL)
    number = sum(map(len, turns))
    outcome = f"{len(survivors)} survive{': ' if survivors else ''}{'; '.join(survivors)}"
    yield Verdict("mutants", f"{number} of {len(every)} in {len(paths)} modules", outcome, not survivors)


def _copied(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name in TREE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def _is_found(copy: Path, mutant: Mutant | None) -> bool:
    """Whether the tests fail with the mutant in its place."""
    path = copy / mutant.module if mutant else None
    original = path.read_text() if path else ""
    if mutant and path:
        path.write_text(mutant.text)
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", "--pure", *TESTS]
    variables = {"PATH": os.environ.get("PATH", ""), "EXAMPLES": "few", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        run = subprocess.run(command, cwd=copy, env=variables, capture_output=True, timeout=PATIENCE, check=False)
        return run.returncode != 0
    except subprocess.TimeoutExpired:
        return True
    finally:
        if path:
            path.write_text(original)
