"""What an import finds in the base."""

from __future__ import annotations

import pytest

from kb.importing import matching
from kb.models import Claim, claim_rules
from tests import factories
from tests.kb.importing import builders

pytestmark = pytest.mark.django_db


def test_keys_are_made_as_one_by_one() -> None:
    builders.base()
    for key in ("", "article-flask-orm-7", "article-flask-orm-x", "article-flask-orm-2-9", "other-orm-99"):
        builders.draft(key=key, locator=f"line {key}")
    last = builders.draft(key="apart", locator="last")
    keys = matching.Keys(["article-flask-orm-8", "no key at all-99"])
    assert keys.next(last) == claim_rules.next_key(last, ["article-flask-orm-8"]) == "article-flask-orm-9"
    assert keys.next(last) == "article-flask-orm-10"


def test_stored_claims_come_with_all_that_they_refer_to() -> None:
    builders.base()
    kept = builders.draft(key="kept")
    found = matching.stored_claims({"kept", "not-there", "no key", "\ud800", "x" * 300})
    assert found == {"kept": kept}
    assert found["kept"]._state.fields_cache.keys() >= {"source", "framework", "aspect"}


def test_long_lists_are_asked_for_in_chunks() -> None:
    assert [len(some) for some in matching.chunks(range(1201))] == [500, 500, 201]
    assert matching.stored_claims({f"k-{number}" for number in range(40_000)}) == {}


def test_claims_that_a_resolution_judged_are_known() -> None:
    judged, _ = factories.claim(), factories.claim()
    factories.resolution([judged])
    assert matching.resolved_claims() == {judged.pk}
    assert Claim.objects.count() == 2
