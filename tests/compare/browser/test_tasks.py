"""Five tasks of a reader who begins at the front page, counted in clicks: with script, and on a phone without it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.kb import bases

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SCREENS = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 360, "height": 740}}


@pytest.fixture(scope="module")
def put() -> Callable[[], None]:
    return bases.put_both


class Reader:
    """Somebody in front of a screen."""

    def __init__(self, tab: Page, script: bool) -> None:
        self.tab, self.script, self.clicks = tab, script, 0

    def click(self, selector: str) -> None:
        self.tab.locator(selector).first.click()
        self.tab.wait_for_load_state()
        self.clicks += 1

    def sees(self, selector: str) -> str:
        """The text of what stands, or begins, on the screen without scrolling."""
        there = self.tab.locator(selector).first
        box = there.bounding_box()
        height = self.tab.viewport_size["height"]
        assert box is not None, f"{selector} is hidden"
        assert self.tab.evaluate("scrollY") == 0
        assert box["y"] < height, f"{selector} stands at {box['y']} px of {height}"
        return there.inner_text()

    def takes(self, selector: str) -> str:
        """What a link to a file puts on the clipboard; without script, what it leads to."""
        link = self.tab.locator(selector).first
        self.clicks += 1
        if self.script:
            link.click()
            self.tab.locator(selector, has_text="Copied").wait_for()
            return str(self.tab.evaluate("navigator.clipboard.readText()"))
        with self.tab.expect_download() as download:
            link.click()
        return Path(download.value.path()).read_text()

    def reads(self, selector: str) -> str:
        """The text of what is there, wherever on the page, and not folded away."""
        return self.tab.locator(selector).first.inner_text()


@pytest.fixture(params=SCREENS)
def reader(request: pytest.FixtureRequest, chromium: Browser, server: str) -> Iterator[Reader]:
    """At the front page."""
    screen = SCREENS[request.param]
    script = request.param == "desk"
    context = chromium.new_context(viewport=screen, java_script_enabled=script)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server)
    context.set_default_timeout(30_000)
    someone = Reader(context.new_page(), script)
    someone.tab.goto(f"{server}/")
    yield someone
    context.close()


def test_a_framework_for_a_rest_api_and_a_small_team(reader: Reader) -> None:
    reader.click("a:text-is('Say what you need')")
    assert reader.tab.locator("#find-need").is_visible() == reader.script
    reader.click("input[name=must][value=rest-api]")
    reader.click("input[name=must][value=small-team]")
    reader.click("button:text-is('Weigh the evidence')")
    assert reader.clicks <= 4
    assert "Django" in reader.sees(".outcome")


def test_who_uses_flask_and_how_sure_that_is(reader: Reader) -> None:
    reader.click("a:text-is('Who is said to use what')")
    assert reader.clicks <= 1
    assert re.search(
        r"Flask: \d+ companies named; .*by one independent source", reader.sees("#summary li:has-text('Flask')")
    )


def test_what_is_disputed_and_which_side_is_better_supported(reader: Reader) -> None:
    reader.click("a:text-is('All of Django vs Flask')")
    assert reader.clicks <= 1
    disputes = reader.reads("section:has(> h3:text-is('What sources dispute'))")
    assert re.search(r"by \d independent sources .*against that, .*by one independent source", disputes)


def test_the_security_rows_into_a_decision_record(reader: Reader) -> None:
    reader.click("a:text-is('All of Django vs Flask')")
    record = reader.takes("#group-security a.take")
    assert reader.clicks <= 3
    assert re.findall(r"^\| \*\*(.+?)\*\* \|", record, re.MULTILINE) == ["Security"]
    assert "/compare/django-vs-flask/?group=security" in record
    assert re.search(r"^\[\^1\]: .+", record, re.MULTILINE)


def test_whether_this_is_current(reader: Reader, server: str) -> None:
    assert re.search(r"\b20\d\d-\d\d-\d\d\b", reader.sees(".best time"))
    assert re.search(r"\d+ \w+ 20\d\d", reader.reads("section:has(> #changed-head) time"))
    assert reader.clicks == 0
