"""Two sources with claims on both, merged and made two again, in a real browser under our content security policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kb.models import Cell, Claim, Source
from tests import factories as make
from tests.kb.admin.browsing import signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def twins() -> Claim:
    """Two sources of one address, which say one thing alike and another each for itself; a claim of the second."""
    first, second = (make.source(title=title, url="https://blog.example/ten") for title in ("Ten", "Ten again"))
    claim = make.claim(source=first, locator="line 1")
    place = {"framework": claim.framework, "aspect": claim.aspect}
    make.claim(source=second, locator="line 1", **place)
    make.claim(source=first)
    return make.claim(source=second, locator="line 2", **place)


def chosen(page: Page, name: str) -> None:
    page.click(".select2-selection")
    page.keyboard.type(name)
    page.click(f".select2-results__option:has-text('{name}')")


def test_a_merge_of_two_sources_and_its_undoing(page: Page, live_server: Any) -> None:
    claim = twins()
    complaints = signed_in(page, live_server)
    page.locator("#front-twins ~ ul a", has_text="Ten again").first.click()
    page.get_by_role("link", name="Merge into…").click()
    chosen(page, "Ten")
    page.get_by_label("Reason").fill("typed twice")
    page.get_by_role("button", name="Show what would change").click()
    cell = page.get_by_role("row", name="Framework 1, Aspect 1")
    assert "2 documents" in cell.inner_text()
    assert Source.objects.count() == 2
    page.get_by_role("button", name="Merge them").click()
    page.wait_for_selector(".messagelist")
    assert (Source.objects.count(), Claim.objects.published().count()) == (1, 3)
    page.get_by_role("link", name="Look at the merge, or undo it").click()
    page.get_by_role("link", name="Undo").click()
    page.get_by_role("button", name="Undo the merge").click()
    page.wait_for_selector(".messagelist")
    claim.refresh_from_db()
    assert (claim.source.title, Claim.objects.published().count()) == ("Ten again", 4)
    assert (Cell.objects.get(framework=claim.framework).documents, complaints) == (2, [])
