"""The recording desk in a real browser, by keyboard, under our content security policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from kb.models import Claim, Framework, Option, Source
from tests import factories as make
from tests.kb.admin.browsing import SECRET, hear, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def source(transactional_db: None) -> Source:
    make.framework(name="Flask", aliases="Flask micro")
    make.framework(name="Django")
    make.aspect(name="Built-in admin")
    make.aspect(name="Stars", value_type="number", unit="stars")
    ease = make.aspect(name="Ease", value_type="choice")
    for degree, label in ((-1, "Easier"), (0, "As easy"), (1, "Harder")):
        make.option(aspect=ease, label=label, degree=degree, order=degree + 1)
    make.adoption()
    return make.source(title="A comparison")


@pytest.fixture
def complaints(page: Page) -> list[str]:
    found: list[str] = []
    hear(page, found)
    return found


@pytest.fixture
def desk(page: Page, live_server: Any, source: Source, complaints: list[str]) -> Iterator[Page]:
    """The desk of the source, opened by an editor; at the end nothing was refused by the browser."""
    make.editor(username="ada", password=SECRET)
    page.goto(f"{live_server.url}/admin/kb/source/{source.pk}/record/")
    sign_in(page, until="**/record/")
    page.wait_for_selector("[data-row]")
    yield page
    settle(page)
    assert complaints == []


def row(page: Page, number: int) -> Locator:
    return page.locator("[data-row]").nth(number - 1)


def field(page: Page, number: int, name: str) -> Locator:
    return row(page, number).locator(f"[data-field={name}]")


def press(page: Page, *keys: str) -> None:
    """Press these keys; what is no name of a key is typed."""
    for key in keys:
        if key in ("Tab", "Enter", "Alt+q") or key.startswith("Control+"):
            page.keyboard.press(key)
        else:
            page.keyboard.type(key)


def settle(page: Page) -> None:
    """Wait for what the page asks the server: SQLite in memory takes no two requests at once."""
    page.locator("[aria-busy=true]").first.wait_for(state="detached")


def saved(page: Page) -> None:
    """Press the key that saves, and wait for the page that answers."""
    settle(page)
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    page.wait_for_selector("[data-row]")


def reload(page: Page) -> None:
    settle(page)
    page.reload()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_rows_are_entered_by_keyboard_alone(desk: Page) -> None:
    press(desk, "flask micro", "Tab", "built-in-admin", "Tab", "n", "Tab", "Tab", "line 1", "Enter")
    assert field(desk, 1, "framework").input_value() == "Flask"
    assert field(desk, 1, "value").input_value() == "no"
    assert not Claim.objects.exists()  # Enter has saved nothing
    press(desk, "Control+Enter", "Django", "Tab", "Stars", "Tab", "80000", "Tab", "Tab", "line 2")
    saved(desk)
    assert desk.locator(".messagelist").inner_text() == "2 recorded."
    assert desk.locator(".desk-lately li").count() == 2
    assert list(Claim.objects.values_list("framework__slug", "boolean", "number", "locator").order_by("locator")) == [
        ("flask", False, None, "line 1"),
        ("django", None, 80000, "line 2"),
    ]


def test_a_row_follows_its_aspect(desk: Page) -> None:
    press(desk, "Flask", "Tab", "Ease", "Tab")
    assert row(desk, 1).locator(".desk-value .desk-help").inner_text() == "Easier · As easy · Harder"
    offered = desk.evaluate("[...document.activeElement.list.options].map(option => option.value)")
    assert offered == ["Easier", "As easy", "Harder"]
    field(desk, 1, "aspect").fill("stars")
    assert row(desk, 1).locator(".desk-value .desk-help").inner_text() == "a number, in stars"
    assert field(desk, 1, "company").is_hidden()
    field(desk, 1, "aspect").fill("Used in production")
    assert field(desk, 1, "company").is_visible()


def test_a_row_says_what_its_cell_holds_already(desk: Page, source: Source) -> None:
    flask, easier = Framework.objects.get(slug="flask"), Option.objects.get(slug="easier")
    make.claim(framework=flask, option=easier, compared_to=Framework.objects.get(slug="django"))
    make.draft(framework=flask, option=easier, source=source, locator="heading 2")
    press(desk, "Flask", "Tab", "Ease", "Tab")
    note = row(desk, 1).locator("[data-cell]")
    note.get_by_text("single: Easier (compared to Django), 1 document, 1 root").wait_for()
    assert "This source says already: Easier (heading 2, draft)" in note.inner_text()


def test_fields_and_rows_carry_down(desk: Page) -> None:
    press(desk, "Flask", "Tab", "Built-in admin", "Tab", "y", "Tab", "Tab", "line 1", "Tab", "a quote")
    field(desk, 1, "as_of").fill("2024")
    field(desk, 1, "hedged").check()
    press(desk, "Control+Shift+Enter")
    assert focused(desk).endswith("-value")
    shared = ("framework", "aspect", "locator", "as_of")
    assert [field(desk, 2, name).input_value() for name in shared] == ["Flask", "Built-in admin", "line 1", "2024"]
    assert (field(desk, 2, "hedged").is_checked(), field(desk, 2, "quote").input_value()) == (True, "")
    press(desk, "Control+Enter", "Control+d", "Tab", '"', "Tab")
    assert [field(desk, 3, name).input_value() for name in ("framework", "aspect")] == ["Flask", "Built-in admin"]
    field(desk, 3, "locator").fill("line 9")
    row(desk, 3).get_by_role("button", name="Same as above").click()
    assert [field(desk, 3, name).input_value() for name in ("locator", "as_of")] == ["line 9", "2024"]


def test_a_comparison_records_its_mirror(desk: Page) -> None:
    press(desk, "Flask", "Tab", "Ease", "Tab", "easier", "Tab", "django", "Tab", "line 1")
    said = field(desk, 1, "mirror_statement")
    assert said.input_value() == "Seen from the other side, Django against Flask is “Harder” (Ease)."
    assert field(desk, 1, "mirror_value").get_attribute("placeholder") == "Harder"
    said.fill("Django is put as harder.")
    field(desk, 1, "value").fill("as easy")
    assert said.input_value() == "Django is put as harder."
    saved(desk)
    assert list(Claim.objects.values_list("framework__slug", "option__slug", "statement").order_by("pk")) == [
        ("flask", "as-easy", ""),
        ("django", "as-easy", "Django is put as harder."),
    ]


def test_faulty_rows_and_duplicates_stay_and_the_first_has_the_focus(desk: Page, source: Source) -> None:
    flask = Framework.objects.get(slug="flask")
    there = make.draft(source=source, framework=flask, option=Option.objects.get(slug="harder"), locator="line 1")
    press(desk, "Flask", "Tab", "Built-in admin", "Tab", "no")
    press(desk, "Control+Enter", "Flask", "Tab", "Stars", "Tab", "many")
    press(desk, "Control+Enter", "Flask", "Tab", "Ease", "Tab", "Harder", "Tab", "Tab", "line 1")
    saved(desk)
    desk.get_by_role("status").get_by_text("1 recorded, 2 need work.").wait_for()
    assert focused(desk) == "row-0-value"
    assert [field(desk, number, "value").input_value() for number in (1, 2)] == ["many", "Harder"]
    assert there.key in row(desk, 2).locator(".errorlist a").inner_text()
    field(desk, 1, "value").fill("7")
    row(desk, 2).get_by_role("button", name="Remove").click()
    saved(desk)
    assert (Claim.objects.count(), desk.locator(".messagelist").inner_text()) == (3, "1 recorded.")


def test_rows_survive_a_reload_until_they_are_saved(desk: Page) -> None:
    press(desk, "Flask", "Tab", "Built-in admin", "Tab", "no", "Tab", "Tab", "<b>line</b>", "Control+Enter", "Dja")
    reload(desk)
    assert "2 rows typed here and not saved" in desk.locator("#desk-restore").inner_text()
    press(desk, "Enter")  # the button has the focus
    assert field(desk, 1, "locator").input_value() == "<b>line</b>"
    assert field(desk, 2, "framework").input_value() == "Dja"
    field(desk, 2, "framework").fill("")
    saved(desk)
    assert Claim.objects.get().locator == "<b>line</b>"
    reload(desk)
    assert desk.locator("#desk-restore").is_hidden()


def test_a_failed_save_is_kept_too(desk: Page) -> None:
    press(desk, "Flask", "Tab", "Built-in admin", "Tab", "perhaps")
    saved(desk)
    settle(desk)
    desk.goto(desk.url)
    assert "1 row typed here" in desk.locator("#desk-restore").inner_text()
    desk.get_by_role("button", name="Discard").click()
    reload(desk)
    assert desk.locator("#desk-restore").is_hidden()


def test_rows_survive_the_end_of_a_session(desk: Page) -> None:
    press(desk, "Flask", "Tab", "Built-in admin", "Tab", "no")
    settle(desk)
    desk.context.clear_cookies(name="sessionid")
    with desk.expect_navigation():
        desk.keyboard.press("Control+s")
    assert not Claim.objects.exists()
    sign_in(desk, until="**/record/")
    desk.get_by_role("button", name="Restore").click()
    saved(desk)
    assert Claim.objects.get().boolean is False


def test_a_passage_of_the_text_becomes_the_quote(desk: Page, source: Source) -> None:
    make.snapshot(source=source, text="Flask comes\nwithout an admin. " + "word " * 40)
    reload(desk)
    select = "(end) => getSelection().setBaseAndExtent(...['desk-text', 'desk-text'].flatMap((id, at) => "
    select += "[document.getElementById(id).firstChild, at ? end : 0]))"
    field(desk, 1, "framework").focus()
    desk.evaluate(select, len("Flask comes\nwithout an admin"))
    press(desk, "Alt+q")
    assert (focused(desk), field(desk, 1, "quote").input_value()) == ("row-0-quote", "Flask comes without an admin")
    desk.evaluate(select, 150)
    desk.get_by_role("button", name="Take the selection over as quote").click()
    assert len(field(desk, 1, "quote").input_value()) <= 120
    desk.get_by_role("status").get_by_text("120 characters at most").wait_for()


def test_more_rows_than_a_form_may_have_are_refused(desk: Page) -> None:
    for _ in range(60):
        press(desk, "Control+Enter")
    desk.get_by_role("status").get_by_text("save first").wait_for()
    assert desk.locator("[data-row]").count() == 60


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible(desk: Page, complaints: list[str], scheme: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    press(desk, "Flask", "Tab", "Ease", "Tab", "simple", "Tab", "Django")
    saved(desk)
    desk.emulate_media(color_scheme=scheme)
    desk.get_by_text("How to type quickly").click()
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
    found = Axe().run(desk, context="#content", options=options).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    complaints.clear()  # axe styles the page while it looks, which our policy refuses


@pytest.mark.parametrize("width", [1280, 768])
def test_the_page_never_scrolls_sideways(desk: Page, source: Source, width: int) -> None:
    make.snapshot(source=source, text="Text " * 400)
    desk.set_viewport_size({"width": width, "height": 900})
    reload(desk)
    press(desk, "Flask", "Tab", "Ease", "Tab", "Easier", "Tab", "Django", "Tab")
    assert desk.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_without_script_rows_are_kept_and_come_back(chromium: Browser, live_server: Any, source: Source) -> None:
    make.editor(username="ada", password=SECRET)
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/kb/source/{source.pk}/record/")
    sign_in(page, until="**/record/")
    assert page.locator("[data-row]").count() == 8
    for number, typed in enumerate([("Flask", "Ease", "easier", "Django"), ('"', "Stars", "many", "")], 1):
        for name, value in zip(("framework", "aspect", "value", "compared_to"), typed, strict=True):
            field(page, number, name).fill(value)
    page.keyboard.press("Enter")
    assert not Claim.objects.exists()  # even without script, Enter saves nothing
    page.get_by_role("button", name="Save as drafts").click()
    page.get_by_text("2 recorded, 1 needs work.").wait_for()
    assert (field(page, 1, "framework").input_value(), field(page, 1, "value").input_value()) == ("Flask", "many")
    assert Claim.objects.filter(compared_to__isnull=False).count() == 2
    context.close()
