"""Which rows the fixture face of a page holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from compare.filters import AXES, EVIDENCE
from compare.query.places import at
from compare.query.selection import Selection
from kb.evidence.records import CellKey
from kb.exchange.fixture import Chosen
from kb.models import Claim


def carried(
    selection: Selection,
    whole: bool = False,
    rows: Mapping[Any, Collection[str]] | None = None,
    statuses: Collection[str] = (),
    unnamed: bool = False,
) -> Chosen:
    """What the fixture face of a selection holds.

    ``whole``: everything published, if nothing was asked; ``unnamed``: and rows that nothing published names.
    ``statuses``: unpublished claims of these statuses
    too, which belong to no judged cell and pass the filters of axes and evidence alone.
    """
    claims: QuerySet[Any] = Claim.objects.filter(status__in={Claim.Status.PUBLISHED, *statuses})
    for stage in (AXES, EVIDENCE):
        claims = selection.filters.narrow(at(selection.place, claims, stage), stage)
    if whole and not selection.filtered:
        return Chosen(claims=claims, rows=rows or {}, whole=True, unnamed=unnamed)
    unpublished = claims.exclude(status=Claim.Status.PUBLISHED).values_list("key", flat=True) if statuses else ()
    return Chosen(
        claims=claims,
        keys={claim.key for claim in selection.claims} | set(unpublished),
        gaps=set(selection.gaps),
        readings=readings_of(selection, [cell.key for cell in selection.cells if cell.judgement.read]),
        rows=rows or {},
    )


def readings_of(selection: Selection, cells: Collection[CellKey]) -> set[tuple[str, str]]:
    """The readings that say that these cells are silent, as pairs of source and framework. One query, or none."""
    silence = selection.silence(cells)
    return {(source, cell.framework) for cell in cells for source in silence.sources(cell)}


def rows_of(selection: Selection, cells: Collection[CellKey]) -> Chosen:
    """What the fixture face holds when a page shows some cells of its selection only."""
    return replace(
        carried(selection),
        keys={claim.key for claim in selection.claims if claim.cell in cells},
        gaps={key for key in selection.gaps if key in cells},
    )
