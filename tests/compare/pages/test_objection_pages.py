"""“Say that this is wrong”: the form, what it takes, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from compare.pages import objection_pages
from kb.models import Objection
from tests import factories
from tests.compare import reading
from tests.kb.bases import base_of

pytestmark = pytest.mark.django_db
PAGE = "/objections/?about=/claims/known/"


@pytest.fixture(autouse=True)
def claim() -> Any:
    return base_of(lone_claim)


def lone_claim() -> Any:
    return factories.claim(key="known")


def send(client: Client, text: str = "It is not so.", **more: Any) -> Any:
    return client.post(PAGE, {"text": text, "source": "", **more.pop("fields", {})}, **more)


@pytest.mark.parametrize("path", ["/claims/known/", "/claims/"])
def test_a_claim_leads_to_the_form(path: str, settings: Settings) -> None:
    settings.REPORT_URL = ""
    assert PAGE in reading.page(path).links


def test_the_form_says_in_words_what_it_is_about() -> None:
    known = factories.claim(framework=factories.framework(name="Flask"), statement="Flask is small.", key="small")
    cell = f"/cells/flask/{known.aspect.slug}/"
    words = {"/claims/small/": "Flask is small.", cell: f"Flask · {known.aspect.name}", "/claims/": "/claims/"}
    for path, name in words.items():
        assert f"This is about {name} ." in reading.page("/objections/", {"about": path}).words


def test_what_is_sent_waits_for_editors(client: Client) -> None:
    response = send(client, " It is\r\nnot  so. ", fields={"source": "https://example.org/"})
    assert (response.status_code, response["Location"]) == (302, "/objections/?received")
    row = Objection.objects.values_list("path", "text", "source", "state").get()
    assert row == ("/claims/known/", "It is\nnot so.", "https://example.org/", "open")
    assert "editors’ queue" in reading.page(response["Location"]).words


def test_it_asks_for_no_cookie_and_no_token() -> None:
    client = Client(enforce_csrf_checks=True)
    assert not client.get(PAGE).cookies
    assert send(client).status_code == 302


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001, "bell \a"])
def test_what_is_no_text_is_refused_and_what_was_typed_stays(client: Client, text: str) -> None:
    response = send(client, text, fields={"source": "a book"})
    assert response.status_code == 400
    assert 'value="a book"' in response.content.decode()
    assert not Objection.objects.exists()


@pytest.mark.parametrize(
    "about",
    [
        "",
        "claims/known/",
        "/claims/unknown/",
        "/admin/",
        "/admin/login/",
        "//example.org/",
        "https://example.org/",
        "/nowhere",
        "//[",
        "/[/",
        "/search/?q=%00",
        "/claims/%00/",
        "/claims/?q=" + "x" * 300,
        "/claims/unknown.json",
        "/claims/known.nothing",
        "/sources/unknown/",
        "/sources/unseen/",
        "/cells/unknown/unknown/",
        "/compare/unknown-vs-unseen/",
        "/filters/claims/anything/",
        "/sitemap-anything.xml",
    ],
)
def test_only_a_public_page_can_be_wrong(client: Client, about: str) -> None:
    factories.source(slug="unseen")
    response = client.post(f"/objections/?about={about}", {"text": "No."})
    assert response.status_code == 404
    assert not Objection.objects.exists()


def test_another_site_cannot_send_in_a_visitors_name(client: Client) -> None:
    for origin in ("https://example.org", "null", "http://["):
        assert send(client, headers={"origin": origin}).status_code == 403
    assert send(client, headers={"origin": "http://testserver"}).status_code == 302


@pytest.mark.parametrize("limit", ["MOST_IN_AN_HOUR", "MOST_OPEN_OF_A_PAGE"])
def test_more_than_editors_can_read_is_not_taken_and_the_text_stays(
    client: Client, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(objection_pages, limit, 1)
    send(client)
    response = send(client, "Kept words.")
    assert (response.status_code, response["Retry-After"]) == (429, "3600")
    assert "Kept words." in response.content.decode()
    assert Objection.objects.count() == 1


def test_other_methods_are_refused(client: Client) -> None:
    response = client.put(PAGE)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")


def test_it_takes_few_queries(client: Client) -> None:
    with CaptureQueriesContext(connection) as caught:
        send(client)
    assert len([one for one in caught if "SAVEPOINT" not in one["sql"]]) <= 4


def test_it_is_on_no_public_page(client: Client) -> None:
    send(client, "Unsaid words.")
    for path in ("/", "/claims/known/", "/changes/", "/claims.json", "/claims.fixture.json"):
        assert "Unsaid words" not in reading.text(path)


def about(client: Client, path: str, **more: Any) -> int:
    return int(client.post("/objections/", {"text": "No."}, query_params={"about": path}, **more).status_code)


def test_a_page_that_is_there_is_taken(client: Client, claim: Any) -> None:
    place = f"{claim.framework.slug}/{claim.aspect.slug}"
    paths = ["/", "/claims/?q=a", f"/sources/{claim.source.slug}/", f"/cells/{place}/", "/compare/"]
    assert [about(client, path) for path in paths] == [302] * len(paths)


def test_filters_and_faces_of_a_page_are_one_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objection_pages, "MOST_OPEN_OF_A_PAGE", 1)
    assert about(client, "/claims/known.json?a=1") == 302
    for path in ("/claims/known/?a=2", "/claims/known.csv", "/claims/known/"):
        assert about(client, path) == 429
    assert about(client, "/claims/") == 302


def test_one_visitor_does_not_shut_the_form_for_others(
    client: Client, memory_cache: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objection_pages, "MOST_OF_A_VISITOR", 1)
    addresses = ["203.0.113.1", "203.0.113.1", "203.0.113.2"]
    assert [about(client, "/claims/", REMOTE_ADDR=address) for address in addresses] == [302, 429, 302]


def test_who_sends_is_kept_under_no_name(client: Client, memory_cache: None) -> None:
    about(client, "/claims/", REMOTE_ADDR="203.0.113.1")
    kept: Any = cache
    assert [key for key in kept._cache if "visits" in key]
    assert "203.0.113" not in str(kept._cache)
