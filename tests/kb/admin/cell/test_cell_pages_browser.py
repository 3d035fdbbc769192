"""A contested cell read in a real browser, with script and without, under our content security policy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from kb.admin.cell.cell_report import cell_address
from kb.models import Cell, Gap, Resolution
from tests import factories as make
from tests.kb.admin.browsing import accept, signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def contested() -> str:
    yes = make.claim()
    make.claim(framework=yes.framework, aspect=yes.aspect, boolean=False)
    return cell_address(yes.framework.slug, yes.aspect.slug)


def read(page: Page) -> None:
    page.get_by_label("no: 1 document, 1 root").check()
    page.get_by_label("Reason").select_option("judgement")
    page.get_by_label("Why").fill("The second is clearer.")
    page.get_by_role("button", name="Save the reading").click()
    accept(page)


def test_from_the_front_page_to_a_reading(page: Page, live_server: Any) -> None:
    contested()
    complaints = signed_in(page, live_server)
    page.get_by_role("link", name="1 contested").click()
    page.locator("#result_list tbody a").first.click()
    read(page)
    assert (Resolution.objects.get().boolean, Cell.objects.get().state, complaints) == (False, "resolved", [])


def test_it_works_without_script(chromium: Browser, live_server: Any) -> None:
    path, context = contested(), chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    signed_in(page, live_server)
    page.goto(live_server.url + path)
    read(page)
    context.close()
    assert Cell.objects.get().state == "resolved"


def test_an_absence_is_recorded_from_the_list_of_open_cells(page: Page, live_server: Any) -> None:
    make.framework(name="Flask")
    make.aspect(name="Admin")
    complaints = signed_in(page, live_server)
    page.get_by_role("link", name=re.compile("^1 cell of .* without either$")).click()
    page.get_by_role("link", name="Record why Flask, Admin is empty").click()
    page.get_by_label("does not apply").check()
    page.get_by_label("Note").fill("It is a library.")
    page.get_by_role("button", name="Save").click()
    accept(page)
    assert (Gap.objects.get().kind, complaints) == ("not-applicable", [])


def test_the_pages_fit_a_phone_and_keep_to_the_policy(page: Page, live_server: Any) -> None:
    path, source = contested(), make.source_link().from_source
    cells = [["Flask, Admin", "single: yes (1 document, 1 root; weak). Second hand", "unrooted: yes (1 document)"]]
    proposal = make.proposal(cells=cells, cell_count=1)
    complaints = signed_in(page, live_server)
    page.set_viewport_size({"width": 390, "height": 800})
    proposed = f"/admin/kb/proposal/{proposal.pk}/change/"
    for address in ("/admin/", path, "/admin/kb/cell/unanswered/", f"/admin/kb/source/{source.pk}/report/", proposed):
        page.goto(live_server.url + address)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert (width <= 390, complaints) == (True, []), address
