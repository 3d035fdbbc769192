"""Every address with every face: good, empty and bad queries, generated from the addresses themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from compare.answers.problems import PROBLEM
from compare.faces import FACES
from compare.filters import FILTERS
from compare.urls import urlpatterns
from tests.compare import reading
from tests.compare.reading import face as face_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("varied_base", "today")]

# One existing thing for each page that names something.
THINGS = {
    "comparison": "/compare/flask-vs-django/",
    "framework": "/frameworks/flask/",
    "aspect": "/aspects/learning-curve/",
    "company": "/companies/pinterest/",
    "source": "/sources/blog-4/",
    "claim": "/claims/note-5-django-built-in-orm-1/",
    "cell": "/cells/flask/learning-curve/",
    "company-cell": "/cells/flask/used-in-production/pinterest/",
}
BAD = "nonsense=1 nonsense min_root=2 framework=nonsense min_roots=x since=soon q=%00 q=%ff page=0".split()
ALONE = {
    "/": "text/html",
    "/about/": "text/html",
    "/about/method/": "text/html",
    "/about/deploy/": "text/html",
    "/reference/": "text/html",
    "/search/": "text/html",
    "/sitemap.xml": "application/xml",
}
ALONE |= {"/robots.txt": "text/plain", "/sitemap-pages-1.xml": "application/xml"}
ALONE |= {"/feeds/changes.atom": "application/atom+xml"}
FILES_ALONE = ("comparison-summary",)  # their page is part of another; tests/compare/pages has their tests
NOT_OURS = ("healthz", "readyz", "filters/", "objections/")  # they have tests of their own, as all of the admin has


def pages() -> Iterator[str]:
    """The pages that have faces, from the address patterns."""
    for pattern in urlpatterns:
        if isinstance(pattern, URLPattern) and str(pattern.name).endswith("-no-face"):
            name = str(pattern.name).removesuffix("-no-face")
            if name in FILES_ALONE:
                continue
            route = str(pattern.pattern).replace(".<name:suffix>", "/")
            yield THINGS[name] if "<" in route else f"/{route}"


PAGES = sorted(set(pages()))
OF_CLAIMS = ["/claims/", *(path for name, path in THINGS.items() if name != "comparison")]
ADDRESSES = [(path, "") for path in PAGES] + [
    (path, suffix) for path in PAGES for suffix, face in FACES.items() if not face.only or path in OF_CLAIMS
]


def address(path: str, suffix: str) -> str:
    return face_of(path, suffix) if suffix else path


def check(response: Any, status: int, content_type: str) -> str:
    assert response.status_code == status
    assert response["Content-Type"] == content_type
    return reading.body(response)


def media_type(suffix: str) -> str:
    return f"{FACES[suffix].media_type if suffix else 'text/html'}; charset=utf-8"


def test_the_table_knows_every_address() -> None:
    routes = {
        str(pattern.pattern)
        for pattern in urlpatterns
        if not (str(getattr(pattern, "name", "")).endswith("-face") or str(pattern.pattern).startswith("admin/"))
    }
    assert len(PAGES) == len(THINGS) + 10
    assert len(routes) == len(PAGES) + len(ALONE) + len(FILES_ALONE) + len(NOT_OURS)


@pytest.mark.parametrize(("path", "suffix"), ADDRESSES)
def test_a_good_address_answers_with_its_type(path: str, suffix: str) -> None:
    content = check(reading.visitor().get(address(path, suffix)), 200, media_type(suffix))
    if suffix == "jsonl":
        assert [json.loads(line)["url"] for line in content.splitlines()]
    elif "json" in suffix:
        json.loads(content)
    elif not suffix:
        reading.strict(content)


@pytest.mark.parametrize("path", [path for path in PAGES if path not in OF_CLAIMS])
def test_a_page_that_lists_no_claims_has_no_face_of_claims(path: str) -> None:
    problem = json.loads(check(reading.visitor().get(address(path, "jsonl")), 404, PROBLEM))
    assert problem["detail"] == "This page has no face “.jsonl”."
    assert problem["nearest"] == [address(path, suffix) for suffix, face in FACES.items() if not face.only]
    assert f'href="{address(path, "jsonl")}"' not in reading.text(path)


@pytest.mark.parametrize("path", OF_CLAIMS)
def test_a_page_that_lists_claims_says_where_their_face_is(path: str) -> None:
    assert f'href="{address(path, "jsonl")}"' in reading.text(path)


@pytest.mark.parametrize(("path", "suffix"), [one for one in ADDRESSES if one[0] != THINGS["claim"]])
def test_a_filter_that_nothing_passes_gives_an_empty_answer(path: str, suffix: str) -> None:
    query = {"until": "0001"} if path.startswith(("/cells/", "/choose/")) else {"q": "nothing", "until": "0001"}
    content = check(reading.visitor().get(address(path, suffix), query), 200, media_type(suffix))
    assert "line " not in content  # how every locator begins
    if suffix == "json":
        assert json.loads(content)["count"] == 0
    elif not suffix:
        reading.strict(content)


@pytest.mark.parametrize(("path", "suffix"), ADDRESSES)
def test_a_bad_query_is_refused_with_the_reason(path: str, suffix: str) -> None:
    for query in BAD if suffix in ("", "json") else BAD[:2]:
        response = reading.visitor().get(f"{address(path, suffix)}?{query}")
        name = query.partition("=")[0]
        if not suffix:
            check_page(check(response, 400, "text/html; charset=utf-8"), name)
        else:
            check_problem(json.loads(check(response, 400, PROBLEM)), name)


def check_page(content: str, name: str) -> None:
    main = content.partition("<main")[2]
    assert f"“{name}”" in main or " is not a " in main
    assert 'class="evidence"' not in main
    assert "<table" not in main


def check_problem(problem: dict[str, Any], name: str) -> None:
    assert (problem["status"], problem["title"], problem["type"]) == (400, "Bad request", "about:blank")
    (error,) = problem["errors"]
    assert error["parameter"] == name
    assert error["message"] in problem["detail"]
    if name == "nonsense":
        assert set(error["allowed"] or []) <= set(FILTERS)
    if name == "framework" and "meaning" not in error["message"]:
        assert error["allowed"] == ["alg", "django", "flask"]


@pytest.mark.parametrize(("path", "media"), ALONE.items())
def test_an_address_without_faces_answers_and_refuses_parameters(path: str, media: str) -> None:
    check(reading.visitor().get(path), 200, f"{media}; charset=utf-8")
    refusal = PROBLEM if path.endswith(".atom") else "text/html; charset=utf-8"
    assert "“nonsense”" in check(reading.visitor().get(path, {"nonsense": ""}), 400, refusal)


@pytest.mark.parametrize(("path", "suffix"), ADDRESSES)
def test_only_reading_is_answered(path: str, suffix: str) -> None:
    for method in ("post", "delete", "options"):
        response = getattr(reading.visitor(), method)(address(path, suffix))
        check(response, 405, PROBLEM if suffix else "text/html; charset=utf-8")
        assert response["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_no_token_is_asked_for_where_nothing_is_written(method: str) -> None:
    client = Client(enforce_csrf_checks=True)
    for path, media in [("/claims/", "text/html; charset=utf-8"), ("/claims.json", PROBLEM), ("/robots.txt", "")]:
        response = getattr(client, method)(path)
        check(response, 405, media or "text/html; charset=utf-8")
        assert response["Allow"] == "GET, HEAD"
    response = getattr(client, method)("/healthz")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(("path", "suffix"), ADDRESSES)
def test_head_answers_as_get_without_a_body(path: str, suffix: str) -> None:
    response = reading.visitor().head(address(path, suffix))
    assert check(response, 200, media_type(suffix)) == ""
    assert response["ETag"] == reading.get(address(path, suffix))["ETag"]


@pytest.mark.parametrize("path", PAGES)
def test_an_unknown_suffix_is_not_found_and_names_the_faces(path: str) -> None:
    content = check(reading.visitor().get(address(path, "xml")), 404, "text/html; charset=utf-8")
    assert "There is no face “.xml”." in content
    for suffix in FACES:
        assert f'href="{address(path, suffix)}"' in content


@pytest.mark.parametrize("suffix", ["", *FACES])
@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/frameworks/flsk/", "/frameworks/flask/"),
        ("/aspects/learning-curv/", "/aspects/learning-curve/"),
        ("/companies/pintrest/", "/companies/pinterest/"),
        ("/sources/blog-5/", "/sources/blog-4/"),
        ("/compare/flsk-vs-django/", "/compare/flask-vs-django/"),
        ("/claims/note-5-django-built-in-orm-99/", "/claims/note-5-django-built-in-orm-1/"),
        ("/cells/flsk/learning-curve/", "/frameworks/flask/"),
        ("/cells/flask/learning/", "/aspects/learning-curve/"),
        ("/cells/flask/used-in-production/pintrest/", "/companies/pinterest/"),
        ("/cells/flask/used-in-production/", "/aspects/used-in-production/"),
    ],
)
def test_what_does_not_exist_is_not_found_with_the_nearest_names(path: str, nearest: str, suffix: str) -> None:
    response = reading.visitor().get(address(path, suffix))
    content = check(response, 404, PROBLEM if suffix else "text/html; charset=utf-8")
    if suffix:
        assert nearest in json.loads(content)["nearest"]
    else:
        reading.strict(content)
        assert f'href="{nearest}"' in content


@pytest.mark.parametrize(
    "path", ["/frameworks/a%00b/", "/claims/a%00b/", "/compare/a%00b/", "/sources/%ff/", f"/claims/{'x' * 5000}/"]
)
def test_a_hostile_name_is_not_found_on_valid_pages(path: str) -> None:
    reading.strict(check(reading.visitor().get(path), 404, "text/html; charset=utf-8"))


def test_an_unknown_address_is_not_found_on_pages_and_faces() -> None:
    check(reading.visitor().get("/nonsense/"), 404, "text/html; charset=utf-8")
    problem = json.loads(check(reading.visitor().get("/nonsense.json"), 404, PROBLEM))
    assert problem["detail"] == "There is nothing at this address."
    content = check(reading.visitor().get("/claim/"), 404, "text/html; charset=utf-8")
    assert 'href="/claims/"' in content


def test_a_missing_last_slash_is_added() -> None:
    response = reading.visitor().get("/compare/flask-vs-django", {"q": "x"})
    assert (response.status_code, response["Location"]) == (301, "/compare/flask-vs-django/?q=x")


def test_a_thousand_parameters_are_refused_like_any_bad_query() -> None:
    for count in (501, 1000, 1001, 2000):
        query = "&".join(["framework=flask"] * count)
        check(reading.visitor().get(f"/claims/?{query}"), 400, "text/html; charset=utf-8")
        problem = json.loads(check(reading.visitor().get(f"/claims.json?{query}"), 400, PROBLEM))
        assert problem["errors"][0]["message"] == "A query has at most 500 values."


def test_the_health_probe_reads_only() -> None:
    client = Client()
    assert reading.body(client.get("/healthz")).startswith("ok, revision ")
    assert client.post("/healthz").status_code == 405


def test_a_browser_that_asks_for_an_icon_at_the_root_gets_one() -> None:
    assert reading.visitor().get("/favicon.ico")["Content-Type"] in ("image/x-icon", "image/vnd.microsoft.icon")
