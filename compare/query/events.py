"""What happened to the claims and cells of a selection, the newest first, a page at a time.

A claim is published when its history first says so, and retired likewise if it still is. What a page shows is found in
the history from its newest end, so that it costs what it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property

from compare.filters import AXES, CELLS, EVIDENCE
from compare.query.claim_lists import NO_COMPANY, ClaimCount, count_claims
from compare.query.long_lists import before
from compare.query.selection import Selection
from kb.evidence.records import CellKey
from kb.models import Claim, Resolution
from kb.rows.counting import COUNT_BOUND, AtLeast, CountColumn
from kb.rows.reading import read_claims

RETIRED_STATUS = Claim.Status.RETIRED
EVENT_STATUSES = (Claim.Status.PUBLISHED, RETIRED_STATUS)
ORDER = ("-history_date", "key", "status")
FEW_CLAIMS = 1_000  # claims whose whole history is read sooner than that of all is looked through


@dataclass(frozen=True, slots=True)
class ClaimEvent:
    """A claim came to have a status."""

    at: datetime
    key: str
    status: str

    @property
    def on(self) -> date:
        return timezone.localtime(self.at).date()

    @property
    def list_key(self) -> str:
        """“a-claim-1/published”."""
        return f"{self.key}/{self.status}"

    @property
    def place(self) -> tuple[Any, ...]:
        """Sorts days from the newest on, readings of a day first, then from the newest moment on."""
        return (-self.on.toordinal(), 1, -self.at.timestamp(), self.key, self.status)


@dataclass(frozen=True, slots=True)
class ReadingEvent:
    """An editor read a contested cell."""

    on: date
    pk: int
    cell: CellKey

    @property
    def list_key(self) -> str:
        """“flask/orm/resolved”, as the address of the cell."""
        return "/".join([*filter(None, self.cell), "resolved"])

    @property
    def place(self) -> tuple[Any, ...]:
        return (-self.on.toordinal(), 0, self.pk)


Event = ClaimEvent | ReadingEvent


class EventList:
    """The events of a selection. Where stored cells answer: six queries for the number and a page."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection

    @cached_property
    def count(self) -> ClaimCount:
        """The published claims of the selection; with a filter of evidence alone no cell is judged for it."""
        if not self.selection.weighs:
            return count_claims(self.selection)
        claims = [claim for cell in self.selection.cells for claim in cell.judgement.claims] if self._picks else None
        records = self.selection.passing_claims if claims is None else claims
        return ClaimCount(len(records), len({claim.source for claim in records}))

    @property
    def _picks(self) -> bool:
        """Whether some cells are left out."""
        return bool(self.selection.filters.staged(CELLS))

    @cached_property
    def number(self) -> int:
        """One event for each published claim, one for each retired one, and one more if it was published before.
        Where that is more than `COUNT_BOUND` nobody looks for the retired ones.
        """
        if self._reads_all:
            return len(self._of_all) + len(self._readings)
        if self.count.claims >= COUNT_BOUND:
            return AtLeast(COUNT_BOUND)
        retired = self._claims.filter(status=RETIRED_STATUS)
        publication = Exists(_history().filter(key=OuterRef("key"), status=Claim.Status.PUBLISHED))
        numbers = retired.aggregate(every=Count("pk"), published_before=Count("pk", filter=publication))
        return self.count.claims + int(numbers["every"] + numbers["published_before"]) + len(self._readings)

    def between(self, first: int, last: int | None) -> list[Event]:
        """The events from one place to before another (None: the end), the newest first."""
        if last is None or self._reads_all:
            return _sorted(self._readings, self._of_all)[first:last]
        if not first and isinstance(self.number, AtLeast):
            return _sorted(self._read_readings(last), self._newest(0, last))[:last]
        skipped = max(0, first - len(self._readings))  # these stand before the first place, whatever readings do
        return _sorted(self._readings, self._newest(skipped, last))[first - skipped : last - skipped]

    @property
    def _reads_all(self) -> bool:
        return self.selection.weighs or self.count.claims <= FEW_CLAIMS

    @cached_property
    def _claims(self) -> QuerySet[Any]:
        """The claims that were once published, of the cells that stay."""
        rows = self.selection.narrowed(Claim.objects.once_published().order_by(), AXES, EVIDENCE)
        if not self._picks:
            return rows
        if self.selection.weighs:
            return rows.filter(key__in=[claim.key for claim in read_claims(rows) if claim.cell in self._staying])
        return rows.filter(self._stays())

    @cached_property
    def _staying(self) -> frozenset[CellKey]:
        return frozenset(cell.key for cell in self.selection.cells)

    def _stays(self) -> Exists:
        """Whether the cell of a row is stored and stays."""
        same = {"framework": OuterRef("framework"), "aspect": OuterRef("aspect")}
        cells = self.selection.stored.staying().filter(**same).annotate(of=Coalesce(F("company"), NO_COMPANY))
        return Exists(cells.filter(of=Coalesce(OuterRef("company"), NO_COMPANY)))

    @cached_property
    def _readings(self) -> Sequence[ReadingEvent]:
        return self._read_readings()

    def _read_readings(self, most: int | None = None) -> Sequence[ReadingEvent]:
        """The editors' readings, or so many of the newest. One query."""
        rows = self.selection.narrowed(Resolution.objects.order_by("-resolved_on", "pk"), AXES)
        weighed = self.selection.weighs and self._picks
        if not weighed:
            rows = rows.filter(self._stays())
        columns = rows.values_list("resolved_on", "pk", "framework__slug", "aspect__slug", "company__slug")[:most]
        keys = self._staying if weighed else None
        every = [ReadingEvent(on, pk, CellKey(*cell)) for on, pk, *cell in columns]
        return [event for event in every if keys is None or event.cell in keys]

    def place(self, key: str) -> int | None:
        """How many events are newer than that with a key; None, or any number, if there is none. One query where
        stored cells answer.
        """
        if self._reads_all:
            return next((place for place, event in enumerate(self.between(0, None)) if event.list_key == key), None)
        reading = next((event for event in self._readings if event.list_key == key), None)
        return self._place_of_reading(reading) if reading else self._place_of_claim(*key.partition("/")[::2])

    def _place_of_reading(self, reading: ReadingEvent) -> int:
        midnight = timezone.make_aware(datetime.combine(reading.on + timedelta(days=1), time()))
        newer = self._happened.filter(history_date__gte=midnight).order_by().count()
        return newer + sum(event.place < reading.place for event in self._readings)

    def _place_of_claim(self, key: str, status: str) -> int | None:
        newer = CountColumn(
            self._happened.filter(before(ORDER, [OuterRef(name.lstrip("-")) for name in ORDER])), most=None
        )
        entries = self._happened.filter(key=key, status=status).values_list("history_date", newer)[:1]
        for at, number in entries:
            event = ClaimEvent(at, key, status)
            return int(number) + sum(reading.place < event.place for reading in self._readings)
        return None

    def _newest(self, first: int, last: int) -> list[Event]:
        """Some of the newest events of claims, from the newest end of the history. One query."""
        rows = self._happened.values_list("history_date", "key", "status")[first:last]
        return [ClaimEvent(*row) for row in rows]

    @property
    def _happened(self) -> QuerySet[Any]:
        """The events of claims in the history, from its newest end."""
        rows = _history().filter(status__in=EVENT_STATUSES)
        claims = self._claims.filter(Q(status=RETIRED_STATUS) | Q(status=OuterRef("status")), key=OuterRef("key"))
        earlier = _history().filter(
            Q(history_date__lt=OuterRef("history_date"))
            | Q(history_date=OuterRef("history_date"), history_id__lt=OuterRef("history_id")),
            key=OuterRef("key"),
            status=OuterRef("status"),
        )
        return rows.filter(Exists(claims), ~Exists(earlier)).order_by(*ORDER)

    @cached_property
    def _of_all(self) -> list[Event]:
        """All events of claims, from the whole history of these. One query."""
        retired = self._claims.filter(status=RETIRED_STATUS).values("key")
        rows = _history().filter(status__in=EVENT_STATUSES, key__in=self._claims.values("key"))
        rows = rows.exclude(Q(status=RETIRED_STATUS) & ~Q(key__in=retired)).values_list("key", "status")
        happened = rows.annotate(at=Min("history_date")).values_list("at", "key", "status")
        return [ClaimEvent(*row) for row in happened]


def _sorted(readings: Sequence[Event], claims: Sequence[Event]) -> list[Event]:
    return sorted([*readings, *claims], key=lambda event: event.place)


def _history() -> QuerySet[Any]:
    rows: QuerySet[Any] = Claim.history.order_by()
    return rows
