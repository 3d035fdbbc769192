"""Two people edit the same claim, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from kb.models import Claim
from tests import factories as make
from tests.kb.admin.browsing import SECRET, hear, sign_in
from tests.kb.admin.pages import address

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def claim(db: None) -> Claim:
    return make.draft(note="as opened", statement="It has an admin.")


@pytest.fixture
def complaints() -> list[str]:
    """What the console of a browser says against a page: refused styles and scripts above all."""
    return []


@pytest.fixture
def signed_in(chromium: Browser, live_server: Any, complaints: list[str]) -> Iterator[Callable[..., Page]]:
    """A function that gives an editor a browser; with ``script`` False one that runs none."""
    contexts: list[BrowserContext] = []

    def browser_of(name: str, *, script: bool = True) -> Page:
        make.editor(username=name, password=SECRET)
        contexts.append(chromium.new_context(base_url=live_server.url, java_script_enabled=script))
        contexts[-1].set_default_timeout(30_000)
        page = contexts[-1].new_page()
        # the answer of a conflict about a deleted row has status 409, which the console calls an error too
        hear(page, complaints, without="409")
        page.goto("/admin/login/")
        sign_in(page, name)
        return page

    yield browser_of
    for context in contexts:
        context.close()


def save(page: Page, **fields: str) -> None:
    for name, text in {**fields, "change_reason": "Because."}.items():
        page.fill(f"#id_{name}", text)
    page.locator("input[name=_save]").last.click()
    page.wait_for_load_state()


def stored(claim: Claim) -> tuple[str, str]:
    claim.refresh_from_db()
    return (claim.note, claim.statement)


@pytest.mark.parametrize("script", [True, False])
def test_the_second_to_save_chooses(signed_in: Any, claim: Claim, complaints: list[str], script: bool) -> None:
    ada, bea = signed_in("ada", script=script), signed_in("bea", script=script)
    for page in (ada, bea):
        page.goto(address(Claim, "change", claim.pk))
    save(ada, note="what Ada wrote")
    save(bea, note="what Bea wrote", statement="It ships an admin.")
    assert stored(claim) == ("what Ada wrote", "It has an admin.")

    asked = bea.get_by_role("radiogroup", name="Note")
    assert asked.get_by_role("radio", checked=True).count() == 0
    proposed = bea.get_by_role("radiogroup", name="Statement")
    assert proposed.get_by_label("Use mine").is_checked()
    row = bea.get_by_role("row", name="Note").inner_text()
    assert all(words in row for words in ("as opened", "what Ada wrote", "what Bea wrote"))
    assert bea.input_value("#id_note") == "what Bea wrote"

    asked.get_by_label("Keep theirs").check()
    bea.get_by_role("button", name="Save with these choices").click()
    bea.wait_for_url("**/admin/kb/claim/")
    assert (stored(claim), complaints) == (("what Ada wrote", "It ships an admin."), [])


def test_the_choice_is_made_with_the_keyboard_alone(signed_in: Any, claim: Claim, complaints: list[str]) -> None:
    ada, bea = signed_in("ada"), signed_in("bea")
    for page in (ada, bea):
        page.goto(address(Claim, "change", claim.pk))
    save(ada, note="what Ada wrote")
    save(bea, note="what Bea wrote")
    bea.get_by_role("radiogroup", name="Note").get_by_label("Keep theirs").focus()
    bea.keyboard.press("Space")
    bea.keyboard.press("ArrowDown")
    bea.keyboard.press("Tab")
    assert bea.evaluate("document.activeElement.value") == "Save with these choices"
    bea.keyboard.press("Enter")
    bea.wait_for_url("**/admin/kb/claim/")
    assert (stored(claim)[0], complaints) == ("what Bea wrote", [])


def test_without_a_choice_nothing_is_saved_and_all_stands_there(
    signed_in: Any, claim: Claim, complaints: list[str]
) -> None:
    ada, bea = signed_in("ada"), signed_in("bea")
    for page in (ada, bea):
        page.goto(address(Claim, "change", claim.pk))
    save(ada, note="what Ada wrote")
    save(bea, note="what Bea wrote")
    bea.get_by_role("button", name="Save with these choices").click()
    bea.get_by_text("Both of you changed it: choose one.").wait_for()
    assert (stored(claim)[0], bea.input_value("#id_note"), complaints) == ("what Ada wrote", "what Bea wrote", [])


def test_what_was_typed_on_a_deleted_claim_is_entered_anew(signed_in: Any, complaints: list[str]) -> None:
    draft = make.draft(note="as opened")
    ada, bea = signed_in("ada"), signed_in("bea")
    for page in (ada, bea):
        page.goto(address(Claim, "change", draft.pk))
    ada.goto(address(Claim, "delete", draft.pk))
    ada.click("input[type=submit]")
    ada.wait_for_url("**/admin/kb/claim/")
    save(bea, note="what Bea wrote")
    bea.get_by_role("button", name="Enter it as a new claim").click()
    bea.wait_for_url("**/change/")
    assert (Claim.objects.get().note, complaints) == ("what Bea wrote", [])


def test_two_versions_are_compared_and_one_is_brought_back(signed_in: Any, claim: Claim, complaints: list[str]) -> None:
    ada = signed_in("ada")
    ada.goto(address(Claim, "change", claim.pk))
    save(ada, note="what Ada wrote")
    ada.goto(address(Claim, "history", claim.pk))
    ada.get_by_role("button", name="Compare the two versions").click()
    assert "[−as opened−]" in ada.get_by_role("row", name="Note").inner_text()
    ada.go_back()
    ada.get_by_role("row", name="created").get_by_role("link").click()
    ada.fill("#id_change_reason", "It was right before.")
    ada.get_by_role("button", name="Yes, go back to this version").click()
    ada.wait_for_url("**/history/")
    assert "is again as it was" in ada.inner_text(".messagelist")
    assert (stored(claim)[0], complaints) == ("as opened", [])
