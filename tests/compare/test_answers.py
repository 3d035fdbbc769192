"""HTTP: headers, freshness, redirects, 406. The base is small: what is shown, other tests say."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from compare.faces import FACES
from compare.problems import PROBLEM
from kb.models import Claim
from tests import factories
from tests.compare import reading
from tests.compare.reading import body, face, get

pytestmark = pytest.mark.django_db

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
LICENSE = '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'


@pytest.fixture
def claim() -> Claim:
    """The one claim of the base: of Flask, beside which Django stands."""
    factories.framework(name="Django")
    found: Claim = factories.claim(framework=factories.framework(name="Flask"), key="known")
    return found


# Headers


@pytest.mark.parametrize(
    ("suffix", "kind"), [("json", "inline"), ("fixture.json", "inline"), ("csv", "attachment"), ("md", "attachment")]
)
def test_a_face_is_a_file_named_after_what_is_inside(claim: Claim, suffix: str, kind: str) -> None:
    name = f"claimgrid-compare-flask-vs-django.{suffix}"
    assert get(f"/compare/flask-vs-django.{suffix}")["Content-Disposition"] == f'{kind}; filename="{name}"'


def test_a_page_advertises_its_faces_with_its_query_in_head_header_and_text(claim: Claim) -> None:
    shown = reading.page("/claims/", {"q": "Flask & co", "framework": "flask", "page": "1"})
    hrefs = [f"/claims.{suffix}?framework=flask&q=Flask+%26+co" for suffix in FACES]
    assert [str(link.get("href")) for link in shown.root.iter("link") if link.get("rel") == "alternate"] == hrefs
    assert re.findall(r'<([^>]*)>; rel="alternate"', shown.response["Link"]) == hrefs
    assert set(hrefs) <= set(shown.links)


@pytest.mark.parametrize("suffix", FACES)
def test_a_face_names_its_page_and_its_licence(claim: Claim, suffix: str) -> None:
    links = get(f"/claims.{suffix}", {"q": "flask", "framework": ""})["Link"]
    assert links == f'</claims/?q=flask>; rel="alternate"; type="text/html", {LICENSE}'


@pytest.mark.parametrize("path", ["/", "/claims/", "/claims.csv", "/search/?q=flask", "/about/", "/sitemap.xml"])
def test_a_visitor_s_answer_may_be_kept_by_anybody_but_must_be_asked_for_again(claim: Claim, path: str) -> None:
    response = get(path)
    assert set(response["Cache-Control"].split(", ")) == {"no-cache", "public"}
    assert {"Accept", "Cookie", "HX-Request"} <= set(response["Vary"].split(", "))


def test_an_editor_s_answer_is_their_own(claim: Claim, editor_client: Client) -> None:
    response = editor_client.get("/claims/")
    assert set(response["Cache-Control"].split(", ")) == {"no-cache", "private"}
    assert response["ETag"] != get("/claims/")["ETag"]


def test_an_error_is_kept_by_nobody(claim: Claim) -> None:
    for response in (get("/claims/?x=1", status=400), get("/claims/none.json", status=404)):
        assert response["Cache-Control"] == "no-store"
        assert not response.has_header("ETag")


@pytest.mark.parametrize("path", ["/claims/", "/claims.json", "/claims/?x=1", "/nothing/", "/"])
def test_every_answer_carries_the_content_security_policy(claim: Claim, path: str) -> None:
    policy = reading.visitor().get(path)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy


# Freshness


def tag(path: str, **headers: str) -> str:
    return str(get(path, **headers)["ETag"])


def again(path: str, known: str, client: Client | None = None) -> Any:
    return (client or reading.visitor()).get(path, headers={"If-None-Match": known})


@pytest.mark.parametrize("path", ["/claims/", "/claims.csv?q=flask", "/"])
def test_what_a_visitor_has_is_not_sent_again(claim: Claim, path: str) -> None:
    response = again(path, tag(path))
    assert (response.status_code, body(response)) == (304, "")
    assert response["ETag"] == tag(path)
    assert "public" in response["Cache-Control"]


def test_one_known_tag_among_several_is_enough(claim: Claim) -> None:
    assert again("/claims/", f'W/"x", {tag("/claims/")}').status_code == 304
    assert again("/claims/", 'W/"x"').status_code == 200


def test_a_change_of_the_base_makes_every_tag_a_new_one(claim: Claim) -> None:
    paths = ["/claims/", "/compare/flask-vs-django.json"]
    before = [tag(path) for path in paths]
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


def test_every_address_query_and_kind_of_request_has_its_own_tag(claim: Claim) -> None:
    paths = ["/claims/", "/claims.json", "/claims/?q=a", "/claims/?q=b", "/compare/flask-vs-django/"]
    assert len({tag(path) for path in paths} | {tag("/claims/", **{"HX-Request": "true"})}) == 6


def test_a_tag_of_a_visitor_is_not_an_editor_s(claim: Claim, editor_client: Client) -> None:
    assert again("/claims/", tag("/claims/"), editor_client).status_code == 200


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
def test_an_address_that_has_another_leads_there_with_all_else_kept(claim: Claim, asked: str, path: str) -> None:
    assert get(asked, status=302)["Location"] == path


def test_a_wrong_framework_is_refused_before_any_redirect(claim: Claim) -> None:
    assert "“flsk” is not a framework" in body(get("/compare/?framework=flsk&framework=django", status=400))
    get("/compare/flask-vs-django.json?framework=flask&nonsense=1", status=400)


def test_every_order_of_columns_is_served_and_the_canonical_is_alphabetical(claim: Claim) -> None:
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
def test_who_takes_anything_is_served(claim: Claim, path: str, accept: str) -> None:
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
def test_who_takes_what_is_here_is_served(claim: Claim, path: str, accept: str) -> None:
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
def test_anything_else_is_406_and_the_alternatives_are_named(claim: Claim, path: str, accept: str) -> None:
    response = get(path, {"framework": "flask"}, 406, Accept=accept)
    problem = json.loads(body(response))
    assert response["Content-Type"] == PROBLEM
    assert problem["title"] == "Not acceptable"
    assert problem["alternatives"] == [
        f"{one}?framework=flask" for one in ["/claims/", *(face("/claims/", suffix) for suffix in FACES)]
    ]
    assert response["Cache-Control"] == "no-store"


def test_a_person_reads_the_alternatives_on_a_page(claim: Claim) -> None:
    shown = reading.Shown(response := get("/claims/", status=406, Accept="text/csv"), reading.strict(body(response)))
    assert "This address serves text/html" in shown.words
    assert "/claims.csv" in shown.links


def test_addresses_without_faces_are_406_too(claim: Claim) -> None:
    for path in ("/", "/about/", "/search/", "/sitemap.xml", "/robots.txt"):
        assert "alternatives" not in json.loads(body(get(path, status=406, Accept="application/json")))


def test_what_is_wrong_or_missing_comes_before_406(claim: Claim) -> None:
    get("/claims/?x=1", status=400, Accept="text/csv")
    get("/claims/none/", status=404, Accept="text/csv")


# Problems


def test_a_face_says_what_is_wrong_as_the_page_does(claim: Claim) -> None:
    query = {"framework": "flsk", "min_roots": "x"}
    problem = json.loads(body(get("/claims.json", query, 400)))
    shown = reading.page("/claims/", query, 400)
    assert [error["parameter"] for error in problem["errors"]] == ["framework", "min_roots"]
    assert problem["errors"][0]["allowed"] == ["django", "flask"]
    assert problem["errors"][0]["nearest"] == ["flask"]
    assert problem["instance"] == "/claims.json"
    for error in problem["errors"]:
        assert error["message"] in shown.words
    assert "django" in [reading.words_of(one) for one in shown.main.iterfind(".//ul[@class='values-allowed']/li")]


@pytest.mark.parametrize(
    "query", [{"q": "x" * 10_240}, {"page": "2"}, {"since": "soon"}, {"min_roots": "x"}, {"value": "y"}]
)
def test_the_form_on_a_page_of_errors_keeps_what_was_typed(claim: Claim, query: dict[str, str]) -> None:
    shown = reading.page("/claims/", {**query, "framework": "flask"}, 400)
    ((name, value),) = query.items()
    fields = {one.get("value") for one in shown.main.iter("input") if one.get("name") == name}
    assert value in fields or name == "page"
    (option,) = [one for one in shown.main.iter("option") if one.get("value") == "flask"] or shown.find(
        "input", value="flask"
    )
    assert option.get("selected") is not None or option.get("checked") is not None


def test_a_page_past_the_end_says_how_many_there_are(claim: Claim) -> None:
    for path in (
        "/claims/",
        "/claims.json",
        "/compare/flask-vs-django/",
        "/frameworks/",
        "/quality/",
        "/changes/",
        "/compare/",
    ):
        content = body(get(path, {"page": "7"}, 400))
        assert "There is only 1 page of this list, no page 7." in content, path
