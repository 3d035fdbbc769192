"""A text filter and the search find the same names."""

from __future__ import annotations

import pytest

from tests import factories
from tests.compare import reading

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["creme", "CRÈME", "eclair", "it's", "It’s"])
def test_a_text_filter_forgives_accents_and_typography_as_the_search_does(text: str) -> None:
    company = factories.company(name="It’s Crème & Éclair", slug="patisserie")
    factories.claim(key="sweet", aspect=factories.adoption(), company=company, statement="Said.")
    assert reading.page("/claims/", {"q": text}).claims == ["sweet"]
    assert "/companies/patisserie/" in reading.page("/search/", {"q": text}).links
