"""Prepared rows follow the cells, and losing them costs time, never truth."""

from __future__ import annotations

from typing import Any

import pytest

from compare.display.pieces import ROW_TEXTS
from compare.models import PreparedRow
from compare.query import row_store
from kb.derived import upkeep
from kb.models import Cell
from tests import factories
from tests.compare import reading
from tests.compare.varied import build

pytestmark = pytest.mark.django_db
PAGE = "/compare/flask-vs-django/"


@pytest.fixture
def claim() -> Any:
    factories.once_named(factories.framework(name="Django"))
    return factories.claim(framework=factories.framework(name="Flask"), scope=factories.scope(name="small apps"))


def rows() -> dict[str, tuple[str, ...]]:
    return {place: tuple(texts) for place, *texts in PreparedRow.objects.values_list("place", *ROW_TEXTS)}


def test_every_row_of_stored_cells_is_prepared() -> None:
    build()
    assert set(rows()) == set(Cell.objects.values_list("place", flat=True))


def test_a_row_goes_with_its_last_cell(claim: Any) -> None:
    claim.status, claim.retire_reason = "retired", "misread"
    claim.save()
    assert rows() == {}


def test_a_row_that_moves_leaves_nothing_behind(claim: Any) -> None:
    claim.aspect.slug = "moved"
    claim.aspect.save()
    assert [place.split(" ")[3] for place in rows()] == ["moved"]


@pytest.mark.parametrize("slug", ["renamed", "flask"])
def test_rows_kept_by_edits_are_those_of_a_rebuilt_base(claim: Any, slug: str) -> None:
    factories.claim(framework=claim.framework, aspect=claim.aspect, boolean=False)
    claim.hedged = True
    claim.save()
    claim.framework.slug = slug
    claim.framework.save()
    kept = rows()
    upkeep.rebuild()
    assert rows() == kept


def test_a_new_name_shows_in_the_rows_that_hold_it(claim: Any) -> None:
    claim.scope.name = "tiny apps"
    claim.scope.save()
    assert "for tiny apps" in reading.text(PAGE)


def test_a_page_is_the_same_without_any_prepared_row() -> None:
    build()
    page = reading.text(PAGE)
    PreparedRow.objects.all().delete()
    assert reading.text(PAGE) == page


def test_a_row_of_another_version_is_not_read_and_renewed(claim: Any) -> None:
    page, kept = reading.text(PAGE), rows()
    PreparedRow.objects.update(text="old", version="old")
    assert reading.text(PAGE) == page
    row_store.renew()
    assert rows() == kept


def test_a_row_holds_nothing_of_today(claim: Any) -> None:
    claim.aspect.stale_after_months = 1
    claim.aspect.save()
    ((text, *_),) = rows().values()
    assert "stale" not in text
    assert "stale" in reading.text(PAGE)
