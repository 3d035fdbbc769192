"""Sources that seem to be of one document: found by stored keys, each of which has an index."""

from __future__ import annotations

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
    """Standing sources of one document, as it seems, so many groups of each kind. Four queries."""
    keys = {column: _shared_keys(column, most) for column in DOCUMENT_KEYS}
    condition = Q(pk__in=[])
    for column, shared in keys.items():
        condition |= Q(**{f"{column}__in": shared})
    rows = list(Source.objects.filter(condition, another_document=False).order_by("slug")) if any(keys.values()) else []
    groups: dict[tuple[int, ...], list[str]] = {}
    for column, shared in keys.items():
        for key in shared:
            places = tuple(place for place, row in enumerate(rows) if getattr(row, column) == key)
            groups.setdefault(places, []).append(DOCUMENT_KEYS[column])
    return [TwinGroup(" and ".join(words), tuple(rows[place] for place in places)) for places, words in groups.items()]


def make_missing_keys() -> None:
    """Give the sources of a base that is older than the keys theirs. One query, and one for each 500 of them."""
    missing = Q(address_key="") & ~Q(url="") | Q(archive_key="") & ~Q(archive_url="")
    rows = list(Source.objects.filter(missing).only("url", "version", "archive_url", "address_key", "archive_key"))
    for row in rows:
        row.make_keys()
    QuerySet(Source).bulk_update(rows, ["address_key", "archive_key"], batch_size=500)


def _shared_keys(column: str, most: int) -> list[str]:
    """The keys of a kind that several sources have. One query, in an index."""
    rows = Source.objects.filter(another_document=False).exclude(**{column: ""}).order_by(column).values(column)
    shared = rows.annotate(number=Count("pk")).filter(number__gt=1)
    return list(shared.values_list(column, flat=True)[:most])


def _shared(source: Source, other: Source) -> str:
    words = [
        words for column, words in DOCUMENT_KEYS.items() if getattr(source, column) == getattr(other, column) != ""
    ]
    return " and ".join(words)
