import pytest

from compare.query.newest_changes import newest_changes
from kb.models import Claim
from tests import factories

pytestmark = pytest.mark.django_db


def events() -> list[tuple[str, str]]:
    return [(change.event, change.path) for change in newest_changes(4)]


def test_a_claim_is_published_once_however_often_it_is_saved() -> None:
    factories.claim(key="old")
    factories.claim(key="new")
    Claim.objects.get(key="old").save()
    assert events() == [("published", "/claims/new/"), ("published", "/claims/old/")]


def test_a_claim_that_was_never_published_did_not_change() -> None:
    factories.draft()
    assert events() == []


def test_a_retired_claim_says_why() -> None:
    factories.retired(key="wrong", statement="It is.")
    (change,) = newest_changes(4)
    assert (change.event, change.words, change.reason) == ("retired", "It is.", "misread")


def test_readings_are_half_of_the_newest_at_most() -> None:
    for number in range(4):
        claim = factories.claim(aspect=factories.aspect(slug=f"a{number}"))
        factories.resolution([claim], resolved_on="2126-01-01")
    assert [event for event, _ in events()] == ["resolved", "resolved", "published", "published"]
