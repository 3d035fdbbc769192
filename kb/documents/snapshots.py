"""Claims' quotes against the texts of their sources as kept: the newest snapshot of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.core.cache import cache
from django.db.models import OuterRef, Q, QuerySet, Subquery

from kb.documents.quotes import QuotableText, QuoteCheck, QuoteResult, line_of
from kb.models import Claim, Snapshot, Source

NEWEST_FIRST = ("-taken_on", "-pk")
A_DAY = 24 * 60 * 60  # seconds
CACHE_KEY = "quotes-not-found"
OVERLAP = 200  # entries of a history that are looked at again: transactions do not end in the order of their entries
MOST_CHANGED_QUOTES = 5_000  # beyond that, all quotes are checked

Mark = tuple[int, datetime]  # an entry of a history, and when it was written


@dataclass(frozen=True, slots=True)
class CheckedQuote:
    """What became of one claim's quote."""

    claim: int
    key: str
    source: str
    quote: str
    check: QuoteCheck


def latest(source: Source) -> Snapshot | None:
    """The newest text of a source, the one that quotes are checked against. One query."""
    return source.snapshots.order_by(*NEWEST_FIRST).first()


def check_claim(claim: Claim) -> QuoteCheck | None:
    """Check the quote of one claim, stored or not; None if it has none. One query."""
    if not claim.quote or not claim.source_id:
        return None
    text = Snapshot.objects.filter(source=claim.source_id).order_by(*NEWEST_FIRST).values_list("text", flat=True)
    return QuotableText(text.first() or "").check(claim.quote, line_of(claim.locator))


def check_claims(claims: QuerySet[Any], texts: Iterable[tuple[int, str]] | None = None) -> list[CheckedQuote]:
    """Check the quotes of these claims, those without a quote left out; by source, then key.

    ``texts`` are texts with the primary keys of their sources, in place of the newest that are kept. Two queries, one
    with them. One text is in memory at a time.
    """
    rows = (
        claims.exclude(quote="")
        .order_by("source__slug", "key")
        .values_list("source_id", "source__slug", "pk", "key", "quote", "locator")
    )
    quoted = {source: list(group) for source, group in groupby(rows, key=lambda row: row[0])}
    quotes = {
        source: _checked(quoted[source], text)
        for source, text in texts or _newest(claims).values_list("source_id", "text").iterator(chunk_size=1)
        if source in quoted
    }
    return [checked for source, group in quoted.items() for checked in quotes.get(source) or _checked(group, "")]


def _newest(claims: QuerySet[Any]) -> QuerySet[Any]:
    """The newest snapshot of each source of these claims."""
    of_source = Snapshot.objects.filter(source=OuterRef("source")).order_by(*NEWEST_FIRST)
    sources = claims.exclude(quote="").order_by().values("source")
    return Snapshot.objects.filter(source__in=sources).filter(pk=Subquery(of_source.values("pk")[:1])).order_by("pk")


def _checked(rows: list[Any], text: str) -> list[CheckedQuote]:
    shared = QuotableText(text)
    return [
        CheckedQuote(claim, key, slug, quote, shared.check(quote, line_of(locator)))
        for _, slug, claim, key, quote, locator in rows
    ]


# The quotes that are not found


@dataclass(frozen=True)
class HistoryMark:
    """The claims whose quotes were not found when the histories of claims and snapshots had come so far."""

    claims: Mark | None
    texts: Mark | None
    missing: frozenset[int]


def lost_quotes() -> frozenset[int]:
    """Keys of the claims, retired ones left out, whose quote does not stand in the newest text of their source.

    A source without a text misses nothing. Two queries when nothing has changed since it was asked last; at most seven
    and what has changed, when something has; all quotes and texts the first time in a day.
    """
    marks = _newest_entry(Claim), _newest_entry(Snapshot)
    stored: HistoryMark | None = cache.get(CACHE_KEY)
    if stored and (stored.claims, stored.texts) == marks:
        return stored.missing
    if marks[1] is None:
        return frozenset()
    missing = _followed(stored) if stored else None
    if missing is None:
        missing = _missing(Claim.objects.all())
    cache.set(CACHE_KEY, HistoryMark(*marks, missing), timeout=A_DAY)
    return missing


def _newest_entry(model: Any) -> Mark | None:
    mark: Mark | None = model.history.order_by("-history_id").values_list("history_id", "history_date").first()
    return mark


def _missing(claims: QuerySet[Any]) -> frozenset[int]:
    checked = check_claims(claims.exclude(status=Claim.Status.RETIRED))
    return frozenset(quote.claim for quote in checked if quote.check.result == QuoteResult.ABSENT)


def _followed(stored: HistoryMark) -> frozenset[int] | None:
    """What is missing now, from what was; None if the histories are not those of then, or say too much."""
    claims, sources = _changed(Claim, stored.claims, "id"), _changed(Snapshot, stored.texts, "source_id")
    if claims is None or sources is None:
        return None
    beside = Claim.objects.filter(source__in=sources).values_list("pk", flat=True)
    touched = claims | set(beside)
    return (stored.missing - touched) | _missing(Claim.objects.filter(Q(pk__in=claims) | Q(source__in=sources)))


def _changed(model: Any, mark: Mark | None, column: str) -> set[int] | None:
    """What the entries since the mark, and some before it, are about. One query."""
    if mark is None:
        return None
    entries = model.history.filter(history_id__gt=mark[0] - OVERLAP).order_by("history_id")
    rows = list(entries.values_list("history_id", "history_date", column)[: MOST_CHANGED_QUOTES + 1])
    if len(rows) > MOST_CHANGED_QUOTES or mark not in {row[:2] for row in rows}:
        return None
    return {row[2] for row in rows}
