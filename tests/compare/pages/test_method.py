"""The page on how sources are read."""

from __future__ import annotations

import pytest
from django.test import Client

from compare.pages.method import MISTAKES
from tests.compare import reading

pytestmark = pytest.mark.django_db


def test_every_mistake_stands_with_its_example_and_what_to_do_instead() -> None:
    words = reading.page("/about/method/").words
    assert all(text in words for mistake in MISTAKES for text in mistake)


def test_it_is_linked_from_how_cells_are_judged_and_from_the_admin(admin_client: Client) -> None:
    link = 'href="/about/method/"'
    assert link in reading.text("/about/")
    assert link in admin_client.get("/admin/").content.decode()


def test_a_parameter_is_refused() -> None:
    assert reading.get("/about/method/", {"framework": "flask"}, status=400)
