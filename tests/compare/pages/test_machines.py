import pytest
from django.db import DatabaseError
from django.db.models import QuerySet
from django.test import Client
from pytest import MonkeyPatch

from compare.pages import machines
from kb.models import Source
from tests import factories as make
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


def test_who_looks_at_claims_asks_whether_every_row_keeps_the_rules(client: Client) -> None:
    client.force_login(make.viewer())
    source = make.claim().source
    assert client.get("/healthz?deep=1").content.decode().endswith(", every row keeps the rules\n")
    QuerySet(Source).update(read_on="2999-01-01")
    answer = client.get("/healthz?deep=1")
    assert answer.status_code == 503
    assert f"\nsource {source.slug}: " in answer.content.decode()


def test_staff_without_rights_are_not_answered(client: Client) -> None:
    client.force_login(make.person())
    assert client.get("/healthz?deep=1").status_code == 404


@pytest.mark.parametrize("query", ["deep=1", "deep=2", "deep=1&x=1"])
def test_nobody_else_is_answered(query: str) -> None:
    status = 404 if query == "deep=1" else 400
    reading.get(f"/healthz?{query}", status=status)
