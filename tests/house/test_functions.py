"""What a function asks of those who call it."""

from __future__ import annotations

import ast

import pytest

from tests.house.tree import Functions, nodes, positional, written

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
    owners = [(module, owner) for module, every in nodes().items() for node in every for owner, _ in written(node)]
    assert owners
    assert [(module, owner) for module, owner in owners if owner.endswith("request")] == []


@pytest.mark.parametrize("line", ["request.POST = typed", "request._edit = edit", "setattr(request, name, 1)"])
def test_a_written_attribute_is_seen(line: str) -> None:
    assert [owner for node in ast.walk(ast.parse(line)) for owner, _ in written(node)] == ["request"]
