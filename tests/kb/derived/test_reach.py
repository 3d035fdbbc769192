"""Whatever is edited, in whatever order, one by one or at once: cells and counts end as a rebuild makes them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kb.derived import upkeep
from kb.models import Aspect, Claim, Gap, Resolution, Source, SourceLink
from tests import factories as make
from tests.kb.bases import base_of, cells, counts

pytestmark = pytest.mark.django_db
EXAMPLES = max(10, settings().max_examples // 8)


class Base:
    """Two frameworks, three aspects in two groups, a company, sources that derive from each other, and edits of it."""

    def __init__(self) -> None:
        self.frameworks = [make.framework(), make.framework()]
        self.groups = [make.group(order=1), make.group(order=2)]
        ease = make.aspect(options=["easy", "hard"], group=self.groups[0])
        self.aspects = [make.aspect(group=self.groups[0], stale_after_months=12), ease, make.adoption()]
        self.options = list(ease.options.all())
        self.companies = [make.company(), make.company()]
        self.sources = [make.source() for _ in range(4)]
        self.scope = make.scope()
        self.links: list[SourceLink] = []
        self.number = 0

    def edits(self) -> dict[str, Callable[[int, int], Any]]:
        return {
            "claim": self.claim,
            "draft": lambda a, b: self.claim(a, b, status="draft"),
            "gap": lambda a, b: make.gap(framework=self.frameworks[a % 2], aspect=self.aspects[b % 2]),
            "no gap": lambda a, b: [gap.delete() for gap in Gap.objects.all()[: a % 2]],
            "no reading": lambda a, b: [row.delete() for row in Resolution.objects.all()[: a % 2]],
            "reading": self.reading,
            "many sources": lambda a, b: self.many(Source, "kind", ["article", "generated", "official"][b % 3]),
            "many aspects": lambda a, b: self.many(Aspect, "order", b % 4),
            "publish": lambda a, b: self.save(self.any_claim(a), status="published"),
            "retire": lambda a, b: self.save(self.any_claim(a), status="retired", retire_reason="misread"),
            "move": lambda a, b: self.save(self.any_claim(a), framework=self.frameworks[b % 2]),
            "delete": lambda a, b: self.any_claim(a).delete(),
            "link": self.link,
            "turn a link": lambda a, b: self.links and self.save(self.links[-1], from_source=self.sources[a % 4]),
            "cut a link": lambda a, b: self.links and self.links.pop().delete(),
            "kind": lambda a, b: self.save(self.sources[a % 4], kind=["article", "generated", "official"][b % 3]),
            "date": lambda a, b: self.save(self.sources[a % 4], published_on=date(2024, 1 + b % 12, 1)),
            "slug of a source": lambda a, b: self.save(self.sources[a % 4], slug=f"source-slug-{b % 5}"),
            "slug of an aspect": lambda a, b: self.save(self.aspects[a % 2], slug=f"aspect-slug-{b % 5}"),
            "adoption no more": lambda a, b: self.save(self.aspects[2], slug=["used-in-production", "use"][b % 2]),
            "group": lambda a, b: self.save(self.aspects[a % 3], group=self.groups[b % 2]),
            "order of a group": lambda a, b: self.save(self.groups[a % 2], order=b % 3),
            "ageing": lambda a, b: self.save(self.aspects[a % 3], stale_after_months=[None, 6, 24][b % 3]),
            "label": lambda a, b: self.save(self.options[a % 2], label=f"Label {b}"),
            "name": lambda a, b: self.save(self.frameworks[a % 2], name=f"Framework {b}", slug=f"framework-{b}"),
            "company": lambda a, b: self.save(self.companies[a % 2], name=f"Company {b}", slug=f"company-{b}"),
            "scope": lambda a, b: self.save(self.scope, name=f"Scope {b}", slug=f"scope-{b}"),
        }

    def claim(self, a: int, b: int, **fields: Any) -> Claim:
        """A claim of any kind, as the numbers say."""
        self.number += 1
        aspect = self.aspects[a % 3]
        if aspect is self.aspects[1]:
            fields |= {"option": self.options[b % 2], "compared_to": self.frameworks[(a + 1) % 2] if a % 2 else None}
        else:
            fields["boolean"] = bool(b % 3)
        if aspect is self.aspects[2]:
            fields["company"] = self.companies[b % 2]
        via = self.sources[(a + b) % 4] if b % 4 == 1 and a % 4 != (a + b) % 4 else None
        scope = self.scope if b % 5 == 0 else None
        where = {"framework": self.frameworks[a % 2], "aspect": aspect, "source": self.sources[a % 4]}
        fields["option_id"] = fields.pop("option").pk if "option" in fields else None
        return make.claim(key=f"claim-{self.number}", via=via, scope=scope, **where, **fields)

    def reading(self, a: int, b: int) -> Any:
        claim = self.any_claim(a)
        return make.resolution([claim], boolean=bool(b % 2)) if claim.boolean is not None else None

    def any_claim(self, number: int) -> Claim:
        claims = list(Claim.objects.order_by("key"))
        return claims[number % len(claims)] if claims else self.claim(number, number)

    def many(self, model: Any, field: str, value: object) -> None:
        """A write of all rows at once, which sends no signal."""
        rows = list(model.objects.all())
        for row in rows:
            setattr(row, field, value)
        model.objects.bulk_update(rows, [field])

    def link(self, a: int, b: int) -> None:
        kind = "derives" if b % 3 else "cites"
        self.links.append(make.source_link(from_source=self.sources[a % 4], to_source=self.sources[b % 4], kind=kind))

    def save(self, row: Any, **fields: Any) -> None:
        """Save a fresh copy of the row, as another request would."""
        row.refresh_from_db()
        for name, value in fields.items():
            setattr(row, name, value)
        try:
            row.save()
        except ValidationError:
            row.refresh_from_db()
            raise


def six_claims() -> Base:
    base = Base()
    with upkeep.collected():
        for number in range(6):
            base.claim(number, number * 5)
    return base


STEPS = st.lists(st.tuples(st.integers(0, 26), st.integers(0, 11), st.integers(0, 11)), min_size=1, max_size=12)
NO_SHRINKING = [Phase.explicit, Phase.reuse, Phase.generate]  # to shrink a base takes minutes


class TestEdits(TestCase):
    @settings(max_examples=EXAMPLES, phases=NO_SHRINKING)
    @given(start=STEPS, steps=STEPS, at_once=st.booleans())
    def test_after_any_edits_cells_and_counts_are_those_of_a_rebuild(
        self, start: Any, steps: Any, at_once: bool
    ) -> None:
        base = base_of(six_claims)
        edits = list(base.edits().values())
        for some, together in ((start, False), (steps, at_once)):
            with upkeep.collected() if together else nullcontext():
                for which, a, b in some:
                    with suppress(ValidationError, ProtectedError):
                        edits[which](a, b)
        kept = cells(), counts()
        upkeep.rebuild()
        assert (cells(), counts()) == kept


def queries(write: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        write()
    return len(captured)


def renamed(row: Any) -> int:
    return queries(row.save)


@pytest.mark.parametrize("kind", ["source", "company", "option", "framework", "scope"])
def test_saving_what_two_cells_name_costs_the_same_in_a_large_base(kind: str) -> None:
    named: dict[str, Any] = {
        "source": lambda claims: claims[0].source,
        "company": lambda claims: claims[0].company,
        "option": lambda claims: claims[0].option,
        "framework": lambda claims: claims[0].framework,
        "scope": lambda claims: claims[0].scope,
    }
    aspect = make.aspect(options=["easy", "hard"], per_company=True)
    here = {"aspect": aspect, "company": make.company(), "scope": make.scope(), "source": make.source()}
    framework = make.framework()
    claims = [make.claim(framework=framework, option=option, **here) for option in aspect.options.all()]
    small = renamed(named[kind](claims))
    with upkeep.collected():
        for _ in range(30):
            make.claim()
    assert renamed(named[kind](claims)) == small
