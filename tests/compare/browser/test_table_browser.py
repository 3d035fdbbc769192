"""The table of a comparison in Chromium, on a phone and by keyboard: one load for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PHONE = {"width": 360, "height": 740}
SCROLLING_DOWN = """
() => [...document.querySelectorAll(".region")].filter((one) => one.scrollHeight > one.clientHeight + 1).length
"""


def test_a_phone_shows_the_first_answer_at_once_and_tables_scroll_sideways_only(page: Page, server: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{server}/compare/flask-vs-django-vs-express-vs-nestjs/")
    box = page.locator(".answer").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= PHONE["height"]
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert page.evaluate("document.querySelector('.region').scrollWidth") > PHONE["width"]
    assert page.evaluate(SCROLLING_DOWN) == 0


def test_a_fold_opens_by_enter_and_its_links_say_where_they_lead(page: Page, server: str) -> None:
    page.goto(f"{server}/compare/flask-vs-django/")
    fold = page.locator(".fold").first
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="yes (Flask: Open source)", exact=True).focus()
    assert fold.evaluate("(one) => one.open && one.contains(document.activeElement)")
