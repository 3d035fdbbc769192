"""No row that a person names passes for another one that is public."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from kb.editing import trials
from kb.models import Framework
from kb.models.former_slugs import present_slugs, renamed_options
from tests import factories as make
from tests.kb.workflow.people import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def eve(db: None) -> Any:
    return member("Editor", username="eve")


def renamed(row: Any) -> Any:
    """The row, to which the slug “old” leads."""
    for slug in ("old", "now"):
        row.slug = slug
        row.save()
    return row


def option() -> Any:
    aspect = make.aspect(options=["easy", "hard"])
    return make.claim(aspect=aspect, option=aspect.options.first()).option


PUBLISHED = {
    "framework": lambda: make.claim().framework,
    "aspect": lambda: make.claim().aspect,
    "group": lambda: make.claim().aspect.group,
    "company": lambda: make.claim(aspect=make.adoption(), company=make.company()).company,
    "scope": lambda: make.claim(scope=make.scope()).scope,
    "source": lambda: make.claim().source,
    "option": option,
}


def named(row: Any, person: Any, slug: str = "old") -> None:
    row.slug, row._history_user = slug, person
    row.save()


def another(row: Any) -> Any:
    """A new row beside it."""
    fresh = type(row)(**{column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields})
    fresh.pk = None
    for column in ("name", "label", "title"):
        if hasattr(fresh, column):
            setattr(fresh, column, "Another")
    return fresh


def leads_on(kind: str) -> tuple[str, ...] | None:
    return present_slugs([(kind, "old")]).get((kind, "old"))


@pytest.mark.parametrize("kind", PUBLISHED)
def test_a_new_row_does_not_take_the_former_address_of_a_published_one(eve: Any, kind: str) -> None:
    row = renamed(PUBLISHED[kind]())
    with pytest.raises(ValidationError) as refused:
        named(another(row), eve)
    assert refused.value.message_dict == {"slug": [f"This address leads on to “{row}” (now); choose another."]}
    assert leads_on(kind) == ("now",)


def test_neither_does_a_row_that_is_renamed(eve: Any) -> None:
    renamed(make.claim().framework)
    with pytest.raises(ValidationError, match="leads on"):
        named(make.framework(name="Another"), eve)
    assert leads_on("framework") == ("now",)


def test_an_address_that_led_to_nothing_published_can_be_taken(eve: Any) -> None:
    row = make.framework()
    make.former_slug(kind="framework", slug="old", target=row.pk)
    named(another(row), eve)
    assert leads_on("framework") is None


def test_what_was_decided_on_takes_it(eve: Any) -> None:
    row = renamed(make.claim().framework)
    with trials.accepted():
        named(another(row), eve)
    assert leads_on("framework") is None


def test_an_option_of_another_aspect_has_a_slug_of_its_own(eve: Any) -> None:
    renamed(option())
    fresh = make.aspect(options=["plain"]).options.get()
    named(fresh, eve)
    assert leads_on("option") is None


def test_nor_does_an_option_that_moves_to_the_aspect(eve: Any) -> None:
    there = renamed(option()).aspect
    moving = make.aspect(options=["old"]).options.get()
    moving.aspect, moving._history_user = there, eve
    with pytest.raises(ValidationError, match="leads on"):
        moving.save()
    assert renamed_options(["old"]) == {"old": ("now",)}


def test_a_form_says_where_the_address_leads(eve: Any, client: Client) -> None:
    row = renamed(make.claim().framework)
    client.force_login(eve)
    page = client.post("/admin/kb/framework/add/", {"name": "Another", "slug": "old"})
    assert page.context["adminform"].form.errors == {
        "slug": [f"This address leads on to “{row}” (now); choose another."]
    }
    assert Framework.objects.get() == row


@pytest.mark.parametrize("build", [make.framework, make.company])
@pytest.mark.parametrize("alias", ["ACME  Works", "acme", "Acme Inc"])
def test_an_alias_is_no_name_of_another_row(eve: Any, build: Any, alias: str) -> None:
    build(slug="acme", name="Acme works", aliases="ACME Inc")
    row = build(name="Another", slug="another")
    row.aliases, row._history_user = f"Mine\n{alias}", eve
    with pytest.raises(ValidationError) as refused:
        row.save()
    assert refused.value.message_dict == {"aliases": [f"“{' '.join(alias.split())}” is a name of acme already."]}


def test_a_standing_alias_does_not_stop_other_corrections(eve: Any) -> None:
    make.framework(slug="acme", aliases="Acme Inc")
    row = make.framework(name="Another", aliases="ACME Inc")
    row.aliases, row._history_user = "ACME Inc\nMine", eve
    row.save()
    assert Framework.objects.get(name="Another").alias_list == ["ACME Inc", "Mine"]
