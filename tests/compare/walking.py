"""Walks through long lists by the links of their pages, none of which is rendered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import resolve

from compare.display.matrix import MatrixRow
from compare.display.table import TableRow
from compare.parts.leaves import Leaf
from compare.query.table_rows import key_at_place, key_of_row, row_key

LENGTHS = (
    "pages.subject_pages.ROWS_LENGTH", "pages.comparison.ROWS_LENGTH", "pages.companies.COMPANIES_LENGTH",
    "parts.leaves.PAGE_LENGTH", "pages.change_pages.PAGE_LENGTH", "pages.disagreements.ROWS",
)  # fmt: skip
PATHS = (
    "/frameworks/", "/aspects/", "/sources/", "/companies/", "/compare/flask-vs-django/", "/disagreements/",
    "/changes/", "/claims/",
)  # fmt: skip


def paged_by(monkeypatch: pytest.MonkeyPatch, length: int) -> None:
    """Pages have so many rows, and nothing is at hand before a page is read."""
    for name in LENGTHS:
        monkeypatch.setattr(f"compare.{name}", length)
    for name in ("query.selection", "query.table_rows"):
        monkeypatch.setattr(f"compare.{name}.ROWS_LENGTH", min(length, 1))
    monkeypatch.setattr("compare.query.events.FEW_CLAIMS", 0)


def page_of(path: str, query: str) -> Any:
    """The page of an address, as its view returns it."""
    request = RequestFactory().get(path)
    request.GET = QueryDict(query)  # type: ignore[assignment]
    match = resolve(path)
    return match.func.view(request, **match.kwargs)  # type: ignore[attr-defined]


def key(row: Any) -> str:
    """What a row of any list is about."""
    if isinstance(row, TableRow):
        return row_key(row.aspect, row.company)
    if isinstance(row, MatrixRow):
        return key_of_row(row)
    if isinstance(row, str):
        return key_at_place(row)
    return str(row.record.slug if hasattr(row, "record") else getattr(row, "list_key", "") or row.key)


def leaves_on(path: str, query: str, begin: str, way: str) -> Iterator[Leaf]:
    """The pages on a way from one on."""
    leads = begin
    while leads:
        leaf: Leaf = page_of(path, f"{query}&{leads}").sheet.context["leaf"]
        yield leaf
        leads = getattr(leaf, way)


def there_and_back(path: str, query: str) -> tuple[list[str], list[str]]:
    """The rows that a walk meets to the end of a list, and those on the way back, in the order of the list."""
    there, last = [], "page=1"
    for leaf in leaves_on(path, query, "page=1", "way_on"):
        there += [key(row) for row in leaf.rows]
        last = leaf.way_on or last
    pages = [[key(row) for row in leaf.rows] for leaf in leaves_on(path, query, last, "way_back")]
    return there, [row for rows in reversed(pages) for row in rows]
