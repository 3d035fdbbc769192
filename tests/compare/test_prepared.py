"""Pieces of cells follow the cells, and losing them costs time, never truth."""

from __future__ import annotations

from typing import Any

import pytest

from compare import prepared
from compare.models import Piece
from kb import rollup
from kb.models import Cell, Claim
from tests import factories
from tests.compare import reading
from tests.compare.varied import build

pytestmark = pytest.mark.django_db
PAGE = "/compare/flask-vs-django/"


@pytest.fixture
def claim() -> Any:
    factories.framework(name="Django")
    return factories.claim(framework=factories.framework(name="Flask"), scope=factories.scope(name="small apps"))


def pieces() -> dict[int, str]:
    return dict(Piece.objects.values_list("cell", "text"))


def test_every_stored_cell_has_its_piece() -> None:
    build()
    assert set(pieces()) == set(Cell.objects.values_list("pk", flat=True))


def test_a_piece_goes_with_its_cell(claim: Any) -> None:
    claim.status, claim.retire_reason = "retired", "misread"
    claim.save()
    assert pieces() == {}


def test_pieces_kept_by_edits_are_those_of_a_rebuilt_base(claim: Any) -> None:
    factories.claim(framework=claim.framework, aspect=claim.aspect, boolean=False)
    claim.hedged = True
    claim.save()
    kept = sorted(pieces().values())
    rollup.rebuild()
    assert sorted(pieces().values()) == kept


def test_a_new_name_shows_in_the_pieces_that_hold_it(claim: Any) -> None:
    claim.scope.name = "tiny apps"
    claim.scope.save()
    assert "for tiny apps" in reading.text(PAGE)


def test_a_page_is_the_same_without_any_piece() -> None:
    build()
    page = reading.text(PAGE)
    Piece.objects.all().delete()
    assert reading.text(PAGE) == page


def test_a_piece_of_another_version_is_not_read_and_renewed(claim: Any) -> None:
    page = reading.text(PAGE)
    Piece.objects.update(text="old", version="old")
    assert reading.text(PAGE) == page
    prepared.renew()
    assert set(Piece.objects.values_list("version", flat=True)) == {prepared.version()}
    assert "old" not in pieces().values()


def test_a_piece_holds_no_address_and_nothing_of_today(claim: Any) -> None:
    Claim.objects.get(pk=claim.pk)
    (text,) = pieces().values()
    assert "/cells/" not in text
    assert "stale" not in text
