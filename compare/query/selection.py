"""From a validated query to a selection: axes, counted claims, judged cells, and a sentence in words.

Every page and every face of an address shows one and the same Selection. Its parts are read when they are first looked
at. Without a filter of evidence the stored cells are the judgement, and nothing is judged again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property

from compare.display.cell_judgements import CellJudgement, cell_judgements
from compare.display.table import TableRow
from compare.filters import AXES, CELLS, EVIDENCE, FILTERS, ComparisonFilter
from compare.filters.cell_filters import staying_cells
from compare.query.axes import Condition, on_axes, where_clause
from compare.query.cell_query import StoredCells
from compare.query.places import EVERYWHERE as EVERYWHERE
from compare.query.places import AddressPlace, at, without
from compare.query.prepared import prepared_rows
from compare.web.freshness import present_revision
from kb.derived.cell_rows import with_claims
from kb.evidence import appraisal
from kb.evidence.judgement import Judgement
from kb.evidence.judging import Surroundings, judge_cells
from kb.evidence.records import ADOPTION, CellKey, ClaimRecord, GapRecord, ResolutionRecord
from kb.evidence.roots import Lead
from kb.evidence.silence import Silence
from kb.evidence.vocabulary import Vocabulary
from kb.models import Cell, Claim, Framework, Gap, Resolution
from kb.rows.hidden_leads import hidden_leads
from kb.rows.read_in_full import read_silence
from kb.rows.reading import CLAIMS, GAPS, RESOLUTIONS, claim_record, gaps_by_cell, read_claims, resolutions_by_cell
from kb.rows.vocabulary_reading import fetch_upstream, vocabulary_on_demand

ROWS_LENGTH = 200  # rows of a table on a page
Judgements = Mapping[CellKey, Judgement[ClaimRecord]]


class Selection:
    """What one address with its query selects. Each part is read when it is first looked at, in a query or a few.

    ``judgements`` are all cells that axes and evidence give, in the order aspect, company, framework, ``cells`` those
    that stay; ``claims`` are the counted claims in them and ``on_axes`` all claims of the axes, by key;
    ``resolutions`` are those of the cells that stay. Their judgements have their claims at hand if a filter of evidence
    was asked for, or with `claimed`.
    """

    def __init__(self, place: AddressPlace, filters: ComparisonFilter, vocabulary: Vocabulary, today: date) -> None:
        self.place, self.filters, self.vocabulary, self.today = place, filters, vocabulary, today
        self.revision = present_revision()
        self.stored = StoredCells(filters, place, today)

    # What was asked

    @property
    def query(self) -> str:
        """The normalised query string."""
        return self.filters.normalised()

    @property
    def filtered(self) -> bool:
        """Whether anything but order and page was asked."""
        return bool(self.filters.words())

    @property
    def weighs(self) -> bool:
        """Whether some claims do not count here, so that cells are judged from the others."""
        return self.place.weighs or bool(self.filters.staged(EVIDENCE))

    @property
    def order(self) -> str:
        return str(self.filters.criteria.get("order", "aspect"))

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups asked for, in the order in which they were asked."""
        return tuple(dict.fromkeys(self.filters.criteria.get("group", ())))

    @property
    def transposed(self) -> bool:
        return bool(self.filters.criteria.get("transpose"))

    @property
    def evidence_query(self) -> str:
        """The query of the evidence filters alone: a cell's own page takes these."""
        return self.filters.normalised(leave_out={name for name, entry in FILTERS.items() if entry.stage != EVIDENCE})

    @property
    def page(self) -> int:
        return int(self.filters.criteria.get("page", 1))

    @property
    def after(self) -> str:
        """The key of the claim behind which a list goes on; empty: it begins with a page."""
        return str(self.filters.criteria.get("after", ""))

    def sentence(self, subject: str) -> str:
        """The selection in words: “142 claims of 3 sources about Flask, holding since 2024.”"""
        parts = [*([self.place.about] if self.place.about else []), *self.filters.words()]
        return f"{subject}{' ' if parts else ''}{', '.join(parts)}."

    # What it selects

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The frameworks of the cells on the axes, or those of the address."""
        if self.place.columns is not None:
            return self.place.columns
        if self.place.fixed.get("framework"):
            return self.place.fixed["framework"]
        here = Exists(self.stored.on_axes().filter(framework=OuterRef("pk")))
        return tuple(sorted(Framework.objects.filter(here).order_by().values_list("slug", flat=True)))

    @cached_property
    def first_places(self) -> Sequence[str]:
        """The places of the first rows of the table, one more than a page has, where stored cells answer."""
        return self.stored.first_places(self.groups, ROWS_LENGTH + 1)

    @cached_property
    def first_rows(self) -> Sequence[TableRow]:
        """These rows with the cells that stay, as text."""
        return prepared_rows(self.stored, self.first_places, self.columns)

    @property
    def has_all_places(self) -> bool:
        """Whether these are all rows there are."""
        return len(self.first_places) <= ROWS_LENGTH

    @cached_property
    def judgements(self) -> tuple[CellJudgement, ...]:
        judgements = self.weighed if self.weighs else self.stored.read_all()
        return tuple(self.shaped(judgements))

    @cached_property
    def cells(self) -> tuple[CellJudgement, ...]:
        return tuple(staying_cells(self.judgements, self.filters.staged(CELLS)))

    @cached_property
    def claimed(self) -> tuple[CellJudgement, ...]:
        """The cells that stay, with their claims at hand."""
        if self.weighs:
            return self.cells
        records = {claim.key: claim for claim in self.claims}
        return tuple(cell.with_judgement(with_claims(cell.judgement, records)) for cell in self.cells)

    @cached_property
    def on_axes(self) -> tuple[ClaimRecord, ...]:
        where = where_clause(self.axes, Claim, f"status = '{Claim.Status.PUBLISHED}'")
        return tuple(claim_record(row) for row in CLAIMS.where(*where))

    @cached_property
    def claims(self) -> tuple[ClaimRecord, ...]:
        if not self.filters.staged(CELLS):
            return self.passing_claims
        staying = {cell.key for cell in (self.touched if self.weighs else self.cells)}
        return tuple(claim for claim in self.passing_claims if claim.cell in staying)

    @cached_property
    def passing_claims(self) -> tuple[ClaimRecord, ...]:
        """The claims of the axes that pass the filters of evidence, by key. One query."""
        if not self.weighs:
            return self.on_axes
        return tuple(read_claims(self.narrowed(Claim.objects.published(), AXES, EVIDENCE)))

    @cached_property
    def gaps(self) -> Mapping[CellKey, GapRecord]:
        staying = {cell.key for cell in self.cells}
        return {key: gap for key, gap in self._gaps.items() if key in staying}

    @cached_property
    def resolutions(self) -> Mapping[CellKey, ResolutionRecord]:
        staying = {cell.key for cell in self.cells}
        return {key: row for key, row in self.every_resolution.items() if key in staying}

    @cached_property
    def every_resolution(self) -> Mapping[CellKey, ResolutionRecord]:
        """Those of the axes."""
        return resolutions_by_cell(RESOLUTIONS.where(*where_clause(self.axes, Resolution)))

    @cached_property
    def _gaps(self) -> Mapping[CellKey, GapRecord]:
        return gaps_by_cell(GAPS.where(*where_clause(self.axes, Gap)))

    @property
    def axes(self) -> list[Condition]:
        """What is asked of a claim, or of what is recorded of a cell."""
        return on_axes(self.place, self.filters, placed=False)

    def narrowed(self, rows: QuerySet[Any], *stages: str) -> QuerySet[Any]:
        """The rows that the address and its query leave in these stages."""
        for stage in stages:
            rows = self.filters.narrow(at(self.place, rows, stage), stage)
        return rows

    # Judging

    @cached_property
    def touched(self) -> tuple[CellJudgement, ...]:
        """The cells that stay and have a claim that counts."""
        cells = {claim.cell for claim in self.passing_claims}
        sizes = {key: size for key, size in self._sizes(self._rows_of(cells)).items() if key in cells}
        return tuple(staying_cells(cell_judgements(self._weighed(sizes), self.vocabulary), self.filters.staged(CELLS)))

    @cached_property
    def weighed(self) -> Judgements:
        """The cells of the axes judged from the claims that count, which alone are read."""
        return self._weighed(self._sizes(self.stored.on_axes()))

    def _weighed(self, sizes: Mapping[CellKey, int]) -> Judgements:
        counts = Counter(claim.cell for claim in self.passing_claims)
        hidden = {key: size - counts[key] for key, size in sizes.items()}
        self.vocabulary.fetch_cells(sizes)
        starts = {slug for claim in self.passing_claims for slug in (claim.source, claim.via) if slug}
        starts |= {
            slug for leads in self._through.values() for lead in leads for slug in (lead.source, lead.via) if slug
        }
        fetch_upstream(self.vocabulary, starts)
        around = Surroundings(
            self.vocabulary,
            self._gaps,
            self.every_resolution,
            self.split,
            self.silence(key for key, size in sizes.items() if not size),
            self._through,
        )
        return judge_cells(list(sizes), self.passing_claims, hidden, around, self.today)

    def _rows_of(self, cells: Collection[CellKey]) -> QuerySet[Cell]:
        """The stored cells in the rows of these."""
        self.vocabulary.fetch_cells(cells)
        return self.stored.in_rows({self.vocabulary.place(cell.aspect, cell.company) for cell in cells})

    def _sizes(self, rows: QuerySet[Cell]) -> dict[CellKey, int]:
        """The number of claims of these cells, in the order aspect, company, framework. One query."""
        columns = ("framework__slug", "aspect__slug", "company__slug", "claims")
        ordered = rows.order_by("place", "framework__slug").values_list(*columns)
        return {CellKey(*key): size for *key, size in ordered}

    @cached_property
    def _through(self) -> Mapping[CellKey, Sequence[Lead]]:
        """Claims that name another source as theirs and do not count, in cells that have claims which do. One query."""
        return hidden_leads(self.narrowed(Claim.objects.published(), AXES, EVIDENCE))

    def silence(self, cells: Iterable[CellKey]) -> Silence:
        """What says which sources are silent in cells without a claim. One query, or none where there is no cell."""
        cells, counting = list(cells), self.filters.staged(EVIDENCE)
        columns = {column: value for name, value in counting.items() if (column := FILTERS[name].of_source)}
        if fixed := self.place.fixed.get("source"):
            columns["slug"] = fixed
        return read_silence({cell.framework for cell in cells}, {cell.aspect for cell in cells}, columns)

    @cached_property
    def split(self) -> frozenset[str]:
        """Companies claimed for several frameworks by the claims that count, over all frameworks. One query."""
        adoption = Claim.objects.published().filter(Q(aspect__slug=ADOPTION, boolean=True))
        counting = self.filters.narrow(at(self.place, adoption, EVIDENCE), EVIDENCE)
        return appraisal.split_companies(counting.order_by().values_list("company__slug", "framework__slug").distinct())

    def shaped(self, judgements: Judgements) -> list[CellJudgement]:
        """Judgements as the cells of the address: with those that are not stored, if each column of a row is looked at,
        in the order aspect, company, column.
        """
        self.vocabulary.fetch_cells(judgements)
        if self.place.rectangular:
            judgements = self._filled_up(judgements)
        words = self.stored.words() if "q" in self.filters.criteria and not self.weighs else {}
        return cell_judgements(judgements, self.vocabulary, words)

    def _filled_up(self, judgements: Judgements) -> Judgements:
        rows = dict.fromkeys((key.aspect, key.company) for key in judgements)
        return self.with_absent(judgements, [CellKey(column, *row) for row in rows for column in self.columns])

    def with_absent(self, judgements: Judgements, cells: Collection[CellKey]) -> Judgements:
        """The judgements of these cells, whether they are stored or not. One query, or none where all are."""
        silence = self.silence(cell for cell in cells if cell not in judgements)
        return {cell: judgements[cell] if cell in judgements else silence.judgement(cell) for cell in cells}


def select(
    query: QueryDict, today: date, place: AddressPlace = EVERYWHERE, vocabulary: Vocabulary | None = None
) -> Selection:
    """The selection of a query that was validated: BadQuery before anything but the names in it is read."""
    vocabulary = vocabulary or vocabulary_on_demand()
    filters = ComparisonFilter(query, vocabulary, without=without(place))
    filters.check()
    return Selection(place, filters, vocabulary, today)


def counting(
    filters: ComparisonFilter, place: AddressPlace, claims: Iterable[ClaimRecord], vocabulary: Vocabulary, but: str = ""
) -> list[ClaimRecord]:
    """The claims that pass the evidence stage, ``but`` one filter."""
    sources: Collection[str] | None = place.fixed.get("source")
    here = claims if sources is None else [claim for claim in claims if claim.source in sources]
    return filters.passing(here, EVIDENCE, vocabulary, but)
