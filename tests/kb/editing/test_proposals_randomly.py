"""Whatever is proposed and accepted leaves what a fresh rebuild makes, and what its preview says."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kb.derived import upkeep
from kb.editing import proposal_steps, trials
from kb.editing.proposal_steps import Origin
from kb.editing.workflow import sign
from kb.models import Aspect, Claim, Company, Framework, Gap, Option, Proposal, Reading, Scope, Source, SourceLink
from tests import factories as make
from tests.compare import varied
from tests.kb.bases import built, cells, counts, put

EXAMPLES = max(8, settings().max_examples // 12)  # each takes a second
NO_SHRINKING = [phase for phase in Phase if phase is not Phase.shrink]
DAYS = (date(2020, 1, 1), date(2026, 11, 1))
CHANGES: dict[Any, Callable[[random.Random, Any], dict[str, Any]]] = {
    Source: lambda draw, row: {
        "kind": draw.choice(Source.Kind.values), "read_on": draw.choice([None, *DAYS]),
        "published_on": draw.choice(["", "2001"]), "modified_on": "", "framework": None,
    },
    SourceLink: lambda draw, row: {"kind": draw.choice(["derives", "cites"]), "stated": True},
    Claim: lambda draw, row: {"hedged": not row.hedged, "as_of": draw.choice(["", "2019", "2024-05"])},
    Reading: lambda draw, row: {"read_on": draw.choice(DAYS)},
    Gap: lambda draw, row: {"kind": draw.choice(Gap.Absence.values)},
    Aspect: lambda draw, row: {
        "nature": draw.choice(Aspect.Nature.values), "stale_after_months": draw.choice([None, 1, 600]),
    },
    Option: lambda draw, row: {"slug": "renamed", "label": "renamed"},
    **{model: lambda draw, row: {"name": "Renamed", "slug": "renamed"} for model in (Scope, Framework, Company)},
}  # fmt: skip


class ProposalsTest(TestCase):
    """A base of something of everything, one row of it changed at random."""

    def setUp(self) -> None:
        put(built(varied.build))
        for claim in Claim.objects.order_by("pk")[:2]:
            make.reading(source=claim.source, framework=make.framework())
        self.author, self.other = make.editor(), make.editor()

    @settings(max_examples=EXAMPLES, phases=NO_SHRINKING)
    @given(st.sampled_from(list(CHANGES)), st.integers(0, 10_000))
    def test_a_proposal_and_its_acceptance(self, model: Any, seed: int) -> None:
        draw = random.Random(seed)  # noqa: S311
        row = draw.choice(list(model.objects.order_by("pk")))
        before = cells(), counts()
        for name, value in CHANGES[model](draw, row).items():
            setattr(row, name, value)
        sign(row, self.author, "At random.")
        try:
            with trials.tried() as trial:
                row.save()
        except ValidationError:  # of one link each
            assume(False)
        assume(trial.weighs)
        assert (cells(), counts()) == before
        proposal = proposal_steps.make(trial, self.author, "At random.", Origin("/"))
        shown = proposal.cells
        proposal_steps.accept(proposal, self.other, seen=proposal_steps.cells_token(proposal))
        assert Proposal.objects.get().cells == shown
        accepted = cells(), counts()
        upkeep.rebuild()
        assert accepted == (cells(), counts())


pytestmark = pytest.mark.django_db
