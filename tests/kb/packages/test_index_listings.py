"""What indexes say of packages."""

from __future__ import annotations

from datetime import date

import pytest

from kb.packages.index_listings import UnreadListing, read_listing
from tests.kb.packages.packed import listing

DAYS = {"0.9": "2010-01-01", "1.9": "2026-01-05", "1.10": "2026-02-05", "2.0rc1": "2026-03-01", "2.0": "2026-04-01"}
NPM = {
    "name": "koa",
    "dist-tags": {"latest": "3.0.0"},
    "versions": ["3.0.0-alpha.x", "3.0.0"],
    "time": {"created": "2013-01-01T00:00:00Z", "3.0.0": "2025-05-01T10:00:00Z"},
    "files": ["lib"],
}


def test_the_newest_is_the_highest_final_version_of_that_day() -> None:
    versions = read_listing(listing(DAYS))
    newest = {day: versions.newest(date.fromisoformat(day)) for day in ("2026-02-05", "2026-03-31", "2009-01-01")}
    assert [release and release.version for release in newest.values()] == ["1.10", "1.10", None]


def test_what_was_withdrawn_is_no_release() -> None:
    versions = read_listing(listing(DAYS, yanked=["2.0", "0.9"]))
    assert versions.newest(date(2026, 12, 1)) == versions.release("1.10")
    assert versions.oldest == versions.release("1.9")


def test_final_releases_are_counted_between_two_days() -> None:
    finals = read_listing(listing(DAYS)).finals(date(2026, 1, 5), date(2026, 4, 1))
    assert [release.version for release in finals] == ["1.9", "1.10", "2.0"]


def test_npm_dates_are_not_believed_for_old_versions() -> None:
    versions = read_listing(NPM)
    assert (versions.dated, [release.version for release in versions.releases]) == (False, ["3.0.0"])


@pytest.mark.parametrize("content", [[], {}, {"name": "x"}, {"name": "x", "files": [{}]}, "x"])
def test_what_is_no_listing_is_refused(content: object) -> None:
    with pytest.raises(UnreadListing):
        read_listing(content)
