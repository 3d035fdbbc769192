"""The report of a source, and on its own page where it comes from."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from kb.admin.source.source_report import sentences, tree_text
from kb.derived.source_reports import origins
from kb.models import Source
from kb.rows.vocabulary_reading import read_vocabulary
from tests import factories as make
from tests.kb.admin.pages import address, queries

pytestmark = pytest.mark.django_db


def report_of(source: Source) -> str:
    return reverse("admin:kb_source_report", args=[source.pk])


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def chain() -> Source:
    """A copy of a blog that copies the documentation."""
    copy, blog = make.source(title="The copy"), make.source(title="The blog", kind="blog")
    docs = make.source(title="The docs", kind="official")
    make.source_link(from_source=copy, to_source=blog, note="word for word")
    make.source_link(from_source=blog, to_source=docs)
    return copy


def said(source: Source) -> tuple[str, list[str]]:
    found = origins(source.slug, read_vocabulary())
    return tree_text(found), sentences(found)


def test_the_tree_is_a_text_with_one_source_a_line() -> None:
    tree, words = said(chain())
    assert tree.splitlines() == [
        "The copy (article)",
        "└── The blog (blog): word for word",
        "    └── The docs (official documentation)",
    ]
    assert words == ["It ends in The docs."]


def test_a_circle_is_named() -> None:
    one, other = make.source(title="One"), make.source(title="Other")
    make.source_link(from_source=one, to_source=other)
    make.source_link(from_source=other, to_source=one)
    tree, words = said(one)
    assert tree.splitlines()[-1] == "    └── One (article) (as above)"
    assert "A circle: One, Other lead to each other, and count as one." in words


def test_what_is_only_cited_is_said_to_be_no_upstream() -> None:
    link = make.source_link(kind="cites")
    words = said(link.from_source)[1]
    assert words == ["It derives from no other source.", f"It only refers to {link.to_source}: shown, never followed."]


def test_generated_text_at_the_end_is_no_root() -> None:
    link = make.source_link(to_source=make.source(title="A machine", kind="generated"))
    assert any(words.startswith("No root") and "A machine" in words for words in said(link.from_source)[1])


def test_the_page_of_a_source_shows_where_it_comes_from_and_leads_to_its_report(admin_client: Client) -> None:
    copy = chain()
    html = page(admin_client, address(Source, "change", copy.pk))
    assert "└── The blog (blog): word for word" in html
    assert "It ends in The docs." in html
    assert report_of(copy) in html


def test_a_report_says_how_the_source_stands(admin_client: Client) -> None:
    source = make.source(title="S", link_state="dead", link_checked_on=date(2026, 11, 30), url="https://s.example/")
    make.snapshot(source=source, text="Nothing of it.")
    yes = make.claim(source=source, locator="line 1", quote="a quote that is lost")
    no = make.claim(source=source, framework=yes.framework, aspect=yes.aspect, boolean=False, locator="line 9")
    make.claim(source=source, via=make.source(title="The root"))
    make.draft(source=source)
    html = page(admin_client, report_of(source))
    for words in (
        "3 published", "1 draft", "speak to 2 cells", "In 1 of them (50 %)", "line 1", "line 9", yes.key, no.key,
        "The root (article): 1 claim", "itself: 2 claims", "1 of 1 is not found", "dead, 2026-11-30",
    ):  # fmt: skip
        assert words in " ".join(html.split()), words


def test_a_source_of_which_nothing_is_claimed_has_a_report(admin_client: Client) -> None:
    html = page(admin_client, report_of(make.source()))
    assert "speak to 0 cells" in " ".join(html.split())


def test_titles_are_text(admin_client: Client) -> None:
    source = make.source(title="<b>bold</b>", slug="bold")
    for path in (report_of(source), address(Source, "change", source.pk)):
        assert "<b>bold" not in page(admin_client, path)


def test_a_report_takes_the_same_queries_for_any_number_of_claims(admin_client: Client) -> None:
    source = chain()

    def more() -> None:
        yes = make.claim(source=source, quote="a")
        rows = [yes, make.claim(source=source, framework=yes.framework, aspect=yes.aspect, boolean=False)]
        make.resolution(rows)
        make.source_link(from_source=source)

    more()
    page(admin_client, report_of(source))
    before = queries(admin_client, report_of(source))
    for _ in range(4):
        more()
    page(admin_client, report_of(source))
    assert queries(admin_client, report_of(source)) == before <= 25


def test_a_source_that_is_not_there_has_no_report(admin_client: Client) -> None:
    assert [admin_client.get(f"/admin/kb/source/{key}/report/").status_code for key in (99, 10**30)] == [404, 404]


@pytest.mark.parametrize("rights", [(), ("view_source",), ("view_claim",)])
def test_who_may_not_look_at_sources_and_claims_sees_no_report(client: Client, rights: tuple[str, ...]) -> None:
    person: Any = make.person()
    person.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(person)
    assert client.get(report_of(make.source())).status_code == 403


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(report_of(make.source())).status_code == 302
