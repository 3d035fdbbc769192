"""Cells that are judged afresh: what they hold, together or in portions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command

from kb.derived import rebuilding, upkeep
from kb.evidence.judging import Surroundings, judge_cells
from kb.evidence.records import CellKey
from kb.models import Cell, Claim, Gap, Resolution
from kb.rows.reading import read_claims, read_gaps, read_resolutions
from kb.rows.vocabulary_reading import read_vocabulary
from tests import factories
from tests.kb.bases import cells
from tests.kb.derived.following import contested, followed, only, save

pytestmark = pytest.mark.django_db


def test_cells_are_what_judging_says() -> None:
    contested()
    factories.gap()
    claims, gaps = read_claims(Claim.objects.published()), read_gaps(Gap.objects.all())
    surroundings = Surroundings(read_vocabulary(), gaps, read_resolutions(Resolution.objects.all()))
    judged = judge_cells({claim.cell for claim in claims} | set(gaps), claims, {}, surroundings, date.max)
    for row in Cell.objects.all():
        judgement = judged.pop(CellKey(row.framework.slug, row.aspect.slug))
        assert (row.state, row.empty, row.flags) == (judgement.state, judgement.empty or "", list(judgement.flags))
        assert (row.documents, row.roots, row.roots_min) == (judgement.documents, judgement.roots, judgement.roots_min)
        assert [value["label"] for value in row.values] == [value.label for value in judgement.values]
    assert judged == {}


def test_the_farthest_date_there_is() -> None:
    with followed():
        factories.claim(aspect=factories.aspect(stale_after_months=32767), as_of="9999")
    assert only().fresh_until == date.max


def test_stale_cells_are_found_by_the_day() -> None:
    claim = factories.claim(aspect=factories.aspect(stale_after_months=12), as_of="2024")
    undated = factories.claim(aspect=claim.aspect)
    assert {cell.framework for cell in Cell.objects.stale_on(date(2025, 12, 31))} == {undated.framework}
    assert Cell.objects.stale_on(date(2026, 1, 1)).count() == 2


# Adoption: one claim can split the cells of other frameworks


def test_a_second_framework_splits_the_cell_of_the_first() -> None:
    first, other = factories.claim(aspect=factories.adoption()), factories.framework()
    with followed():
        second = factories.claim(aspect=first.aspect, company=first.company, framework=other)
    assert all("split" in cell["flags"] for cell in cells())
    with followed():
        save(second, status="retired", retire_reason="misread")
    assert "split" not in only().flags


def test_a_claim_that_moves_to_another_company_unites_the_one_and_splits_the_other() -> None:
    aspect, nasa, lyft = factories.adoption(), factories.company(), factories.company()
    flask, django = factories.framework(), factories.framework()
    factories.claim(aspect=aspect, company=nasa, framework=flask)
    factories.claim(aspect=aspect, company=lyft, framework=flask)
    moving = factories.claim(aspect=aspect, company=nasa, framework=django)
    with followed():
        save(moving, company=lyft)
    split = Cell.objects.filter(company=lyft)
    assert [("split" in cell.flags) for cell in split] == [True, True]


def test_a_company_that_is_said_not_to_use_a_framework_is_not_split() -> None:
    first = factories.claim(aspect=factories.adoption())
    factories.claim(
        aspect=first.aspect, company=first.company, framework=factories.framework(name="Other"), boolean=False
    )
    assert not any("split" in cell["flags"] for cell in cells())


# Many at once


def counted(monkeypatch: pytest.MonkeyPatch, name: str) -> list[int]:
    """A list that grows by one with every call of a function that rebuilds."""
    calls, own = [], getattr(rebuilding, name)

    def counting(*args: Any) -> Any:
        calls.append(1)
        return own(*args)

    monkeypatch.setattr(rebuilding, name, counting)
    return calls


def test_more_cells_than_fit_at_once_are_rebuilt_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "CELLS_AT_ONCE", 2)
    source = factories.source()
    for number in range(10):
        factories.claim(source=source if number < 5 else factories.source())
    portions = counted(monkeypatch, "rebuild_cells")
    source.kind = "official"
    source.save()
    assert len(portions) == 3


def test_most_of_all_cells_are_rebuilt_with_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "CELLS_AT_ONCE", 1)
    whole = counted(monkeypatch, "rebuild_all")
    with followed(), upkeep.collected():
        contested()
        factories.claim()
    assert len(whole) == 2  # here, and in the rebuild that it is held against
    assert Cell.objects.count() == 2


def test_a_cell_keeps_its_key_in_a_rebuild() -> None:
    contested()
    before = only().pk
    upkeep.rebuild()
    assert only().pk == before


def test_rebuild_repairs_and_can_be_repeated() -> None:
    contested()
    factories.gap()
    right = cells()
    Cell.objects.all().delete()
    assert upkeep.rebuild() == 2
    assert cells() == right
    upkeep.rebuild()
    assert cells() == right


def test_the_command_rebuilds(capsys: pytest.CaptureFixture[str]) -> None:
    factories.claim()
    Cell.objects.all().delete()
    call_command("rebuild_cells")
    assert (capsys.readouterr().out, Cell.objects.count()) == ("Rebuilt 1 cells.\n", 1)
