"""Claims' quotes against the newest text of their sources."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kb.documents.quotes import QuoteResult
from kb.documents.snapshots import check_claim, check_claims, latest
from kb.models import Claim
from tests import factories

pytestmark = pytest.mark.django_db


def results() -> dict[str, str]:
    return {checked.quote: checked.check.result.value for checked in check_claims(Claim.objects.all())}


def test_every_quote_is_checked_against_the_text_of_its_own_source() -> None:
    a, b, c = (factories.source(slug=slug) for slug in "abc")
    factories.snapshot(source=a, text="Flask is small")
    factories.snapshot(source=b, text="Django isn’t")
    factories.claim(source=a, quote="is small")
    factories.claim(source=b, quote="Django isn't")
    factories.draft(source=b, quote="Flask is small")
    factories.claim(source=c, quote="who knows")
    factories.claim(source=c)
    assert results() == {
        "is small": "exact",
        "Django isn't": "normalised",
        "Flask is small": "not-found",
        "who knows": "no-text",
    }


def test_the_newest_text_counts_and_of_one_day_the_last() -> None:
    source = factories.source()
    for text, day in (("one", 2), ("two", 3), ("three", 3), ("four", 1)):
        factories.snapshot(source=source, text=text, taken_on=date(2026, 11, day))
    claim = factories.claim(source=source, quote="three")
    newest = latest(source)
    assert newest is not None
    assert newest.text == "three"
    assert results() == {"three": "exact"}
    checked = check_claim(claim)
    assert checked is not None
    assert checked.result == QuoteResult.EXACT


def test_a_claim_that_is_not_stored_yet_can_be_checked() -> None:
    snapshot = factories.snapshot(text="Flask is small")
    checked = check_claim(Claim(source=snapshot.source, quote="is big"))
    assert checked is not None
    assert checked.result == QuoteResult.ABSENT
    assert check_claim(Claim(source=snapshot.source)) is None
    assert check_claim(Claim(quote="no source")) is None
    assert latest(factories.source()) is None


@pytest.mark.parametrize("sources", [1, 4])
def test_two_queries_check_any_number_of_claims(sources: int, django_assert_num_queries: Any) -> None:
    for _ in range(sources):
        snapshot = factories.snapshot()
        for _ in range(sources):
            factories.claim(source=snapshot.source, quote="text")
    with django_assert_num_queries(2):
        assert len(check_claims(Claim.objects.all())) == sources**2


def test_only_the_asked_claims_are_checked() -> None:
    wanted = factories.claim(quote="one")
    factories.claim(quote="two")
    (checked,) = check_claims(Claim.objects.filter(pk=wanted.pk))
    assert (checked.claim, checked.key, checked.source) == (wanted.pk, wanted.key, wanted.source.slug)
