"""Robots: canonical pages are open, and no link of theirs leads robots to a page with a query."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest

from compare.web.indexing import NO_INDEX, is_closed
from tests.compare import reading
from tests.compare.test_urls import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("varied_base", "today")]

FILTERED = [
    "/claims/?framework=flask&order=newest", "/compare/flask-vs-django/?state=single&transpose=1",
    "/companies/?q=a", "/choose/?framework=flask", "/disagreements/?state=contested", "/search/?q=flask",
]  # fmt: skip


def rules(shown: reading.Shown) -> list[str | None]:
    return [one.get("content") for one in shown.find("meta", name="robots")]


def followed(root: Element) -> list[str]:
    """The addresses with a query to which links lead that robots may follow."""
    links = [(str(link.get("href")), (link.get("rel") or "").split()) for link in root.iter("a")]
    return [href for href, rel in links if is_closed(href) and href[:1] in "/?" and "nofollow" not in rel]


@pytest.mark.parametrize("path", [*PAGES, "/", "/about/"])
def test_a_canonical_page_is_open_and_leads_robots_to_no_query(path: str) -> None:
    shown = reading.page(path)
    assert rules(shown) == []
    assert followed(shown.root) == []


@pytest.mark.parametrize("path", [*PAGES, "/", "/about/", "/about/method/"])
def test_a_link_that_leads_out_vouches_for_nothing(path: str) -> None:
    out = [link for link in reading.page(path).root.iter("a") if str(link.get("href")).startswith("http")]
    license_links = [link for link in out if link.get("rel") == "license"]
    assert license_links
    assert {link.get("rel") for link in out if link not in license_links} <= {"noopener nofollow"}


@pytest.mark.parametrize("path", FILTERED)
def test_a_page_with_a_query_is_closed_as_its_header_says(path: str) -> None:
    shown = reading.page(path)
    assert rules(shown) == [shown.response["X-Robots-Tag"]] == [NO_INDEX]


@pytest.mark.parametrize("path", FILTERED)
def test_what_filters_pages_and_files_leads_robots_nowhere(path: str) -> None:
    shown = reading.page(path)
    tools = [*shown.find("div", class_="tools"), *shown.find("nav", class_="pages"), *shown.find("nav", class_="faces")]
    assert [followed(one) for one in tools] == [[] for _ in tools]
