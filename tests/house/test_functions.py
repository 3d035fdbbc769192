"""What a function asks of those who call it."""

from __future__ import annotations

import ast

from tests.house.tree import Functions, modules, positional

MOST_POSITIONAL = 6  # it may only fall


def test_no_function_takes_many_arguments_by_their_place() -> None:
    functions = [
        (module, node)
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, (*Functions, ast.Lambda)) and positional(node) > MOST_POSITIONAL
    ]
    assert [f"{module}, line {node.lineno}" for module, node in functions] == []
