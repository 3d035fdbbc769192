"""What a function asks of those who call it."""

from __future__ import annotations

import ast

from tests.house.tree import Functions, nodes, positional

MOST_POSITIONAL = 6  # it may only fall


def test_no_function_takes_many_arguments_by_their_place() -> None:
    functions = [
        (module, node)
        for module, every in nodes().items()
        for node in every
        if isinstance(node, (*Functions, ast.Lambda)) and positional(node) > MOST_POSITIONAL
    ]
    assert [f"{module}, line {node.lineno}" for module, node in functions] == []


def test_nothing_is_hung_on_a_request() -> None:
    # what belongs to one request is passed by argument
    targets = [
        (module, target)
        for module, every in nodes().items()
        for node in every
        for target in assigned(node)
        if isinstance(target, ast.Attribute) and ast.unparse(target.value).endswith("request")
    ]
    assert [f"{module}, line {target.lineno}" for module, target in targets] == []


def assigned(node: ast.AST) -> list[ast.expr]:
    """What a statement gives a value."""
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, (ast.AnnAssign, ast.AugAssign)) else []
