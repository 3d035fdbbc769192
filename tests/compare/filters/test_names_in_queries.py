"""What a query calls by name is read as at every other door, and leads on to the address with slugs."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from compare.filters import NamesInQuery
from tests import factories as make
from tests.compare.filters.asking import asked, refused
from tests.kb.bases import built, put


def slugs(query: str) -> str:
    """The query that a query with names stands for."""
    with pytest.raises(NamesInQuery) as caught:
        asked(query)
    return caught.value.with_slugs(asked("").parameters).urlencode()


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("framework=Flask", "framework=flask"),
        ("framework=FLASK", "framework=flask"),
        ("framework=%20flask%C2%A0", "framework=flask"),
        ("framework=Flask&framework=flask", "framework=flask"),
        ("framework=django&framework=Flask", "framework=django&framework=flask"),
        ("source=A", "source=a"),
        ("value=EASY", "value=easy"),
    ],
)
def test_a_name_stands_for_its_slug(query: str, meant: str) -> None:
    assert slugs(query) == meant


def test_an_unknown_name_is_refused_beside_a_known_one() -> None:
    (fault,) = refused("framework=Flask&framework=Djagno")
    assert (fault.value, fault.nearest) == ("Djagno", ("django",))


def test_a_slug_is_no_name() -> None:
    assert asked("framework=flask").criteria == {"framework": ["flask"]}


@pytest.fixture
def base(db: None) -> None:
    put(built(_build))


def _build() -> None:
    orm = make.aspect(slug="orm", name="Built-in ORM", value_type="choice", options=["easy", "hard"])
    use = make.aspect(slug="use", per_company=True)
    flask = make.framework(slug="flask", name="Flask", aliases="The Flask\nFläsk")
    scope, source = make.scope(slug="small", name="Small apps"), make.source(slug="ten", title="Ten years")
    make.claim(framework=flask, aspect=orm, option=orm.options.get(slug="easy"), source=source, scope=scope)
    make.claim(framework=flask, aspect=use, company=make.company(slug="ada", name="Ada & Co"), source=source)
    make.claim(framework=make.framework(slug="name-flask", name="flask-2"), aspect=use, company=make.company())
    for slug in ("first", "second"):
        make.claim(framework=flask, aspect=orm, source=make.source(slug=slug, title="Twice told"))


def at(path: str, **query: str) -> str:
    return f"{path}?{urlencode(query)}"


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize(
    ("name", "text", "slug"),
    [
        ("framework", "Flask", "flask"),
        ("framework", "the flask", "flask"),
        ("framework", "FLÄSK", "flask"),
        ("aspect", "Built-in ORM", "orm"),
        ("company", "ada & co", "ada"),
        ("scope", "Small apps", "small"),
        ("source", "TEN YEARS", "ten"),
        ("value", "Easy", "easy"),
    ],
)
@pytest.mark.parametrize("path", ["/claims/", "/claims.json", "/claims.fixture.json", "/filters/claims/"])
def test_an_address_with_a_name_leads_on_to_that_with_the_slug(
    client: Client, path: str, name: str, text: str, slug: str
) -> None:
    response: Any = client.get(at(path, **{name: text, "order": "name"}))
    assert (response.status_code, response["Location"]) == (301, at(path, **{name: slug, "order": "name"}))


@pytest.mark.usefixtures("base")
def test_frameworks_chosen_by_name_are_compared(client: Client) -> None:
    response: Any = client.get("/compare/?framework=Flask&framework=flask-2", follow=True)
    assert response.redirect_chain[-1][0] == "/compare/flask-vs-name-flask/"


@pytest.mark.usefixtures("base")
def test_a_former_slug_beats_a_name(client: Client) -> None:
    company = make.company(slug="ADA", name="Another")
    make.claim(aspect=make.adoption(), company=company)
    company.slug = "another"
    company.save()
    response: Any = client.get("/claims/?company=ADA")
    assert response["Location"] == "/claims/?company=another"


@pytest.mark.usefixtures("base")
def test_a_name_that_means_two_is_refused_with_their_slugs(client: Client) -> None:
    response = client.get("/claims.json?source=Twice%20told")
    (fault,) = response.json()["errors"]
    assert (response.status_code, fault["allowed"]) == (400, ["first", "second"])
    assert fault["message"].startswith("“Twice told” names 2: write the slug.")


@pytest.mark.usefixtures("base")
def test_a_label_of_two_aspects_means_the_options_of_both(client: Client) -> None:
    for slug in ("plain", "clear"):
        option = make.named(make.aspect(options=[slug])).options.get()
        option.label = "No riddle"
        option.save()
    response: Any = client.get("/claims/?value=no%20riddle")
    assert (response.status_code, response["Location"]) == (301, "/claims/?value=clear&value=plain")


@pytest.mark.usefixtures("base")
def test_a_name_that_is_nearly_right_is_refused_with_the_nearest(client: Client) -> None:
    (fault,) = client.get("/claims.json?company=Ada%20und%20Co").json()["errors"]
    assert fault["nearest"] == ["ada"] or "ada" in fault["allowed"]


@pytest.mark.usefixtures("base")
def test_the_export_takes_names(capsys: pytest.CaptureFixture[str]) -> None:
    texts = []
    for text in ("flask", "The Flask"):
        call_command("export_kb", "--framework", text)
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]
    assert '"flask"' in texts[0]


@pytest.mark.usefixtures("base")
def test_no_name_is_looked_up_for_a_slug(client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(10) as captured:
        assert client.get("/claims/?framework=flask").status_code == 200
    assert not [
        query for query in captured.captured_queries if "aliases" in query["sql"] and "WHERE" not in query["sql"]
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["value", "framework", "source", "company", "scope", "group", "aspect"])
def test_many_values_are_looked_up_with_the_queries_of_few(client: Client, name: str) -> None:
    make.claim(aspect=make.aspect(["easy"]))
    numbers = []
    for number in (2, 60):
        with CaptureQueriesContext(connection) as captured:
            client.get("/claims/", {name: [f"none-{place}" for place in range(number)]})
        numbers.append(len(captured))
    assert numbers[0] == numbers[1]
