"""What was published, retired or resolved, newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property

from compare.answers.answering import Page, Sheet
from compare.display.cell_judgements import strength
from compare.display.cells import cell_path
from compare.display.labels import quantity
from compare.faces.addresses import with_query
from compare.faces.contents import Content, PublicChange
from compare.filters import ARRANGEMENT
from compare.parts.fixture_rows import carried
from compare.parts.leaves import PAGE_LENGTH, leaf
from compare.query.events import ClaimEvent, Event, EventList, ReadingEvent
from compare.query.long_lists import PlacedList, RowList
from compare.query.selection import Selection, select
from compare.web.freshness import today
from kb.evidence.records import CellKey, ClaimRecord, ResolutionRecord
from kb.models import Claim, Resolution
from kb.rows.reading import read_claims_of, read_resolutions
from kb.texts import order_key

NONE = (1, 0, 0)  # weaker than any cell
EVENTS = {Claim.Status.PUBLISHED: "published", Claim.Status.RETIRED: "retired"}
NEWEST_ORDER = "newest"


def changes(request: HttpRequest) -> Page:
    """The events of the selection's claims and cells, a page of them."""
    selection = select(request.GET, today())
    events = EventList(selection)

    def sheet() -> Sheet:
        part = leaf(ChangeList(events), selection, PAGE_LENGTH)
        query = selection.filters.normalised(leave_out=selection.filters.staged(ARRANGEMENT))
        return Sheet(_content(part.rows), {"leaf": part, "feed": with_query("/feeds/changes.atom", query)})

    return Page(
        main="changes",
        title="Changes",
        whole=lambda: _content(changes_between(events, 0, None)),
        paging=lambda: leaf(ChangeList(events), selection, PAGE_LENGTH),
        selection=selection,
        sentence=lambda: selection.sentence(described(events)),
        template="changes.html",
        path="/changes/",
        fixture=lambda: carried(selection, whole=True),
        html=sheet,
    )


def described(events: EventList) -> str:
    """“4 changes to 3 claims of 2 sources”."""
    return f"{quantity(events.number, 'change')} to {events.count.words}"


def _content(rows: Sequence[PublicChange]) -> Content:
    return Content(main="changes", title="Changes", records=rows, records_kind="changes")


def changes_between(events: EventList, first: int, last: int | None) -> Sequence[PublicChange]:
    """What happened from one place to before another (None: the end) in the order asked for, newest first unless
    another was. Two queries more than the events, and what they name.
    """
    changes = ChangeList(events)
    return changes.read(changes.refs(first, last))


class ChangeList(PlacedList[PublicChange]):
    """What happened, in the order asked for: newest first unless another was, for which all are read and sorted."""

    noun = "change"

    def __init__(self, events: EventList) -> None:
        self.events = events
        self.order = str(events.selection.filters.criteria.get("order", NEWEST_ORDER))

    @property
    def number(self) -> int:
        return self.events.number

    def refs(self, first: int, last: int | None) -> Sequence[Event | PublicChange]:
        """Events, or changes where all of them had to be read."""
        return self.events.between(first, last) if self.order == NEWEST_ORDER else self._all[first:last]

    def read(self, refs: Sequence[Any]) -> Sequence[PublicChange]:
        return _changes(refs, self.events.selection) if self.order == NEWEST_ORDER else refs

    def key_of(self, row: PublicChange) -> str:
        return row.list_key

    def key_of_ref(self, ref: Event | PublicChange) -> str:
        return ref.list_key

    def place(self, key: str) -> int | None:
        return self.events.place(key) if self.order == NEWEST_ORDER else RowList(self._all, self.key_of).place(key)

    @cached_property
    def _all(self) -> list[PublicChange]:
        selection = self.events.selection
        return _sorted(_changes(self.events.between(0, None), selection), selection, self.order)


def _sorted(changes: Sequence[PublicChange], selection: Selection, order: str) -> list[PublicChange]:
    strengths = {cell.key: strength(cell.judgement) for cell in selection.cells} if order == "evidence" else {}
    vocabulary = selection.vocabulary
    keys: Mapping[str, Callable[[PublicChange], Any]] = {
        "oldest": lambda change: change.on,
        "aspect": lambda change: vocabulary.place(change.aspect, None),
        "name": lambda change: order_key(change.words),
        "evidence": lambda change: strengths.get(CellKey(change.framework, change.aspect, change.company), NONE),
    }
    return sorted(changes, key=keys[order])


def _changes(events: Sequence[Event], selection: Selection) -> list[PublicChange]:
    """Events with what they happened to."""
    claims = _claims(event.key for event in events if isinstance(event, ClaimEvent))
    readings = read_resolutions(
        Resolution.objects.filter(pk__in=[event.pk for event in events if isinstance(event, ReadingEvent)])
    )
    cells = [claim.cell for claim in claims.values()] + list(readings)
    selection.vocabulary.fetch_cells(cells)
    return [
        _of_claim(claims[event.key], event)
        if isinstance(event, ClaimEvent)
        else _of_reading(event.cell, readings[event.cell], selection)
        for event in events
    ]


def _claims(keys: Iterable[str]) -> dict[str, ClaimRecord]:
    """One query."""
    return {claim.key: claim for claim in read_claims_of(set(keys))}


def _of_claim(claim: ClaimRecord, event: ClaimEvent) -> PublicChange:
    return PublicChange(
        on=event.on,
        event=EVENTS[Claim.Status(event.status)],
        key=claim.key,
        framework=claim.framework,
        aspect=claim.aspect,
        company=claim.company,
        words=claim.statement or claim.key,
        reason=claim.retire_reason if event.status == Claim.Status.RETIRED else "",
        path=f"/claims/{claim.key}/",
    )


def _of_reading(key: CellKey, row: ResolutionRecord, selection: Selection) -> PublicChange:
    vocabulary = selection.vocabulary
    return PublicChange(
        on=row.resolved_on,
        event="resolved",
        key="",
        framework=key.framework,
        aspect=key.aspect,
        company=key.company,
        words=f"{vocabulary.frameworks[key.framework].name}, {vocabulary.aspects[key.aspect].name}: {row.value_label}",
        reason=row.reason,
        path=cell_path(key),
    )
