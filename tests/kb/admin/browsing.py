"""Editors who sign in with a browser, and what its console says against a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests import factories as make

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page

SECRET = "a long secret"


def hear(page: Page, complaints: list[str], without: str = "\0") -> None:
    """Write down what the browser says against the page, refused styles and scripts above all, but for one word."""

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and without not in message.text:
            complaints.append(message.text)

    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", said)


def sign_in(page: Page, name: str = "ada", until: str = "**/admin/") -> None:
    """Type name and password on the page that asks for them."""
    page.fill("#id_username", name)
    page.fill("#id_password", SECRET)
    page.click("input[type=submit]")
    page.wait_for_url(until)


def accept(page: Page) -> None:
    """On the page of a proposal, which a save has led to."""
    page.get_by_text("Nothing has changed yet.").wait_for()
    page.get_by_role("button", name="Accept").click()
    page.get_by_text("accepted.").wait_for()


def signed_in(page: Page, live_server: Any) -> list[str]:
    """An editor signs in; returns what the console complains of from then on."""
    complaints: list[str] = []
    hear(page, complaints)
    make.editor(username="ada", password=SECRET)
    page.goto(f"{live_server.url}/admin/login/")
    sign_in(page)
    return complaints
