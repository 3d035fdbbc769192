"""The modules of the two packages, what they import, and the names that they use."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("kb", "compare")
Functions = (ast.FunctionDef, ast.AsyncFunctionDef)
Blocks = (ast.stmt, ast.excepthandler, ast.match_case)  # what a statement may stand in


@cache
def texts() -> Mapping[str, str]:
    """The text of every module but migrations, by its dotted name."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return {_dotted(path): path.read_text() for path in paths if "migrations" not in path.parts}


@cache
def modules() -> Mapping[str, ast.Module]:
    """The same, parsed, which takes a second: nothing may ask for it while tests are collected."""
    return {name: ast.parse(text) for name, text in texts().items()}


@cache
def nodes() -> Mapping[str, tuple[ast.AST, ...]]:
    """Every node of each module."""
    return {name: tuple(ast.walk(tree)) for name, tree in modules().items()}


def docstring(name: str) -> str:
    """What a module says of itself, without parsing it."""
    first = re.match(r'"""(.*?)"""', texts()[name], re.DOTALL)
    return first[1] if first else ""


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module and name that is imported in the tree, in functions too, but not for types alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, Blocks):
            yield from imported(node)


@cache
def imports() -> Mapping[str, frozenset[str]]:
    """All that each module imports."""
    return {name: frozenset(imported(tree)) for name, tree in modules().items()}


@cache
def edges() -> Mapping[str, frozenset[str]]:
    """Which of our modules each of them imports."""
    return {name: frozenset(_ours(others)) - {name} for name, others in imports().items()}


def _ours(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if name in modules():
            yield name
        elif (module := name.rpartition(".")[0]) in modules():
            yield module


def reached(name: str) -> frozenset[str]:
    """All of our modules that this one leads to."""
    found, waiting = set[str](), [name]
    while waiting:
        new = edges()[waiting.pop()] - found
        found |= new
        waiting += new
    return frozenset(found)


def identifiers(module: str) -> Iterator[str]:
    """Every use of a name: variables, attributes, parameters, keywords, functions, classes."""
    for node in nodes()[module]:
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, (*Functions, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg


def words_of(name: str) -> list[str]:
    """``fetch_all`` and ``FetchAll``: fetch, all."""
    return [word.lower() for word in re.split(r"_+|(?<=[a-z0-9])(?=[A-Z])", name) if word]


def classes(module: str) -> Iterator[str]:
    return (node.name for node in nodes()[module] if isinstance(node, ast.ClassDef))


def constants(module: str) -> Iterator[str]:
    """The public constants of a module."""
    for node in modules()[module].body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        for target in targets:
            if isinstance(target, ast.Name) and re.fullmatch(r"[A-Z][A-Z0-9_]*", target.id):
                yield target.id


def positional(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> int:
    """How many arguments a call may give by their place."""
    return len(function.args.posonlyargs) + len(function.args.args)


def hidden_imports(module: str) -> Iterator[str]:
    """Parameters and variables of functions that are called like something that the module imports."""
    tree = modules()[module]
    statements = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    names = {(alias.asname or alias.name).partition(".")[0] for node in statements for alias in node.names}
    for function in _outermost(tree):
        yield from sorted(names & set(_bound(function)))


def _outermost(tree: ast.AST) -> Iterator[ast.AST]:
    """The functions that stand in no other."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (*Functions, ast.Lambda)):
            yield node
        else:
            yield from _outermost(node)


def _bound(function: ast.AST) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def written(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Whose attributes a node writes or takes away, and which; * if it does not say so."""
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, (ast.Store, ast.Del)):
        yield ast.unparse(node.value), node.attr
    elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("setattr", "delattr"):
        yield ast.unparse(node.args[0]), "*"
