"""How long an answer holds, and for whom."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from kb.models import Claim
from tests.compare import reading
from tests.compare.reading import body, get

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("known_claim")]


def tag(path: str, **headers: str) -> str:
    return str(get(path, **headers)["ETag"])


def again(path: str, known: str, client: Client | None = None) -> Any:
    return (client or reading.visitor()).get(path, headers={"If-None-Match": known})


@pytest.mark.parametrize("path", ["/", "/claims/", "/claims.csv", "/search/?q=flask", "/about/", "/sitemap.xml"])
def test_a_visitor_s_answer_may_be_kept_by_anybody_but_must_be_asked_for_again(path: str) -> None:
    response = get(path)
    assert set(response["Cache-Control"].split(", ")) == {"no-cache", "public"}
    assert {"Accept", "Cookie", "HX-Request"} <= set(response["Vary"].split(", "))


def test_an_editor_s_answer_is_their_own(editor_client: Client) -> None:
    response = editor_client.get("/claims/")
    assert set(response["Cache-Control"].split(", ")) == {"no-cache", "private"}
    assert response["ETag"] != get("/claims/")["ETag"]


@pytest.mark.parametrize("path", ["/claims/", "/claims.csv?q=flask", "/"])
def test_what_a_visitor_has_is_not_sent_again(path: str) -> None:
    response = again(path, tag(path))
    assert (response.status_code, body(response)) == (304, "")
    assert response["ETag"] == tag(path)
    assert "public" in response["Cache-Control"]


def test_one_known_tag_among_several_is_enough() -> None:
    assert again("/claims/", f'W/"x", {tag("/claims/")}').status_code == 304
    assert again("/claims/", 'W/"x"').status_code == 200


def test_tags_are_compared_as_weak_ones() -> None:
    strong = tag("/claims/").removeprefix("W/")
    assert again("/claims/", strong).status_code == 304
    assert again("/claims/", f'"x", {strong}').status_code == 304


BODY_HEADERS = {"Content-Type", "Content-Length", "Content-Encoding"}
FOR_CACHES = ("ETag", "Cache-Control", "Vary")


@pytest.mark.parametrize("path", ["/claims/", "/claims.json", "/claims.csv?q=flask", "/robots.txt", "/about/"])
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize("known", ["", "*"])
def test_a_304_says_to_caches_what_the_200_would_and_nothing_of_a_body(path: str, encoding: str, known: str) -> None:
    whole = get(path, **{"Accept-Encoding": encoding})
    headers = {"If-None-Match": known or whole["ETag"], "Accept-Encoding": encoding}
    response = reading.visitor().get(path, headers=headers)
    assert (response.status_code, body(response)) == (304, "")
    assert not BODY_HEADERS & set(response.headers)
    assert [response[name] for name in FOR_CACHES] == [whole[name] for name in FOR_CACHES]


@pytest.mark.parametrize("path", ["/claims/", "/claims.csv", "/robots.txt"])
def test_a_star_is_every_tag_of_what_is_there(path: str) -> None:
    response = again(path, "*")
    assert (response.status_code, body(response), response["ETag"]) == (304, "", tag(path))


@pytest.mark.parametrize(("path", "status"), [("/claims/nowhere/", 404), ("/claims/?nonsense=1", 400)])
def test_a_star_is_no_tag_of_what_is_not_there(path: str, status: int) -> None:
    assert again(path, "*").status_code == status


@pytest.mark.parametrize("path", ["/claims/", "/about/", "/claims.json"])
def test_for_a_star_nothing_is_rendered(path: str, unrendered: None) -> None:
    assert again(path, "*").status_code == 304


def test_a_change_of_the_base_makes_every_tag_a_new_one() -> None:
    paths = ["/claims/", "/compare/flask-vs-django.json"]
    before = [tag(path) for path in paths]
    claim = Claim.objects.get(key="known")
    claim.statement = "Changed."
    claim.save()
    assert not set(before) & {tag(path) for path in paths}
    assert again(paths[0], before[0]).status_code == 200


def test_the_next_day_has_another_tag() -> None:
    with time_machine.travel(datetime(2026, 12, 1, 23, 59, tzinfo=UTC), tick=False):
        before = tag("/claims/")
        assert tag("/claims/") == before
    with time_machine.travel(datetime(2026, 12, 2, 0, 1, tzinfo=UTC), tick=False):
        assert tag("/claims/") != before


def test_every_address_query_and_kind_of_request_has_its_own_tag() -> None:
    paths = ["/claims/", "/claims.json", "/claims/?q=a", "/claims/?q=b", "/compare/flask-vs-django/"]
    assert len({tag(path) for path in paths} | {tag("/claims/", **{"HX-Request": "true"})}) == 6


def test_a_tag_of_a_visitor_is_not_an_editor_s(editor_client: Client) -> None:
    assert again("/claims/", tag("/claims/"), editor_client).status_code == 200
