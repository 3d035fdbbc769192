"""A document that is entered a second time: the editor is warned, and decides."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kb.models import Source
from tests import factories as make
from tests.kb.admin.pages import address, errors, sent

pytestmark = pytest.mark.django_db

TEN, AGAIN = "https://blog.example/ten", "http://www.blog.example/ten/?utm_source=x"


def entered(client: Client, **fields: Any) -> Any:
    form = {"title": "Ten again", "slug": "ten-again", "kind": "official", "url": AGAIN, **fields}
    return sent(client, address(Source, "add"), **form)


def test_the_second_entry_of_a_document_names_the_first(admin_client: Client) -> None:
    first = make.source(title="Ten", slug="ten", url=TEN)
    page = entered(admin_client)
    [message] = errors(page)["another_document"]
    assert f'“<a href="{address(Source, "change", first.pk)}">Ten</a>” (ten) has the same address.' in message
    assert Source.objects.count() == 1
    assert AGAIN.replace("&", "&amp;") in page.content.decode()  # what was typed stays


def test_another_document_is_saved_once_that_is_said(admin_client: Client) -> None:
    make.source(url=TEN)
    assert entered(admin_client, another_document="on").status_code == 302
    assert Source.objects.get(slug="ten-again").another_document


def test_another_version_is_another_document(admin_client: Client) -> None:
    make.source(url=TEN, version="1")
    assert entered(admin_client, version="2").status_code == 302


def test_a_standing_pair_does_not_stop_other_corrections(admin_client: Client) -> None:
    make.source(url=TEN)
    twin = make.source(url=TEN)
    path = address(Source, "change", twin.pk)
    assert sent(admin_client, path, author="Ada").status_code == 302
    assert "another_document" in errors(sent(admin_client, path, url=AGAIN))


def test_a_title_is_escaped_in_the_warning(admin_client: Client) -> None:
    make.source(title="<b>Ten</b>", slug="ten", url=TEN)
    page = entered(admin_client).content.decode()
    assert "&lt;b&gt;Ten" in page
    assert "<b>Ten" not in page


def test_standing_pairs_are_on_the_front_page(admin_client: Client) -> None:
    for title in ("Ten", "Ten again"):
        make.source(title=title, url=TEN)
    page = admin_client.get("/admin/").content.decode()
    assert "Perhaps one document" in page
    assert f"/merge/?into={Source.objects.get(slug='ten').pk}" in page
    assert "the same address" in page


def test_a_form_that_is_refused_with_another_slug_comes_back(admin_client: Client) -> None:
    source = make.source_link().from_source
    assert "title" in errors(sent(admin_client, address(Source, "change", source.pk), slug="other", title=""))


def test_a_button_that_the_form_does_not_have_saves_nothing(admin_client: Client) -> None:
    source = make.source(title="Ten")
    page = address(Source, "change", source.pk)
    assert sent(admin_client, page, title="Eleven", _saveasnew="1").status_code == 302
    assert "This form saves no other row" in admin_client.get(page).content.decode()
    assert Source.objects.get().title == "Ten"
