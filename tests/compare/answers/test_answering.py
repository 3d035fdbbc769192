"""HTTP: headers, redirects, 406. The base is small: what is shown, other tests say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import resolve
from django_htmx.middleware import HtmxDetails

from compare.answers.answering import Sheet, _batched, answering
from compare.answers.problems import PROBLEM
from compare.faces import FACES
from compare.pages.claim_pages import claims
from compare.web.clients import HungUp
from compare.web.freshness import present_revision
from tests import factories
from tests.compare import reading
from tests.compare.reading import body, face, get

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("known_claim")]

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
LICENSE = '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'


# Headers


@pytest.mark.parametrize(
    ("suffix", "kind"), [("json", "inline"), ("fixture.json", "inline"), ("csv", "attachment"), ("md", "attachment")]
)
def test_a_face_is_a_file_named_after_what_is_inside(suffix: str, kind: str) -> None:
    name = f"claimgrid-compare-flask-vs-django.{suffix}"
    assert get(f"/compare/flask-vs-django.{suffix}")["Content-Disposition"] == f'{kind}; filename="{name}"'


def test_a_page_advertises_its_faces_with_its_query_in_head_header_and_text() -> None:
    shown = reading.page("/claims/", {"q": "Flask & co", "framework": "flask", "page": "1"})
    hrefs = [f"/claims.{suffix}?framework=flask&q=Flask+%26+co" for suffix in FACES]
    assert [str(link.get("href")) for link in shown.root.iter("link") if link.get("rel") == "alternate"] == hrefs
    assert re.findall(r'<([^>]*)>; rel="alternate"', shown.response["Link"]) == hrefs
    assert set(hrefs) <= set(shown.links)


@pytest.mark.parametrize("suffix", FACES)
def test_a_face_names_its_page_and_its_licence(suffix: str) -> None:
    links = get(f"/claims.{suffix}", {"q": "flask", "framework": ""})["Link"]
    assert links == f'</claims/?q=flask>; rel="alternate"; type="text/html", {LICENSE}'


@pytest.mark.parametrize("path", ["/claims/", "/claims.json", "/claims/?x=1", "/nothing/", "/"])
def test_every_answer_carries_the_content_security_policy(path: str) -> None:
    policy = reading.visitor().get(path)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy


# Redirects


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("/compare/?framework=flask&framework=django", "/compare/flask-vs-django/"),
        ("/compare.csv?framework=flask&framework=django", "/compare/flask-vs-django.csv"),
        ("/compare.fixture.json?framework=flask", "/compare/flask.fixture.json"),
        ("/compare/?framework=flask&framework=&framework=flask", "/compare/flask/"),
        ("/compare/?framework=flask&q=a%26b&state=single&page=2", "/compare/flask/?q=a%26b&state=single&page=2"),
        ("/compare/flask-vs-django/?framework=django&differs=1", "/compare/django/?differs=1"),
        ("/compare/flask-vs-django.md?framework=django", "/compare/django.md"),
        ("/compare/flask-vs-flask-vs-django.json?q=x", "/compare/flask-vs-django.json?q=x"),
        ("/claims/?utm_source=x&q=flask&UTM_Medium=y", "/claims/?q=flask"),
        ("/claims.json?fbclid=x", "/claims.json"),
        ("/?gclid=1", "/"),
    ],
)
def test_an_address_that_has_another_leads_there_with_all_else_kept(asked: str, path: str) -> None:
    assert get(asked, status=302)["Location"] == path


def test_a_wrong_framework_is_refused_before_any_redirect() -> None:
    assert "“flsk” is not a framework" in body(get("/compare/?framework=flsk&framework=django", status=400))
    get("/compare/flask-vs-django.json?framework=flask&nonsense=1", status=400)


def test_every_order_of_columns_is_served_and_the_canonical_is_alphabetical() -> None:
    for path in ("/compare/flask-vs-django/", "/compare/django-vs-flask/"):
        shown = reading.page(path, {"q": "flask"})
        (link,) = [one for one in shown.root.iter("link") if one.get("rel") == "canonical"]
        assert link.get("href") == "http://testserver/compare/django-vs-flask/"
        heads = [reading.words_of(one) for one in shown.find("th", scope="col")]
        assert "-vs-".join(heads[1:]).lower() in path


# Representations


@pytest.mark.parametrize(
    "path", ["/claims/", "/claims.json", "/claims.csv", "/claims.fixture.json", "/", "/robots.txt"]
)
@pytest.mark.parametrize("accept", ["", "*/*", BROWSER])
def test_who_takes_anything_is_served(path: str, accept: str) -> None:
    get(path, Accept=accept)


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/claims/", "text/html"),
        ("/claims.csv", "text/csv;q=0.1"),
        ("/claims.md", "text/*"),
        ("/claims.json", "application/json"),
    ],
)
def test_who_takes_what_is_here_is_served(path: str, accept: str) -> None:
    get(path, Accept=accept)


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/claims.csv", "application/json"),
        ("/claims.json", "text/html"),
        ("/claims.md", "text/markdown;q=0, */*"),
        ("/claims/", "application/json"),
    ],
)
def test_anything_else_is_406_and_the_alternatives_are_named(path: str, accept: str) -> None:
    response = get(path, {"framework": "flask"}, 406, Accept=accept)
    problem = json.loads(body(response))
    assert response["Content-Type"] == PROBLEM
    assert problem["title"] == "Not acceptable"
    assert problem["alternatives"] == [
        f"{one}?framework=flask" for one in ["/claims/", *(face("/claims/", suffix) for suffix in FACES)]
    ]
    assert response["Cache-Control"] == "no-store"


def test_a_person_reads_the_alternatives_on_a_page() -> None:
    shown = reading.Shown(response := get("/claims/", status=406, Accept="text/csv"), reading.strict(body(response)))
    assert "This address serves text/html" in shown.words
    assert "/claims.csv" in shown.links


def test_addresses_without_faces_are_406_too() -> None:
    for path in ("/", "/about/", "/search/", "/sitemap.xml", "/robots.txt"):
        assert "alternatives" not in json.loads(body(get(path, status=406, Accept="application/json")))


def test_what_is_wrong_or_missing_comes_before_406() -> None:
    get("/claims/?x=1", status=400, Accept="text/csv")
    get("/claims/none/", status=404, Accept="text/csv")


# Faces of one state


def test_a_face_is_begun_anew_if_the_base_changes_before_its_first_row() -> None:
    factories.claim(key="there")
    pages: list[Any] = []

    def view(request: HttpRequest) -> Any:
        pages.append(claims(request))
        if len(pages) == 1:
            factories.claim(key="new")
        return pages[-1]

    request: Any = RequestFactory().get("/claims.csv")
    request.user, request.htmx = AnonymousUser(), HtmxDetails(request)
    lines = body(answering(view)(request, "csv")).splitlines()
    assert {"new", "there"} < {line.partition(",")[0] for line in lines}
    assert len(pages) == 2


# The straight way

SHEETLESS = ["/claims/", "/changes/", "/companies/", "/compare/", "/compare/flask-vs-django/", "/disagreements/"]
SHEETLESS += ["/frameworks/", "/frameworks/flask/", "/quality/", "/choose/", "/claims/known/"]


def representation(path: str, suffix: str, html: Callable[[], Sheet]) -> Any:
    """What the address serves, if this is how the sheet of its page is made."""
    match = resolve(path)

    def view(request: HttpRequest) -> Any:
        return replace(match.func.view(request, **match.kwargs), html=html)  # type: ignore[attr-defined]

    request: Any = RequestFactory().get(path)
    request.user, request.htmx = AnonymousUser(), HtmxDetails(request)
    return answering(view)(request, suffix)


def no_sheet() -> Sheet:
    raise AssertionError("a sheet was made")


@pytest.mark.parametrize("suffix", ["json", "csv", "md", "fixture.json"])
@pytest.mark.parametrize("path", SHEETLESS)
def test_for_a_face_no_sheet_of_the_page_is_made(path: str, suffix: str) -> None:
    assert body(representation(path, suffix, no_sheet))


@pytest.mark.parametrize("path", ["/claims/", "/compare/flask-vs-django/", "/changes/", "/disagreements/"])
def test_a_face_refuses_a_page_of_a_list_that_is_not_there_as_html_does(path: str) -> None:
    for address in (path, f"{path.rstrip('/')}.json"):
        assert "no page 7" in body(get(address, {"page": "7"}, status=400))


# HEAD

OPEN = ["/", "/claims/", "/claims/?q=flask", "/about/", "/search/", "/compare/", "/compare/flask-vs-django/"]
OPEN += ["/sitemap.xml", "/robots.txt", "/feeds/changes.atom", *(f"/claims.{suffix}" for suffix in FACES)]


def headers_of(response: Any) -> dict[str, str]:
    """All but the length and the encoding of the body, which are known only when it is written."""
    return {name: value for name, value in response.items() if name not in ("Content-Length", "Content-Encoding")}


@pytest.mark.parametrize("path", OPEN)
def test_head_has_the_headers_of_get(path: str) -> None:
    response = reading.visitor().head(path)
    assert (response.status_code, body(response)) == (200, "")
    assert headers_of(response) == headers_of(get(path))
    assert "Content-Length" not in response


@pytest.mark.parametrize("path", OPEN)
def test_head_renders_nothing(path: str, unrendered: None) -> None:
    assert reading.visitor().head(path).status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "accept"),
    [
        ("/claims/?nonsense=1", 400, "*/*"),
        ("/claims/?page=7", 400, "*/*"),
        ("/claims.json?nonsense=1", 400, "*/*"),
        ("/robots.txt?nonsense=1", 400, "*/*"),
        ("/claims/nowhere/", 404, "*/*"),
        ("/nowhere/", 404, "*/*"),
        ("/claims.csv", 406, "text/html"),
        ("/claims/", 406, "application/json"),
    ],
)
def test_head_is_refused_where_get_is_and_renders_nothing(
    path: str, status: int, accept: str, unrendered: None
) -> None:
    response = reading.visitor().head(path, headers={"Accept": accept})
    assert (response.status_code, body(response)) == (status, "")
    assert "Content-Length" not in response


def test_head_knows_what_a_client_has() -> None:
    known = get("/claims.json")["ETag"]
    assert reading.visitor().head("/claims.json", headers={"If-None-Match": known}).status_code == 304


def test_head_asks_for_the_health_too() -> None:
    response = reading.visitor().head("/healthz")
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")


# Robots


@pytest.mark.parametrize("path", ["/", "/claims/", "/claims.json", "/compare/flask-vs-django/", "/feeds/changes.atom"])
def test_a_canonical_address_is_open_to_robots(path: str) -> None:
    assert "X-Robots-Tag" not in get(path)


@pytest.mark.parametrize(
    "path", ["/claims/?page=1", "/claims/?q=flask", "/claims.json?q=flask", "/search/?q=flask", "/claims/?q="]
)
def test_an_address_with_a_query_is_closed_to_robots(path: str) -> None:
    assert get(path)["X-Robots-Tag"] == "noindex, nofollow"
    assert reading.visitor().head(path)["X-Robots-Tag"] == "noindex, nofollow"


# Streams


class Socket:
    """What gunicorn lends: the connection to a client, who reads so many pieces and hangs up."""

    def __init__(self, reads: int) -> None:
        self.reads = reads

    def recv(self, size: int, flags: int) -> bytes:
        self.reads -= 1
        if self.reads < 0:
            return b""
        raise BlockingIOError

    def settimeout(self, seconds: float | None) -> None:
        """Nothing is sent in these tests."""


def test_a_stream_stops_before_the_next_piece_when_its_reader_is_gone() -> None:
    written: list[int] = []
    pieces = (written.append(number) or "x" * 10 for number in range(100))
    batches = _batched(pieces, {"gunicorn.socket": Socket(reads=2)}, size=10)
    assert [next(batches), next(batches)] == ["x" * 10] * 2
    with pytest.raises(HungUp):
        next(batches)
    assert written == [0, 1, 2]


def test_a_stream_that_is_closed_closes_what_writes_it() -> None:
    ends: list[str] = []

    def writing() -> Iterator[str]:
        try:
            yield from ["x" * 10] * 100
        finally:
            ends.append("closed")

    batches = _batched(writing(), {}, size=10)
    next(batches)
    batches.close()
    assert ends == ["closed"]


# A base that changes meanwhile


def answered(rf: RequestFactory, view: Any) -> Any:
    request: Any = rf.get("/claims/")
    request.user, request.htmx = AnonymousUser(), HtmxDetails(request)
    return answering(view)(request)


def test_an_answer_whose_reads_do_not_fit_together_is_read_again(rf: RequestFactory) -> None:
    seen: list[int] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(present_revision())
        if len(seen) == 1:
            factories.framework()
            raise KeyError("a claim of something that was not there yet")
        return HttpResponse("whole")

    assert body(answered(rf, view)) == "whole"
    assert seen[1] > seen[0]


def test_a_fault_of_our_own_is_not_tried_again(rf: RequestFactory) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        raise KeyError("always")

    with pytest.raises(KeyError):
        answered(rf, view)
