from xml.etree.ElementTree import fromstring

import pytest
from django.db import DatabaseError
from pytest import MonkeyPatch

from compare.pages import machines
from tests import factories
from tests.compare import reading

pytestmark = pytest.mark.django_db


def paths() -> list[str]:
    root = fromstring(reading.text("/sitemap.xml"))  # noqa: S314
    return [
        str(loc.text).removeprefix("http://testserver")
        for loc in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    ]


def test_the_sitemap_names_every_page() -> None:
    factories.claim(key="said", framework=factories.framework(slug="flask"), source=factories.source(slug="s"))
    factories.claim(framework=factories.framework(slug="django"))
    factories.framework(slug="lonely")
    named = paths()
    assert {"/", "/claims/said/", "/frameworks/lonely/", "/sources/s/", "/compare/django-vs-flask/"} <= set(named)
    assert not any("lonely" in path for path in named if path.startswith("/compare/"))
    for path in named[-4:]:
        reading.get(path)


def test_robots_may_read_all_but_the_admin() -> None:
    text = reading.text("/robots.txt")
    assert "Disallow: /admin/" in text
    assert text.endswith("Sitemap: http://testserver/sitemap.xml\n")


def test_the_health_probe_says_when_the_database_is_gone(monkeypatch: MonkeyPatch) -> None:
    assert reading.text("/healthz") == "ok, revision 0\n"

    def gone() -> int:
        raise DatabaseError

    monkeypatch.setattr(machines, "revision", gone)
    assert reading.text("/healthz", status=503) == "the database does not answer\n"
