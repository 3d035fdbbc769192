"""Imports and texts of sources in a real browser, with and without scripts, under our content security policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from kb.models import Claim, Snapshot
from tests import factories as make
from tests.kb.admin.browsing import SECRET, hear, sign_in
from tests.kb.admin.pages import address
from tests.kb.bases import picture
from tests.kb.importing.builders import base, csv_of, draft, one

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def complaints() -> list[str]:
    """What the console of the browser says against a page: refused styles and scripts above all."""
    return []


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def ada(request: Any, chromium: Browser, live_server: Any, complaints: list[str]) -> Iterator[Page]:
    """A browser in which an editor is signed in, in a small base."""
    base()
    make.editor(username="ada", password=SECRET)
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=request.param, viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    hear(page, complaints)
    page.goto("/admin/login/")
    sign_in(page)
    yield page
    context.close()


def upload(page: Page, content: bytes, reason: str = "", name: str = "claims.csv") -> None:
    """From the list of claims to the preview."""
    page.goto(address(Claim, "changelist"))
    page.get_by_role("link", name="Import", exact=True).click()
    page.set_input_files("#id_file", {"name": name, "mimeType": "text/csv", "buffer": content})
    page.fill("#id_reason", reason)
    page.get_by_role("button", name="Look at what it would do").click()
    page.wait_for_url("**/import/*/")


def test_what_the_site_exported_is_unchanged(ada: Page, complaints: list[str]) -> None:
    for _ in range(3):
        make.claim(quote="a quote")
    before = picture()
    upload(ada, ada.request.get("/claims.csv").body())
    ada.get_by_text("There is nothing to import").wait_for()
    ada.get_by_text("Unchanged: 3").click()
    assert ada.locator("#unchanged tbody tr:visible").count() == 3
    assert ada.get_by_role("button", name="Import").count() == 0
    assert (picture(), complaints) == (before, [])


def test_a_faulty_file_is_mended_and_uploaded_again(ada: Page, complaints: list[str]) -> None:
    rows = [one(), one(value="maybe", locator="2"), one(framework="flaks", locator="3"), one(locator="", source="odd")]
    before = picture()
    upload(ada, csv_of(*rows), "from the spreadsheet")
    ada.get_by_text("Nothing can be imported: 3 faults.").wait_for()
    table = ada.locator("#refused tbody")
    assert [row.split("\t")[:2] for row in table.inner_text().splitlines()] == [
        ["3", "value"],
        ["4", "framework"],
        ["5", "source"],
    ]
    assert "yes, no" in table.inner_text()
    assert ada.get_by_role("button", name="Import").count() == 0
    assert picture() == before

    ada.set_input_files("#id_file", {"name": "mended.csv", "mimeType": "text/csv", "buffer": csv_of(rows[0])})
    ada.get_by_role("button", name="Look at the other file").click()
    ada.get_by_role("heading", name="Import mended.csv").wait_for()
    assert ada.input_value("#id_reason") == "from the spreadsheet"
    assert (Claim.objects.count(), complaints) == (0, [])


def test_a_good_file_is_confirmed_and_the_drafts_are_there(ada: Page, complaints: list[str]) -> None:
    stored = draft(statement="It has one.")
    rows = [one(key=stored.key, statement="It ships one."), one(locator="line 2", quote="an ORM")]
    upload(ada, csv_of(*rows), "from the spreadsheet")
    changed = ada.locator("#changed tbody").inner_text()
    assert all(words in changed for words in (stored.key, "statement", "It has one.", "It ships one."))
    assert "article-flask-orm-2" in ada.locator("#new tbody").inner_text()
    assert Claim.objects.count() == 1

    ada.get_by_role("button", name="Import 2 claims as drafts").click()
    ada.wait_for_url("**/admin/kb/claim/?status__exact=draft")
    assert "1 new, 1 changed, 0 unchanged" in ada.inner_text(".messagelist")
    assert ada.locator("#result_list tbody tr").count() == 2
    entries = {(str(entry.history_user), entry.history_change_reason) for entry in Claim.history.all()[:2]}
    assert (entries, complaints) == ({("ada", "from the spreadsheet")}, [])


def test_a_text_is_added_and_the_quotes_are_checked(ada: Page, complaints: list[str]) -> None:
    claim = draft(quote="no ORM")
    draft(locator="line 2", quote="an ORM")
    ada.goto(address(type(claim.source), "change", claim.source_id))
    ada.get_by_role("link", name="Add the text").click()
    ada.fill("#id_pasted", "<!doctype html><script>alert(1)</script><p>Flask ships <b>no</b> ORM &lt;script&gt;.")
    ada.get_by_role("button", name="Look at the text").click()
    ada.wait_for_url("**/text/*/")
    assert ada.inner_text(".kept-text") == "Flask ships no ORM <script>."
    ada.get_by_role("button", name="Keep this text").click()
    ada.wait_for_url("**/quotes/")
    rows = ada.locator("caption:has-text('2 quotes') ~ tbody tr").all_inner_texts()
    assert ["not found" in row for row in rows] == [True, False]
    assert (Snapshot.objects.get().text, complaints) == ("Flask ships no ORM <script>.", [])
