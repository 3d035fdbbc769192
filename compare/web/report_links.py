"""Where errors are reported: a form of the site, or what `REPORT_URL` says instead."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from django.conf import settings

OBJECTIONS_PATH = "/objections/"
PATHS_KEPT = 4_000  # a page of a list has a hundred


def report_link(path: str) -> str:
    """The address at which somebody says that a page is wrong."""
    return settings.REPORT_URL or _form_about(path)


@lru_cache(maxsize=PATHS_KEPT)
def _form_about(path: str) -> str:
    return f"{OBJECTIONS_PATH}?about={quote(path)}"
