"""From what a page shows to an HTTP answer: HTML or a face, with headers, errors and freshness.

A view returns a `Page` (or an answer of its own) and may raise `BadQuery`, `NotHere` or `Elsewhere`;
`answering` does the rest the same way for every address.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, wraps
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
    StreamingHttpResponse,
)  # fmt: skip
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers

from compare import renames
from compare.accept import accepts
from compare.addresses import PAGES, face_links, face_path, file_name, with_query
from compare.chips import chips, quick_views
from compare.contents import Content, Envelope
from compare.faces import FACES, Face
from compare.filters import MOST_PARAMETERS, BadQuery, ComparisonFilter, Fault, shown
from compare.selection import Selection
from kb import fixture
from kb.rollup import revision

TRACKING = ("utm_", "fbclid", "gclid", "msclkid", "mc_cid", "mc_eid", "igshid", "yclid", "dclid")
PROBLEM = "application/problem+json"
NOT_ACCEPTABLE = 406
READING = ("GET", "HEAD")


@dataclass(frozen=True, kw_only=True)
class Page:
    """One address answered: what it shows, in which template, with what besides.

    ``path`` is the address without face and query; ``fixture`` says which rows the fixture face holds.
    """

    content: Content
    selection: Selection
    description: str
    template: str
    path: str
    fixture: fixture.Chosen
    canonical: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)


class NotHere(Http404):
    """Something that does not exist, with the addresses of what has a similar name."""

    def __init__(self, message: str, nearest: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.nearest = list(nearest)


class Elsewhere(Exception):
    """The selection has another address; the face goes along."""

    def __init__(self, path: str, query: str) -> None:
        super().__init__(path)
        self.path, self.query = path, query


def found(rows: Mapping[str, Any], slug: str, noun: str, base: str) -> Any:
    """The row of a slug, or NotHere with the nearest slugs below ``base``."""
    if slug in rows:
        return rows[slug]
    near = [(name, f"{base}{name}/") for name in nearest(slug, rows)]
    raise NotHere(f"There is no {noun} {shown(slug)}.", near)


def no_such_face(request: HttpRequest, suffix: str, **named: str) -> NoReturn:
    """A view for a suffix that is none: NotHere with the faces that there are."""
    path = request.path.removesuffix(f".{suffix}")
    faces = [(f".{face.suffix}", face_path(path, face.suffix)) for face in FACES.values()]
    raise NotHere(f"There is no face {shown(f'.{suffix}')}.", faces)


def nearest(slug: str, known: Iterable[str]) -> list[str]:
    """Up to five known slugs that are written alike, the likest first."""
    return difflib.get_close_matches(slug[:100], list(known), n=5, cutoff=0.5)


View = Callable[..., Page | HttpResponseBase]


def answering(view: View) -> Callable[..., HttpResponseBase]:
    """The view as Django calls it. GET and HEAD only; nothing is ever written."""

    @wraps(view)
    def answer(request: HttpRequest, face: str = "", **named: Any) -> HttpResponseBase:
        if request.method not in READING:
            return _problem(request, face, 405, "Only GET and HEAD are answered here.", allow=READING)
        try:
            clean = _without_tracking(request.GET)
            if clean is not None:
                return HttpResponseRedirect(with_query(request.path, clean))
            tag = _tag(request)
            if not settings.DEBUG and tag in _known_tags(request):
                return _fresh(request, HttpResponse(status=304), tag)
            return _represented(request, view(request, **named), face, tag)
        except TooManyFieldsSent:
            return _bad_query(request, face, BadQuery([TOO_MANY]))
        except BadQuery as bad:
            return renames.moved(request) or _bad_query(request, face, bad)
        except Elsewhere as other:
            path = face_path(other.path, face) if face else other.path
            return HttpResponseRedirect(with_query(path, other.query))
        except NotHere as missing:
            return renames.moved(request) or not_found(request, missing, face)

    return answer


def today() -> date:
    """The day that counts as today."""
    return timezone.localdate()


def envelope(request: HttpRequest, page: Page) -> Envelope:
    return Envelope(
        content=page.content,
        query=page.selection.filters.normalised(leave_out=("page",)),
        description=page.description,
        revision=page.selection.revision,
        judged_on=page.selection.today,
        origin=request.build_absolute_uri("/").rstrip("/"),
        vocabulary=page.selection.vocabulary,
    )


def _html(request: HttpRequest, page: Page) -> HttpResponse:
    selection = page.selection
    query = selection.filters.normalised(leave_out=("page",))
    links = face_links(page.path, query)
    context = {
        "page": page,
        "path": page.path,
        "content": page.content,
        "selection": selection,
        "title": page.content.title,
        "description": page.description,
        "faces": links,
        "chips": chips(selection.filters, page.path),
        "quick": quick_views(selection.filters, page.path) if page.content.main == "rows" else [],
        "canonical": request.build_absolute_uri(page.canonical or page.path),
        "query": query,
        **page.context,
    }
    response = render(request, page.template, context)
    response["Link"] = ", ".join(f'<{link.href}>; rel="alternate"; type="{link.face.media_type}"' for link in links)
    return response


def _face(request: HttpRequest, page: Page, face: Face) -> HttpResponseBase:
    pieces = face.write(envelope(request, page)) if face.write else _fixture(page)
    response = StreamingHttpResponse(_batched(pieces), content_type=f"{face.media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name(page.path, face.suffix)}"'
    if face.media_type == "application/json":
        response["Content-Disposition"] = response["Content-Disposition"].replace("attachment", "inline")
    response["Link"] = (
        f'<{with_query(page.path, page.selection.query)}>; rel="alternate"; type="text/html", '
        f'<{settings.SITE.data_license_url}>; rel="license"'
    )
    return response


def _fixture(page: Page) -> Iterable[str]:
    return fixture.written(fixture.collect(page.fixture))


def _batched(pieces: Iterable[str], size: int = 16_384) -> Iterable[str]:
    """The same text in larger pieces."""
    waiting: list[str] = []
    length = 0
    for piece in pieces:
        waiting.append(piece)
        length += len(piece)
        if length >= size:
            yield "".join(waiting)
            waiting, length = [], 0
    yield "".join(waiting)


# Freshness


@cache
def _build() -> str:
    """What this program is: changes with its code and its templates."""
    root = Path(settings.BASE_DIR)
    seen = hashlib.sha256()
    for folder, pattern in (("kb", "*.py"), ("compare", "*.py"), ("templates", "*"), ("static", "*.*")):
        for path in sorted((root / folder).rglob(pattern)):
            stat = path.stat()
            seen.update(f"{path} {stat.st_size} {stat.st_mtime_ns}".encode())
    return seen.hexdigest()[:12]


def _tag(request: HttpRequest) -> str:
    """The ETag of an address: program, revision, day, address and who asks. One query."""
    who = request.user.pk if request.user.is_authenticated else None
    parts = (
        _build(), str(revision()), today().isoformat(), request.get_host(), str(request.scheme),
        request.get_full_path(), str(request.headers.get("HX-Request")), str(who),
    )  # fmt: skip
    return f'W/"{hashlib.sha256(" ".join(parts).encode()).hexdigest()[:24]}"'


def _known_tags(request: HttpRequest) -> set[str]:
    return {tag.strip() for tag in request.headers.get("If-None-Match", "").split(",") if tag.strip()}


def _fresh(request: HttpRequest, response: HttpResponseBase, tag: str) -> HttpResponseBase:
    """Cache headers: anybody may keep it and must ask again; a signed-in editor's copy is their own."""
    response["ETag"] = tag
    patch_cache_control(response, no_cache=True, **{"private" if request.user.is_authenticated else "public": True})
    patch_vary_headers(response, ["Accept", "Cookie", "HX-Request"])
    return response


def _without_tracking(query: QueryDict) -> str | None:
    """The query without tracking parameters, or None when it has none."""
    tracking = [name for name in query if name.lower().startswith(TRACKING)]
    if not tracking:
        return None
    clean = query.copy()
    for name in tracking:
        del clean[name]
    return clean.urlencode()


# Representations


def _represented(request: HttpRequest, page: Page | HttpResponseBase, face: str, tag: str) -> HttpResponseBase:
    """The page as what the address serves, or 406."""
    if not accepts(request.headers.get("Accept", ""), _media_type(page, face)):
        return _not_acceptable(request, page, face)
    if isinstance(page, Page):
        page = _face(request, page, FACES[face]) if face else _html(request, page)
    return _fresh(request, page, tag)


def _media_type(page: Page | HttpResponseBase, face: str) -> str:
    """The one media type that this address serves."""
    if isinstance(page, Page):
        return FACES[face].media_type if face else "text/html"
    return page.headers["Content-Type"].partition(";")[0]


def _not_acceptable(request: HttpRequest, page: Page | HttpResponseBase, face: str) -> HttpResponse:
    """406, which names what there is and where; as JSON if that is what the client reads."""
    others: list[tuple[str, str]] = []
    if isinstance(page, Page):
        query = page.selection.filters.normalised(leave_out=("page",))
        others = [("text/html", with_query(page.path, query))]
        others += [(link.face.media_type, link.href) for link in face_links(page.path, query)]
    accept = request.headers.get("Accept", "")
    as_data = face or any(accepts(accept, media_type) for media_type in (PROBLEM, "application/json"))
    message = f"This address serves {_media_type(page, face)}, and the Accept header of the request excludes it."
    return _problem(request, "json" if as_data else "", NOT_ACCEPTABLE, message, nearest=others)


# Errors

TOO_MANY = Fault("", f"A query has at most {MOST_PARAMETERS} values.")


def _bad_query(request: HttpRequest, face: str, bad: BadQuery) -> HttpResponse:
    return _problem(request, face, 400, "This query cannot be answered.", bad.faults, filters=bad.filters)


def not_found(request: HttpRequest, exception: Exception, face: str = "") -> HttpResponse:
    """404 with the nearest names: of the thing that was asked for, or of the site's pages."""
    if isinstance(exception, NotHere):
        return _problem(request, face, 404, str(exception), nearest=exception.nearest)
    near = [(path, path) for path in nearest(request.path, PAGES)]
    face = face or next((suffix for suffix in FACES if request.path.endswith(f".{suffix}")), "")
    return _problem(request, face, 404, "There is nothing at this address.", nearest=near)


TITLES = {
    400: "Bad request",
    404: "Not found",
    405: "Method not allowed",
    NOT_ACCEPTABLE: "Not acceptable",
    500: "Error",
}


def _problem(
    request: HttpRequest,
    face: str,
    status: int,
    message: str,
    faults: Iterable[Fault] = (),
    nearest: Iterable[tuple[str, str]] = (),
    allow: Iterable[str] = (),
    filters: ComparisonFilter | None = None,
) -> HttpResponse:
    """The same words as RFC 9457 on a face and as a page in HTML."""
    faults, nearest = list(faults), list(nearest)
    if face:
        response = HttpResponse(
            json.dumps(_problem_members(request, status, message, faults, nearest), ensure_ascii=False),
            content_type=PROBLEM,
            status=status,
        )
    else:
        context = {
            "title": TITLES[status],
            "status": status,
            "message": message,
            "faults": faults,
            "nearest": nearest,
            "path": request.path,
            "filters": filters,
        }
        response = render(request, "problem.html", context, status=status)
    if allow:
        response["Allow"] = ", ".join(allow)
    patch_cache_control(response, no_store=True)
    return response


def _problem_members(
    request: HttpRequest, status: int, message: str, faults: list[Fault], nearest: list[tuple[str, str]]
) -> dict[str, Any]:
    members: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES[status],
        "status": status,
        "detail": " ".join([message, *(fault.message for fault in faults)]),
        "instance": request.path,
    }
    if faults:
        members["errors"] = [
            {
                "parameter": fault.parameter,
                "value": fault.value or None,
                "message": fault.message,
                "allowed": list(fault.allowed) or None,
                "nearest": list(fault.nearest) or None,
            }
            for fault in faults
        ]
    if nearest:
        members["alternatives" if status == NOT_ACCEPTABLE else "nearest"] = [href for _, href in nearest]
    return members
