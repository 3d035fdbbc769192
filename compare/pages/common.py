"""What the pages share: choosing the rows of a fixture, and pages of long lists."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db.models import QuerySet

from compare.filters import AXES, EVIDENCE, MOST_NAMED, BadQuery, Fault
from compare.matrix import Matrix, arrange, strength
from compare.selection import Place, Selection, at
from compare.shown import shown_claims
from compare.words import counted
from kb.fixture import Chosen
from kb.models import Claim
from kb.records import CellKey, ClaimRecord, FrameworkRecord, SourceRecord

PAGE_LENGTH = 100  # claims on a page
ROWS_LENGTH = 500  # rows of a table on a page
T = TypeVar("T")


@dataclass(frozen=True)
class Leaf:
    """One page of a long list."""

    rows: Sequence[Any]
    number: int
    pages: int
    first: int
    last: int
    total: int

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1


def leaf(rows: Sequence[Any], selection: Selection, length: int = PAGE_LENGTH) -> Leaf:
    """The page of the rows that was asked for; BadQuery past the end."""
    number = selection.page
    pages = max(1, -(-len(rows) // length))
    if number > pages:
        there_are = f"There {'is' if pages == 1 else 'are'} only {counted(pages, 'page')} of this list"
        allowed = tuple(str(one) for one in range(1, min(pages, MOST_NAMED) + 1))
        raise BadQuery([Fault("page", f"{there_are}, no page {number}.", str(number), allowed)], selection.filters)
    first = (number - 1) * length
    shown = rows[first : first + length]
    return Leaf(shown, number, pages, first + 1 if shown else 0, first + len(shown), len(rows))


def whole(rows: Sequence[Any], selection: Selection) -> Leaf:
    """All rows on the one page that there is; BadQuery for another."""
    return leaf(rows, selection, max(1, len(rows)))


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
    unpublished = claims.exclude(status=Claim.Status.PUBLISHED).values_list("key", flat=True) if statuses else ()
    return Chosen(
        claims=claims,
        keys={claim.key for claim in selection.claims} | set(unpublished),
        gaps=set(selection.gaps),
        rows=rows or {},
        whole=whole and not selection.filtered,
    )


def rows_of(selection: Selection, cells: Collection[CellKey]) -> Chosen:
    """What the fixture face holds when a page shows some cells of its selection only."""
    return replace(
        carried(selection),
        keys={claim.key for claim in selection.claims if claim.cell in cells},
        gaps={key for key in selection.gaps if key in cells},
    )


def arranged(
    records: Iterable[T], selection: Selection, slug_of: Callable[[ClaimRecord], str], usual: str = "aspect"
) -> list[T]:
    """Things in the order asked for: the evidence and the dates of a thing are those of its claims."""
    ends: dict[str, list[int]] = defaultdict(list)
    claims: Counter[str] = Counter()
    for claim in selection.claims:
        claims[slug_of(claim)] += 1
        ends[slug_of(claim)] += [claim.period.end.toordinal()] if claim.period else []
    keys: Mapping[str, Callable[[Any], Any]] = {
        "aspect": lambda record: 0,
        "name": lambda record: (record.title if isinstance(record, SourceRecord) else record.name).casefold(),
        "evidence": lambda record: -claims[record.slug],
        "newest": lambda record: -max(ends[record.slug], default=0),
        "oldest": lambda record: min(ends[record.slug], default=9_999_999),
    }
    return sorted(records, key=keys[selection.filters.asked.get("order", usual)])


def ordered_claims(selection: Selection) -> list[ClaimRecord]:
    """The claims of a selection in the order asked for."""
    words = selection.vocabulary
    strengths = {cell.key: strength(cell.judgement) for cell in selection.cells}
    by_aspect = sorted(
        selection.claims,
        key=lambda claim: (
            words.aspect_order[claim.aspect], claim.company or "", claim.framework, claim.source, claim.key,
        ),
    )  # fmt: skip
    keys: Mapping[str, Any] = {
        "aspect": lambda claim: 0,
        "name": lambda claim: claim.key,
        "evidence": lambda claim: strengths[claim.cell],
        "newest": lambda claim: -claim.period.end.toordinal() if claim.period else 0,
        "oldest": lambda claim: claim.period.end.toordinal() if claim.period else 9_999_999,
    }
    return sorted(by_aspect, key=keys[selection.order])


def one_cell(key: CellKey, stages: tuple[str, ...] = (EVIDENCE,), about: str = "") -> Place:
    """The place of a single cell, judged even when it is empty."""
    company = (key.company,) if key.company else ()
    fixed = {"framework": (key.framework,), "aspect": (key.aspect,), "company": company}
    return Place(fixed, about=about, stages=stages)


def matrix_of(selection: Selection) -> Matrix:
    """The selection's cells as a matrix, in the order asked for."""
    matrix = arrange(
        selection.cells,
        selection.columns,
        selection.vocabulary,
        selection.gaps,
        selection.resolutions,
        selection.order,
        selection.groups,
        selection.evidence_query,
    )
    return replace(matrix, transposed=selection.transposed)


def claims_leaf(claims: Sequence[ClaimRecord], selection: Selection) -> dict[str, Any]:
    """One page of the claims, looked up for the template. BadQuery past the end."""
    found = leaf(claims, selection)
    return {"leaf": found, "claims": shown_claims(found.rows, selection.vocabulary)}


def frameworks_with_claims(selection: Selection) -> list[tuple[FrameworkRecord, int]]:
    """The frameworks that occur (all, without a filter) with the number of their claims, the best documented first."""
    claims = Counter(claim.framework for claim in selection.claims)
    rows = selection.vocabulary.frameworks.values()
    occurring = [row for row in rows if claims[row.slug] or not selection.filtered]
    ordered = arranged(occurring, selection, lambda claim: claim.framework, usual="evidence")
    return [(row, claims[row.slug]) for row in ordered]


def matrix_leaf(matrix: Matrix, selection: Selection) -> dict[str, Any]:
    """One page of the rows of a matrix, for the template. BadQuery past the end."""
    found = leaf(matrix.rows, selection, ROWS_LENGTH)
    return {"leaf": found, "matrix": replace(matrix, rows=tuple(found.rows))}


def cells_shown(selection: Selection, matrix: Matrix) -> str:
    """“312 cells”, under a filter of cells “12 of 312 cells”, under one of evidence “34 of 312 cells with claims”."""
    shown, judged = len(matrix.cells), len(selection.judged)
    if selection.filters.staged(EVIDENCE):
        filled = sum(1 for cell in matrix.cells if not cell.is_empty)
        return f"{filled:,} of {counted(judged, 'cell')} with claims"
    return counted(shown, "cell") if shown == judged else f"{shown:,} of {counted(judged, 'cell')}"


def rows_shown(matrix: Matrix) -> int:
    """The rows that a filter of evidence does not hide."""
    return sum(1 for row in matrix.rows if not row.is_hidden)


def claim_count(claims: Collection[ClaimRecord]) -> str:
    """“142 claims of 3 sources”."""
    return f"{counted(len(claims), 'claim')} of {counted(len({claim.source for claim in claims}), 'source')}"
