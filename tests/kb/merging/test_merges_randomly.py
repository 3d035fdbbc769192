"""Any merge leaves what a fresh rebuild makes, and its undoing the base of before."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db.models import QuerySet
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kb.derived import upkeep
from kb.merging.merge_plan import plan_merge
from kb.merging.merge_steps import merge, undo_merge
from kb.merging.references import tables
from kb.models import Claim, Mention, Word
from kb.models.merges import MERGEABLE
from tests import factories as make
from tests.compare import varied
from tests.kb.bases import built, cells, counts, put, whole_file

COPIED = [field.name for field in Claim._meta.fields if field.name not in ("id", "key", "reviewed_by")]
EXAMPLES = max(6, settings().max_examples // 16)  # each takes a second
NO_SHRINKING = [phase for phase in Phase if phase is not Phase.shrink]
SHAPE = ("value_type", "cardinality", "temporal", "unit")


def pair(draw: random.Random, kind: str) -> tuple[Any, Any]:
    """Two rows of a table that can be merged: any, or where few can, one and another that is like it."""
    rows = list(MERGEABLE[kind].objects.order_by("pk"))
    if kind == "option":
        rows = list(draw.choice([row.aspect for row in rows]).options.order_by("pk"))
    former, heir = draw.sample(rows, 2)
    if kind == "framework":
        heir = make.framework(name="Another")
    elif kind == "aspect":
        former = draw.choice([aspect for aspect in rows if not aspect.per_company])
        heir = make.aspect(name="Another", **{name: getattr(former, name) for name in SHAPE})
        for option in former.options.all()[: draw.randint(0, 2)]:
            make.option(aspect=heir, slug=option.slug)
    return former, heir


def rows() -> dict[str, list[Any]]:
    """Every row that people entered, with its key."""
    return {table.__name__: list(QuerySet(table).order_by("pk").values_list()) for table in tables()}


def words() -> set[tuple[Any, ...]]:
    known = dict(Word.objects.values_list("pk", "word"))
    return {(known[word], *rest) for word, *rest in Mention.objects.values_list("word", "kind", "target", "weight")}


def derived() -> tuple[Any, ...]:
    return cells(), counts(), words()


def copied(draw: random.Random, kind: str, former: Any, heir: Any) -> None:
    """Some claims of the former stand at the heir, too, in any status."""
    for claim in Claim.objects.filter(**{kind: former}).order_by("pk")[:4]:
        fields = {name: getattr(claim, name) for name in COPIED} | {kind: heir, "retire_reason": ""}
        if kind == "aspect" and claim.option:
            fields["option"] = heir.options.filter(slug=claim.option.slug).first()
        itself = fields["via"] == fields["source"] or fields["compared_to"] == fields["framework"]
        if not itself and (not claim.option or fields["option"]):
            make.claim(**fields | {"status": draw.choice(["draft", "review", "published"])})


class MergesTest(TestCase):
    """A base of something of everything, two rows of it merged at random."""

    def setUp(self) -> None:
        put(built(varied.build))
        self.person = make.editor()

    @settings(max_examples=EXAMPLES, phases=NO_SHRINKING)
    @given(st.sampled_from(sorted(MERGEABLE)), st.integers(0, 10_000))
    def test_a_merge_and_its_undoing(self, kind: str, seed: int) -> None:
        draw = random.Random(seed)  # noqa: S311
        former, heir = pair(draw, kind)
        copied(draw, kind, former, heir)
        assume(not plan_merge(former, heir).obstacles)
        before, file, stored = derived(), whole_file(), rows()
        merging = merge(former, heir, self.person)
        merged = derived()
        upkeep.rebuild()
        assert merged == derived()
        undo_merge(merging, self.person)
        assert (whole_file(), rows(), derived()) == (file, stored, before)


pytestmark = pytest.mark.django_db
