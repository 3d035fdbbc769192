"""Claims' quotes against the texts of their sources as kept: the newest snapshot of each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from kb.models import Claim, Snapshot, Source
from kb.quotes import QuoteCheck, Text

NEWEST_FIRST = ("-taken_on", "-pk")


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
    return Text(text.first() or "").check(claim.quote)


def check_claims(claims: QuerySet[Any]) -> list[CheckedQuote]:
    """Check the quotes of these claims, those without a quote left out; by source, then key.

    Two queries. One text is in memory at a time.
    """
    rows = (
        claims.exclude(quote="")
        .order_by("source__slug", "key")
        .values_list("source_id", "source__slug", "pk", "key", "quote")
    )
    quoted = {source: list(some) for source, some in groupby(rows, key=lambda row: row[0])}
    found = {
        source: _checked(quoted[source], text)
        for source, text in _newest(claims).values_list("source_id", "text").iterator(chunk_size=1)
        if source in quoted
    }
    return [checked for source, some in quoted.items() for checked in found.get(source) or _checked(some, "")]


def _newest(claims: QuerySet[Any]) -> QuerySet[Any]:
    """The newest snapshot of each source of these claims."""
    of_source = Snapshot.objects.filter(source=OuterRef("source")).order_by(*NEWEST_FIRST)
    sources = claims.exclude(quote="").order_by().values("source")
    return Snapshot.objects.filter(source__in=sources).filter(pk=Subquery(of_source.values("pk")[:1])).order_by("pk")


def _checked(rows: list[Any], text: str) -> list[CheckedQuote]:
    shared = Text(text)
    return [CheckedQuote(claim, key, slug, quote, shared.check(quote)) for _, slug, claim, key, quote in rows]
