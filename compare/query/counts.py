"""Facets where stored cells answer: counted in SQL, from the tallies where nothing narrows the base down.

Each count is bounded: a facet that would have to go through more cells than `MOST_CELLS_SCANNED`, or through the claims
of more than `MOST_READ`, has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, TextField
from django.db.models.functions import Coalesce

from compare.filters import AXES, CELLS, EVIDENCE, FILTERS, Facet
from compare.filters.cell_filters import staying_cells
from compare.query.cell_query import StoredCells
from compare.query.claim_lists import published_in
from compare.query.places import AddressPlace, at
from compare.query.selection import Selection
from kb.derived.cell_rows import FLAG_COLUMNS
from kb.evidence.judgement import Flag, State
from kb.evidence.kinds import ASPECT, FRAMEWORK, ThingKind
from kb.models import Aspect, Cell, Claim, Occurrence, Tally
from kb.models.kind_models import KIND_MODELS
from kb.rows.public_things import IsPublic

MOST_CELLS_SCANNED = 10_000  # stored cells that one facet goes through
MOST_READ = 1_500  # stored cells whose claims one facet goes through
CELL_KEY_OF_CLAIM = Func(
    "framework_id", "aspect_id", Coalesce("company_id", 0),
    template="(%(expressions)s)", arg_joiner=" || '-' || ", output_field=TextField(),
)  # fmt: skip
OF_CELLS, OF_CLAIMS = Count("pk"), Count(CELL_KEY_OF_CLAIM, distinct=True)  # cells with claims, either way
PUBLISHED_CLAIMS = Count("claims", filter=Q(claims__status=Claim.Status.PUBLISHED))
OF_ALL_STATES = {Facet.EVIDENCE, Facet.STATES, Facet.ROWS}  # what looks at cells whatever their state
NUMBER = "number_"  # before a word: the name of its number in SQL, which is no column's
Numbers = Mapping[str, int] | None  # None: where the question has no meaning, or there is too much to count


def is_few(place: AddressPlace, most: int) -> bool:
    """Whether an address looks at so many stored cells at most, before any filter. One query, over no more."""
    return at(place, Cell.objects.order_by(), AXES)[: most + 1].count() <= most


@dataclass(frozen=True)
class StoredCounts:
    """What each value of a filter would leave of a selection without a filter of evidence.

    ``about`` says which cells the page is about; ``listed`` which values are asked of a filter that has very many.
    What was asked once is kept: whether a filter is ``near``, and the numbers of those ``ranked``.
    """

    selection: Selection
    about: Q
    listed: Mapping[str, Collection[str]] = field(default_factory=dict)
    near: dict[tuple[Any, ...], bool] = field(default_factory=dict)
    numbers: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(self.selection.filters.staged(CELLS).get("state", ()))

    @property
    def only_empty(self) -> bool:
        return self.states == ("empty",)

    def count(self, name: str) -> Numbers:
        """Eight queries at most; two but for cells that nobody looked at."""
        entry = FILTERS[name]
        if entry.stage != CELLS and self.only_empty:
            return None
        if entry.kind is FRAMEWORK and self.selection.stored.is_of_rows:
            return None
        if (count_all := _counter_of_all(entry)) and self._is_whole(name):
            return count_all(self, name)
        return _OF_SELECTION[entry.facet](self, name) if self._is_near(name) else None

    def ranked(self, name: str, most: int) -> list[str]:
        """The values of a filter that occur most often in cells that stay without it; in the whole base where there is
        too much to count. Three queries at most.
        """
        if self._is_whole(name) or not self._is_near(name):
            return frequent(name, most)
        path = FILTERS[name].field_name
        if FILTERS[name].stage == EVIDENCE:
            rows, number = at(self.selection.place, published_in(self.selection), EVIDENCE), OF_CLAIMS
        else:
            rows, number = self._filled(name), OF_CELLS
        numbered = rows.exclude(**{path: None}).values_list(path).annotate(number=number)
        self.numbers[name] = dict(numbered.order_by("-number", path)[: most + 1])
        return list(self.numbers[name])[:most]

    def _filled(self, name: str) -> QuerySet[Any]:
        return self._stored(name).staying().filter(self.about, claims__gt=0)

    def _stored(self, name: str) -> StoredCells:
        return self.selection.stored.leaving_out(name)

    def _claims(self) -> QuerySet[Any]:
        return self.selection.narrowed(Claim.objects.published().order_by(), AXES)

    def _is_whole(self, name: str) -> bool:
        """Whether nothing but this filter narrows the base down."""
        place, filters = self.selection.place, self.selection.filters
        narrowed = {*filters.staged(AXES), *filters.staged(CELLS)} - {name}
        return not (narrowed or place.fixed or place.columns is not None or self.about)

    def _is_near(self, name: str) -> bool:
        """Whether few enough cells are looked at to count them. One query, over no more than those.

        An index finds cells by their state; claims of such cells, or rows that differ, are found by looking at all.
        """
        axis = name if name in self.selection.filters.staged(AXES) else ""
        most = MOST_READ if FILTERS[name].stage == EVIDENCE else MOST_CELLS_SCANNED
        states = () if FILTERS[name].facet in OF_ALL_STATES else self.states
        if (axis, most, states) not in self.near:
            rows = self._stored(axis).on_axes()
            rows = rows.filter(state__in=states) if states else rows
            self.near[axis, most, states] = rows[: most + 1].count() <= most
        return self.near[axis, most, states]

    def _of_listed(self, rows: QuerySet[Any], name: str) -> QuerySet[Any]:
        path = FILTERS[name].field_name
        listed = self.listed.get(name)
        return rows.exclude(**{path: None}) if listed is None else rows.filter(**{f"{path}__in": listed})

    # Of the whole base

    def _tallied(self, name: str) -> Numbers:
        entry = FILTERS[name]
        rows = Tally.objects.all() if entry.facet == Facet.STATES else Tally.objects.filter(claims__gt=0)
        return dict(rows.order_by().values_list(entry.tally).annotate(Sum("cells")))

    def _tallied_flags(self, name: str) -> Numbers:
        """Which are stale is a question about today, answered by an index."""
        flags = Tally.objects.aggregate(**{f"all_{flag}": Coalesce(Sum(flag), 0) for flag in FLAG_COLUMNS})
        stale = Cell.objects.stale_on(self.selection.today).count()
        return {flag: flags[f"all_{flag}"] for flag in FLAG_COLUMNS} | {str(Flag.STALE): stale}

    def _occurring(self, name: str) -> Numbers:
        kind = FILTERS[name].kind.name
        rows = KIND_MODELS[kind].objects.order_by()
        slugs = dict(
            (rows.filter(slug__in=self.listed[name]) if name in self.listed else rows).values_list("pk", "slug")
        )
        occurrences = Occurrence.objects.filter(kind=kind, target__in=list(slugs), cells__gt=0).values_list(
            "target", "cells"
        )
        return {slugs[target]: cells for target, cells in occurrences}

    def _summed(self, name: str) -> Numbers:
        """By a column of aspects, over what was counted of each. One query."""
        cells = Occurrence.objects.filter(kind=ASPECT.name, target=OuterRef("pk")).values("cells")
        aspects = Aspect.objects.order_by().annotate(occurring=Subquery(cells, output_field=IntegerField()))
        return dict(aspects.values_list(FILTERS[name].of_aspect).annotate(number=Coalesce(Sum("occurring"), 0)))

    # Of what is looked at

    def _of_axis(self, name: str) -> Numbers:
        return self._numbered(self._filled(name), name, OF_CELLS)

    def _of_evidence(self, name: str) -> Numbers:
        """Cells with a published claim of each value, where no filter of cells is in force."""
        return self._numbered(self._claims(), name, OF_CLAIMS)

    def _numbered(self, rows: QuerySet[Any], name: str, number: Count) -> dict[str, int]:
        """The numbers of the values listed; blank is none. No query if they are known from ranking them."""
        known, listed = self.numbers.get(name, {}), self.listed.get(name)
        if listed is not None and known and known.keys() >= set(listed):
            return {slug: known[slug] for slug in listed}
        numbers = self._of_listed(rows, name).values_list(FILTERS[name].field_name).annotate(number=number)
        return {value: count for value, count in numbers if value}

    def _of_states(self, name: str) -> Numbers:
        rows = self._stored(name).staying().filter(self.about)
        counts = Counter(dict(rows.values_list("state").annotate(Count("pk"))))
        counts[str(State.EMPTY)] += 0 if self.about else self._absent(name)
        return counts

    def _absent(self, name: str) -> int:
        """Cells of the address that stay though they are not stored: nobody looked at them."""
        selection, stored = self.selection, self._stored(name)
        if not selection.place.rectangular or stored.leaves_out_absent:
            return 0
        if "q" in stored.criteria:
            there = set(stored.on_axes().values_list("framework__slug", "aspect__slug", "company__slug"))
            return sum(tuple(cell.key) not in there for cell in staying_cells(selection.judgements, stored.criteria))
        rows = stored.on_axes()
        rows = rows.filter(place__in=stored.differing()) if stored.is_of_rows else rows
        return rows.values("place").distinct().count() * len(selection.columns) - rows.count()

    def _of_words(self, name: str) -> Numbers:
        entry, today = FILTERS[name], self.selection.today
        conditions = {word: entry.where(value, today) for word, value in entry.facet_values.items()}
        numbers = self._filled(name).aggregate(
            **{f"{NUMBER}{word}": Count("pk", filter=condition) for word, condition in conditions.items()}
        )
        return {column.removeprefix(NUMBER): number for column, number in numbers.items()}

    def _of_differing(self, name: str) -> Numbers:
        return {"1": self._filled(name).filter(place__in=self._stored(name).differing()).count()}


OfChoices = Callable[[StoredCounts, str], Numbers]
_OF_SELECTION: Mapping[Facet, OfChoices] = {
    Facet.AXIS: StoredCounts._of_axis,
    Facet.EVIDENCE: StoredCounts._of_evidence,
    Facet.WORDS: StoredCounts._of_words,
    Facet.STATES: StoredCounts._of_states,
    Facet.FLAGS: StoredCounts._of_words,
    Facet.ROWS: StoredCounts._of_differing,
}


def _counter_of_all(entry: Any) -> OfChoices | None:
    """What counts the choices of a filter in the whole base, where that is stored."""
    if entry.tally:
        return StoredCounts._tallied
    if entry.facet == Facet.FLAGS:
        return StoredCounts._tallied_flags
    if entry.of_aspect:
        return StoredCounts._summed
    return StoredCounts._occurring if entry.kind and entry.kind.has_page else None


def frequent(name: str, most: int) -> list[str]:
    """The slugs that occur most often in claims, the commonest first. Two queries, over no more rows than that but for
    kinds whose occurrences nobody stores, which are few.
    """
    kind: ThingKind = FILTERS[name].kind
    rows = KIND_MODELS[kind.name].objects
    if not kind.has_page:
        counted = rows.filter(IsPublic(kind=kind)).annotate(number=PUBLISHED_CLAIMS).order_by("-number", "slug")
        return list(counted.values_list("slug", flat=True)[:most])
    occurrences = Occurrence.objects.filter(kind=kind.name, claims__gt=0).order_by("-claims", "target")
    targets = list(occurrences.values_list("target", flat=True)[:most])
    slugs = dict(rows.filter(pk__in=targets).values_list("pk", "slug"))
    return [slugs[target] for target in targets if target in slugs]
