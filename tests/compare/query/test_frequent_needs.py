import pytest

from compare.query.frequent_needs import frequent_needs
from tests import factories

pytestmark = pytest.mark.django_db


def test_needs_with_most_claims_come_first_and_those_without_are_left_out() -> None:
    for slug, claims in (("none", 0), ("few", 1), ("many", 2)):
        need = factories.need(slug=slug, name=slug.capitalize())
        for _ in range(claims):
            factories.claim(aspect=need.aspect)
    assert frequent_needs(5) == [("many", "Many"), ("few", "Few")]
