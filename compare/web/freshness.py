"""How long an answer holds: an ETag made of program, revision and day, and who may keep a copy."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags

from compare.web.frames import ASKING, frame_of, target_of
from kb.derived.upkeep import revision

# What an answer depends on besides its address. Compression says so too, but only where there is a long text to
# compress: said here, it is the same for GET, HEAD and 304.
VARYING = ("Accept", "Accept-Encoding", "Cookie", *ASKING)


def today() -> date:
    """The day that counts as today."""
    return timezone.localdate()


@cache
def _build() -> str:
    """What this program is: changes with its code, its templates and what its settings put on pages."""
    root = Path(settings.BASE_DIR)
    seen = hashlib.sha256(f"{settings.SITE} {settings.REPORT_URL}".encode())
    for folder, pattern in (("kb", "*.py"), ("compare", "*.py"), ("templates", "*"), ("static", "*.*")):
        for path in sorted((root / folder).rglob(pattern)):
            stat = path.stat()
            seen.update(f"{path} {stat.st_size} {stat.st_mtime_ns}".encode())
    return seen.hexdigest()[:12]


_revision: ContextVar[int | None] = ContextVar("the revision of this answer", default=None)


@contextmanager
def same_revision() -> Iterator[None]:
    """Within it, everything speaks of one and the same revision, read once. One query."""
    token = _revision.set(revision())
    try:
        yield
    finally:
        _revision.reset(token)


def present_revision() -> int:
    """The revision of this answer. One query outside of `one_revision`."""
    number = _revision.get()
    return revision() if number is None else number


def tag_of(request: HttpRequest) -> str:
    """The ETag of an address: program, revision, day, address, how much of the page, and who asks."""
    who = request.user.pk if request.user.is_authenticated else None
    parts = (
        _build(), str(present_revision()), today().isoformat(), request.get_host(), str(request.scheme),
        request.get_full_path(), frame_of(request), target_of(request), str(who),
    )  # fmt: skip
    return f'W/"{hashlib.sha256(" ".join(parts).encode()).hexdigest()[:24]}"'


def known_tags(request: HttpRequest) -> set[str]:
    """The tags that a client has, all as weak ones: so they are compared (RFC 9110, section 13.1.2)."""
    return {f"W/{tag.removeprefix('W/')}" for tag in parse_etags(request.headers.get("If-None-Match", ""))}


def knows_any(request: HttpRequest) -> bool:
    """Whether a client asks only for what is not there at all."""
    return parse_etags(request.headers.get("If-None-Match", "")) == ["*"]


def fresh(request: HttpRequest, response: HttpResponseBase, tag: str) -> HttpResponseBase:
    """Cache headers: anybody may keep it and must ask again; a signed-in editor's copy is their own."""
    response["ETag"] = tag
    patch_cache_control(response, no_cache=True, **{"private" if request.user.is_authenticated else "public": True})
    patch_vary_headers(response, VARYING)
    return response
