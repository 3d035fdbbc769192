"""What cells add up to is kept with them, whatever is written."""

from __future__ import annotations

import random

import pytest

from kb.derived import tallies, upkeep
from kb.models import Cell, Occurrence, Tally
from tests import factories
from tests.kb.bases import counts

pytestmark = pytest.mark.django_db


def test_a_claim_counts_in_its_framework_aspect_source_and_group() -> None:
    claim = factories.claim()
    found = {(row.kind, row.target): (row.claims, row.cells, row.contested) for row in Occurrence.objects.all()}
    places = [("framework", claim.framework_id), ("aspect", claim.aspect_id), ("source", claim.source_id)]
    assert found == dict.fromkeys(places, (1, 1, 0))
    tally = Tally.objects.get()
    assert (tally.framework_id, tally.group_id, tally.state, tally.cells, tally.claims) == (
        claim.framework_id, claim.aspect.group_id, "single", 1, 1,
    )  # fmt: skip


def test_nothing_is_left_of_what_is_no_more() -> None:
    claim = factories.claim()
    claim.status, claim.retire_reason = "retired", "misread"
    claim.save()
    assert not Tally.objects.exists()
    assert not Occurrence.objects.exists()


def test_a_contested_cell_counts_for_each_source_in_it() -> None:
    yes = factories.claim()
    no = factories.claim(framework=yes.framework, aspect=yes.aspect, boolean=False)
    found = Occurrence.objects.filter(kind="source").values_list("target", "contested")
    assert dict(found) == {yes.source_id: 1, no.source_id: 1}


@pytest.mark.parametrize("seed", range(4))
def test_any_edits_end_equal_to_a_fresh_count(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311
    claims = [factories.claim(aspect=factories.adoption() if n == 0 else factories.aspect()) for n in range(3)]
    for _ in range(8):
        one = draw.choice(claims or [factories.claim()])
        place = {"framework": one.framework, "aspect": one.aspect, "company": one.company}
        new = factories.claim(
            **place, boolean=draw.random() < 0.5, source=one.source if draw.random() < 0.5 else factories.source()
        )
        claims.append(new)
        if draw.random() < 0.4:
            gone = claims.pop(draw.randrange(len(claims)))
            gone.status, gone.retire_reason = "retired", "misread"
            gone.save()
    kept = counts()
    upkeep.rebuild()
    assert counts() == kept


def test_the_totals_of_a_base_are_those_of_its_cells() -> None:
    factories.claim()
    factories.gap()
    totals = tallies.totals()
    assert (totals["cells"], totals["claims"], totals["state empty"]) == (Cell.objects.count(), 1, 1)
