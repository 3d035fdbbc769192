"""Errors in words: the same on a page and on a face."""

from __future__ import annotations

import json

import pytest

from compare.answers.problems import nearest
from tests.compare import reading
from tests.compare.reading import body, get

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("known_claim")]


def test_an_error_is_kept_by_nobody() -> None:
    for response in (get("/claims/?x=1", status=400), get("/claims/none.json", status=404)):
        assert response["Cache-Control"] == "no-store"
        assert not response.has_header("ETag")


def test_a_face_says_what_is_wrong_as_the_page_does() -> None:
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
    "query", [{"q": "x" * 10_240}, {"page": "2"}, {"since": "soon"}, {"min_roots": "x"}, {"value": "z"}]
)
def test_the_form_on_a_page_of_errors_keeps_what_was_typed(query: dict[str, str]) -> None:
    shown = reading.page("/claims/", {**query, "framework": "flask"}, 400)
    ((name, value),) = query.items()
    fields = {one.get("value") for one in shown.main.iter("input") if one.get("name") == name}
    assert value in fields or name == "page"
    (option,) = [one for one in shown.main.iter("option") if one.get("value") == "flask"] or shown.find(
        "input", value="flask"
    )
    assert option.get("selected") is not None or option.get("checked") is not None


def test_a_page_past_the_end_says_how_many_there_are() -> None:
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


@pytest.mark.parametrize(
    ("slug", "names"),
    [
        ("flsk", ["flask"]),
        ("flask-framework", ["flask"]),
        ("orm", ["built-in-orm"]),
        ("rails", []),
        ("fortran-77", []),
        ("4", []),
    ],
)
def test_only_what_is_near_is_suggested(slug: str, names: list[str]) -> None:
    assert nearest(slug, ["flask", "django", "fastapi", "built-in-orm", "blog-4", "note-77"]) == names


@pytest.mark.parametrize(
    ("path", "pages"), [("/claim/", ["/claims/"]), ("/framework/flask/", ["/frameworks/"]), ("/nonsense/", [])]
)
def test_an_address_that_is_none_leads_to_pages_with_a_like_name_alone(path: str, pages: list[str]) -> None:
    shown = reading.page(path, status=404)
    assert [link.get("href") for listed in shown.find("ul", class_="list") for link in listed.iter("a")] == pages
