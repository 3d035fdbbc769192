"""Counts beside the choices of the filter form: what each would leave.

A facet counts cells with claims (for the state “empty”: cells without) that would stay if its filter had this
one value and all other filters were as they are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from compare.display.cell_judgements import CellJudgement, cell_judgements
from compare.filters import AXES, CELLS, FILTERS, Facet
from compare.filters.cell_filters import staying_cells
from compare.query.counts import Numbers, StoredCounts, is_few
from compare.query.places import AddressPlace, at
from compare.query.selection import Selection, counting
from kb.evidence import appraisal
from kb.evidence.judgement import State
from kb.evidence.judging import Surroundings, judge_cells
from kb.evidence.kinds import FRAMEWORK
from kb.evidence.records import ADOPTION, CellKey, ClaimRecord
from kb.evidence.shelves import Later
from kb.evidence.vocabulary import Vocabulary
from kb.models import Claim, Resolution
from kb.rows.reading import read_claims, read_resolutions

Counts = Mapping[str, Mapping[str, int]]
MOST_CELLS_WEIGHED = 1_500  # stored cells of an address whose facets are judged; beyond, they have no numbers


@dataclass(frozen=True)
class Among:
    """Which of its cells a page is about, asked of a judged cell and, the same, of stored ones."""

    keeps: Callable[[CellJudgement], bool]
    where: Q


everything = Among(lambda cell: True, Q())


def facets(
    selection: Selection, among: Among = everything, stored: StoredCounts | None = None, only: str = ""
) -> Counts:
    """Cells for each value of each filter with a known set of values, by parameter; only cells that ``among`` keeps.
    A filter whose values cannot be counted so, or are too many to count, is left out. ``stored`` knows which values are
    asked of a filter that has very many; ``only`` one filter is asked.

    At most eight queries for each filter, none over more cells than `MOST_CELLS_SCANNED`. Where a filter of evidence
    weighs in, cells are judged again, at addresses of few cells alone.
    """
    stored = stored or StoredCounts(selection, among.where)
    asking = Later(
        lambda: [_Asking(selection, among, stored.listed)] if is_few(selection.place, MOST_CELLS_WEIGHED) else []
    )
    results: dict[str, Numbers] = {}
    for name in selection.filters.filters:
        if (facet := FILTERS[name].facet) and only in ("", name):
            weighed = selection.weighs or (facet == Facet.EVIDENCE and _picks_cells(selection, among))
            results[name] = (
                next((COUNTERS[facet](reader, name) for reader in asking), None) if weighed else stored.count(name)
            )
    return {name: counts for name, counts in results.items() if counts is not None}


def _picks_cells(selection: Selection, among: Among) -> bool:
    return bool(selection.filters.staged(CELLS)) or among is not everything


class _Asking:
    """One selection with what is read for facets that are judged."""

    def __init__(self, selection: Selection, among: Among, listed: Mapping[str, Collection[str]]) -> None:
        self.selection, self.among, self.listed = selection, among, listed
        self.filters, self.vocabulary = selection.filters, selection.vocabulary
        self.cell_filters = self.filters.staged(CELLS)
        self.only_empty = self.cell_filters.get("state") == ["empty"]
        self.pool, self.adoption = self._read()
        self.vocabulary.fetch_claims([*self.pool, *self.adoption, *selection.on_axes])
        self.resolutions = read_resolutions(Resolution.objects.all())
        self.through = _leads(self.pool)
        self.split = _split(counting(self.filters, selection.place, self.adoption, self.vocabulary))

    def _read(self) -> tuple[list[ClaimRecord], list[ClaimRecord]]:
        """Every claim of the place before any axis filter, and every adoption if it matters which are split."""
        published = Claim.objects.published()
        of_place = at(self.selection.place, published, AXES) if self.filters.staged(AXES) else published.none()
        splits = "split" in self.cell_filters.get("flag", ()) or self.among is not everything
        adoption = published.filter(aspect__slug=ADOPTION) if splits else published.none()
        claims = read_claims(published.filter(Q(pk__in=of_place.values("pk")) | Q(pk__in=adoption.values("pk"))))
        pool = [claim for claim in claims if _is_at(self.selection.place, claim, self.vocabulary)]
        adopted = [claim for claim in claims if claim.aspect == ADOPTION]
        return (pool if self.filters.staged(AXES) else list(self.selection.on_axes)), (adopted if splits else [])

    def left(self, claims: Sequence[ClaimRecord], split: frozenset[str]) -> list[CellJudgement]:
        """The cells of these claims that stay, judged from them."""
        keys = dict.fromkeys(claim.cell for claim in claims)
        around = Surroundings(self.vocabulary, {}, self.resolutions, split, through=self.through)
        cells = cell_judgements(judge_cells(keys, claims, {}, around, self.selection.today), self.vocabulary)
        return self._staying(cells, self.cell_filters)

    def _staying(self, cells: Sequence[CellJudgement], filters: dict[str, Any]) -> list[CellJudgement]:
        return [cell for cell in staying_cells(cells, filters) if self.among.keeps(cell)]

    def axis(self, name: str) -> Numbers:
        """Each value of an axis. The cells of one value are judged as they are among those of all.

        None where only empty cells are asked for, and for frameworks that differ: one alone differs from none.
        """
        if self.only_empty or (FILTERS[name].kind is FRAMEWORK and self.selection.stored.is_of_rows):
            return None
        if name not in self.filters.staged(AXES):
            cells = [cell for cell in self._staying(self.selection.cells, {}) if cell.judgement.values]
        else:
            on_axes = self.filters.passing(self.pool, AXES, self.vocabulary, but=name)
            claims = counting(self.filters, self.selection.place, on_axes, self.vocabulary)
            cells = self.left(claims, self.split)
        values = (FILTERS[name].of(cell.key, self.vocabulary) for cell in cells)
        return Counter(value for value in values if value)

    def evidence(self, name: str) -> Numbers:
        """Each value of a filter of evidence: its claims alone are judged. None where only empty cells are wanted."""
        if self.only_empty:
            return None
        parts = self._parts(self.selection.on_axes, name)
        if not self.cell_filters and self.among is everything:
            return {value: len({claim.cell for claim in claims}) for value, claims in parts.items()}
        adoption, listed = self._parts(self.adoption, name), self.listed.get(name, parts)
        return {
            value: len(self.left(claims, _split(adoption.get(value, []))))
            for value, claims in parts.items()
            if value in listed
        }

    def _parts(self, claims: Iterable[ClaimRecord], name: str) -> Mapping[str, list[ClaimRecord]]:
        """The claims that pass the other filters of evidence, by the value of this one."""
        of = FILTERS[name].of
        parts: dict[str, list[ClaimRecord]] = defaultdict(list)
        for claim in counting(self.filters, self.selection.place, claims, self.vocabulary, but=name):
            value = of(claim, self.vocabulary)
            if value:
                parts[value].append(claim)
        return parts

    def cells(self, name: str) -> Numbers:
        """Each value of a filter of cells that stand in a known set of words."""
        others = {other: value for other, value in self.cell_filters.items() if other != name}
        counts: Counter[str] = Counter()
        for cell in self._staying(self.selection.judgements, others):
            counts.update(_words(cell, FILTERS[name]))
        return counts


def _is_at(place: AddressPlace, claim: ClaimRecord, vocabulary: Vocabulary) -> bool:
    """Whether the address itself leaves the claim on its axes: as `at` in SQL."""
    fixed = [(FILTERS[name], slugs) for name, slugs in place.fixed.items() if FILTERS[name].stage == AXES]
    values = [(entry.of(claim, vocabulary), slugs) for entry, slugs in fixed]
    here = all(value in slugs if slugs else value is None for value, slugs in values)
    return here and (place.columns is None or claim.framework in place.columns)


def _leads(claims: Iterable[ClaimRecord]) -> Mapping[CellKey, Sequence[ClaimRecord]]:
    """The claims that name another source as theirs, by cell: walks go through them, whether they count or not."""
    by_cell: dict[CellKey, list[ClaimRecord]] = defaultdict(list)
    for claim in claims:
        if claim.via:
            by_cell[claim.cell].append(claim)
    return by_cell


def _split(adoption: Iterable[ClaimRecord]) -> frozenset[str]:
    """Companies that these claims name under several frameworks."""
    return appraisal.split_companies((str(claim.company), claim.framework) for claim in adoption if claim.value is True)


def _words(cell: CellJudgement, entry: Any) -> Iterable[str]:
    """The words of a filter of cells under which the cell would be found; empty cells are counted by their state."""
    if cell.judgement.state == State.EMPTY and entry.facet != Facet.STATES:
        return []
    return [word for word, value in entry.facet_values.items() if entry.keeps(cell, value)]


COUNTERS: Mapping[Facet, Callable[[_Asking, str], Numbers]] = {
    Facet.AXIS: _Asking.axis,
    Facet.EVIDENCE: _Asking.evidence,
    **dict.fromkeys((Facet.WORDS, Facet.STATES, Facet.FLAGS, Facet.ROWS), _Asking.cells),
}
