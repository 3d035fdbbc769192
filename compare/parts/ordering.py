"""Things in the order asked for, by the evidence and the dates of their claims."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from compare.query.figures import count_states
from compare.query.selection import Selection
from kb.evidence.records import ClaimRecord, FrameworkRecord, SourceRecord
from kb.texts import order_key

_T = TypeVar("_T")


def arranged(
    records: Iterable[_T],
    selection: Selection,
    slug_of: Callable[[ClaimRecord], str],
    usual: str = "aspect",
    sizes: Mapping[str, int] | None = None,
) -> list[_T]:
    """Things in the order asked for: the evidence and the dates of a thing are those of its claims.

    ``sizes`` are the numbers of their claims, if these are known: then claims are read for the orders of dates alone.
    """
    order = selection.filters.criteria.get("order", usual)
    if order == "aspect":
        return list(records)
    claims = Counter(slug_of(claim) for claim in selection.claims) if sizes is None and order == "evidence" else sizes
    ends: dict[str, list[int]] = defaultdict(list)
    for claim in selection.claims if order in ("newest", "oldest") else ():
        ends[slug_of(claim)] += [claim.period.end.toordinal()] if claim.period else []
    keys: Mapping[str, Callable[[Any], Any]] = {
        "name": lambda record: order_key(record.title if isinstance(record, SourceRecord) else record.name),
        "evidence": lambda record: -(claims or {}).get(record.slug, 0),
        "newest": lambda record: -max(ends[record.slug], default=0),
        "oldest": lambda record: min(ends[record.slug], default=9_999_999),
    }
    return sorted(records, key=keys[order])


def frameworks_with_claims(selection: Selection) -> list[tuple[FrameworkRecord, int]]:
    """The frameworks that occur (all, without a filter) with the number of their claims, the best documented first.

    Two queries where stored cells answer.
    """
    claims: Counter[str] = Counter()
    for cell in count_states(selection):
        claims[cell.framework] += cell.claims
    rows = selection.vocabulary.frameworks.values()
    occurring = [row for row in rows if claims[row.slug] or not selection.filtered]
    ordered = arranged(occurring, selection, lambda claim: claim.framework, "evidence", claims)
    return [(row, claims[row.slug]) for row in ordered]
