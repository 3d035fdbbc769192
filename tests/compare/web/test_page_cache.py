"""Pages are kept for all under their tag, and nobody gets what is not theirs or no longer holds."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.compare import reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memory_cache")]
PAGE = "/claims/"


def test_a_page_is_rendered_once_for_all(django_assert_num_queries: Any) -> None:
    factories.claim(key="known")
    first = reading.get(PAGE)
    with django_assert_num_queries(1):  # the revision
        again = reading.get(PAGE)
    assert again.content == first.content
    assert dict(again.items()) == dict(first.items())


def test_a_change_of_the_base_shows_at_once() -> None:
    reading.get(PAGE)
    factories.claim(statement="Brand new.")
    assert "Brand new." in reading.text(PAGE)


def test_who_takes_gzip_gets_the_same_page_compressed() -> None:
    factories.claim()
    plain = reading.text(PAGE)
    for _ in range(2):
        packed = reading.get(PAGE, **{"Accept-Encoding": "gzip"})
        assert packed["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.content).decode() == plain


@pytest.mark.parametrize("path", [PAGE, f"{PAGE.rstrip('/')}.json"])
def test_who_refuses_gzip_gets_none(path: str) -> None:
    factories.claim(statement="long " * 60)
    for encoding in ("gzip", "br, gzip;q=0"):
        answer = reading.get(path, **{"Accept-Encoding": encoding})
        assert answer.has_header("Content-Encoding") is (encoding == "gzip")


def test_who_has_signed_in_gets_a_page_of_their_own(editor_client: Client) -> None:
    reading.get(PAGE)
    assert "private" in editor_client.get(PAGE)["Cache-Control"]
    assert "public" in reading.get(PAGE)["Cache-Control"]


def test_an_error_is_not_kept() -> None:
    reading.get(PAGE, {"flask": "1"}, status=400)
    reading.get("/claims/new/", status=404)
    factories.claim(key="new")
    reading.get("/claims/new/")


@pytest.mark.parametrize("headers", [{"Accept": "application/json"}, {"If-None-Match": "*"}])
def test_a_kept_page_is_not_sent_to_who_does_not_take_it(headers: dict[str, str]) -> None:
    reading.get(PAGE)
    assert Client().get(PAGE, headers=headers).status_code == {"Accept": 406, "If-None-Match": 304}[next(iter(headers))]


def test_a_part_of_a_page_is_not_the_page() -> None:
    factories.claim()
    whole = reading.text(PAGE)
    part = reading.get(PAGE, **{"HX-Request": "true", "HX-Target": "result"})
    assert reading.body(part) != whole


def test_a_cache_that_is_gone_costs_no_answer(settings: Any, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.write_text("in the way")
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": str(folder)}}
    assert Client().get("/").status_code == 200
    folder.unlink()
