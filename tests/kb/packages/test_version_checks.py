"""Recorded versions beside newer ones."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from kb.models import Aspect, Framework
from kb.packages.index_listings import read_listing
from kb.packages.version_checks import RecordedVersion, drafted_versions, newer_versions, recorded_versions
from tests import factories as make
from tests.kb.packages import packed

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 28)


@pytest.fixture
def aspect() -> Aspect:
    return make.aspect(name="Latest version", slug="latest-version", value_type="text", temporal=True)


@pytest.fixture
def flask(aspect: Aspect) -> Framework:
    """Flask, of which 3.1.3 is recorded."""
    framework = make.framework(name="Flask")
    make.claim(framework=framework, aspect=aspect, text="3.1.2", as_of="2025-12-01")
    make.claim(framework=framework, aspect=aspect, text="3.1.3", as_of="2026-11-28")
    return framework


def test_the_newest_published_claim_says_the_recorded_version(
    flask: Framework, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert recorded_versions() == {"flask": RecordedVersion("3.1.3", "2026-11-28")}


@pytest.mark.parametrize(("recorded", "newer"), [("3.1.2", "3.1.3"), ("3.1.3", None), ("4.0", None), ("odd", "3.1.3")])
def test_a_version_is_outdone_by_a_higher_final_one(recorded: str, newer: str | None) -> None:
    release = RecordedVersion(recorded, "2026").outdone_by(read_listing(packed.listing(packed.DAYS)), DAY)
    assert (release and release.version) == newer


def test_a_draft_of_a_later_day_is_a_newer_version(
    flask: Framework, aspect: Aspect, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    draft = make.draft(framework=flask, aspect=aspect, text="3.1.4", as_of="2026-12-01")
    make.draft(framework=flask, aspect=aspect, text="3.1.1", as_of="2025-01-01")
    make.draft(framework=flask, aspect=aspect, text="3.1.3", as_of="2026-12-01")
    with django_assert_num_queries(1):
        (row,) = newer_versions()
    assert (row.claim, row.framework, row.recorded, row.version) == (draft.pk, "Flask", "3.1.3", "3.1.4")


def test_versions_under_way_are_known(flask: Framework, aspect: Aspect) -> None:
    make.draft(framework=flask, aspect=aspect, text="3.1.4", as_of="2026-12-01")
    assert drafted_versions() == {("flask", "3.1.4")}
