"""Where errors are reported: a form of the site, or what `REPORT_URL` says instead."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings

OBJECTIONS_PATH = "/objections/"


def report_link(path: str) -> str:
    """The address at which somebody says that a page is wrong."""
    return settings.REPORT_URL or f"{OBJECTIONS_PATH}?about={quote(path)}"
