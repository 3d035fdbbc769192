"""The active filters as chips, each with the address of the page without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from compare.faces.addresses import with_query
from compare.filters import ARRANGEMENT, FILTERS, ComparisonFilter
from compare.filters.order_filters import PAGING
from compare.query.quick_numbers import QuickFilter, names_of


@dataclass(frozen=True)
class Chip:
    """One value of one filter: how it is said, and where the page is without it."""

    label: str
    words: str
    href: str


@dataclass(frozen=True)
class QuickView:
    """A filter that many want, one step away; the other filters stay."""

    name: str
    href: str
    here: bool
    number: int | None = None  # of rows; None: nobody has counted them


def quick_views(
    filters: ComparisonFilter, path: str, quick: Sequence[QuickFilter], numbers: Mapping[str, int]
) -> list[QuickView]:
    """The quick views of a page; the present one is marked, and one that would leave no row is not offered.

    ``numbers`` of rows by query, as far as they are counted.
    """
    query = QueryDict(filters.normalised(leave_out=PAGING), mutable=True)
    present = ""
    for name in names_of(quick):
        if query.getlist(name):
            present = QueryDict(f"{name}={query[name]}").urlencode()
            del query[name]
    rest = query.urlencode()
    return [
        QuickView(name, with_query(path, "&".join(filter(None, (rest, text)))), text == present, numbers.get(text))
        for name, text, _ in quick
        if numbers.get(text) != 0 or text == present
    ]


def chips(filters: ComparisonFilter, path: str) -> list[Chip]:
    """A chip for each value of each filter of the first three stages; one for those that are said at once."""
    query = QueryDict(filters.normalised(leave_out=PAGING), mutable=True)
    criteria = []
    for name in filters.criteria:
        if FILTERS[name].stage == ARRANGEMENT:
            continue
        entry = filters.filters[name]
        if entry.is_said_at_once(query.getlist(name)):
            rest = query.copy()
            del rest[name]
            criteria.append(Chip(str(entry.label), filters.words_of(name), with_query(path, rest.urlencode())))
            continue
        for part in query.getlist(name):
            rest = query.copy()
            rest.setlist(name, [other for other in query.getlist(name) if other != part])
            if not rest.getlist(name):
                del rest[name]
            criteria.append(Chip(str(entry.label), entry.say([part]), with_query(path, rest.urlencode())))
    return criteria
