"""The sitemap: complete, dated, in one file or in parts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest import MonkeyPatch

from compare.pages import sitemaps
from kb.models import Claim
from tests import factories
from tests.compare import reading
from tests.kb.bases import base_of

pytestmark = pytest.mark.django_db

MOST_QUERIES = 20
ORIGIN = "http://testserver"


SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(path: str = "/sitemap.xml") -> dict[str, str | None]:
    """Every address of a sitemap, and when it was last changed."""
    root = fromstring(reading.text(path))  # noqa: S314
    return {str(one.findtext(f"{SITEMAP}loc")).removeprefix(ORIGIN): one.findtext(f"{SITEMAP}lastmod") for one in root}


def at(day: int) -> Any:
    return time_machine.travel(datetime(2026, 11, day, 12, tzinfo=UTC), tick=False)


def said_and_gone() -> Any:
    """A claim of Flask of the first, two of Django of the second, one of them retired on the fifth."""
    orm, s = factories.aspect(slug="orm"), factories.source(slug="s")
    flask, django = (factories.framework(slug=slug) for slug in ("flask", "django"))
    factories.named(factories.framework(slug="lonely"))
    factories.draft(framework=factories.framework(slug="ghost"))
    with at(1):
        said = factories.claim(key="said", framework=flask, aspect=orm, source=s)
    with at(2):
        factories.claim(framework=django, aspect=factories.adoption(), company=factories.company(slug="c"), source=s)
        gone = factories.claim(key="gone", framework=django, aspect=orm)
    with at(5):
        gone.status, gone.retire_reason = "retired", "misread"
        gone.save()
    return said


@pytest.fixture
def base() -> Any:
    return base_of(said_and_gone)


def test_the_sitemap_names_every_page(base: Any) -> None:
    named = addresses()
    assert {
        "/", "/about/", "/about/method/", "/reference/", "/claims/said/", "/frameworks/lonely/",
        "/sources/s/", "/compare/django-vs-flask/",
        "/cells/flask/orm/", "/cells/django/used-in-production/c/", "/companies/c/", "/aspects/orm/",
    } <= set(named)  # fmt: skip
    assert not any("ghost" in path for path in named)
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


def test_a_sitemap_that_is_too_long_comes_in_parts_that_name_every_page_once(
    base: Any, monkeypatch: MonkeyPatch
) -> None:
    whole = addresses()
    monkeypatch.setattr(sitemaps, "MOST_SITEMAP_ADDRESSES", 2)
    parts = list(addresses())
    assert parts[0] == "/sitemap-pages-1.xml"
    listed = [address for part in parts for address in addresses(part).items()]
    assert sorted(listed) == sorted(whole.items())
    assert all(0 < len(addresses(part)) <= 2 for part in parts if "pages" not in part)


def test_a_part_counts_primary_keys_so_that_none_is_listed_without_an_address(
    base: Any, monkeypatch: MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "MOST_SITEMAP_ADDRESSES", 1)
    claims = [path for path in addresses() if "claims" in path]
    assert claims == [
        f"/sitemap-claims-{key + 1}.xml"
        for key in Claim.objects.published().order_by("pk").values_list("pk", flat=True)
    ]


def test_what_changed_long_ago_has_no_day_in_the_parts_of_things(base: Any, monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MOST_SITEMAP_ADDRESSES", 2)
    monkeypatch.setattr(sitemaps, "LAST_VERSIONS", 1)
    listed = {path: day for part in addresses() for path, day in addresses(part).items()}
    assert (listed["/frameworks/django/"], listed["/frameworks/flask/"]) == ("2026-11-05", None)
    assert listed["/claims/said/"] == "2026-11-01"


@pytest.mark.parametrize("part", ["sitemap.xml", "sitemap-pages-1.xml", "sitemap-claims-1.xml", "sitemap-cells-1.xml"])
def test_a_file_takes_the_same_queries_for_any_number_of_claims(base: Any, part: str, client: Client) -> None:
    with CaptureQueriesContext(connection) as few:
        client.get(f"/{part}")
    for _ in range(4):
        factories.claim()
    with CaptureQueriesContext(connection) as many:
        client.get(f"/{part}")
    assert len(many) == len(few) <= MOST_QUERIES


@pytest.mark.parametrize("name", ["claims-" + "9" * 23, "claims-" + "9" * 5000, "claims-0", "claims-9", "pages-2", "1"])
def test_a_part_of_the_sitemap_that_nobody_has_is_not_found(name: str) -> None:
    reading.get(f"/sitemap-{name}.xml", status=404)
