"""Sources that seem to be of one document: found by stored keys, each of which has an index."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from kb.models import Source
from kb.models.sources import DOCUMENT_KEYS

MOST_TWINS = 5  # that a warning names
MOST_GROUPS = 20  # that are listed


@dataclass(frozen=True)
class Twin:
    """Another source, and what it shares in words: “the same address and the same text”."""

    source: Source
    words: str


@dataclass(frozen=True)
class TwinGroup:
    """Sources that share a key, by slug; none of them is said to be another document."""

    words: str
    sources: tuple[Source, ...]


def twins(source: Source) -> list[Twin]:
    """The first other sources with the address, the archive copy or the text of this one, whose keys are made.

    One query, or none if it has none of them.
    """
    same = [Q(**{column: getattr(source, column)}) for column in DOCUMENT_KEYS if getattr(source, column)]
    if not same:
        return []
    condition = Q()
    for equal in same:
        condition |= equal
    rows = Source.objects.filter(condition).exclude(pk=source.pk).order_by("slug")[:MOST_TWINS]
    return [Twin(row, _shared(source, row)) for row in rows]


def same_text(source: Source, sha256: str) -> list[Source]:
    """The first other sources whose text has this sum. One query."""
    return list(Source.objects.filter(sha256=sha256).exclude(pk=source.pk).order_by("slug")[:MOST_TWINS])


def twin_groups(most: int = MOST_GROUPS) -> list[TwinGroup]:
    """Standing sources of one document, as it seems, by so many keys of each kind. One query, in the keys' indexes."""
    first, *others = (_sharing(column, most) for column in DOCUMENT_KEYS)
    rows = sorted(first.union(*others), key=lambda source: source.slug)
    groups: dict[tuple[int, ...], list[str]] = {}
    for column, words in DOCUMENT_KEYS.items():
        by_key: dict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(rows):
            by_key[getattr(row, column)].append(place)
        for places in (places for key, places in by_key.items() if key and len(places) > 1):
            groups.setdefault(tuple(places), []).append(words)
    return [TwinGroup(" and ".join(words), tuple(rows[place] for place in places)) for places, words in groups.items()]


def _sharing(column: str, most: int) -> QuerySet[Source]:
    """The sources that share the first keys of a kind."""
    rows = Source.objects.filter(another_document=False).order_by()
    shared = rows.exclude(**{column: ""}).order_by(column).values(column)
    keys = shared.annotate(number=Count("pk")).filter(number__gt=1).values(column)[:most]
    sources: QuerySet[Source] = rows.filter(**{f"{column}__in": keys})
    return sources


def make_missing_keys() -> None:
    """Give the sources of a base that is older than the keys theirs. One query, and one for each 500 of them."""
    missing = Q(address_key="") & ~Q(url="") | Q(archive_key="") & ~Q(archive_url="")
    rows = list(Source.objects.filter(missing).only("url", "version", "archive_url", "address_key", "archive_key"))
    for row in rows:
        row.make_keys()
    QuerySet(Source).bulk_update(rows, ["address_key", "archive_key"], batch_size=500)


def _shared(source: Source, other: Source) -> str:
    words = [
        words for column, words in DOCUMENT_KEYS.items() if getattr(source, column) == getattr(other, column) != ""
    ]
    return " and ".join(words)
