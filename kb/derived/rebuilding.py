"""Judges cells afresh from what is published, and stores them with what they add up to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q
from django.dispatch import Signal
from django.utils.functional import cached_property

from kb.derived import period_ends, public_questions, statistics, tallies, whole
from kb.derived.cell_rows import cell_row
from kb.derived.reach import CellIds, InCells, Near, keys_near
from kb.evidence import appraisal
from kb.evidence.judgement import Judgement
from kb.evidence.judging import Surroundings, judge_cells
from kb.evidence.records import ADOPTION, AspectRecord, CellKey, ClaimRecord
from kb.evidence.vocabulary import Vocabulary, fetch
from kb.models import Aspect, Cell, Claim, Company, Framework, Gap, Resolution, Source
from kb.rows.read_in_full import read_silence
from kb.rows.reading import CLAIMS, GAPS, RESOLUTIONS, claim_record, gaps_by_cell, resolutions_by_cell
from kb.rows.statements import Statement
from kb.rows.vocabulary_reading import fetch_upstream, read_vocabulary, vocabulary_on_demand

GROUPS_OF_ASPECTS = Statement(Aspect, "slug", "pk", "group", order="1")
CELL_PLACES = Statement(Cell, "framework_id", "aspect_id", "company_id", "pk", "place", order="4")
CLAIM_STATUS = f"{Claim._meta.db_table}.status"
# said so that no index of statuses leads SQLite through all that is published, as it does in a base never analysed
CLAIM_IS_PUBLISHED = " AND ".join(f"{CLAIM_STATUS} <> '{status}'" for status in Claim.Status if status != "published")

cells_stored = Signal()
"""Sent after cells were stored, in the same transaction: ``places`` (of their rows, before and after), ``whole``
(whether these are all that there are), ``near`` (the condition of those that were judged, where the other cells of
their rows are as they were). Before all cells are judged it is sent with no place at all, and then for the rows of each
portion."""


def rebuild_all() -> int:
    """Judge every cell afresh, and store them with what they add up to; one that stays keeps its primary key.

    Returns their number. Whoever calls it has locked the revision. Some ten queries for each 2,000 claims, which are
    all that is at hand at once.
    """
    statistics.refresh()  # most of the base may have been written just now

    def stored() -> Iterator[tuple[Any, ...]]:
        for portion in judged_afresh():
            whole.replace(portion.near, portion.cells)
            cells_stored.send(sender=Cell, places={cell.place for cell in portion.cells}, whole=False)
            yield from portion.counted

    cells_stored.send(sender=Cell, places=frozenset(), whole=True)
    counts = tallies.counts_of(stored(), _keys(Source, None))
    tallies.store(counts)
    period_ends.renew()
    public_questions.renew()
    return sum(cells for cells, *_ in counts.tallies.values())


class Portion(NamedTuple):
    """Cells as they should be stored, all that are ``near``, and what tallies count of each: `tallies.CELL_COLUMNS`."""

    near: Q
    cells: list[Cell]
    counted: list[tuple[Any, ...]]


def judged_afresh() -> Iterator[Portion]:
    """Every cell, judged anew and not stored. Some five queries for each 2,000 claims."""
    rows, split = _Rows(read_vocabulary()), _split_companies()
    for near in whole.portions_of_rows():
        cells = _cells_near(rows, near, split)
        yield Portion(near, cells, [rows.columns(cell) for cell in cells])


def rebuild_cells(touched: Sequence[CellIds], former: tallies.Former) -> tallies.Counts:
    """Judge these cells afresh; one that stays keeps its primary key. Returns how much more they add up to than before.
    Some twenty queries.
    """
    near = InCells(touched)
    rows_before = CELL_PLACES.of_keys(*keys_near(Cell, near))
    known = {CellIds(*ids): pk for *ids, pk, _ in rows_before}
    before = tallies.stored_counts(*keys_near(Cell, near), former) if known else tallies.NO_COUNTS
    rows = _Rows(vocabulary_on_demand(), touched)
    cells = _cells_near(rows, near, _split_companies({cell.company for cell in touched if cell.company}))
    whole.store(known, cells)
    period_ends.renew(near)
    places = {place for *_, place in rows_before} | {cell.place for cell in cells}
    cells_stored.send(sender=Cell, places=places, whole=False, near=near)
    return tallies.counts_of(map(rows.columns, cells), rows.sources).less(before)


def _cells_near(rows: _Rows, near: Near, split: frozenset[str]) -> list[Cell]:
    """The rows of all cells near that have a claim or a gap, judged."""
    claims = [claim_record(row) for row in CLAIMS.of_keys(*keys_near(Claim, near, CLAIM_IS_PUBLISHED))]
    gaps = gaps_by_cell(GAPS.of_keys(*keys_near(Gap, near)))
    resolutions = resolutions_by_cell(RESOLUTIONS.of_keys(*keys_near(Resolution, near)))
    rows.fetch(claims)
    claimed = {claim.cell for claim in claims}
    empty = set(gaps) - claimed
    silence = read_silence({cell.framework for cell in empty}, {cell.aspect for cell in empty})
    around = Surroundings(rows.vocabulary, gaps, resolutions, split, silence)
    judgements = judge_cells(sorted(claimed | set(gaps), key=_order), claims, {}, around, date.max)
    return [rows.row(key, judgement) for key, judgement in judgements.items()]


def _split_companies(companies: Collection[int] | None = None) -> frozenset[str]:
    """Which of these companies (None: all) are claimed for several frameworks. One query, or none."""
    if companies is not None and not companies:
        return frozenset()
    claims = Claim.objects.published().filter(aspect__slug=ADOPTION, boolean=True)
    if companies is not None:
        claims = claims.filter(company__in=companies)
    return appraisal.split_companies(claims.values_list("company__slug", "framework__slug").order_by().distinct())


def _order(key: CellKey) -> tuple[str, str, str]:
    return (key.framework, key.aspect, key.company or "")


class _Rows:
    """Makes rows of judged cells: primary keys by slug, those of some cells or all. A query for each kind."""

    def __init__(self, vocabulary: Vocabulary, cells: Collection[CellIds] | None = None) -> None:
        self.vocabulary, self._all = vocabulary, cells is None
        frameworks, aspects, companies = zip(*cells, strict=True) if cells else ((), (), ())
        self.frameworks = _keys(Framework, None if self._all else {*frameworks})
        self.companies = _keys(Company, None if self._all else {*companies} - {None})
        rows = GROUPS_OF_ASPECTS.among("id", None if self._all else {*aspects})
        self.aspects = {slug: (pk, group) for slug, pk, group in rows}
        self.sources: dict[str, int] = _keys(Source, None) if self._all else {}

    def fetch(self, claims: Sequence[ClaimRecord]) -> None:
        """Have at hand what judging these claims needs."""
        if self._all:
            return
        sources = {claim.source for claim in claims}
        self.sources = dict(_slugs(Source).among("slug", sources))
        vocabulary = self.vocabulary
        fetch(vocabulary.frameworks, self.frameworks)
        fetch(vocabulary.aspects, self.aspects)
        fetch(vocabulary.companies, self.companies)
        fetch_upstream(vocabulary, {slug for claim in claims for slug in (claim.source, claim.via) if slug})

    def row(self, key: CellKey, judgement: Judgement[ClaimRecord]) -> Cell:
        vocabulary = self.vocabulary
        aspect = vocabulary.aspects[key.aspect]
        company = [vocabulary.companies[key.company].name] if key.company else []
        return cell_row(
            judgement,
            (vocabulary.frameworks[key.framework].name, aspect.name, *company),
            aspect,
            framework_id=self.frameworks[key.framework],
            aspect_id=self.aspects[key.aspect][0],
            company_id=self.companies[key.company] if key.company else None,
            place=vocabulary.place(key.aspect, key.company),
        )

    def columns(self, cell: Cell) -> tuple[Any, ...]:
        """What a tally needs of a cell, in the order of its columns."""
        aspect, group = self._aspects_by_key[cell.aspect_id]
        marks = (getattr(cell, name) for name in tallies.MARKS)
        return (
            cell.framework_id, cell.aspect_id, cell.company_id, group, aspect.per_company,
            aspect.stale_after_months, cell.state, cell.empty, cell.claims, cell.sources,
            cell.fresh_until, cell.place, cell.certainty, cell.affirmed, *marks,
        )  # fmt: skip

    @cached_property
    def _aspects_by_key(self) -> dict[int, tuple[AspectRecord, int]]:
        records = self.vocabulary.aspects
        return {pk: (records[slug], group) for slug, (pk, group) in self.aspects.items() if slug in records}


def _keys(model: type[models.Model], keys: Collection[int] | None) -> dict[str, int]:
    """Primary keys by slug, of some rows or all. One query, or none if there are none."""
    return dict(_slugs(model).among("id", keys))


@cache
def _slugs(model: type[models.Model]) -> Statement:
    return Statement(model, "slug", "pk", order="1")
