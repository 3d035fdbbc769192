"""What robots are told."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from compare.web.indexing import is_closed, robots_rule


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/claims/", ""),
        ("/claims/?page=2", "noindex, nofollow"),
        ("/?q", "noindex, nofollow"),
        ("/search/", "noindex, nofollow"),
    ],
)
def test_a_page_with_any_parameter_and_the_search_are_closed(rf: RequestFactory, path: str, rule: str) -> None:
    assert robots_rule(rf.get(path)) == rule


def test_a_link_with_a_query_leads_to_a_closed_page() -> None:
    assert [is_closed(href) for href in ("/claims/?q=a", "?page=2", "/claims/", "#head")] == [True, True, False, False]
