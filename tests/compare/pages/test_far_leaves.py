"""Lists of more pages than have numbers: the numbers end, the rows do not. There are ten here, not a hundred."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from kb.derived import upkeep
from tests import factories
from tests.compare import reading
from tests.compare.walking import PATHS, key, leaves_on, page_of, paged_by
from tests.kb.bases import built, passing, put

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("long_base", "today")]
NUMBERED = 10
MANY = NUMBERED + 3


def build() -> None:
    """So many of each thing, each with a claim; every company is claimed for two frameworks."""
    with upkeep.collected():
        flask, django = factories.framework(slug="flask"), factories.framework(slug="django")
        adoption = factories.adoption()
        for number in range(MANY):
            aspect, company = factories.aspect(slug=f"aspect-{number}"), factories.company(slug=f"company-{number}")
            factories.claim(framework=factories.framework(slug=f"other-{number}"), aspect=aspect, statement="Quick.")
            for framework in (flask, django):
                factories.claim(framework=framework, aspect=adoption, company=company, boolean=True)


@pytest.fixture(scope="module")
def long_base(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), passing():
        put(built(build))
        with django_db_blocker.block():
            yield


@pytest.mark.parametrize("path", PATHS)
def test_behind_the_last_numbered_page_a_list_goes_on_by_the_key_of_its_last_row(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = page_of(path, "").sheet.context["leaf"]
    paged_by(monkeypatch, 1)
    monkeypatch.setattr("compare.parts.leaves.MOST_PAGES", NUMBERED)
    far = list(leaves_on(path, "", f"page={NUMBERED - 1}", "way_on"))
    before = NUMBERED - 2
    assert (far[0].way_on, far[1].way_on) == (f"page={NUMBERED}", f"after={key(far[1].rows[0])}")
    assert [key(leaf.rows[0]) for leaf in far] == [key(row) for row in whole.rows[before:]]
    assert len(far) == whole.total - before > 2


def test_a_search_goes_on_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compare.pages.search.MOST_CLAIMS", 1)
    monkeypatch.setattr("compare.parts.leaves.MOST_PAGES", NUMBERED)
    found, href = [], f"?q=quick&page={NUMBERED - 1}"
    while href:
        shown = reading.page(f"/search/{href}")
        found += shown.claims
        href = next((str(one.get("href")) for one in shown.find("a") if one.get("rel") == "next nofollow"), "")
    assert len(set(found)) == len(found) == MANY - (NUMBERED - 2)
