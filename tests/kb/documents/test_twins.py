"""Sources of one document, found by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from kb.apps import derive_what_is_there
from kb.documents.twins import TwinGroup, twin_groups, twins
from kb.models import Source
from tests import factories as make
from tests.kb.bases import empty_base, load, whole_file

pytestmark = pytest.mark.django_db

TEN, AGAIN = "https://blog.example/ten", "http://www.blog.example/ten/?utm_source=x"


def groups() -> list[tuple[str, list[str]]]:
    return [(group.words, [source.slug for source in group.sources]) for group in twin_groups()]


def test_three_sources_of_one_address() -> None:
    for slug, url in (("a", TEN), ("b", TEN), ("c", AGAIN), ("d", f"{TEN}.html")):
        make.source(slug=slug, url=url)
    assert groups() == [("the same address", ["a", "b", "c"])]


def test_what_two_sources_share_is_said_once() -> None:
    text, archive = "0" * 64, "https://archive.example/1"
    for slug in ("a", "b"):
        make.source(slug=slug, archive_url=archive, sha256=text)
    assert groups() == [("the same archive copy and the same text", ["a", "b"])]


def test_sources_without_address_share_nothing() -> None:
    make.source()
    make.source()
    assert groups() == []


def test_another_document_is_listed_no_more() -> None:
    make.source(url=TEN)
    make.source(url=TEN, another_document=True)
    assert groups() == []


def test_the_twins_of_a_source_are_named() -> None:
    make.source(slug="a", url=TEN, sha256="0" * 64)
    make.source(slug="b", url="https://other.example/", sha256="0" * 64)
    new = Source(slug="c", title="C", kind="blog", url=AGAIN, sha256="0" * 64)
    new.make_keys()
    assert [(twin.source.slug, twin.words) for twin in twins(new)] == [
        ("a", "the same address and the same text"),
        ("b", "the same text"),
    ]


def test_groups_cost_the_same_for_any_number_of_sources() -> None:
    numbers = []
    for _ in range(2):
        for _ in range(3):
            make.source(url=TEN, archive_url=TEN)
        with CaptureQueriesContext(connection) as captured:
            assert isinstance(twin_groups()[0], TwinGroup)
        numbers.append(len(captured))
    assert numbers == [1, 1]


def test_a_fixture_carries_no_key_and_its_load_makes_them(tmp_path: Path) -> None:
    make.claim(source=make.source(slug="a", url=TEN))
    content = whole_file()
    assert "address_key" not in content
    assert "another_document" not in content
    empty_base()
    load(tmp_path, content)
    make.source(slug="b", url=TEN)
    assert groups() == [("the same address", ["a", "b"])]


def test_a_base_older_than_the_keys_gets_them_after_migrate() -> None:
    make.source(slug="a", url=TEN)
    make.source(slug="b", url=AGAIN)
    QuerySet(Source).update(address_key="")
    derive_what_is_there()
    assert groups() == [("the same address", ["a", "b"])]
