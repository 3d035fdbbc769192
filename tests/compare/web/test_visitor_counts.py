"""How often a visitor has come within an hour."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.test import RequestFactory

from compare import env
from compare.web.visitor_counts import count_visit


def visits(address: str, purpose: str = "objection", number: int = 2) -> list[int]:
    return [count_visit(RequestFactory().get("/", REMOTE_ADDR=address), purpose) for _ in range(number)]


def test_each_visitor_and_each_purpose_is_counted(memory_cache: None) -> None:
    assert visits("203.0.113.1") == [1, 2]
    assert visits("203.0.113.2") == visits("203.0.113.1", "another") == [1, 2]


def test_nobody_is_counted_where_nobody_can_say_who_asks(memory_cache: None) -> None:
    assert visits("") == [0, 0]


def test_a_cache_that_keeps_nothing_or_is_gone_keeps_nobody_out(settings: Any) -> None:
    assert visits("203.0.113.1") == [0, 0]
    settings.CACHES = {"default": {"BACKEND": "nowhere.Cache"}}
    assert visits("203.0.113.1") == [0, 0]


def test_kept_pages_push_no_count_out(settings: Any) -> None:
    settings.CACHES = env.caches("NO_SUCH_VARIABLE")
    assert visits("203.0.113.1") == [1, 2]
    for number in range(1_000):
        cache.set(f"page-{number}", "kept")
    assert visits("203.0.113.1") == [3, 4]
