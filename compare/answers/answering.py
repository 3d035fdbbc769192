"""From what a page shows to an HTTP answer: HTML or a face, with its headers.

A view returns a `Page` (or an answer of its own) and may raise `BadQuery`, `NotHere` or `Elsewhere`;
`answering` does the rest the same way for every address.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import wraps
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    HttpResponseRedirect,
    QueryDict,
    StreamingHttpResponse,
)  # fmt: skip
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.utils.functional import cached_property
from django.views.decorators.csrf import csrf_exempt

from compare.answers import old_addresses
from compare.answers.gone_addresses import gone
from compare.answers.problems import NOT_ACCEPTABLE, PROBLEM, TOO_MANY, NotHere, bad_query, no_page, problem
from compare.faces import FACES, Face
from compare.faces.addresses import FaceLink, face_links, face_path, file_name, with_query
from compare.faces.contents import Content, Envelope
from compare.filters import BadQuery, NamesInQuery
from compare.filters.order_filters import PAGING
from compare.metadata.linked_data import Described, page_data
from compare.panel.chips import chips, quick_views
from compare.panel.facets import Among, everything
from compare.panel.filter_panel import led_on, panel_path
from compare.query.quick_numbers import QuickFilter
from compare.query.selection import Selection
from compare.web.accept import accepts
from compare.web.clients import READING, HungUp, has_hung_up, sent_before
from compare.web.frames import PAGE, SWAP, frame_of
from compare.web.freshness import fresh, known_tags, knows_any, present_revision, same_revision, tag_of
from compare.web.indexing import robots_rule
from compare.web.page_cache import cached_page, keep_page
from kb.derived.upkeep import revision
from kb.evidence.document_identity import is_tracking
from kb.exchange import fixture
from kb.rows.cursors import consistent_reads


@dataclass(frozen=True)
class Sheet:
    """What HTML alone shows: the content as far as it stands on the page, and what its template shows besides."""

    content: Content
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Page:
    """One address answered. What its representations hold is made when one of them is asked for.

    ``main`` and ``title`` are those of its contents, ``path`` is the address without face and query; ``fixture`` finds
    out which rows the fixture face holds, ``bare`` what a bare face holds, the main list alone (None: as ``whole``),
    ``whole`` what the other faces hold, ``html`` what the page shows, ``sentence`` describes it; ``paging`` refuses a
    page of its list that is not there, as ``html`` does, without what stands around the list; ``among`` says which of
    the selection's cells the page is about; ``quick`` are its quick views, ``quick_numbers`` how many rows each would
    leave, by its query, as far as they are counted.
    """

    main: str
    title: str
    selection: Selection
    sentence: Callable[[], str]
    template: str
    path: str
    fixture: Callable[[], fixture.Chosen]
    whole: Callable[[], Content]
    html: Callable[[], Sheet]
    bare: Callable[[], Content] | None = None
    paging: Callable[[], object] = list
    canonical: str = ""
    among: Among = everything
    quick: Sequence[QuickFilter] = ()
    quick_numbers: Callable[[], Mapping[str, int]] = dict

    @classmethod
    def of(cls, content: Content, **parts: Any) -> Page:
        """The page of a content that is at hand, and that its faces hold as it is."""
        return cls(main=content.main, title=content.title, whole=lambda: content, **parts)

    @cached_property
    def sheet(self) -> Sheet:
        """What HTML shows. BadQuery if it has no such page of a list."""
        return self.html()

    @cached_property
    def description(self) -> str:
        """The selection in words, for the representations that say it."""
        return self.sentence()

    def content_of(self, face: Face) -> Content:
        """What a face writes, and no more."""
        return self.bare() if face.bare and self.bare else self.whole()

    def check_paging(self, face: str) -> None:
        """BadQuery if a page of a list is asked for that is not there: a face takes no notice of it, but says so."""
        if any(name in self.selection.filters.criteria for name in PAGING):
            _ = self.paging() if face else self.sheet


class Outdated(LookupError):
    """The base has changed since the answer began."""


class Elsewhere(Exception):
    """The selection has another address; the face goes along."""

    def __init__(self, path: str, query: str) -> None:
        super().__init__(path)
        self.path, self.query = path, query


Pieces = Generator[str, None, None]
View = Callable[..., Page | HttpResponseBase]


def answering(view: View) -> Callable[..., HttpResponseBase]:
    """The view as Django calls it. GET and HEAD only; nothing is ever written, so no token is asked for.

    The attribute ``view`` of the answer is the view itself, for whoever needs its `Page`.
    """

    @wraps(view)
    def answer(request: HttpRequest, face: str = "", **parts: Any) -> HttpResponseBase:
        if request.method not in READING:
            return problem(request, face, 405, "Only GET and HEAD are answered here.", allow=READING)
        try:
            if not face and (address := led_on(request)):
                return HttpResponseRedirect(address)
            clean = _without_tracking(request.GET)
            if clean is not None:
                return HttpResponseRedirect(with_query(request.path, clean))
            return _consistent_answer(request, view, face, parts)
        except TooManyFieldsSent:
            return bad_query(request, face, BadQuery([TOO_MANY]))
        except NamesInQuery as query:
            return old_addresses.moved(request) or old_addresses.led(request.path, query.with_slugs(request.GET))
        except BadQuery as bad:
            return old_addresses.moved(request) or bad_query(request, face, bad)
        except Elsewhere as other:
            path = face_path(other.path, face) if face else other.path
            return HttpResponseRedirect(with_query(path, other.query))
        except NotHere as missing:
            return old_addresses.moved(request) or gone(request, face) or no_page(request, missing, face)

    answer.view = view  # type: ignore[attr-defined]
    return csrf_exempt(answer)


def _consistent_answer(request: HttpRequest, view: View, face: str, parts: Mapping[str, Any]) -> HttpResponseBase:
    """The answer; once more if the base changed between its reads so that they do not fit together."""
    try:
        with same_revision():
            number = present_revision()
            return _answered(request, view, face, parts)
    except LookupError:
        if revision() == number:
            raise
    with same_revision():
        return _answered(request, view, face, parts)


def _answered(request: HttpRequest, view: View, face: str, parts: Mapping[str, Any]) -> HttpResponseBase:
    tag = tag_of(request)
    if not settings.DEBUG and tag in known_tags(request):
        return fresh(request, HttpResponseNotModified(), tag)
    page = cached_page(request, tag) if not face else None
    return page or keep_page(request, tag, _represented(request, view(request, **parts), face, tag))


def envelope(request: HttpRequest, page: Page, content: Content) -> Envelope:
    """A content with what every face says about it: the query, the revision, the day, the address."""
    return Envelope(
        content=content,
        query=page.selection.filters.normalised(leave_out=PAGING),
        sentence=lambda: page.description,
        revision=page.selection.revision,
        today=page.selection.today,
        origin=request.build_absolute_uri("/").rstrip("/"),
        path=page.path,
        vocabulary=page.selection.vocabulary,
    )


def _html(request: HttpRequest, page: Page) -> HttpResponse:
    """The page; to HEAD its headers alone, without rendering it."""
    query = page.selection.filters.normalised(leave_out=PAGING)
    links = face_links(page.path, query, page.main)
    frame = frame_of(request)
    bare = request.method == "HEAD"
    response = HttpResponse() if bare else render(request, page.template, _context(request, page, query, links, frame))
    response["Link"] = ", ".join(f'<{link.href}>; rel="alternate"; type="{link.face.media_type}"' for link in links)
    if frame == SWAP:
        response["HX-Push-Url"] = with_query(page.path, page.selection.query)
    return response


def _context(request: HttpRequest, page: Page, query: str, links: list[FaceLink], frame: str) -> dict[str, Any]:
    """What the template shows."""
    selection = page.selection
    return {
        "page": page,
        "frame": frame,
        "panel": panel_path(page.path, query) if selection.filters.filters else "",
        "active": selection.filters.active,
        "swaps": True,
        "here": with_query(page.path, selection.query),
        "path": page.path,
        "content": page.sheet.content,
        "selection": selection,
        "title": page.title,
        "description": page.description,
        "faces": links,
        "chips": chips(selection.filters, page.path),
        "quick": quick_views(page.selection.filters, page.path, page.quick, page.quick_numbers()),
        "canonical": request.build_absolute_uri(page.canonical or page.path),
        "query": query,
        "linked": _linked(request, page, links) if frame == PAGE and not robots_rule(request) else "",
        **page.sheet.context,
    }


def _linked(request: HttpRequest, page: Page, links: Iterable[FaceLink]) -> str:
    """What machines are told of the page."""
    described = Described(
        envelope=envelope(request, page, page.sheet.content),
        path=page.path,
        canonical=request.build_absolute_uri(page.canonical or page.path),
        downloads=[(link.face.media_type, link.face.name, link.href) for link in links],
        site=settings.SITE.name,
        license_url=settings.SITE.data_license_url,
    )
    return page_data(described)


def _face(request: HttpRequest, page: Page, face: Face) -> HttpResponseBase:
    """The face as a stream, which ends when its reader hangs up; to HEAD its headers alone."""
    media_type = f"{face.media_type}; charset=utf-8"
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse(content_type=media_type)
    else:
        batches = _batched(_pieces(request, page, face), request.META)
        response = StreamingHttpResponse(_Begun(batches), content_type=media_type)
    name = file_name(page.path, face.suffix, page.selection.filters.normalised(leave_out=PAGING))
    response["Content-Disposition"] = f'{face.disposition}; filename="{name}"'
    response["Link"] = (
        f'<{with_query(page.path, page.selection.query)}>; rel="alternate"; type="text/html", '
        f'<{settings.SITE.data_license_url}>; rel="license"'
    )
    return response


def _faces_of(page: Page) -> list[tuple[str, str]]:
    """The faces that a page has, by suffix."""
    links = face_links(page.path, page.selection.filters.normalised(leave_out=PAGING), page.main)
    return [(f".{link.face.suffix}", link.href) for link in links]


def _pieces(request: HttpRequest, page: Page, face: Face) -> Pieces:
    """The text of a face, all of the state of the base that the page is of; Outdated if that has passed."""
    with consistent_reads():
        if revision() != page.selection.revision:
            raise Outdated
        if face.write is None:
            yield from fixture.written(fixture.collect(page.fixture()))
        else:
            yield from face.write(envelope(request, page, page.content_of(face)))


class _Begun:
    """A stream whose first piece is there already: what fails before it is no broken stream, but an error."""

    def __init__(self, pieces: Pieces) -> None:
        self._rest, self._first = pieces, [next(pieces)]

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return self._first.pop() if self._first else next(self._rest)

    def close(self) -> None:
        """End what is read. The server calls it, also when the client has hung up."""
        self._rest.close()


def _batched(pieces: Pieces, environ: Mapping[str, Any], size: int = 32_768) -> Pieces:
    """The same text in larger pieces. HungUp before the next one when the client is gone: compression or a proxy
    may take in many pieces before anybody tries to send. TooSlow, or a failure to send, after `STREAM_SECONDS`: until
    its end a stream holds a state of the base."""
    end = monotonic() + settings.STREAM_SECONDS
    waiting: list[str] = []
    length = 0
    with closing(pieces):
        for piece in pieces:
            waiting.append(piece)
            length += len(piece)
            if length >= size:
                if has_hung_up(environ):
                    raise HungUp
                with sent_before(end, environ):
                    yield "".join(waiting)
                waiting, length = [], 0
        with sent_before(end, environ):
            yield "".join(waiting)


def _without_tracking(query: QueryDict) -> str | None:
    """The query without tracking parameters, or None when it has none."""
    tracking = [name for name in query if is_tracking(name)]
    if not tracking:
        return None
    clean = query.copy()
    for name in tracking:
        del clean[name]
    return clean.urlencode()


# Representations


def _represented(request: HttpRequest, page: Page | HttpResponseBase, face: str, tag: str) -> HttpResponseBase:
    """The page as what the address serves, or 406; NotHere if it has no such face."""
    if isinstance(page, Page):
        page.check_paging(face)
    if isinstance(page, Page) and face and not FACES[face].holds(page.main):
        raise NotHere(f"This page has no face “.{face}”.", _faces_of(page))
    if not accepts(request.headers.get("Accept", ""), _media_type(page, face)):
        return _not_acceptable(request, page, face)
    response = fresh(request, _sent(request, page, face), tag)
    if rule := robots_rule(request):
        response["X-Robots-Tag"] = rule
    return response


def _sent(request: HttpRequest, page: Page | HttpResponseBase, face: str) -> HttpResponseBase:
    """What is rendered: nothing for HEAD, nothing for who asks only for what is not there."""
    if knows_any(request):
        return HttpResponseNotModified()
    if isinstance(page, Page):
        return _face(request, page, FACES[face]) if face else _html(request, page)
    if request.method == "HEAD":
        return HttpResponse(headers=dict(page.headers))
    return page.render() if isinstance(page, SimpleTemplateResponse) else page


def _media_type(page: Page | HttpResponseBase, face: str) -> str:
    """The one media type that this address serves."""
    if isinstance(page, Page):
        return FACES[face].media_type if face else "text/html"
    return page.headers["Content-Type"].partition(";")[0]


def _not_acceptable(request: HttpRequest, page: Page | HttpResponseBase, face: str) -> HttpResponse:
    """406, which names what there is and where; as JSON if that is what the client reads."""
    others: list[tuple[str, str]] = []
    if isinstance(page, Page):
        query = page.selection.filters.normalised(leave_out=PAGING)
        others = [("text/html", with_query(page.path, query))]
        others += [(link.face.media_type, link.href) for link in face_links(page.path, query, page.main)]
    accept = request.headers.get("Accept", "")
    as_data = face or any(accepts(accept, media_type) for media_type in (PROBLEM, "application/json"))
    message = f"This address serves {_media_type(page, face)}, and the Accept header of the request excludes it."
    return problem(request, "json" if as_data else "", NOT_ACCEPTABLE, message, nearest=others)
