"""What robots are told. Canonical pages are open; those with a query are endlessly many and say nothing new."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.safestring import mark_safe

NO_INDEX = "noindex, nofollow"
SEARCH = "/search/"  # robots.txt closes it as well
DEPLOYMENT = "/about/deploy/"  # for those who run a site
NOFOLLOW = mark_safe(' rel="nofollow"')
PANELS = "/filters/"  # of filters: nothing of their own


def robots_rule(request: HttpRequest) -> str:
    """For the robots header and meta tag: pages with any parameter, the search, panels and what those ask who run a
    site are closed; else blank.
    """
    path = request.path
    closed = request.META.get("QUERY_STRING") or path in (SEARCH, DEPLOYMENT) or path.startswith(PANELS)
    return NO_INDEX if closed else ""


def is_closed(href: str) -> bool:
    """Whether a link of our own leads to a closed page, so that it needs ``rel=nofollow``."""
    return "?" in href or href == DEPLOYMENT or href.startswith(PANELS)


def nofollow(href: str) -> str:
    """The attribute of a link that leads to a closed page, with the blank before it; else nothing."""
    return NOFOLLOW if is_closed(href) else ""
