"""The active filters as chips, each with the address of the page without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from compare.faces.addresses import with_query
from compare.filters import ARRANGEMENT, FILTERS, ComparisonFilter
from compare.filters.order_filters import PAGING
from compare.query.quick_numbers import QUICK_NAMES


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


DIFFERING = "differs=1"  # of companies no row differs
QUICK = (
    ("All rows", ""),
    ("Rows that differ", DIFFERING),
    ("With claims", "min_documents=1"),
    ("Contested", "state=contested"),
    ("Corroborated", "state=corroborated"),
)


def quick_views(
    filters: ComparisonFilter, path: str, of_companies: bool = False, numbers: Mapping[str, int] | None = None
) -> list[QuickView]:
    """The quick views of a table of cells; the present one is marked, and one that would leave no row is not offered.

    ``numbers`` of rows by query, as far as they are counted. Rows of companies never differ.
    """
    numbers = numbers or {}
    query = QueryDict(filters.normalised(leave_out=PAGING), mutable=True)
    present = ""
    for name in QUICK_NAMES:
        if query.getlist(name):
            present = QueryDict(f"{name}={query[name]}").urlencode()
            del query[name]
    rest = query.urlencode()
    return [
        QuickView(name, with_query(path, "&".join(filter(None, (rest, value)))), value == present, numbers.get(value))
        for name, value in QUICK
        if not (of_companies and value == DIFFERING) and (numbers.get(value) != 0 or value == present)
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
