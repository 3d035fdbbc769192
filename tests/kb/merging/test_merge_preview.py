"""What a merge would change, said before it is done."""

from __future__ import annotations

from typing import Any

import pytest

from kb.derived.cell_changes import CellChange
from kb.merging.merge_preview import preview_merge
from kb.models import Claim
from tests import factories as make
from tests.kb.bases import picture
from tests.kb.workflow.people import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(db: None) -> Any:
    return member("Reviewer", username="rita")


def pair(**fields: Any) -> tuple[Claim, Claim]:
    """Two claims of two sources in one cell."""
    claim = make.claim()
    return claim, make.claim(framework=claim.framework, aspect=claim.aspect, **fields)


def test_a_cell_is_shown_before_and_after(reviewer: Any) -> None:
    claim, other = pair()
    preview = preview_merge(other.source, claim.source, reviewer)
    before = "corroborated: yes (2 documents, 2 roots; fair). Undated, second hand"
    after = "single: yes (1 document, 1 root; weak). Undated, second hand"
    assert preview.cells == [CellChange("Framework 1, Aspect 1", before, after)]
    assert preview.moving == ["1 claim"]


def test_names_that_the_heir_takes_are_shown(reviewer: Any) -> None:
    former, heir = make.company(name="Hco Inc", aliases="Thieves"), make.company(name="Hco")
    assert preview_merge(former, heir, reviewer).taking == ["Aliases: Hco Inc, Thieves"]


def test_a_preview_writes_nothing(reviewer: Any) -> None:
    claim, other = pair(boolean=False)
    make.source_link(from_source=other.source, to_source=claim.source)
    before = picture()
    preview_merge(other.source, claim.source, reviewer)
    assert picture() == before


def test_cells_move_with_a_framework(reviewer: Any) -> None:
    claim, heir = make.claim(), make.framework(name="The heir")
    preview = preview_merge(claim.framework, heir, reviewer)
    says = "single: yes (1 document, 1 root; weak). Undated, second hand"
    assert sorted(preview.cells, key=lambda cell: cell.name) == [
        CellChange("Framework 1, Aspect 1", says, "nothing"),
        CellChange("The heir, Aspect 1", "nothing", says),
    ]


def test_links_change_cells_of_others(reviewer: Any) -> None:
    claim, copy = pair()
    former = make.source(slug="former")
    make.source_link(from_source=copy.source, to_source=former)
    preview = preview_merge(former, claim.source, reviewer)
    assert [(cell.before, cell.after) for cell in preview.cells] == [
        (
            "corroborated: yes (2 documents, 2 roots; fair). Undated, second hand",
            "single: yes (2 documents, 1 root; weak). Undated, second hand",
        )
    ]


def test_what_goes_and_what_is_retired_is_named(reviewer: Any) -> None:
    claim = make.claim()
    twin = make.claim(
        source=make.source(), framework=claim.framework, aspect=claim.aspect, locator=claim.locator, boolean=True
    )
    make.source_link(from_source=twin.source, to_source=claim.source)
    preview = preview_merge(twin.source, claim.source, reviewer)
    assert preview.plan.duplicates == [twin.key]
    assert preview.leaving == [f"source link: {twin.source} derives {claim.source}"]


def test_obstacles_are_all_that_a_refused_merge_shows(reviewer: Any) -> None:
    preview = preview_merge(make.aspect(), make.aspect(value_type="number"), reviewer)
    assert len(preview.plan.obstacles) == 1
    assert (preview.cells, preview.moving) == ((), ())
