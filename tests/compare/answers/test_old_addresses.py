"""Old addresses lead on, for good, to where things are now."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from kb.models import Claim
from tests import factories as make
from tests.kb.admin.pages import address, sent
from tests.kb.bases import built, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def renamed(db: None) -> None:
    """A base in which everything that has an address got another one."""
    put(built(_rename))


def _rename() -> None:
    scope, group = make.scope(slug="old-scope"), make.group(slug="old-group")
    aspect = make.aspect(slug="old-aspect", group=group)
    adoption = make.aspect(slug="old-use", group=group, per_company=True)
    framework, company, source = make.framework(slug="old"), make.company(slug="old-co"), make.source(slug="old-src")
    make.claim(framework=framework, aspect=aspect, source=source, scope=scope)
    make.claim(framework=framework, aspect=adoption, company=company, source=source)
    make.claim(framework=make.framework(slug="django"), aspect=aspect, source=source)
    for row in (framework, aspect, adoption, company, source, scope, group):
        row.slug = row.slug.replace("old", "new")
        row.save()


def moved(client: Client, path: str) -> str:
    """Where the address leads for good; it answers there."""
    response: Any = client.get(path)
    assert response.status_code == 301, path
    assert client.get(response["Location"], follow=True).status_code == 200
    return str(response["Location"])


@pytest.mark.parametrize(
    "path",
    [
        "/frameworks/old/",
        "/aspects/old-aspect/",
        "/companies/old-co/",
        "/sources/old-src/",
        "/compare/django-vs-old/",
        "/compare/old-vs-django/",
        "/cells/old/old-aspect/",
        "/cells/new/old-aspect/",
        "/cells/old/old-use/old-co/",
        "/frameworks/old.json",
        "/sources/old-src.csv",
        "/compare/old-vs-django.md",
        "/compare/old-vs-django.fixture.json",
        "/cells/old/old-aspect.json",
        "/claims/?framework=old",
        "/claims/?framework=old&framework=django&order=name",
        "/claims.json?group=old-group&source=old-src",
        "/compare/old-vs-django/?scope=old-scope",
        "/companies/?company=old-co",
        "/disagreements.csv?aspect=old-aspect",
        "/compare/?framework=django&framework=old",
    ],
)
@pytest.mark.usefixtures("renamed")
def test_an_old_address_leads_to_the_new_one(client: Client, path: str) -> None:
    assert moved(client, path) == path.replace("old", "new")


def easy(new: str = "") -> Claim:
    """A claim with the option “easy”, which is then called otherwise."""
    claim = make.claim(option=make.aspect(options=["easy"]).options.get())
    if new:
        claim.option.slug = new
        claim.option.save()
    return claim


def keys(client: Client, path: str) -> list[str]:
    return [claim["key"] for claim in json.loads(client.get(path).getvalue())["claims"]]


def test_an_option_that_was_renamed_keeps_its_address(client: Client) -> None:
    easy("simple")
    assert moved(client, "/claims/?value=easy&value=yes") == "/claims/?value=simple&value=yes"


def test_options_of_two_aspects_that_had_a_slug_are_both_led_to(client: Client) -> None:
    easy("simple")
    easy("plain")
    assert moved(client, "/claims.json?value=easy") == "/claims.json?value=plain&value=simple"


def test_where_another_aspect_has_the_old_slug_the_filter_takes_both(client: Client) -> None:
    claims = sorted([easy("simple").key, easy().key])
    make.claim(option=make.aspect(options=["hard"]).options.get())
    assert keys(client, "/claims.json?value=easy") == claims
    assert json.loads(client.get("/claims.json?value=easy").getvalue())["query"] == "value=easy&value=simple"


@pytest.mark.parametrize("name", ["must", "nice"])
def test_a_need_that_was_renamed_keeps_its_address(client: Client, name: str) -> None:
    need = make.need(slug="orm-need", aspect=make.claim().aspect)
    need.slug = "orm"
    need.save()
    assert moved(client, f"/choose/?{name}=orm-need") == f"/choose/?{name}=orm"


@pytest.mark.usefixtures("renamed")
def test_a_slug_that_now_stands_there_twice_stands_there_once(client: Client) -> None:
    assert moved(client, "/claims/?framework=old&framework=new") == "/claims/?framework=new"


@pytest.mark.usefixtures("renamed")
def test_a_browser_asks_again_before_it_follows_an_old_redirect(client: Client) -> None:
    assert "no-cache" in client.get("/frameworks/old/")["Cache-Control"]


@pytest.mark.usefixtures("renamed")
def test_a_claim_keeps_the_address_that_it_was_published_under(client: Client) -> None:
    assert client.get("/claims/old-src-old-old-aspect-1/").status_code == 200


@pytest.mark.usefixtures("renamed")
@pytest.mark.parametrize("path", ["/frameworks/older/", "/cells/older/old-aspect-2/", "/compare/older-vs-django/"])
def test_what_never_was_is_still_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.usefixtures("renamed")
def test_another_fault_is_named_at_the_new_address(client: Client) -> None:
    response: Any = client.get("/claims/?framework=old&state=nonsense", follow=True)
    assert response.redirect_chain == [("/claims/?framework=new&state=nonsense", 301)]
    assert response.status_code == 400


@pytest.mark.usefixtures("renamed")
def test_something_new_at_an_old_address_is_shown(client: Client) -> None:
    make.named(make.framework(slug="old", name="Something else"))
    assert "Something else" in client.get("/frameworks/old/").content.decode()


@pytest.mark.usefixtures("renamed")
def test_a_deleted_thing_leads_nowhere(client: Client) -> None:
    row = make.company(slug="gone-old")
    row.slug = "gone"
    row.save()
    row.delete()
    assert client.get("/companies/gone-old/").status_code == 404


def test_a_rename_in_the_admin_keeps_the_old_address(client: Client) -> None:
    client.force_login(make.editor(username="ada"))
    row = make.named(make.company(slug="old"))
    sent(client, address(type(row), "change", row.pk), slug="new", change_reason="It is.")
    assert moved(client, "/companies/old/") == "/companies/new/"


@pytest.mark.usefixtures("renamed")
def test_nothing_is_looked_up_for_an_address_that_answers(client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(20) as captured:
        client.get("/frameworks/new/")
    assert not any("formerslug" in query["sql"] for query in captured.captured_queries)


def test_an_option_of_a_question_that_nobody_has_seen_takes_no_address(client: Client) -> None:
    aspect = make.aspect(options=["easy"])
    option = aspect.options.get()
    make.claim(aspect=aspect, option=option)
    option.slug = "simple"
    option.save()
    make.aspect(options=["easy"])
    assert moved(client, "/claims/?value=easy") == "/claims/?value=simple"
