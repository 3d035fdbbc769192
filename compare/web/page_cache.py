"""Pages that were rendered, kept under their tag. Nothing is purged: after a change they have other tags.

Only what anybody gets is kept: whoever has signed in, or may have, gets pages of their own.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.text import compress_string

from compare.web.accept import ACCEPT_ENCODING, accepts
from compare.web.freshness import knows_any

logger = logging.getLogger(__name__)
TAKES_GZIP = re.compile(r"\bgzip\b")
DAY = 24 * 60 * 60  # seconds; a tag is of one day
SHORT, LONG = 200, 2**20  # bytes: shorter ones are not compressed, longer ones are not kept


def cached_page(request: HttpRequest, tag: str) -> HttpResponse | None:
    """The page that was kept under this tag, if this request can have it."""
    if not _is_for_all(request):
        return None
    page: tuple[dict[str, str], bytes] | None = None
    with _without_fail():
        page = cache.get(_key(request, tag))
    return HttpResponse(page[1], headers=page[0]) if page else None


def keep_page(request: HttpRequest, tag: str, response: HttpResponseBase) -> HttpResponseBase:
    """The same answer, compressed if the client takes that, and kept if it is a page for all."""
    if not (isinstance(response, HttpResponse) and _is_for_all(request) and _is_page(response)):
        return response
    if _takes_gzip(request) and len(response.content) >= SHORT:
        response.content = compress_string(response.content, max_random_bytes=GZipMiddleware.max_random_bytes)
        response["Content-Encoding"] = "gzip"
    with _without_fail():
        cache.set(_key(request, tag), (dict(response.items()), response.content), DAY)
    return response


@contextmanager
def _without_fail() -> Iterator[None]:
    """A cache that is gone costs time, never an answer. Each of its programs has errors of its own."""
    try:
        yield
    except Exception:
        logger.warning("The cache of pages does not answer.", exc_info=True)


def _is_for_all(request: HttpRequest) -> bool:
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    plain = request.method == "GET" and not signed_in and not settings.DEBUG and not knows_any(request)
    return plain and accepts(request.headers.get("Accept", ""), "text/html")


def _is_page(response: HttpResponse) -> bool:
    html = response.headers.get("Content-Type", "").startswith("text/html")
    return response.status_code == HTTPStatus.OK and html and len(response.content) <= LONG


def _takes_gzip(request: HttpRequest) -> bool:
    return bool(TAKES_GZIP.search(request.META.get(ACCEPT_ENCODING, "")))


def _key(request: HttpRequest, tag: str) -> str:
    return f"page:{'gzip' if _takes_gzip(request) else 'plain'}:{tag[3:-1]}"
