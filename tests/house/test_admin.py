"""The admin is built of functions: its classes are few, and what a page knows is handed on, not hung on the request."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

import pytest
from django.contrib import admin

from tests.house.tree import nodes, texts

MOST_OWN_CLASSES = 4  # in the line of one admin
SENT = ("GET", "POST", "FILES", "method")  # what a browser sent, as a request has it


def own_classes(table: admin.ModelAdmin) -> list[str]:
    return [kind.__name__ for kind in type(table).__mro__ if kind.__module__.startswith(("kb.", "compare."))]


def written(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Whose attributes a node writes or takes away, and which; * if it does not say so."""
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, (ast.Store, ast.Del)):
        yield ast.unparse(node.value), node.attr
    elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("setattr", "delattr", "vars"):
        yield ast.unparse(node.args[0]), "*"


def attributes_written() -> Mapping[str, list[tuple[str, str]]]:
    modules = [name for name in texts() if name.startswith("kb.admin.")]
    return {name: [pair for node in nodes()[name] for pair in written(node)] for name in modules}


def test_the_line_of_an_admin_has_few_classes_of_our_own() -> None:
    lines = {model.__name__: own_classes(table) for model, table in admin.site._registry.items()}
    assert any(lines.values())
    assert {name: line for name, line in lines.items() if len(line) > MOST_OWN_CLASSES} == {}


def test_nothing_is_hung_on_a_request() -> None:
    pairs = [(name, *pair) for name, pairs in attributes_written().items() for pair in pairs]
    assert pairs
    assert [(name, owner, attribute) for name, owner, attribute in pairs if "request" in owner] == []


def test_what_a_browser_sent_is_not_rewritten_whatever_the_request_is_called() -> None:
    pairs = [(name, *pair) for name, pairs in attributes_written().items() for pair in pairs]
    assert [(name, owner, attribute) for name, owner, attribute in pairs if attribute in SENT] == []


@pytest.mark.parametrize("line", ["request.POST = typed", "request._edit = edit", "setattr(request, name, 1)"])
def test_a_written_attribute_is_seen(line: str) -> None:
    assert [owner for node in ast.walk(ast.parse(line)) for owner, _ in written(node)] == ["request"]
