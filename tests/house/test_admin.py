"""The admin is built of functions: its classes are few, and what was typed is handed on, not written into a request."""

from __future__ import annotations

from django.contrib import admin

from tests.house.tree import nodes, written

MOST_OWN_CLASSES = 4  # in the line of one admin
SENT = ("GET", "POST", "FILES", "method")  # what a browser sent, as a request has it


def own_classes(table: admin.ModelAdmin) -> list[str]:
    return [kind.__name__ for kind in type(table).__mro__ if kind.__module__.startswith(("kb.", "compare."))]


def test_the_line_of_an_admin_has_few_classes_of_our_own() -> None:
    lines = {model.__name__: own_classes(table) for model, table in admin.site._registry.items()}
    assert any(lines.values())
    assert {name: line for name, line in lines.items() if len(line) > MOST_OWN_CLASSES} == {}


def test_what_a_browser_sent_is_not_rewritten_whatever_the_request_is_called() -> None:
    modules = [name for name in nodes() if name.startswith("kb.admin.")]
    names = [(module, name) for module in modules for node in nodes()[module] for _, name in written(node)]
    assert names
    assert [(module, name) for module, name in names if name in SENT] == []
