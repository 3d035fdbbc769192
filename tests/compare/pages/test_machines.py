import pytest
from django.db import DatabaseError
from pytest import MonkeyPatch

from compare.pages import machines
from tests.compare import reading

pytestmark = pytest.mark.django_db


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
    assert reading.text("/healthz", status=503) == "The database does not answer.\n"
