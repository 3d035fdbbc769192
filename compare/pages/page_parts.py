"""What the pages share: choosing the rows of a fixture, tables, and lists of claims."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from django.db.models import QuerySet

from compare.display.claim_views import claim_views
from compare.display.coverage import CellCount
from compare.display.judgements import CellJudgement
from compare.display.matrix import Matrix, arrange
from compare.display.table import Table, TableRow, sources_in, table
from compare.display.table import rows_of as rows_of_matrix
from compare.filters import AXES, EVIDENCE
from compare.parts.leaves import PAGE_LENGTH, Leaf, leaf
from compare.query.claim_lists import ClaimCount, LongClaimList
from compare.query.figures import count_states
from compare.query.long_lists import RowList
from compare.query.places import AddressPlace, at
from compare.query.row_store import piece_of
from compare.query.selection import ROWS_LENGTH as ROWS_LENGTH
from compare.query.selection import Selection
from compare.query.table_rows import TableRows, is_paged, key_of_row, table_rows
from kb.evidence.records import CellKey, ClaimRecord, FrameworkRecord, ResolutionRecord, SourceRecord
from kb.exchange.fixture import Chosen
from kb.models import Claim

_T = TypeVar("_T")


def carried(
    selection: Selection,
    whole: bool = False,
    rows: Mapping[Any, Collection[str]] | None = None,
    statuses: Collection[str] = (),
) -> Chosen:
    """What the fixture face of a selection holds.

    ``whole``: everything published, if nothing was asked. ``statuses``: unpublished claims of these statuses
    too, which belong to no judged cell and pass the filters of axes and evidence alone.
    """
    claims: QuerySet[Any] = Claim.objects.filter(status__in={Claim.Status.PUBLISHED, *statuses})
    for stage in (AXES, EVIDENCE):
        claims = selection.filters.narrow(at(selection.place, claims, stage), stage)
    if whole and not selection.filtered:
        return Chosen(claims=claims, rows=rows or {}, whole=True)
    unpublished = claims.exclude(status=Claim.Status.PUBLISHED).values_list("key", flat=True) if statuses else ()
    return Chosen(
        claims=claims,
        keys={claim.key for claim in selection.claims} | set(unpublished),
        gaps=set(selection.gaps),
        rows=rows or {},
    )


def rows_of(selection: Selection, cells: Collection[CellKey]) -> Chosen:
    """What the fixture face holds when a page shows some cells of its selection only."""
    return replace(
        carried(selection),
        keys={claim.key for claim in selection.claims if claim.cell in cells},
        gaps={key for key in selection.gaps if key in cells},
    )


def arranged(
    records: Iterable[_T],
    selection: Selection,
    slug_of: Callable[[ClaimRecord], str],
    usual: str = "aspect",
    sizes: Mapping[str, int] | None = None,
) -> list[_T]:
    """Things in the order asked for: the evidence and the dates of a thing are those of its claims.

    ``sizes`` are the numbers of their claims, if these are known: then claims are read for the orders of dates alone.
    """
    order = selection.filters.criteria.get("order", usual)
    if order == "aspect":
        return list(records)
    claims = Counter(slug_of(claim) for claim in selection.claims) if sizes is None and order == "evidence" else sizes
    ends: dict[str, list[int]] = defaultdict(list)
    for claim in selection.claims if order in ("newest", "oldest") else ():
        ends[slug_of(claim)] += [claim.period.end.toordinal()] if claim.period else []
    keys: Mapping[str, Callable[[Any], Any]] = {
        "name": lambda record: (record.title if isinstance(record, SourceRecord) else record.name).casefold(),
        "evidence": lambda record: -(claims or {}).get(record.slug, 0),
        "newest": lambda record: -max(ends[record.slug], default=0),
        "oldest": lambda record: min(ends[record.slug], default=9_999_999),
    }
    return sorted(records, key=keys[order])


def cell_place(key: CellKey, stages: tuple[str, ...] = (EVIDENCE,), about: str = "") -> AddressPlace:
    """The place of a single cell, judged even when it is empty."""
    company = (key.company,) if key.company else ()
    fixed = {"framework": (key.framework,), "aspect": (key.aspect,), "company": company}
    return AddressPlace(fixed, about=about, stages=stages)


def matrix_of(selection: Selection) -> Matrix:
    """The selection's cells as a matrix, in the order asked for."""
    return _arranged(selection, selection.cells)


def claimed_matrix(selection: Selection) -> Matrix:
    """The same with the claims and the editors' readings of each cell at hand."""
    return _arranged(selection, selection.claimed, selection.resolutions)


def table_page(selection: Selection, size: int, length: int) -> tuple[Table, Leaf]:
    """One page of the rows of the table, which has so many. BadQuery as `leaf`."""
    if is_paged(selection):
        part = leaf(TableRows(selection, size), selection, length)
    else:
        part = leaf(RowList(matrix_of(selection).rows, key_of_row), selection, length)
        rows = rows_of_matrix(replace(matrix_of(selection), rows=tuple(part.rows)), piece_of)
        part = replace(part, rows=rows)
    return _table(selection, part.rows), part


def first_table(selection: Selection) -> Table:
    """The first rows of the table, where what follows has an address of its own."""
    if is_paged(selection):
        return _table(selection, table_rows(selection, 0, ROWS_LENGTH))
    matrix = matrix_of(selection)
    return table_of(replace(matrix, rows=matrix.rows[:ROWS_LENGTH]), selection)


def rows_cut(selection: Selection) -> int:
    """How many rows `first_table` shows if there are more; 0 if it shows all. No query where they are at hand."""
    if is_paged(selection):
        return 0 if selection.has_all_places else ROWS_LENGTH
    rows = {(cell.key.aspect, cell.key.company) for cell in selection.cells}
    return ROWS_LENGTH if len(rows) > ROWS_LENGTH else 0


def table_of(matrix: Matrix, selection: Selection) -> Table:
    """A matrix as the table of a page."""
    return _table(selection, rows_of_matrix(matrix, piece_of))


def _table(selection: Selection, rows: Sequence[TableRow]) -> Table:
    notes = sources_in(rows, selection.columns)
    selection.vocabulary.fetch_sources(notes)
    selection.vocabulary.fetch_frameworks(selection.columns)
    return table(rows, selection.columns, notes, selection.vocabulary, transposed=selection.transposed)


def _arranged(
    selection: Selection, cells: Iterable[CellJudgement], resolutions: Mapping[CellKey, ResolutionRecord] | None = None
) -> Matrix:
    cells = list(cells)
    selection.vocabulary.fetch_values(cell.judgement for cell in cells)
    selection.vocabulary.fetch_frameworks(selection.columns)
    matrix = arrange(
        cells,
        selection.columns,
        selection.vocabulary,
        resolutions or {},
        selection.order,
        selection.groups,
        selection.evidence_query,
    )
    return replace(matrix, transposed=selection.transposed)


def claims_leaf(selection: Selection, count: ClaimCount) -> dict[str, Any]:
    """One page of the claims, looked up for the template. BadQuery as `leaf`."""
    part = leaf(LongClaimList(selection, count), selection, PAGE_LENGTH)
    selection.vocabulary.fetch_claims(part.rows)
    return {"leaf": part, "claims": claim_views(part.rows, selection.vocabulary)}


def frameworks_with_claims(
    selection: Selection, cells: Iterable[CellCount] | None = None
) -> list[tuple[FrameworkRecord, int]]:
    """The frameworks that occur (all, without a filter) with the number of their claims, the best documented first.

    ``cells`` are those of `count_states`, if they are counted. Two queries where stored cells answer.
    """
    claims: Counter[str] = Counter()
    for cell in count_states(selection) if cells is None else cells:
        claims[cell.framework] += cell.claims
    rows = selection.vocabulary.frameworks.values()
    occurring = [row for row in rows if claims[row.slug] or not selection.filtered]
    ordered = arranged(occurring, selection, lambda claim: claim.framework, "evidence", claims)
    return [(row, claims[row.slug]) for row in ordered]


def claim_count(claims: Collection[ClaimRecord]) -> str:
    """“142 claims of 3 sources”."""
    return ClaimCount(len(claims), len({claim.source for claim in claims})).words
