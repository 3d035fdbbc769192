"""What cells say before and after a write."""

from __future__ import annotations

import pytest

from kb.derived import upkeep
from kb.derived.cell_changes import CellChange, watched
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_cell_that_reads_otherwise_is_said_before_and_after() -> None:
    claim = make.claim(as_of="2024")
    with watched() as watch, upkeep.collected():
        claim.source.kind = "generated"
        claim.source.save()
    before = "single: yes (1 document, 1 root; weak). Second hand, newest 2024-12-31"
    after = "unrooted: yes (1 document, no root; faint). Second hand, newest 2024-12-31"
    assert watch.changes() == [CellChange("Framework 1, Aspect 1", before, after)]


def test_what_nobody_needs_is_not_read() -> None:
    claim = make.claim()
    with watched(lambda: False) as watch, upkeep.collected():
        claim.boolean = False
        claim.save()
    assert watch.changes() == []
