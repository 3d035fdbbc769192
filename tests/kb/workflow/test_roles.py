"""The groups Editor and Reviewer: exactly what they need."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.test import Client

from kb.models import Aspect, Claim, Framework, Gap, Resolution, Snapshot, Source
from tests import factories as make
from tests.kb.admin.pages import address
from tests.kb.workflow.people import entered, member

pytestmark = pytest.mark.django_db

EDITOR = set(
    """
    add_aspect add_claim add_company add_framework add_gap add_option add_reading add_scope add_snapshot add_source
    add_sourcelink
    change_aspect change_claim change_company change_framework change_gap change_objection change_option change_reading
    change_scope change_source change_sourcelink
    delete_reading import_claims submit_claim
    view_aspect view_aspectgroup view_cell view_claim view_company view_framework view_gap view_need view_objection
    view_option view_proposal view_reading view_resolution view_scope view_snapshot view_source view_sourcelink
    """.split()
)
REVIEWER = EDITOR | set(
    """
    add_merge add_resolution add_withdrawal change_resolution publish_claim retire_claim send_back_claim view_merge
    view_withdrawal
    """.split()
)


@pytest.mark.parametrize(("name", "rights"), [("Editor", EDITOR), ("Reviewer", REVIEWER)])
def test_a_group_has_exactly_these_permissions(name: str, rights: set[str]) -> None:
    held = Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename")
    assert sorted(held) == sorted(("kb", code) for code in rights)


@pytest.mark.parametrize("name", ["Editor", "Reviewer"])
def test_nobody_but_superusers_deletes_evidence(client: Client, name: str) -> None:
    person = member(name)
    client.force_login(person)
    rows = [entered(person), make.source(), make.gap(), make.snapshot(), make.framework()]
    for row in rows:
        assert client.post(address(type(row), "delete", row.pk), {"post": "yes"}).status_code == 403
        assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", [Claim, Source, Gap, Resolution, Snapshot, Framework, Aspect])
def test_who_is_in_no_group_sees_nothing(client: Client, model: type[Claim]) -> None:
    client.force_login(make.person())
    assert client.get(address(model, "changelist")).status_code == 403
    assert "kb/" not in client.get("/admin/").content.decode().split('id="content"')[1]


@pytest.mark.parametrize("name", ["Editor", "Reviewer"])
def test_members_find_their_pages(client: Client, name: str) -> None:
    client.force_login(member(name))
    claim = make.claim()
    for path in ("/admin/", "/admin/kb/claim/add/", "/admin/kb/claim/", "/admin/kb/claim/review/"):
        assert client.get(path).status_code == 200, path
    assert client.get(address(Claim, "change", claim.pk)).status_code == 200


def test_permissions_are_named_as_django_names_them() -> None:
    """The migration makes them before Django does; there must not be two."""
    before = set(Permission.objects.values_list("pk", "name"))
    create_permissions(apps.get_app_config("kb"), verbosity=0)
    assert set(Permission.objects.values_list("pk", "name")) == before
    assert Permission.objects.get(codename="change_sourcelink").name == "Can change source link"
