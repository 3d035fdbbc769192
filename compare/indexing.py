"""What robots are told. Canonical pages are open; those with a query are endlessly many and say nothing new."""

from __future__ import annotations

from django.http import HttpRequest

CLOSED = "noindex, nofollow"
SEARCH = "/search/"  # robots.txt closes it as well


def robots_rule(request: HttpRequest) -> str:
    """For the robots header and meta tag: pages with any parameter and the search are closed; else blank."""
    return CLOSED if request.META.get("QUERY_STRING") or request.path == SEARCH else ""


def is_closed(href: str) -> bool:
    """Whether a link of our own leads to a closed page, so that it needs ``rel=nofollow``."""
    return "?" in href
