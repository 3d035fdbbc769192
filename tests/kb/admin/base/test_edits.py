"""What the page and the form of a row know besides the row."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.http import QueryDict
from django.test import RequestFactory

from kb.admin.base.edits import Edit
from kb.models import Scope, Source
from tests import factories as make
from tests.kb.admin.pages import address, typed_on

pytestmark = pytest.mark.django_db


def test_the_aspect_is_that_which_is_typed_before_the_stored_one() -> None:
    claim, other = make.claim(), make.aspect()
    assert Edit(entry=QueryDict(f"aspect={other.pk}")).aspect_of(claim) == other
    assert Edit(address=QueryDict(f"aspect={other.pk}")).aspect_of(claim) == claim.aspect


def test_a_new_row_has_the_aspect_of_the_address() -> None:
    aspect = make.aspect()
    assert Edit(address=QueryDict(f"aspect={aspect.pk}")).aspect_of(None) == aspect
    assert Edit(address=QueryDict("aspect=orm")).aspect_of(None) is None


def test_an_aspect_is_read_once(django_assert_num_queries: Any) -> None:
    edit, claim = Edit(), make.claim()
    with django_assert_num_queries(1):
        assert edit.aspect_of(claim) is edit.aspect_of(claim)


def test_a_form_reads_what_its_edit_says_not_what_the_request_says(rf: RequestFactory) -> None:
    request = rf.post("/", {"name": "typed"})
    table = admin.site.get_model_admin(Scope)
    page = table.at(Edit(is_bound=True, entry=QueryDict("name=chosen")))
    assert page.get_form(request, fields=["name"])(request.POST).data["name"] == "chosen"
    assert table.edit.entry == QueryDict()


def test_rows_on_a_page_are_what_the_edit_says(rf: RequestFactory, admin_user: Any) -> None:
    request = rf.post("/")
    request.user = admin_user
    link = make.source_link()
    table = admin.site.get_model_admin(Source)
    (stored, *_), _ = table._create_formsets(request, link.from_source, change=True)
    entry = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "1", "0-id": str(link.pk), "0-DELETE": "on"}
    sent = QueryDict("&".join(f"{stored.prefix}-{name}={text}" for name, text in entry.items()))
    page = table.at(Edit(is_bound=True, entry=sent))
    (formset, *_), _ = page._create_formsets(request, link.from_source, change=True)
    assert (stored.is_bound, [form.instance for form in formset.deleted_forms]) == (False, [link])


@pytest.mark.parametrize("prefix", ["links_out", "readings"])
def test_a_form_that_says_it_has_many_more_rows_than_it_sends_is_refused(admin_client: Any, prefix: str) -> None:
    path = address(Source, "change", make.source().pk)
    data = typed_on(admin_client.get(path).context) | {f"{prefix}-TOTAL_FORMS": "1000000"}
    assert admin_client.post(path, data).status_code == 400
