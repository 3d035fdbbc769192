"""Every page template in Chromium: axe, reflow, focus, targets, the console."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.compare.browser.pages import PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
COLOURS = RULES | {"runOnly": ["color-contrast", "link-in-text-block"]}
# Both themes at both widths. A theme is colours alone, so that the other theme at a width is asked for these alone; CI
# leaves that to whoever runs the suite by hand.
OTHER_THEME = () if os.environ.get("CI") else ((1440, "dark", COLOURS), (360, "light", COLOURS))
SCREENS = ((1440, "light", RULES), *OTHER_THEME, (360, "dark", RULES))
VIOLATIONS = "rules => axe.run(rules).then(result => result.violations)"
LONG = "/compare/flask-vs-django/"
COVERED = """
() => {
  const here = document.activeElement, box = here.getBoundingClientRect();
  if (!here.closest("main") || here.closest("thead")) return "";
  if (here.closest("tbody th") === null) {
    for (const head of document.querySelectorAll("thead th, tbody th[scope=row]")) {
      if (getComputedStyle(head).position !== "sticky" || !head.checkVisibility()) continue;
      const over = head.getBoundingClientRect();
      const across = Math.min(box.right, over.right) - Math.max(box.left, over.left);
      const down = Math.min(box.bottom, over.bottom) - Math.max(box.top, over.top);
      if (across > 1 && down > 1) return `${here.innerText} under ${head.innerText}`;
    }
  }
  return box.bottom > 0 && box.top < innerHeight ? "" : `${here.innerText} out of sight`;
}
"""
# The tables whose columns stand elsewhere while only their first row has come.
UNSTEADY = """
() => [...document.querySelectorAll("table")].filter(table => table.checkVisibility()).filter(table => {
  const columns = () => [...table.rows[0].cells].map(head => head.getBoundingClientRect().x).join();
  const whole = columns(), late = [...table.querySelectorAll("tbody tr")].slice(1);
  for (const row of late) row.style.display = "none";
  const first = columns();
  for (const row of late) row.style.display = "";
  return first !== whole;
}).map(table => table.innerText.slice(0, 60))
"""


@dataclass(frozen=True)
class Visit:
    """A page in a tab, what its console said, and every address that it asked for."""

    tab: Page
    status: int
    messages: list[str]
    addresses: list[str]


@pytest.fixture
def screens(chromium: Browser) -> Iterator[Any]:
    """A function that opens a tab on a screen of some width."""
    contexts = []

    def screen(width: int) -> Page:
        contexts.append(chromium.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce"))
        contexts[-1].set_default_timeout(30_000)
        return contexts[-1].new_page()

    yield screen
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def desk_tab(chromium: Browser) -> Iterator[Page]:
    """One tab for all pages: to open one takes as long as to load several pages."""
    context = chromium.new_context(viewport={"width": 1440, "height": 800}, reduced_motion="reduce")
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module", params=PAGES)
def visit(request: pytest.FixtureRequest, desk_tab: Page, server: str) -> Iterator[Visit]:
    """Each page of the list, opened once for the tests that follow each other."""
    messages: list[str] = []
    addresses: list[str] = []
    listeners = {
        "console": lambda message: messages.append(message.text),
        "request": lambda sent: addresses.append(sent.url),
    }
    desk_tab.set_viewport_size({"width": 1440, "height": 800})
    desk_tab.emulate_media(color_scheme="light")
    for event, listener in listeners.items():
        desk_tab.on(event, listener)
    response = desk_tab.goto(server + PAGES[request.param])
    yield Visit(desk_tab, response.status, messages, addresses)
    for event, listener in listeners.items():
        desk_tab.remove_listener(event, listener)


def test_axe_finds_nothing_in_either_theme_at_two_widths(visit: Visit) -> None:
    violations = []
    visit.tab.evaluate(Axe().axe_script)
    for width, scheme, rules in SCREENS:
        visit.tab.set_viewport_size({"width": width, "height": 800})
        visit.tab.emulate_media(color_scheme=scheme)
        for violation in visit.tab.evaluate(VIOLATIONS, rules):
            targets = [node["target"] for node in violation["nodes"][:3]]
            violations.append((width, scheme, violation["id"], violation["help"], targets))
    assert violations == []


def test_the_page_does_not_scroll_sideways_at_320_px(visit: Visit) -> None:
    visit.tab.set_viewport_size({"width": 320, "height": 800})
    for panel in visit.tab.locator("details:not([open]) > summary").all():
        if panel.is_visible():
            panel.click()
    assert visit.tab.evaluate("document.documentElement.scrollWidth") <= 320


def test_no_column_moves_while_the_rows_of_a_table_arrive(visit: Visit) -> None:
    visit.tab.set_viewport_size({"width": 1280, "height": 800})
    assert visit.tab.evaluate(UNSTEADY) == []


def test_no_third_party_is_asked_and_the_console_says_nothing_but_that_a_page_is_refused(
    visit: Visit, server: str
) -> None:
    refusals = [text for text in visit.messages if visit.status >= 400 and f"status of {visit.status}" in text]
    assert visit.messages == refusals
    assert [address for address in visit.addresses if not address.startswith(f"{server}/")] == []


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_focus_is_never_under_a_sticky_head(width: int, key: str, server: str, screens: Any) -> None:
    tab = screens(width)
    tab.goto(server + LONG)
    tab.locator("table td a:visible").nth(40).focus()
    covered = []
    for _ in range(40):
        tab.keyboard.press(key)
        covered.append(tab.evaluate(COVERED))
    assert [one for one in covered if one] == []


@pytest.mark.parametrize("name", ["comparison", "chosen", "quality", "copied cell", "company", "temporal aspect"])
def test_nothing_moves_while_a_page_loads(name: str, server: str, screens: Any) -> None:
    tab = screens(1280)
    tab.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(one => window.shift += one.value))"
        ".observe({type: 'layout-shift', buffered: true});"
    )
    tab.goto(server + PAGES[name], wait_until="networkidle")
    assert tab.evaluate("window.shift") == 0
