"""The bench itself: answers read whole, verdicts, addresses, and yardsticks that stay as they are."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.apps import apps

from tests.bench.addresses import GROWING, PLACES, SHIPPED, Address
from tests.bench.client import Answer, whole
from tests.bench.measuring import Sample, Subject
from tests.bench.servers import Server
from tests.bench.verdicts import Verdict, ratio
from tests.bench.yardsticks import bare, datasette

HERE = Server("here", 0, 0)


def sample(*cpu: float, status: int = 200) -> Sample:
    return Sample(Subject("a page", HERE, "/"), Answer(status, {}, b"", 0.0), first=1.0, cpu=list(cpu), wall=list(cpu))


def test_an_answer_in_chunks_is_put_together() -> None:
    assert whole(b"4\r\nWiki\r\n6;name=value\r\npedia \r\n0\r\n\r\n") == b"Wikipedia "


def test_a_verdict_is_the_median_over_rounds_that_both_were_asked_in() -> None:
    assert ratio(2, "a page", sample(10.0, 40.0, 12.0), sample(1.0, 4.0, 1.0), 12).measured == 10.0


def test_an_answer_that_is_an_error_meets_no_goal() -> None:
    verdict = ratio(2, "a page", sample(status=404), sample(1.0), 12)
    assert (verdict.measured, verdict.met) == (None, False)


@pytest.mark.parametrize(("measured", "at_least", "met"), [(2, False, True), (3, False, False), (3, True, True)])
def test_a_goal_is_met_from_one_side(measured: float, at_least: bool, met: bool) -> None:
    assert Verdict(3, "a page", measured, 2, at_least=at_least).met is met


def test_what_is_reported_beside_has_no_goal() -> None:
    assert Verdict(1, "cost of writing", 7.0, None).met is None


@pytest.mark.parametrize("address", [*GROWING, *SHIPPED], ids=lambda address: address.path)
def test_every_place_in_an_address_can_be_filled(address: Address) -> None:
    assert address.path.format_map(dict.fromkeys(PLACES, "/x/")).startswith("/")


def test_the_bare_view_keeps_the_middleware_it_was_frozen_with() -> None:
    assert len(bare.MIDDLEWARE) == 12
    assert bare.MIDDLEWARE[0] == "django.middleware.gzip.GZipMiddleware"
    assert bare.MIDDLEWARE[-1] == "django.middleware.clickjacking.XFrameOptionsMiddleware"


def test_the_rows_of_datasette_are_taken_from_columns_that_there_are(tmp_path: Path) -> None:
    base, rows = tmp_path / "base.sqlite3", tmp_path / "rows.db"
    with closing(sqlite3.connect(base)) as made:
        for model in apps.get_app_config("kb").get_models():
            columns = ", ".join(f'"{field.column}"' for field in model._meta.fields)
            made.execute(f"CREATE TABLE {model._meta.db_table} ({columns})")
    datasette.write_rows(base, rows)
    with closing(sqlite3.connect(rows)) as made:
        tables = made.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        assert sorted(tables) == [("cells",), ("claims",)]
