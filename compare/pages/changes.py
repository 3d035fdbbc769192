"""What was published, retired or resolved, newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Min
from django.http import HttpRequest
from django.utils import timezone

from compare.addresses import with_query
from compare.answers import Page
from compare.cells import cell_path
from compare.contents import Change, Content
from compare.filters import ARRANGEMENT, AXES, EVIDENCE
from compare.freshness import today
from compare.matrix import strength
from compare.pages.common import carried, claim_count, leaf
from compare.selection import Selection, select
from compare.words import counted
from kb.models import Claim
from kb.reading import read_claims
from kb.records import CellKey, ClaimRecord

NONE = (1, 0, 0)  # weaker than any cell
EVENTS = {Claim.Status.PUBLISHED: "published", Claim.Status.RETIRED: "retired"}


def changes(request: HttpRequest) -> Page:
    """The events of the selection's claims and cells. Two queries more than a selection."""
    selection = select(request.GET, today())
    rows = events(selection)
    query = selection.filters.normalised(leave_out=selection.filters.staged(ARRANGEMENT))
    return Page(
        content=Content(main="changes", title="Changes", records=rows, records_kind="changes"),
        selection=selection,
        description=selection.sentence(f"{counted(len(rows), 'change')} to {claim_count(selection.claims)}"),
        template="changes.html",
        path="/changes/",
        fixture=lambda: carried(selection, whole=True),
        context={"leaf": leaf(rows, selection), "feed": with_query("/feeds/changes.atom", query)},
    )


def events(selection: Selection) -> list[Change]:
    """What happened to the selection's claims and cells, newest first. Two queries."""
    return _ordered([*_claim_changes(selection), *_resolutions(selection)], selection)


def _ordered(changes: Sequence[Change], selection: Selection) -> list[Change]:
    """Newest first, unless another order was asked for."""
    selection.vocabulary.fetch_cells(CellKey(one.framework, one.aspect, one.company) for one in changes)
    strengths = {cell.key: strength(cell.judgement) for cell in selection.cells}
    words = selection.vocabulary
    keys: Mapping[str, Callable[[Change], Any]] = {
        "newest": lambda change: 0,
        "oldest": lambda change: change.on,
        "aspect": lambda change: words.place(change.aspect, None),
        "name": lambda change: change.words.casefold(),
        "evidence": lambda change: strengths.get(CellKey(change.framework, change.aspect, change.company), NONE),
    }
    newest_first = sorted(changes, key=lambda change: (-change.on.toordinal(), change.event, change.key, change.path))
    return sorted(newest_first, key=keys[selection.filters.asked.get("order", "newest")])


def _claim_changes(selection: Selection) -> Iterable[Change]:
    """Claims published, and claims retired since: of the cells that stay."""
    claims = Claim.objects.once_published()
    for stage in (AXES, EVIDENCE):
        claims = selection.filters.narrow(claims, stage)
    staying = {cell.key for cell in selection.cells}
    shown = {
        claim.key: claim
        for claim in read_claims(claims)
        if claim.cell in staying or (claim.status == Claim.Status.RETIRED and not selection.filters.staged("cells"))
    }
    happened = (
        Claim.history.filter(status__in=list(EVENTS), key__in=Claim.objects.once_published().values("key"))
        .order_by()
        .values_list("key", "status")
        .annotate(at=Min("history_date"))
    )
    for key, status, at in happened:
        if key in shown and not (status == Claim.Status.RETIRED and shown[key].status != status):
            yield _change(shown[key], status, at)


def _change(claim: ClaimRecord, status: str, at: datetime) -> Change:
    return Change(
        on=timezone.localtime(at).date(),
        event=EVENTS[Claim.Status(status)],
        key=claim.key,
        framework=claim.framework,
        aspect=claim.aspect,
        company=claim.company,
        words=claim.statement or claim.key,
        reason=claim.retire_reason if status == Claim.Status.RETIRED else "",
        path=f"/claims/{claim.key}/",
    )


def _resolutions(selection: Selection) -> Iterable[Change]:
    for key, row in selection.resolutions.items():
        yield Change(
            on=row.resolved_on,
            event="resolved",
            key="",
            framework=key.framework,
            aspect=key.aspect,
            company=key.company,
            words=f"{selection.vocabulary.frameworks[key.framework].name}, "
            f"{selection.vocabulary.aspects[key.aspect].name}: {row.value_label}",
            reason=row.reason,
            path=cell_path(key),
        )
