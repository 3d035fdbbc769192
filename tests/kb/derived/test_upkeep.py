"""The roll-up: after every change the cells equal a fresh judgement, and the revision has risen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kb.derived import upkeep
from kb.derived.cell_rows import STALE_FROM_THE_START
from kb.models import Cell, Claim, Revision
from tests import factories
from tests.kb.bases import cells
from tests.kb.derived.following import contested, followed, only, save

pytestmark = pytest.mark.django_db


# Cells follow what is written


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


def test_what_waits_for_the_end_is_right_within_and_after() -> None:
    yes, _ = contested()
    with followed(), upkeep.collected():
        save(yes.aspect, group=factories.group(), stale_after_months=6)
        save(yes.source, slug="renamed")
        with upkeep.collected():
            save(yes, boolean=False)
        assert only().state == "corroborated"


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
