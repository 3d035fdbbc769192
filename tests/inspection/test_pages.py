"""The list of pages is whole: what looks at every page looks at each kind of page that the site has."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.urls import URLPattern, resolve

from compare.urls import urlpatterns
from tests.compare.browser.pages import FILTERED, PAGES, WHOLE

FOR_MACHINES = {"changes-feed", "healthz", "readyz", "robots", "sitemap", "sitemap-part"}
FILES = {"comparison-summary"}  # as a page it leads to the comparison


def page_names() -> set[str]:
    """The names of all addresses that people read, outside of the admin."""
    patterns = [pattern for pattern in urlpatterns if isinstance(pattern, URLPattern)]
    names = {str(pattern.name) for pattern in patterns if not str(pattern.pattern).startswith("admin/")}
    return {name for name in names if not name.endswith(("-face", "-no-face"))} - FOR_MACHINES - FILES


def test_every_kind_of_page_is_in_the_list() -> None:
    assert {resolve(urlsplit(address).path).url_name for address in PAGES.values()} == page_names()


def test_no_page_is_listed_twice() -> None:
    addresses = [*PAGES.values(), *FILTERED.values(), *WHOLE.values()]
    assert len(addresses) == len(set(addresses))
