from datetime import UTC, date, datetime
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
import time_machine
from django.db import DatabaseError
from pytest import MonkeyPatch

from compare.pages import machines
from tests import factories
from tests.compare import reading

pytestmark = pytest.mark.django_db

ORIGIN = "http://testserver"


SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(path: str = "/sitemap.xml") -> dict[str, str | None]:
    """Every address of a sitemap, and when it was last changed."""
    root = fromstring(reading.text(path))  # noqa: S314
    return {str(one.findtext(f"{SITEMAP}loc")).removeprefix(ORIGIN): one.findtext(f"{SITEMAP}lastmod") for one in root}


def at(day: int) -> Any:
    return time_machine.travel(datetime(2026, 11, day, 12, tzinfo=UTC), tick=False)


@pytest.fixture
def base() -> Any:
    """A claim of Flask of the first, two of Django of the second, one of them retired on the fifth."""
    orm, s = factories.aspect(slug="orm"), factories.source(slug="s")
    flask, django = (factories.framework(slug=slug) for slug in ("flask", "django"))
    factories.framework(slug="lonely")
    with at(1):
        said = factories.claim(key="said", framework=flask, aspect=orm, source=s)
    with at(2):
        factories.claim(framework=django, aspect=factories.adoption(), company=factories.company(slug="c"), source=s)
        gone = factories.claim(key="gone", framework=django, aspect=orm)
    with at(5):
        gone.status, gone.retire_reason = "retired", "misread"
        gone.save()
    return said


def test_the_sitemap_names_every_page(base: Any) -> None:
    named = addresses()
    assert {
        "/", "/about/", "/reference/", "/claims/said/", "/frameworks/lonely/",
        "/sources/s/", "/compare/django-vs-flask/",
        "/cells/flask/orm/", "/cells/django/used-in-production/c/", "/companies/c/", "/aspects/orm/",
    } <= set(named)  # fmt: skip
    assert not {"/cells/django/orm/", "/claims/gone/", "/search/"} & set(named)
    assert not any("lonely" in path for path in named if path.startswith("/compare/"))
    for path in named:
        reading.get(path)


def test_every_page_is_as_new_as_the_newest_change_of_its_claims(base: Any) -> None:
    named = addresses()
    days = {"/claims/said/": 1, "/cells/flask/orm/": 1, "/frameworks/flask/": 1, "/sources/s/": 2, "/companies/c/": 2}
    days |= {"/frameworks/django/": 5, "/aspects/orm/": 5, "/compare/django-vs-flask/": 5, "/claims/": 5, "/": 5}
    assert {path: named[path] for path in days} == {path: f"2026-11-{day:02}" for path, day in days.items()}
    assert (named["/frameworks/lonely/"], named["/about/"]) == (None, None)


def test_a_correction_makes_a_page_newer_and_a_note_does_not(base: Any) -> None:
    with at(7):
        base.note = "Looked at again."
        base.save()
    assert addresses()["/claims/said/"] == "2026-11-01"
    with at(8):
        base.quote = "it has one"
        base.save()
    assert addresses()["/claims/said/"] == addresses()["/compare/django-vs-flask/"] == "2026-11-08"


def test_a_resolution_makes_its_cell_newer(base: Any) -> None:
    factories.resolution([base], resolved_on=date(2026, 11, 20))
    assert addresses()["/cells/flask/orm/"] == "2026-11-20"
    assert addresses()["/claims/said/"] == "2026-11-01"


def test_a_sitemap_that_is_too_long_comes_in_parts(base: Any, monkeypatch: MonkeyPatch) -> None:
    whole = list(addresses())
    monkeypatch.setattr(machines, "MOST_SITEMAP_ADDRESSES", 10)
    parts = list(addresses())
    assert parts == [f"/sitemap-{number}.xml" for number in range(1, -(-len(whole) // 10) + 1)]
    assert [path for part in parts for path in addresses(part)] == whole
    reading.get("/sitemap-0.xml", status=404)
    reading.get(f"/sitemap-{len(parts) + 1}.xml", status=404)


@pytest.mark.parametrize("number", ["9" * 23, "9" * 5000, "0"])
def test_a_part_of_the_sitemap_that_nobody_has_is_not_found(number: str) -> None:
    reading.get(f"/sitemap-{number}.xml", status=404)


def test_robots_may_read_all_but_the_admin_and_what_a_search_found() -> None:
    text = reading.text("/robots.txt")
    assert "Disallow: /admin/\nDisallow: /search/\nDisallow: /filters/\n" in text
    assert text.endswith("Sitemap: http://testserver/sitemap.xml\n")


def test_the_health_probe_takes_no_parameter() -> None:
    assert "“x”" in reading.text("/healthz?x=1", status=400)
    assert reading.text("/healthz?") == "ok, revision 0\n"


def test_the_health_probe_says_when_the_database_is_gone(monkeypatch: MonkeyPatch) -> None:
    assert reading.text("/healthz") == "ok, revision 0\n"

    def gone() -> int:
        raise DatabaseError

    monkeypatch.setattr(machines, "revision", gone)
    assert reading.text("/healthz", status=503) == "the database does not answer\n"
