"""What somebody finds who searches the shipped base."""

from __future__ import annotations

import pytest

from tests.compare import reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped", "today")]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("flask", "/frameworks/flask/"),
        ("FLA", "/frameworks/flask/"),
        ("flsk", "/frameworks/flask/"),
        ("djnago", "/frameworks/django/"),
        ("expressjs", "/frameworks/express/"),
        ("node.js", "/frameworks/nodejs/"),
        ("pintrest", "/companies/pinterest/"),
        ("authentcation", "/aspects/builtin-auth/"),
        ("rest api", "/choose/?must=rest-api"),
        ("alchemy", "/aspects/sqlalchemy-need/"),
        ("hirist", "/sources/hirist-2024/"),
        ("flask vs django", "/compare/flask-vs-django/"),
        ("flask orm", "/cells/flask/builtin-orm/"),
        ("django pintrest", "/cells/django/used-in-production/pinterest/"),
        ("which companies use flask", "/companies/?framework=flask"),
        (
            "should I use flask or django for a rest api",
            "/choose/?must=rest-api&framework=flask&framework=django",
        ),
    ],
)
def test_the_first_link_is_what_was_meant(text: str, path: str) -> None:
    links = reading.page("/search/", {"q": text}).links
    assert next(link for link in links if not link.startswith("/claims/?q=")) == path


@pytest.mark.parametrize(
    "text", ["flask", "flsk djnago", "authentication", "nothing here", "a b c d e f g h i j k l m"]
)
def test_every_page_of_results_is_sound(text: str) -> None:
    assert reading.page("/search/", {"q": text}).response.status_code == 200
