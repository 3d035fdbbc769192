"""Frameworks, aspects or sources that occur in a selection, counted and read a page at a time.

Without a filter what occurs was counted when it was written; under filters of axes and cells stored cells say what
occurs. Orders of dates, and filters of evidence, need the claims themselves.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from compare.query.long_lists import PlacedList, place_in
from compare.query.selection import Selection
from kb.evidence.judgement import State
from kb.evidence.kinds import FRAMEWORK, SOURCE, ThingKind
from kb.models import Occurrence
from kb.models.kind_models import KIND_MODELS
from kb.rows.counting import AtLeast, bounded, count_of
from kb.rows.public_things import IsPublic
from kb.texts import order_key

DATE_ORDERS = {"newest", "oldest"}
NUMBER_BOUND = 20_000  # pages with numbers reach no further
MOST_NAMED = 1_000  # things that a query names; of more, all are counted


@dataclass(frozen=True, slots=True)
class Occurring:
    """How often a thing occurs: claims, cells with such claims, contested ones among them."""

    slug: str
    claims: int = 0
    cells: int = 0
    contested: int = 0


class ThingList(PlacedList[Occurring]):
    """The things of a kind that occur in a selection, without a filter all that something published names, in the
    order asked for.

    Where stored cells answer: four queries for the number and a page, one more to go on behind one.
    """

    def __init__(self, selection: Selection, kind: ThingKind) -> None:
        self.selection, self.kind = selection, kind
        self.order = str(selection.filters.criteria.get("order", "aspect"))
        self.noun = kind.words

    @property
    def number(self) -> int:
        """Counted to `NUMBER_BOUND`, where they are not at hand."""
        return self._number

    @cached_property
    def _number(self) -> int:
        if self._is_counted_as_read:
            return bounded(self._filled.values(self.kind.name).distinct()[: NUMBER_BOUND + 1].count(), NUMBER_BOUND)
        if self.selection.filtered:
            return len(self._counts)
        claimed = Occurrence.objects.filter(kind=self.kind.name)  # nearly all there are, and quickly counted
        number = count_of(claimed, NUMBER_BOUND)
        return number if isinstance(number, AtLeast) else count_of(self._public(whole=True), NUMBER_BOUND)

    def slugs(self) -> list[str]:
        """All of them, without how often they occur."""
        return [slug for _, slug in self.refs(0, None)]

    def refs(self, first: int, last: int | None) -> list[tuple[int, str]]:
        """Primary keys and slugs of those from one place to before another (None: the end)."""
        return list(self._in_order[first:last])

    def read(self, refs: Sequence[tuple[int, str]]) -> list[Occurring]:
        if not self.selection.filtered and not self._is_sorted_by_claims:
            return self._counts_in_base(dict(refs))
        if self._is_counted_as_read and len(refs) <= MOST_NAMED:
            counts = self._sums(self._filled.filter(**{f"{self.kind.name}__in": [pk for pk, _ in refs]}))
        else:
            counts = self._counts
        return [Occurring(slug, *counts.get(slug, ())) for _, slug in refs]

    def key_of(self, row: Occurring) -> str:
        return row.slug

    def key_of_ref(self, ref: tuple[int, str]) -> str:
        return ref[1]

    def place(self, key: str) -> int | None:
        """One query; none where things are sorted here."""
        if self._is_sorted_here:
            return next((place for place, (_, slug) in enumerate(self._in_order) if slug == key), None)
        return place_in(self._ordered, self._columns, Q(slug=key))

    @property
    def _is_sorted_here(self) -> bool:
        """Whether no column has this order: of names none sorts 9 before 10."""
        return self.order == "name" or self._is_sorted_by_claims

    @property
    def _is_sorted_by_claims(self) -> bool:
        return self.order in DATE_ORDERS or (self.order == "evidence" and self.selection.filtered)

    @property
    def _is_counted_as_read(self) -> bool:
        """Whether what occurs is found without counting how often: that is done for the things of a page alone. Of
        frameworks there are few.
        """
        here = self.selection.weighs or self.kind in (FRAMEWORK, SOURCE) or self._is_sorted_by_claims
        return self.selection.filtered and not here

    @cached_property
    def _in_order(self) -> Any:
        """Primary keys and slugs in the order asked for, of which some can be read."""
        if self.order == "name":
            names = self._rows.values_list("pk", "slug", self.kind.label)
            return [(pk, slug) for pk, slug, _ in sorted(names, key=lambda row: (order_key(row[2]), row[1]))]
        rows = self._ordered.values_list("pk", "slug")
        if not self._is_sorted_here:
            return rows
        key = self._sort_key()
        return sorted(rows, key=lambda row: key(row[1]))

    @property
    def _rows(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = KIND_MODELS[self.kind.name].objects.order_by()
        if self._is_counted_as_read:
            return rows.filter(pk__in=self._filled.values(self.kind.name))
        filtered = self.selection.filtered
        return rows.filter(slug__in=list(self._counts)) if filtered else self._public()

    def _public(self, whole: bool = False) -> QuerySet[Any]:
        """Those of the base that anybody may see."""
        rows: QuerySet[Any] = KIND_MODELS[self.kind.name].objects.order_by()
        return rows.filter(IsPublic(kind=self.kind, whole=whole))

    @property
    def _columns(self) -> tuple[str, ...]:
        """In the order of pages, or of the number of claims of a base without a filter."""
        frequent = self.order == "evidence" and not self.selection.filtered
        return ("-frequency", *self.kind.order) if frequent else self.kind.order

    @property
    def _ordered(self) -> QuerySet[Any]:
        rows = self._rows
        if self._columns[0] == "-frequency":
            frequent = Occurrence.objects.filter(kind=self.kind.name, target=OuterRef("pk")).values("claims")
            rows = rows.annotate(frequency=Coalesce(Subquery(frequent, output_field=IntegerField()), 0))
        return rows.order_by(*self._columns)

    def _counts_in_base(self, slugs: Mapping[int, str]) -> list[Occurring]:
        """How often things occur in the whole base: that was counted when it was written. One query."""
        rows: Any = Occurrence.objects.filter(kind=self.kind.name, target__in=list(slugs))
        counts = {pk: row for pk, *row in rows.values_list("target", "claims", "cells", "contested")}
        return [Occurring(slug, *counts.get(pk, ())) for pk, slug in slugs.items()]

    @cached_property
    def _counts(self) -> Mapping[str, Sequence[int]]:
        """Claims, cells and contested cells by slug. One query where stored cells answer."""
        if self.selection.weighs:
            cells, slug_of = self.selection.cells, attrgetter(self.kind.name)
            return _summed((Counter(map(slug_of, cell.judgement.claims)), cell.judgement.state) for cell in cells)
        if self.kind is SOURCE:
            return _summed(self._filled.values_list("sources", "state").iterator())
        return self._sums(self._filled)

    @property
    def _filled(self) -> QuerySet[Any]:
        """The cells with claims that stay."""
        return self.selection.stored.staying().filter(claims__gt=0).order_by()

    def _sums(self, cells: QuerySet[Any]) -> Mapping[str, Sequence[int]]:
        """Claims, cells and contested cells by slug, of some cells. One query."""
        counts: Any = cells.values_list(f"{self.kind.name}__slug")
        contested = Count("pk", filter=Q(state=State.CONTESTED))
        return {slug: row for slug, *row in counts.annotate(a=Sum("claims"), b=Count("pk"), c=contested)}

    def _sort_key(self) -> Callable[[str], int]:
        if self.order == "evidence":
            return lambda slug: -self._counts[slug][0]
        ends: dict[str, list[int]] = defaultdict(list)
        slug_of = attrgetter(self.kind.name)
        for claim in self.selection.claims:
            ends[slug_of(claim)] += [claim.period.end.toordinal()] if claim.period else []
        if self.order == "newest":
            return lambda slug: -max(ends[slug], default=0)
        return lambda slug: min(ends[slug], default=9_999_999)


def _summed(cells: Iterable[tuple[Mapping[str, int], str]]) -> dict[str, list[int]]:
    """Claims, cells and contested cells of each thing, from the claims that cells have of it and their states."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for claims, state in cells:
        for slug, number in claims.items():
            counts = sums[slug]
            counts[0] += number
            counts[1] += 1
            counts[2] += state == State.CONTESTED
    return dict(sums)
