"""The filter panels: of each page with filters one, at ``/filters`` before its address."""

from __future__ import annotations

import copy

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import Resolver404, ResolverMatch, resolve

from compare.answers.answering import Elsewhere, Page
from compare.answers.problems import NotHere
from compare.faces.addresses import with_query
from compare.filters import MAY_BE_MANY
from compare.panel.filter_panel import panel_of, panel_path, search_texts, without_finding
from compare.web.frames import CHOICES, frame_of, target_of
from compare.web.frames import PAGE as WHOLE

PANEL_URL_NAME = "filters"


def filters(request: HttpRequest, inner: str) -> HttpResponse:
    """The panel of the page at ``inner``: whole without script, a part of that page with it, or one list of choices."""
    texts = search_texts(request.GET)
    page = _page(request, f"/{inner}")
    name = target_of(request).removeprefix(CHOICES)
    only = name if name in MAY_BE_MANY and name in page.selection.filters.filters else ""
    as_part = frame_of(request) != WHOLE
    panel = panel_of(page.selection, page.path, page.among, texts, refilled=as_part, only=only)
    if only:
        return TemplateResponse(request, "claimgrid/choices.html", {"field": panel.form[only]})
    context = {
        "title": f"Filter and sort: {page.title}",
        "page_title": page.title,
        "panel": panel,
        "selection": page.selection,
        "description": page.description,
        "swaps": as_part,
        "back": with_query(page.path, page.selection.query),
    }
    return TemplateResponse(request, "_panel.html" if as_part else "filters.html", context)


def _page(request: HttpRequest, path: str) -> Page:
    """The page whose panel it is. NotHere if it has none; all that the page itself raises."""
    match = _match(path)
    view = getattr(match.func, "view", None)
    if view is None or match.url_name == PANEL_URL_NAME or "face" in match.kwargs or "suffix" in match.kwargs:
        raise NotHere("There are no filters at this address.")
    copied = copy.copy(request)
    copied.GET = without_finding(request.GET)  # type: ignore[assignment]
    copied.path = copied.path_info = path
    try:
        page = view(copied, **match.kwargs)
    except Elsewhere as other:
        raise Elsewhere(panel_path(other.path), other.query) from other
    if not isinstance(page, Page) or not page.selection.filters.filters:
        raise NotHere("There are no filters at this address.")
    page.check_paging("")
    return page


def _match(path: str) -> ResolverMatch:
    try:
        return resolve(path)
    except Resolver404 as error:
        raise NotHere("There is nothing at this address.") from error
