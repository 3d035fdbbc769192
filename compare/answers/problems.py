"""What cannot be answered, in the same words as a page and as RFC 9457: bad queries, missing things, wrong methods."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers

from compare.faces import FACES
from compare.faces.addresses import PAGES, face_path
from compare.filters import MOST_PARAMETERS, BadQuery, ComparisonFilter, ParameterFault, parameter_quote
from compare.panel.filter_panel import page_path, refilled_panel
from compare.web.freshness import VARYING
from kb.entry import entry_faults
from kb.evidence.kinds import ThingKind
from kb.evidence.shelves import near
from kb.evidence.vocabulary import Vocabulary
from kb.rows.public_things import without_page

PROBLEM = "application/problem+json"
NOT_ACCEPTABLE = 406


class NotHere(Http404):
    """Something that does not exist, with the addresses of what has a similar name."""

    def __init__(self, message: str, nearest: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.nearest = list(nearest)


def rows_of(vocabulary: Vocabulary, *things: tuple[ThingKind, str]) -> list[Any]:
    """The rows of things, each a kind and a slug, that have a page: NotHere with the nearest slugs for the first that
    does not exist, or that nobody may see. One query, and one for each kind.
    """
    unseen = without_page(things)
    for kind, slug in things:
        rows: Mapping[str, Any] = vocabulary.of(kind)
        if slug not in rows or (kind, slug) in unseen:
            others = [other for other in nearest(slug, near(rows, slug)) if other != slug]
            meant = [(name_of(rows[other]), f"/{kind.plural}/{other}/") for other in others]
            raise NotHere(f"There is no {kind.words} {parameter_quote(slug)}.", meant)
    return [vocabulary.of(kind)[slug] for kind, slug in things]


def name_of(row: Any) -> str:
    """What a page calls it."""
    return str(getattr(row, "label", "") or row.name)


def no_such_face(request: HttpRequest, suffix: str, **parts: str) -> NoReturn:
    """A view for a suffix that is none: NotHere with the faces that there are."""
    path = request.path.removesuffix(f".{suffix}")
    faces = [(f".{face.suffix}", face_path(path, face.suffix)) for face in FACES.values()]
    raise NotHere(f"There is no face {parameter_quote(f'.{suffix}')}.", faces)


LIKENESS, MOST_NEAREST, LEAST_LETTERS = 0.75, 5, 3  # of what may be meant; of a word that says what is meant


def nearest(slug: str, known: Iterable[str]) -> list[str]:
    """Up to five known slugs that are written alike, the likest first, then those that hold all of its words or of
    which it holds all; none where nothing is near.
    """
    slugs = list(known)
    words = _words(slug)
    sharing = [other for other in slugs if words and (theirs := _words(other)) and (theirs <= words or words <= theirs)]
    alike = entry_faults.nearest(slug, slugs, MOST_NEAREST, LIKENESS)
    return list(dict.fromkeys([*alike, *entry_faults.nearest(slug, sharing, MOST_NEAREST, 0)]))[:MOST_NEAREST]


def _words(slug: str) -> set[str]:
    """Those that say something: no numbers, no syllables."""
    return {word for word in slug.split("-") if len(word) >= LEAST_LETTERS and not word.isdigit()}


def _nearest_pages(path: str) -> list[str]:
    """The pages of the site whose name is like the beginning of an address."""
    pages = {page.strip("/"): page for page in PAGES if page != "/"}
    beginning = path.strip("/").partition("/")[0].partition(".")[0]
    return [pages[name] for name in nearest(beginning, pages)]


TOO_MANY = ParameterFault(f"A query has at most {MOST_PARAMETERS} values.")


def bad_query(request: HttpRequest, face: str, bad: BadQuery) -> HttpResponse:
    """400 with every fault of the query; on a page with its form, in a file as a problem."""
    return problem(request, face, 400, "This query cannot be answered.", bad.faults, filters=bad.filters)


def no_page(request: HttpRequest, exception: Exception, face: str = "") -> HttpResponse:
    """404 with the nearest names: of the thing that was asked for, or of the site's pages."""
    if isinstance(exception, NotHere):
        return problem(request, face, 404, str(exception), nearest=exception.nearest)
    meant = [(path, path) for path in _nearest_pages(request.path)]
    return problem(request, face or face_of(request.path), 404, "There is nothing at this address.", nearest=meant)


def face_of(path: str) -> str:
    """The suffix of the face that an address without a view asks for; blank for a page."""
    return next((suffix for suffix in FACES if path.endswith(f".{suffix}")), "")


TITLES = {
    400: "Bad request",
    404: "Not found",
    405: "Method not allowed",
    NOT_ACCEPTABLE: "Not acceptable",
    410: "Withdrawn",
    500: "Error",
    503: "Not available just now",
}


def problem(
    request: HttpRequest,
    face: str,
    status: int,
    message: str,
    faults: Iterable[ParameterFault] = (),
    *,
    nearest: Iterable[tuple[str, str]] = (),
    allow: Iterable[str] = (),
    filters: ComparisonFilter | None = None,
) -> HttpResponse:
    """The same words as RFC 9457 on a face and as a page in HTML; to HEAD the headers alone."""
    faults, nearest = list(faults), list(nearest)
    if request.method == "HEAD":
        response = HttpResponse(content_type=PROBLEM if face else None, status=status)
    elif face:
        response = HttpResponse(
            json.dumps(_members(request, status, message, faults, nearest), ensure_ascii=False),
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
            "path": page_path(request.path),
            "panel": refilled_panel(filters, page_path(request.path), request.GET)
            if filters and filters.filters
            else None,
        }
        response = render(request, "problem.html", context, status=status)
    if getattr(request, "htmx", False):
        response["HX-Redirect"] = request.get_full_path()  # a part of a page cannot say it: load it whole
    if allow:
        response["Allow"] = ", ".join(allow)
    patch_cache_control(response, no_store=True)
    patch_vary_headers(response, VARYING)
    return response


def _members(
    request: HttpRequest, status: int, message: str, faults: list[ParameterFault], nearest: list[tuple[str, str]]
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
                "parameter": fault.field,
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
