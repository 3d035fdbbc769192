"""What is made for a face is what it writes: no more of a page, and nothing of its HTML."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from compare.answers.answering import Page, envelope
from compare.faces import FACES
from compare.faces.contents import Content
from compare.filters import BadQuery
from tests.compare.test_queries import HERE, PAGES, small
from tests.compare.walking import PATHS, page_of
from tests.kb.bases import built, put

pytestmark = pytest.mark.django_db

BARE = [face for face in FACES.values() if face.bare]
LISTING = [*PATHS, *(path for name, path in HERE.items() if name in ("framework", "aspect", "company", "source"))]


@pytest.fixture(autouse=True)
def base() -> None:
    put(built(small))


def written(face: Any, page: Page, content: Content) -> str:
    return "".join(face.write(envelope(RequestFactory().get(page.path), page, content)))


@pytest.mark.parametrize("path", PAGES[:-1])
def test_a_bare_face_says_the_same_of_the_whole_page(path: str) -> None:
    for face in BARE:
        if face.holds((page := page_of(path, "")).main):
            assert written(face, page, page.content_of(face)) == written(face, page, page.whole())


@pytest.mark.parametrize("path", LISTING)
@pytest.mark.parametrize("face", ["csv", "json"])
def test_a_face_refuses_a_page_of_the_list_that_is_not_there(path: str, face: str) -> None:
    for query in ("page=99", "after=nobody/nothing"):
        with pytest.raises(BadQuery):
            page_of(path, query).check_paging(face)


@pytest.mark.parametrize("path", LISTING)
def test_a_face_makes_nothing_of_the_page_to_say_that_a_part_is_there(path: str) -> None:
    page = page_of(path, "page=1")
    page.check_paging("csv")
    assert "sheet" not in vars(page)
