"""Claims' quotes against the texts of their sources as kept: the newest snapshot of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, groupby
from typing import Any

from django.core.cache import cache
from django.db.models import OuterRef, Q, QuerySet, Subquery

from kb.documents.patience import GivesUp, Patience, never
from kb.documents.quotes import QuotableText, QuoteCheck, QuoteResult, line_of
from kb.models import Claim, Snapshot, Source
from kb.rows.counting import AtLeast
from kb.rows.statements import portions

NEWEST_FIRST = ("-taken_on", "-pk")
A_DAY = 24 * 60 * 60  # seconds
CACHE_KEY = "quotes-missing"
OVERLAP = 200  # entries of a history that are looked at again: transactions do not end in the order of their entries
MOST_CHANGED_QUOTES = 5_000  # beyond that, all quotes are checked
SOURCES_AT_ONCE = 100  # of which one query reads the quotes

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
    """Check the quote of one claim, stored or not, with the patience of a page; None if it has none. One query."""
    if not claim.quote or not claim.source_id:
        return None
    text = Snapshot.objects.filter(source=claim.source_id).order_by(*NEWEST_FIRST).values_list("text", flat=True)
    patience = Patience()
    return QuotableText(text.first() or "", patience.is_over).check(claim.quote, line_of(claim.locator))


def check_claims(
    claims: QuerySet[Any], texts: Iterable[tuple[int, str]] | None = None, gives_up: GivesUp = never
) -> list[CheckedQuote]:
    """Check the quotes of these claims, those without a quote left out; by source, then key.

    ``texts`` are texts with the primary keys of their sources, in place of the newest that are kept. Once ``gives_up``
    says so, the others are `UNFINISHED`. Two queries, one with ``texts``. One text is in memory at a time.
    """
    quoted = _by_source(claims)
    quotes: dict[int, list[CheckedQuote]] = {}
    for source, text in texts or _newest(claims).values_list("source_id", "text").iterator(chunk_size=1):
        if source in quoted:
            quotes[source] = _checked(quoted[source], text, gives_up)
        if gives_up():
            break
    return [
        checked for source, group in quoted.items() for checked in quotes.get(source) or _checked(group, "", gives_up)
    ]


def _by_source(claims: QuerySet[Any]) -> dict[int, list[Any]]:
    """What is looked for of these claims, by source in the order of slugs, then key. One query."""
    rows = (
        claims.exclude(quote="")
        .order_by("source__slug", "key")
        .values_list("source_id", "source__slug", "pk", "key", "quote", "locator")
    )
    return {source: list(group) for source, group in groupby(rows, key=lambda row: row[0])}


def _newest(claims: QuerySet[Any]) -> QuerySet[Any]:
    """The newest snapshot of each source of these claims."""
    of_source = Snapshot.objects.filter(source=OuterRef("source")).order_by(*NEWEST_FIRST)
    sources = claims.exclude(quote="").order_by().values("source")
    return Snapshot.objects.filter(source__in=sources).filter(pk=Subquery(of_source.values("pk")[:1])).order_by("pk")


def _checked(rows: list[Any], text: str, gives_up: GivesUp) -> list[CheckedQuote]:
    shared = QuotableText(text, gives_up)
    return [
        CheckedQuote(claim, key, slug, quote, shared.check(quote, line_of(locator)))
        for _, slug, claim, key, quote, locator in rows
    ]


# The quotes that are not found


@dataclass(frozen=True)
class HistoryMark:
    """The claims whose quotes were not found when the histories of claims and snapshots had come so far, but for those
    of sources that are ``left``: their turn comes with the next page.
    """

    claims: Mark | None
    texts: Mark | None
    missing: frozenset[int]
    left: frozenset[int]


def lost_quotes() -> frozenset[int]:
    """Keys of the claims, retired ones left out, whose quote does not stand in the newest text of their source.

    A source without a text misses nothing. It has the patience of a page: where that is over, the other sources have
    their turn when it is asked again. Two queries when nothing has changed since it was asked last; at most eight and
    what has changed, when something has; two for each 100 sources the first time in a day.
    """
    return _looked_for().missing


def number_of_lost_quotes() -> int:
    """How many that are: at least, where some sources have not had their turn. As `lost_quotes`."""
    mark = _looked_for()
    return AtLeast(len(mark.missing)) if mark.left else len(mark.missing)


def _looked_for() -> HistoryMark:
    marks = _newest_entry(Claim), _newest_entry(Snapshot)
    stored: HistoryMark | None = cache.get(CACHE_KEY)
    if stored and (stored.claims, stored.texts) == marks and not stored.left:
        return stored
    if marks[1] is None:
        return HistoryMark(*marks, frozenset(), frozenset())
    changes = _changes(stored, marks) if stored else None
    if stored and changes:
        claims, sources = changes
        beside = Claim.objects.filter(source__in=sources, pk__in=stored.missing).values_list("pk", flat=True)
        known = stored.missing - claims - set(beside if sources else ())
        missing, left = _missing(claims, sources, stored.left)
    else:
        known = frozenset()
        missing, left = _missing((), set(Snapshot.objects.order_by().values_list("source", flat=True)))
    mark = HistoryMark(*marks, known | missing, left)
    cache.set(CACHE_KEY, mark, timeout=A_DAY)
    return mark


def _newest_entry(model: Any) -> Mark | None:
    mark: Mark | None = model.history.order_by("-history_id").values_list("history_id", "history_date").first()
    return mark


def _missing(
    claims: Collection[int], sources: Collection[int], former: Collection[int] = ()
) -> tuple[frozenset[int], frozenset[int]]:
    """Of these claims and of all claims of these sources those whose quotes are missing, and the sources that are left;
    those that were left before, ``former``, come first. One that takes all patience alone is not left: quotes that were
    not looked for to their end are not missing.
    """
    patience, missing, alone = Patience(), set[int](), True
    own = Claim.objects.filter(pk__in=claims).order_by().values_list("source", flat=True)
    whole = {*sources, *former}
    left = {*whole, *(own if claims else ())}
    fresh = Claim.objects.exclude(status=Claim.Status.RETIRED).filter(Q(pk__in=claims) | Q(source__in=whole))
    turns = (portions(sorted(sources), SOURCES_AT_ONCE) for sources in (former, left.difference(former)))
    for portion in chain.from_iterable(turns):
        of_portion = fresh.filter(source__in=portion)
        quoted = _by_source(of_portion)
        for source, text in _newest(of_portion).values_list("source_id", "text").iterator(chunk_size=1):
            checked = _checked(quoted.get(source, []), text, patience.is_over)
            if any(quote.check.result is QuoteResult.UNFINISHED for quote in checked) and not alone:
                return frozenset(missing), frozenset(left)
            missing |= {quote.claim for quote in checked if quote.check.result is QuoteResult.ABSENT}
            left.discard(source)
            alone = False
        left -= {*portion}
    return frozenset(missing), frozenset(left)


def _changes(stored: HistoryMark, marks: tuple[Mark | None, Mark | None]) -> tuple[set[int], set[int]] | None:
    """The claims and the sources that have changed between these marks; None if the histories are not those of then, or
    say too much.
    """
    if (stored.claims, stored.texts) == marks:
        return set(), set()
    claims, sources = _changed(Claim, stored.claims, "id"), _changed(Snapshot, stored.texts, "source_id")
    return None if claims is None or sources is None else (claims, sources)


def _changed(model: Any, mark: Mark | None, column: str) -> set[int] | None:
    """What the entries since the mark, and some before it, are about. One query."""
    if mark is None:
        return None
    entries = model.history.filter(history_id__gt=mark[0] - OVERLAP).order_by("history_id")
    rows = list(entries.values_list("history_id", "history_date", column)[: MOST_CHANGED_QUOTES + 1])
    if len(rows) > MOST_CHANGED_QUOTES or mark not in {row[:2] for row in rows}:
        return None
    return {row[2] for row in rows}
