"""The admin in a real browser, under our content security policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kb.models import Claim, Source
from tests import factories as make
from tests.kb.admin.browsing import signed_in
from tests.kb.admin.pages import address

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def complaints(page: Page, live_server: Any) -> list[str]:
    """What the console says against a page; an editor is signed in."""
    return signed_in(page, live_server)


@pytest.fixture
def site(page: Page, live_server: Any, complaints: list[str]) -> Any:
    """A function that opens an address of the admin."""
    return lambda path: page.goto(live_server.url + path)


def test_pages_keep_to_the_content_security_policy(page: Page, site: Any, complaints: list[str]) -> None:
    claim, link = make.claim(), make.source_link()
    paths = [
        "/admin/",
        address(Claim, "changelist"),
        address(Claim, "add"),
        address(Claim, "change", claim.pk),
        address(Claim, "history", claim.pk),
        address(Claim, "simple_history", claim.pk, claim.history.get().pk),
        address(Source, "change", link.from_source_id),
    ]
    for path in paths:
        assert site(path).status == 200
        page.wait_for_load_state("networkidle")
        assert complaints == [], path


def test_a_claim_is_entered_with_the_search_boxes(page: Page, site: Any, complaints: list[str]) -> None:
    make.source(title="A comparison")
    make.framework(name="Flask")
    make.aspect(name="Admin")
    site(address(Claim, "add"))
    for field, name in (("source", "A comparison"), ("framework", "Flask"), ("aspect", "Admin")):
        page.click(f".field-{field} .select2-selection")
        page.keyboard.type(name[:4])
        page.click(f".select2-results__option:has-text('{name}')")
    page.fill("#id_locator", "line 1")
    page.select_option("#id_boolean", "false")
    page.click("input[name=_save]")
    page.wait_for_url("**/admin/kb/claim/")
    assert (Claim.objects.get().key, complaints) == ("a-comparison-flask-admin-1", [])


def test_a_retirement_is_confirmed(page: Page, site: Any, complaints: list[str]) -> None:
    make.claim()
    site(address(Claim, "changelist"))
    page.check("input.action-select")
    page.select_option("select[name=action]", "retire")
    page.click("button[name=index]")
    page.check("input[value=misread]")
    page.click("input[value=Retire]")
    page.wait_for_selector(".messagelist")
    assert (Claim.objects.get().status, complaints) == ("retired", [])
