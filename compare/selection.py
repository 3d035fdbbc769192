"""From a validated query to a selection: axes, counted claims, judged cells, and a sentence in words.

Every page and every face of an address shows one and the same Selection.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from compare.filters import ARRANGEMENT, AXES, CELLS, EVIDENCE, FILTERS, ComparisonFilter
from compare.filters.cells import kept
from compare.filters.evidence import EVIDENCE_FILTERS
from compare.freshness import present_revision
from compare.judged import JudgedCell, judged_cells
from kb import evidence
from kb.judging import Surroundings, judge_cells
from kb.models import Claim, Gap, Resolution
from kb.reading import read_claims, read_gaps, read_resolutions, read_vocabulary
from kb.records import ADOPTION, CellKey, ClaimRecord, GapRecord, ResolutionRecord, Vocabulary


@dataclass(frozen=True)
class Place:
    """What the address itself has decided, before any filter.

    ``fixed`` maps axis or evidence parameters to slugs; ``columns`` are the frameworks of a matrix in the
    order of the address (None: those that occur); ``rectangular`` says that every column of a row is judged,
    the empty cells too; ``about`` says the place in words; ``stages`` are the filters that make sense there;
    ``turns`` says that it has a table of cells, whose rows and columns can change places.
    """

    fixed: Mapping[str, tuple[str, ...]]
    columns: tuple[str, ...] | None = None
    rectangular: bool = False
    about: str = ""
    stages: tuple[str, ...] = (AXES, EVIDENCE, CELLS, ARRANGEMENT)
    turns: bool = False


EVERYWHERE = Place({})


@dataclass(frozen=True)
class Selection:
    """What one address with its query selects.

    ``judged`` are all cells that axes and evidence give, in the order aspect, company, framework, ``cells`` those
    that stay; ``claims`` are the counted claims in them and ``on_axes`` all claims of the axes, by key;
    ``resolutions`` are those of the cells that stay, ``every_resolution`` those of the whole base.
    """

    place: Place
    filters: ComparisonFilter
    vocabulary: Vocabulary
    columns: tuple[str, ...]
    cells: tuple[JudgedCell, ...]
    claims: tuple[ClaimRecord, ...]
    gaps: Mapping[CellKey, GapRecord]
    resolutions: Mapping[CellKey, ResolutionRecord]
    every_resolution: Mapping[CellKey, ResolutionRecord]
    judged: tuple[JudgedCell, ...]
    on_axes: tuple[ClaimRecord, ...]
    today: date
    revision: int

    @property
    def query(self) -> str:
        """The normalised query string."""
        return self.filters.normalised()

    @property
    def filtered(self) -> bool:
        """Whether anything but order and page was asked."""
        return bool(self.filters.words())

    @property
    def order(self) -> str:
        return str(self.filters.asked.get("order", "aspect"))

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups asked for, in the order in which they were asked."""
        return tuple(dict.fromkeys(self.filters.asked.get("group", ())))

    @property
    def transposed(self) -> bool:
        return bool(self.filters.asked.get("transpose"))

    @property
    def evidence_query(self) -> str:
        """The query of the evidence filters alone: a cell's own page takes these."""
        return self.filters.normalised(leave_out=set(FILTERS) - set(EVIDENCE_FILTERS))

    @property
    def page(self) -> int:
        return int(self.filters.asked.get("page", 1))

    def sentence(self, counted: str) -> str:
        """The selection in words: “142 claims of 3 sources about Flask, holding since 2024.”"""
        parts = [*([self.place.about] if self.place.about else []), *self.filters.words()]
        return f"{counted}{' ' if parts else ''}{', '.join(parts)}."


def select(query: QueryDict, today: date, place: Place = EVERYWHERE, vocabulary: Vocabulary | None = None) -> Selection:
    """Validate the query, read, judge and narrow. Raises BadQuery before anything but the vocabulary is read.

    Twelve queries, whatever the size of the base.
    """
    vocabulary = vocabulary or read_vocabulary()
    filters = ComparisonFilter(query, vocabulary, without=without(place))
    filters.check()
    claims = read_claims(filters.narrow(at(place, Claim.objects.published(), AXES), AXES))
    counted = counting(filters, place, claims, vocabulary)
    gaps = read_gaps(filters.narrow(at(place, Gap.objects.all(), AXES), AXES))
    columns = _columns(place, claims, gaps)
    keys = _cell_keys(place, columns, claims, gaps, vocabulary)
    hidden = Counter(claim.cell for claim in claims) - Counter(claim.cell for claim in counted)
    resolutions = read_resolutions(Resolution.objects.all())
    surroundings = Surroundings(vocabulary, gaps, resolutions, _split(filters, place))
    judged = judged_cells(judge_cells(keys, counted, hidden, surroundings, today), vocabulary)
    cells = kept(judged, filters.staged(CELLS))
    staying = {cell.key for cell in cells}
    return Selection(
        place=place,
        filters=filters,
        vocabulary=vocabulary,
        columns=columns,
        cells=tuple(cells),
        claims=tuple(claim for claim in counted if claim.cell in staying),
        gaps={key: gap for key, gap in gaps.items() if key in staying},
        resolutions={key: row for key, row in resolutions.items() if key in staying},
        every_resolution=resolutions,
        judged=tuple(judged),
        on_axes=tuple(claims),
        today=today,
        revision=present_revision(),
    )


def without(place: Place) -> frozenset[str]:
    """The parameters that an address has decided, or that make no sense there: its query cannot give them."""
    decided = {name for name, one in FILTERS.items() if one.stage not in place.stages} | set(place.fixed)
    if place.columns is not None:
        decided.add("framework")
    if not place.turns:
        decided.add("transpose")
    if "aspect" in decided:
        decided.add("group")
    return frozenset(decided)


PATHS = {
    "framework": (AXES, "framework__slug__in"),
    "aspect": (AXES, "aspect__slug__in"),
    "company": (AXES, "company__slug__in"),
    "source": (EVIDENCE, "source__slug__in"),
}


def at(place: Place, rows: QuerySet[Any], stage: str) -> QuerySet[Any]:
    """The rows that the address itself leaves in a stage."""
    for name, slugs in place.fixed.items():
        if PATHS[name][0] == stage:
            rows = rows.filter(**{PATHS[name][1]: slugs}) if slugs else rows.filter(**{name: None})
    if stage == AXES and place.columns is not None:
        rows = rows.filter(framework__slug__in=place.columns)
    return rows


def counting(
    filters: ComparisonFilter, place: Place, claims: Iterable[ClaimRecord], vocabulary: Vocabulary, but: str = ""
) -> list[ClaimRecord]:
    """The claims that pass the evidence stage, ``but`` one filter."""
    sources = place.fixed.get("source")
    here = claims if sources is None else [claim for claim in claims if claim.source in sources]
    return filters.passing(here, EVIDENCE, vocabulary, but)


def _columns(place: Place, claims: Iterable[ClaimRecord], gaps: Iterable[CellKey]) -> tuple[str, ...]:
    if place.columns is not None:
        return place.columns
    return tuple(sorted({claim.framework for claim in claims} | {gap.framework for gap in gaps}))


def _cell_keys(
    place: Place,
    columns: tuple[str, ...],
    claims: Iterable[ClaimRecord],
    gaps: Iterable[CellKey],
    vocabulary: Vocabulary,
) -> list[CellKey]:
    """The cells looked at, in the order aspect, company, framework."""
    keys: Collection[CellKey] = {claim.cell for claim in claims} | set(gaps)
    if place.rectangular:
        keys = {key._replace(framework=column) for key in keys for column in columns}
    place_of = {slug: number for number, slug in enumerate(columns)}
    return sorted(
        keys,
        key=lambda key: (vocabulary.aspect_order[key.aspect], key.company or "", place_of[key.framework]),
    )


def _split(filters: ComparisonFilter, place: Place) -> frozenset[str]:
    """Companies claimed for several frameworks by the claims that count, over all frameworks. One query."""
    adoption = Claim.objects.published().filter(Q(aspect__slug=ADOPTION, boolean=True))
    counting = filters.narrow(at(place, adoption, EVIDENCE), EVIDENCE)
    return evidence.split_companies(counting.order_by().values_list("company__slug", "framework__slug").distinct())
