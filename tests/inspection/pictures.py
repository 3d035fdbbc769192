"""``make pictures``: what the README shows, six pages of the shipped bases, taken anew."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM_ARGS, chromium_path
from tests.inspection.shipped_site import shipped_site
from tests.served.server import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FOLDER = ROOT / ".github" / "pictures"
MOST_BYTES = 150_000  # of each
QUALITY = 80  # of 100


class Picture(NamedTuple):
    """The first screen of a page."""

    path: str
    width: int = 1280
    height: int = 860
    theme: Literal["light", "dark"] = "light"

    def taken(self, browser: Browser, site: str) -> bytes:
        """As WebP."""
        size = {"width": self.width, "height": self.height}
        with browser.new_context(viewport=size, color_scheme=self.theme) as context:
            tab = context.new_page()
            tab.goto(site + self.path, wait_until="load")
            screen = {"format": "webp", "quality": QUALITY}
            return base64.b64decode(context.new_cdp_session(tab).send("Page.captureScreenshot", screen)["data"])


PICTURES = {
    "home": Picture("/"),
    "comparison": Picture("/compare/flask-vs-django/"),
    "chooser": Picture("/choose/?must=rest-api&must=first-project&nice=admin-panel"),
    "framework": Picture("/frameworks/flask/", theme="dark"),
    "cell": Picture("/cells/flask/used-in-production/netflix/"),
    "phone": Picture("/disagreements/", width=400, height=860, theme="dark"),
}


def path_of(name: str) -> Path:
    return FOLDER / f"{name}.webp"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright, shipped_site() as server:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGS)
        for name, picture in PICTURES.items():
            path_of(name).write_bytes(content := picture.taken(browser, f"http://127.0.0.1:{server.port}"))
            print(f"{path_of(name).relative_to(ROOT)}: {len(content):,} bytes")
        browser.close()


if __name__ == "__main__":
    main()
