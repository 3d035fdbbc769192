"""A browser as far as forms need one: cookies, and what the fields of a page hold."""

from __future__ import annotations

import http.client
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode

import html5lib

PATIENCE = 60  # seconds


class Page(NamedTuple):
    status: int
    location: str
    text: str


class Browser:
    """One person's, with a connection of its own."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, fields: dict[str, str] | None = None) -> Page:
        """GET, or with fields POST; a redirect is not followed."""
        headers = {"Cookie": "; ".join(f"{name}={text}" for name, text in self.cookies.items())}
        if fields is None:
            self.connection.request("GET", path, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            self.connection.request("POST", path, urlencode(fields), headers)
        response = self.connection.getresponse()
        for line in response.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return Page(response.status, response.headers.get("Location", ""), response.read().decode(errors="replace"))

    def send(self, path: str, **fields: str) -> Page:
        """Open the form at the address, type these fields, and press the button that they name."""
        return self.ask(path, fields_of(self.ask(path).text) | fields)

    def sign_in(self, name: str, password: str) -> None:
        page = self.send("/admin/login/", username=name, password=password)
        assert page.status == http.client.FOUND, page.text[:500]


def fields_of(text: str) -> dict[str, str]:
    """What the forms of a page would send untouched, but for buttons."""
    root = html5lib.parse(text, namespaceHTMLElements=False)
    fields = {}
    for box in root.iter("input"):
        kind, name = box.get("type", "text"), box.get("name")
        if (name and kind not in ("submit", "checkbox", "radio", "file")) or (name and box.get("checked") is not None):
            fields[name] = box.get("value", "on" if kind == "checkbox" else "")
    for box in root.iter("textarea"):
        fields[box.get("name", "")] = "".join(box.itertext())
    for box in root.iter("select"):
        chosen = [option.get("value", "") for option in box.iter("option") if option.get("selected") is not None]
        fields[box.get("name", "")] = chosen[0] if chosen else ""
    return {name: value for name, value in fields.items() if name}
