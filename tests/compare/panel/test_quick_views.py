"""Quick views of a comparison say how many rows they leave, as their own page then counts them."""

from __future__ import annotations

import re

import pytest

from tests.compare import reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("varied_base")]


@pytest.mark.parametrize("path", ["/compare/flask-vs-django/", "/compare/django/", "/compare/flask-vs-django-vs-alg/"])
def test_a_quick_view_leads_to_as_many_rows_as_it_says(path: str) -> None:
    views = [
        one for one in reading.page(path).find("p", class_="quick")[0].findall("a") if one.find("span") is not None
    ]
    numbers = {one.get("href"): int(re.sub(r"\D", "", reading.words_of(one.find("span")))) for one in views}
    assert numbers
    assert {href: reading.data(face(href))["count"] for href in numbers} == numbers


def face(href: str) -> str:
    address, _, query = href.partition("?")
    return f"{address.rstrip('/')}.json?{query}"
