"""Recording that a source was read in full."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from kb.models import Cell, Reading
from tests import factories
from tests.kb.admin.pages import confirmed

pytestmark = pytest.mark.django_db


def address(pk: int) -> str:
    return f"/admin/kb/source/{pk}/read/"


def test_one_click_records_it_for_all_frameworks_that_the_source_speaks_of(admin_client: Client) -> None:
    claim = factories.claim()
    other = factories.claim(source=claim.source)
    factories.claim()
    confirmed(admin_client, admin_client.post(address(claim.source_id)))
    read = Reading.objects.filter(read_on=timezone.localdate())
    assert set(read.values_list("source", "framework")) == {
        (claim.source_id, claim.framework_id), (claim.source_id, other.framework_id),
    }  # fmt: skip


def test_a_second_click_moves_the_day(admin_client: Client) -> None:
    claim = factories.claim()
    factories.reading(source=claim.source, framework=claim.framework)
    confirmed(admin_client, admin_client.post(address(claim.source_id)))
    assert Reading.objects.get().read_on == timezone.localdate()


def test_looking_changes_nothing_and_a_visitor_may_not(admin_client: Client) -> None:
    claim = factories.claim()
    assert admin_client.get(address(claim.source_id)).status_code == 405
    assert Client().post(address(claim.source_id)).status_code == 302
    assert not Reading.objects.exists()


def test_a_source_without_a_claim_was_read_for_nothing(admin_client: Client) -> None:
    response = admin_client.post(address(factories.source().pk), follow=True)
    assert "nothing was recorded" in response.content.decode()


def test_a_cell_that_was_looked_for_follows_what_was_read() -> None:
    claim = factories.claim()
    gap = factories.gap(framework=claim.framework)
    reading = factories.reading(source=claim.source, framework=claim.framework)
    assert Cell.objects.get(aspect=gap.aspect).read == 1
    reading.delete()
    assert Cell.objects.get(aspect=gap.aspect).read == 0


def test_the_front_page_counts_what_to_read_again(admin_client: Client) -> None:
    factories.reading()
    factories.aspect(added_on=timezone.localdate())
    assert "to read again" in admin_client.get("/admin/").content.decode()
    assert Reading.objects.count() == 1
    assert admin_client.get("/admin/kb/reading/?again=yes").context["cl"].result_count == 1
    assert admin_client.get("/admin/kb/reading/?again=no").context["cl"].result_count == 0
