"""Merging in the admin: choose, look, do; and back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kb.models import Cell, Claim, Framework, Merge, Option, Scope, Source
from kb.models.merges import MERGEABLE
from tests import factories as make
from tests.kb.admin.pages import address, messages
from tests.kb.bases import picture
from tests.kb.workflow.people import member

pytestmark = pytest.mark.django_db

BUILDERS = {
    "source": make.source,
    "company": make.company,
    "framework": make.framework,
    "aspect": make.aspect,
    "option": make.option,
    "scope": make.scope,
}


@pytest.fixture
def reviewer(client: Client) -> Any:
    person = member("Reviewer", username="rita")
    client.force_login(person)
    return person


def page(row: Any) -> str:
    return address(type(row), "merge", row.pk)


def confirmed(client: Client, former: Any, heir: Any, **fields: Any) -> Any:
    """Look at the preview, and do it."""
    preview = client.post(page(former), {"into": heir.pk, **fields}).context["preview"]
    return client.post(page(former), {"into": heir.pk, "confirmed": preview.plan.digest, **fields}, follow=True)


@pytest.mark.usefixtures("reviewer")
@pytest.mark.parametrize("kind", sorted(MERGEABLE))
def test_every_kind_has_the_page_and_a_way_to_it(client: Client, kind: str) -> None:
    row = BUILDERS[kind]()
    assert page(row) in client.get(address(type(row), "change", row.pk)).content.decode()
    assert client.get(page(row)).status_code == 200


@pytest.mark.usefixtures("reviewer")
def test_two_sources_are_merged(client: Client) -> None:
    claim, heir = make.claim(), make.source(title="The heir")
    response = confirmed(client, claim.source, heir, reason="typed twice")
    assert Claim.objects.get().source == heir
    assert messages(response)[0].startswith("“Source 1” is merged into “The heir”.")
    assert Merge.objects.get().reason == "typed twice"


@pytest.mark.usefixtures("reviewer")
def test_three_entries_of_one_document_are_one_document(client: Client) -> None:
    """Standing rows of a base in which nobody was warned."""
    urls = ("https://blog.example/ten", "https://blog.example/ten", "http://www.blog.example/ten/?utm_source=x")
    first, *others = (make.source(kind="official", url=url) for url in urls)
    place = {"framework": make.framework(), "aspect": make.aspect()}
    for source in (first, *others):
        make.claim(source=source, boolean=False, **place)
    assert (Cell.objects.get().state, Cell.objects.get().documents) == ("corroborated", 3)
    assert client.get("/admin/").content.decode().count(f"/merge/?into={first.pk}") == 2
    for other in others:
        confirmed(client, other, first)
    assert (Cell.objects.get().state, Cell.objects.get().documents) == ("single", 1)
    assert "Perhaps one document" not in client.get("/admin/").content.decode()


@pytest.mark.usefixtures("reviewer")
def test_a_preview_writes_nothing(client: Client) -> None:
    claim = make.claim()
    other = make.claim(framework=claim.framework, aspect=claim.aspect)
    before = picture()
    response = client.post(page(other.source), {"into": claim.source_id})
    assert "corroborated: yes" in response.content.decode()
    assert picture() == before


@pytest.mark.usefixtures("reviewer")
def test_what_changed_after_the_preview_is_shown_first(client: Client) -> None:
    former, heir = make.source(), make.source()
    digest = client.post(page(former), {"into": heir.pk}).context["preview"].plan.digest
    make.claim(source=former)
    response = client.post(page(former), {"into": heir.pk, "confirmed": digest})
    assert "has changed since you looked" in messages(response)[0]
    assert response.context["preview"].moving == ["1 claim"]
    assert Source.objects.count() == 2


@pytest.mark.usefixtures("reviewer")
def test_obstacles_are_said_in_place_of_the_button(client: Client) -> None:
    content = client.post(page(make.option()), {"into": make.option().pk}).content.decode()
    assert "Both must be options of one aspect." in content
    assert "Merge them" not in content
    assert Option.objects.count() == 2


@pytest.mark.usefixtures("reviewer")
@pytest.mark.parametrize("into", ["", "0", "x", "99999999999999999999", "self"])
def test_what_is_no_other_row_is_refused(client: Client, into: str) -> None:
    row = make.scope()
    response = client.post(page(row), {"into": str(row.pk) if into == "self" else into})
    assert response.context["form"].errors["into"]
    assert Scope.objects.exists()


def test_editors_have_no_such_page(client: Client) -> None:
    client.force_login(member("Editor"))
    row = make.source()
    assert client.get(page(row)).status_code == client.post(page(row)).status_code == 403
    assert "Merge into" not in client.get(address(Source, "change", row.pk)).content.decode()


@pytest.mark.usefixtures("reviewer")
def test_a_merge_is_undone_on_its_page(client: Client) -> None:
    claim = make.claim(source=make.source(slug="former"))
    confirmed(client, claim.source, make.source())
    merging = Merge.objects.get()
    undo = address(Merge, "undo", merging.pk)
    assert undo in client.get(address(Merge, "change", merging.pk)).content.decode()
    assert "Undo the merge" in client.get(undo).content.decode()
    client.post(undo)
    assert Claim.objects.get().source.slug == "former"
    assert "undone already" in client.get(undo).content.decode()


@pytest.mark.usefixtures("reviewer")
def test_what_stands_in_the_way_of_undoing_is_listed(client: Client) -> None:
    heir = make.framework()
    confirmed(client, make.framework(), heir)
    claim = make.claim(framework=heir)
    undo = address(Merge, "undo", Merge.objects.get().pk)
    for content in (client.get(undo).content.decode(), client.post(undo).content.decode()):
        assert f"Claim {claim.key} is new" in content
    assert Framework.objects.count() == 1


@pytest.mark.usefixtures("reviewer")
def test_the_page_can_begin_with_a_choice(client: Client) -> None:
    heir = make.source()
    content = client.get(f"{page(make.source())}?into={heir.pk}").content.decode()
    assert f'<option value="{heir.pk}" selected' in content
