"""The roll-up: after every change the cells equal a fresh judgement, and the revision has risen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kb.derived import upkeep
from kb.derived.cell_rows import STALE_FROM_THE_START
from kb.evidence.judging import Surroundings, judge_cells
from kb.evidence.records import CellKey
from kb.models import Cell, Claim, Gap, Resolution, Revision
from kb.rows.reading import read_claims, read_gaps, read_resolutions
from kb.rows.vocabulary_reading import read_vocabulary
from tests import factories
from tests.kb.bases import cells, counts

pytestmark = pytest.mark.django_db


@contextmanager
def followed() -> Iterator[None]:
    """What happens within changes cells, and they then equal those of a rebuilt base."""
    before, revision = cells(), upkeep.revision()
    yield
    after, added_up = cells(), counts()
    upkeep.rebuild()
    assert (after, added_up) == (cells(), counts())
    assert after != before
    assert upkeep.revision() > revision


def contested() -> tuple[Claim, Claim]:
    yes = factories.claim()
    return yes, factories.claim(framework=yes.framework, aspect=yes.aspect, boolean=False)


def only() -> Cell:
    return Cell.objects.get()


def save(row: Any, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


# Cells are what a fresh judgement says


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


def test_a_published_claim_makes_a_cell() -> None:
    with followed():
        factories.claim()
    assert (only().state, only().documents, only().roots) == ("single", 1, 1)
    assert [value["label"] for value in only().values] == ["yes"]


@pytest.mark.parametrize("build", [factories.draft, factories.retired])
def test_drafts_and_retired_claims_make_none(build: Callable[[], Claim]) -> None:
    build()
    assert not Cell.objects.exists()


def test_a_changed_value() -> None:
    claim, _ = contested()
    with followed():
        save(claim, boolean=False)
    assert only().state == "corroborated"


def test_a_claim_that_moves_to_another_aspect() -> None:
    claim, other = contested()
    with followed():
        save(claim, aspect=factories.aspect())
    assert {cell.aspect for cell in Cell.objects.all()} == {claim.aspect, other.aspect}


def test_a_claim_that_moves_to_another_framework() -> None:
    claim = factories.claim()
    with followed():
        save(claim, framework=factories.framework(name="Other"))
    assert str(only().framework) == "Other"


def test_publication() -> None:
    draft = factories.draft()
    with followed():
        save(draft, status="published")


def test_retirement() -> None:
    claim = factories.claim()
    with followed():
        save(claim, status="retired", retire_reason="misread")
    assert not Cell.objects.exists()


def test_a_deleted_draft_changes_no_cell() -> None:
    claim = factories.claim()
    draft = factories.draft(framework=claim.framework, aspect=claim.aspect)
    before = cells()
    draft.delete()
    assert cells() == before


def test_the_kind_of_a_source() -> None:
    claim = factories.claim()
    with followed():
        save(claim.source, kind="generated")
    assert only().state == "unrooted"


def test_the_date_of_a_source() -> None:
    claim = factories.claim(aspect=factories.aspect(stale_after_months=12))
    assert only().fresh_until == STALE_FROM_THE_START
    with followed():
        save(claim.source, published_on=date(2024, 5, 1))
    assert only().fresh_until == date(2025, 5, 1)


def test_a_link_that_comes_and_goes() -> None:
    claim = factories.claim()
    copy = factories.claim(framework=claim.framework, aspect=claim.aspect)
    with followed():
        link = factories.source_link(from_source=copy.source, to_source=claim.source)
    assert (only().documents, only().roots) == (2, 1)
    with followed():
        link.delete()
    assert only().roots == 2


def test_a_link_that_changes_its_kind() -> None:
    claim = factories.claim()
    copy = factories.claim(framework=claim.framework, aspect=claim.aspect)
    link = factories.source_link(from_source=copy.source, to_source=claim.source)
    with followed():
        save(link, kind="cites")


def test_a_gap_that_comes_changes_moves_and_goes() -> None:
    with followed():
        gap = factories.gap()
    assert (only().state, only().empty) == ("empty", "searched-silent")
    with followed():
        save(gap, kind="not-applicable")
    with followed():
        save(gap, aspect=factories.aspect(name="Another"))
    assert only().aspect.name == "Another"
    with followed():
        gap.delete()
    assert not Cell.objects.exists()


def test_a_gap_that_is_deleted_after_it_was_changed_in_memory() -> None:
    gap = factories.gap()
    other = factories.aspect()
    with followed():
        gap.aspect = other
        gap.delete()
    assert not Cell.objects.exists()


def test_a_resolution_and_the_claims_it_judged() -> None:
    claims = contested()
    reading = factories.resolution(framework=claims[0].framework, aspect=claims[0].aspect)
    assert only().state == "contested"
    with followed():
        reading.claims.set(claims)
    assert only().state == "resolved"
    with followed():
        reading.claims.remove(claims[0])
    assert only().state == "contested"
    reading.claims.add(claims[0])
    with followed():
        reading.delete()
    assert only().state == "contested"


def test_a_later_claim_reopens_a_resolution() -> None:
    claims = contested()
    factories.resolution(claims)
    with followed():
        factories.claim(framework=claims[0].framework, aspect=claims[0].aspect)
    assert only().state == "contested"


@pytest.mark.parametrize("change", [{"stale_after_months": 12}, {"cardinality": "many"}, {"temporal": True}])
def test_a_changed_aspect(change: dict[str, Any]) -> None:
    aspect = contested()[0].aspect
    for claim, year in zip(Claim.objects.all(), ("2020", "2024"), strict=True):
        save(claim, as_of=year)
    with followed():
        save(aspect, **change)


def test_a_changed_unit() -> None:
    aspect = factories.aspect(value_type="number", unit="%")
    factories.claim(aspect=aspect)
    with followed():
        save(aspect, unit="stars")
    assert only().values[0]["label"] == "1 star"


def test_a_renamed_option() -> None:
    option = factories.option(label="Easy")
    factories.claim(option=option)
    with followed():
        save(option, label="Simple")
    assert only().values[0]["label"] == "Simple"


def test_a_framework_whose_slug_changes() -> None:
    other = factories.framework(name="Other", slug="other")
    factories.claim(compared_to=other)
    with followed():
        save(other, slug="another")
    assert only().values[0]["compared_to"] == "another"


def test_the_farthest_date_there_is() -> None:
    with followed():
        factories.claim(aspect=factories.aspect(stale_after_months=32767), as_of="9999")
    assert only().fresh_until == date.max


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


# The revision

WRITES: dict[str, Callable[[], Any]] = {
    build.__name__: build
    for build in (
        factories.framework, factories.group, factories.aspect, factories.option, factories.scope, factories.company,
        factories.source, factories.source_link, factories.draft, factories.gap, factories.resolution, factories.need,
    )
}  # fmt: skip


@pytest.mark.parametrize("name", WRITES)
def test_every_change_that_pages_show_raises_the_revision(name: str) -> None:
    before = upkeep.revision()
    row = WRITES[name]()
    created = upkeep.revision()
    row.save()
    assert before < created < upkeep.revision()
    changed = upkeep.revision()
    row.delete()
    assert upkeep.revision() > changed


def test_a_snapshot_is_not_shown_and_does_not() -> None:
    source = factories.source()
    before = upkeep.revision()
    factories.snapshot(source=source)
    assert upkeep.revision() == before


def test_a_failed_transaction_leaves_revision_and_cells() -> None:
    claim = factories.claim()
    before, revision = cells(), upkeep.revision()
    with transaction.atomic():
        save(claim, boolean=False)
        transaction.set_rollback(True)
    with pytest.raises(ValidationError):
        save(claim, locator="")
    assert (cells(), upkeep.revision()) == (before, revision)


def test_there_is_one_revision_row() -> None:
    factories.claim()
    assert Revision.objects.count() == 1


# Many at once


def test_writes_within_collected_raise_the_revision_once_and_roll_up_at_the_end() -> None:
    before = upkeep.revision()
    with upkeep.collected():
        claim, _ = contested()
        assert not Cell.objects.exists()
    assert (only().state, upkeep.revision()) == ("contested", before + 1)
    with followed(), upkeep.collected():
        save(claim, status="retired", retire_reason="misread")


def test_collected_without_a_change_does_nothing() -> None:
    before = upkeep.revision()
    with upkeep.collected():
        pass
    assert upkeep.revision() == before


def test_an_error_within_collected_undoes_all_and_collects_no_longer() -> None:
    def fail() -> None:
        with upkeep.collected():
            factories.claim()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not Claim.objects.exists()
    factories.claim()
    assert Cell.objects.count() == 1


def counted(monkeypatch: pytest.MonkeyPatch, name: str) -> list[int]:
    """A list that grows by one with every call of a function of the roll-up."""
    calls, own = [], getattr(upkeep, name)

    def counting(*args: Any) -> Any:
        calls.append(1)
        return own(*args)

    monkeypatch.setattr(upkeep, name, counting)
    return calls


def test_more_cells_than_fit_at_once_are_rebuilt_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "CELLS_AT_ONCE", 2)
    source = factories.source()
    for number in range(10):
        factories.claim(source=source if number < 5 else factories.source())
    portions = counted(monkeypatch, "_rebuild")
    source.kind = "official"
    source.save()
    assert len(portions) == 3


def test_most_of_all_cells_are_rebuilt_with_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "CELLS_AT_ONCE", 1)
    whole = counted(monkeypatch, "_rebuild_all")
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


def test_what_waits_for_the_end_is_right_within_and_after() -> None:
    yes, _ = contested()
    with followed(), upkeep.collected():
        save(yes.aspect, group=factories.group(), stale_after_months=6)
        save(yes.source, slug="renamed")
        with upkeep.collected():
            save(yes, boolean=False)
        assert only().state == "corroborated"


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


def test_stale_cells_are_found_by_the_day() -> None:
    claim = factories.claim(aspect=factories.aspect(stale_after_months=12), as_of="2024")
    undated = factories.claim(aspect=claim.aspect)
    assert {cell.framework for cell in Cell.objects.stale_on(date(2025, 12, 31))} == {undated.framework}
    assert Cell.objects.stale_on(date(2026, 1, 1)).count() == 2


def queries_of(write: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        write()
    return len(captured)


@pytest.mark.parametrize("change", [{"boolean": False}, {"status": "retired", "retire_reason": "misread"}])
def test_the_queries_of_a_save_do_not_depend_on_the_size(change: dict[str, Any]) -> None:
    first, _ = contested()
    second, other = contested()
    factories.resolution([other])
    small = queries_of(lambda: save(first, **change))
    for _ in range(4):
        factories.claim(framework=other.framework, aspect=other.aspect, scope=factories.scope())
        factories.claim(option=factories.option())
        factories.resolution([factories.claim()])
    assert queries_of(lambda: save(second, **change)) <= small
    assert small < 60
