"""The page for whoever runs a site."""

from __future__ import annotations

from pathlib import Path

import pytest

from compare.pages.deploy import settings_table
from compare.web.access import ACCESS, OFFICE, PROOF, TABLES
from compare.web.fault_table import FAULTS
from tests.compare import reading

pytestmark = pytest.mark.django_db
TESTS = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("file", "test"), sorted({PROOF, *((row.file, row.test) for row in FAULTS)}))
def test_every_test_that_the_page_names_is_there(file: str, test: str) -> None:
    assert f"\ndef {test}(" in (TESTS / file).read_text(encoding="utf-8")


def test_it_says_every_fault_and_who_may_what() -> None:
    words = reading.page("/about/deploy/").words
    assert [row.fault for row in FAULTS if row.fault not in words or row.test not in words] == []
    assert [row.name for row in TABLES if row.name not in words] == []
    routes = [row.route for row in ACCESS.values() if row in OFFICE or not row.route.startswith("admin/")]
    assert [route for route in routes if f"/{route}" not in words and not route.endswith("<suffix>")] == []


def test_it_says_what_needs_no_second_person() -> None:
    words = reading.page("/about/deploy/").words
    assert "a Reviewer alone withdraws a claim, a company or a source" in words


def test_it_says_every_setting_of_the_readme() -> None:
    names = [name for name, *_ in settings_table()]
    assert {"SECRET_KEY", "DATABASE_URL", "FOUR_EYES"} <= set(names)
    assert [name for name in names if name not in reading.page("/about/deploy/").words] == []


def test_robots_leave_it_alone_and_people_are_led_to_it() -> None:
    assert reading.get("/about/deploy/")["X-Robots-Tag"] == "noindex, nofollow"
    assert "/about/deploy/" in reading.page("/about/").links
