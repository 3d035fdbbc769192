"""What script asks for: the table alone, or a cell to show beside it."""

from __future__ import annotations

from typing import Any

import pytest

from compare.web.frames import ASKING
from tests import factories
from tests.compare import reading

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Target": "result"}


@pytest.fixture(autouse=True)
def base() -> None:
    factories.claim(framework=factories.framework(slug="flask", name="Flask"), aspect=factories.aspect(slug="orm"))


def part(path: str, query: Any = None, status: int = 200, **headers: str) -> Any:
    return reading.get(path, query, status, **(HTMX | headers))


def test_filtering_brings_the_table_and_what_says_the_selection() -> None:
    answer = part("/compare/flask/", {"state": "single", "q": ""})
    words = reading.body(answer)
    assert "<table" in words
    assert "<html" not in words
    assert "site-head" not in words
    for name in ("heading", "lead", "selection", "faces", "opener", "shortcuts"):
        assert f'data-hx-swap-oob="innerHTML:#{name}"' in words


def test_the_address_follows_without_empty_parameters() -> None:
    answer = part("/compare/flask/", {"state": "single", "q": "", "since": ""})
    assert answer["HX-Push-Url"] == "/compare/flask/?state=single"


def test_a_cell_beside_the_table_swaps_nothing_else() -> None:
    answer = part("/cells/flask/orm/", **{"HX-Target": "peek-body"})
    words = reading.body(answer)
    assert 'id="peek-title"' in words
    assert "swap-oob" not in words
    assert "HX-Push-Url" not in answer


def test_whole_page_and_part_are_kept_apart_by_caches() -> None:
    whole, swapped, beside, back = (
        reading.get("/cells/flask/orm/"),
        part("/cells/flask/orm/"),
        part("/cells/flask/orm/", **{"HX-Target": "peek-body"}),
        part("/cells/flask/orm/", **{"HX-History-Restore-Request": "true"}),
    )
    assert len({answer["ETag"] for answer in (whole, swapped, beside)}) == 3
    assert back["ETag"] == whole["ETag"]
    for answer in (whole, swapped, beside, back):
        assert set(ASKING) <= {name.strip() for name in answer["Vary"].split(",")}


def test_filtering_brings_the_feed_of_just_these_changes() -> None:
    assert "/feeds/changes.atom?framework=flask" in reading.body(part("/changes/", {"framework": "flask"}))


def test_going_back_brings_the_whole_page() -> None:
    assert "<html" in reading.body(part("/compare/flask/", **{"HX-History-Restore-Request": "true"}))


def test_a_wrong_filter_is_loaded_as_a_page_with_its_message() -> None:
    answer = part("/compare/flask/", {"state": "x"}, 400)
    assert answer["HX-Redirect"] == "/compare/flask/?state=x"
    assert "HX-Redirect" not in reading.get("/compare/flask/", {"state": "x"}, 400)
