"""Pages of long lists: by numbers up to a bound, so that addresses stay, and from any row on by its key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from compare.display.claim_views import claim_views
from compare.display.labels import quantity
from compare.filters import MOST_VALUES_LISTED, BadQuery, ParameterFault, parameter_quote
from compare.query.claim_lists import ClaimCount, LongClaimList
from compare.query.long_lists import LongList, Row
from compare.query.selection import Selection
from kb.rows.counting import AtLeast

PAGE_LENGTH = 100  # claims on a page
MOST_PAGES = 100  # further on, a list goes on by a key

TWO_WAYS = "“page” and “after” say the same in two ways: leave one out."


@dataclass(frozen=True)
class Leaf:
    """One page of a long list.

    ``first`` and ``last`` are places in the list, from 1; 0 where nobody has counted, or nothing is there. ``number``
    is 0 where it goes on behind a row. ``way_on`` and ``way_back`` are the parameters of the pages beside it, empty
    where there is none.
    """

    rows: Sequence[Any]
    number: int
    pages: int
    first: int
    last: int
    total: int
    way_on: str = ""
    way_back: str = ""


def leaf(rows: LongList[Row], selection: Selection, length: int) -> Leaf:
    """The page of a list that was asked for. BadQuery past its end and past `MOST_PAGES`, and for an unknown row."""
    _check(rows, selection)
    return _behind(rows, selection, length) if selection.after else _numbered(rows, selection, length)


def check_one_page(selection: Selection) -> None:
    """BadQuery unless all rows are asked for: they stand on one page."""
    if selection.after:
        message = f"{parameter_quote('after')} has no meaning at this address; leave it out."
        fault = ParameterFault(message, "after", value=selection.after)
        raise BadQuery([fault], selection.filters)
    _check_number(1, selection)


def _check(rows: LongList[Row], selection: Selection) -> None:
    """Which part of a list is asked for is said once, and far into it by a key alone."""
    if selection.after and "page" in selection.filters.criteria:
        fault = ParameterFault(TWO_WAYS, "after", value=selection.after)
        raise BadQuery([fault], selection.filters)
    if selection.page > MOST_PAGES:
        message = f"Pages have numbers up to {MOST_PAGES}: a list goes on by “after”, with the key of a {rows.noun}."
        raise BadQuery([ParameterFault(message, "page", value=str(selection.page))], selection.filters)


def _check_number(pages: int, selection: Selection) -> None:
    number = selection.page
    if number > pages:
        there_are = f"There {'is' if pages == 1 else 'are'} only {quantity(pages, 'page')} of this list"
        allowed = tuple(str(page) for page in range(1, min(pages, MOST_VALUES_LISTED) + 1))
        fault = ParameterFault(f"{there_are}, no page {number}.", "page", allowed, value=str(number))
        raise BadQuery([fault], selection.filters)


def _numbered(rows: LongList[Row], selection: Selection, length: int) -> Leaf:
    number, total = selection.page, rows.number
    pages = max(1, -(-total // length))
    pages = AtLeast(pages) if isinstance(total, AtLeast) else pages
    _check_number(pages, selection)
    first = (number - 1) * length
    last = min(first + length, total)
    back = f"page={number - 1}" if number > 1 else ""
    if number < MOST_PAGES:
        portion, on = rows.between(first, first + length), f"page={number + 1}" if number < pages else ""
    else:
        more = rows.between(first, first + length + 1)
        portion, on = more[:length], _after(rows.key_of(more[length - 1])) if len(more) > length else ""
    return Leaf(portion, number, pages, first + 1 if total else 0, last, total, on, back)


def _behind(rows: LongList[Row], selection: Selection, length: int) -> Leaf:
    around = rows.around(selection.after, length)
    if around is None:
        message = f"There is no {rows.noun} {parameter_quote(selection.after)} in this list, or no more."
        raise BadQuery([ParameterFault(message, "after", value=selection.after)], selection.filters)
    portion = around.behind
    first = around.first + 1 if portion and around.first is not None else 0
    last = first + len(portion) - 1 if first else 0
    on = _after(rows.key_of(portion[-1])) if around.goes_on else ""
    back = _after(around.before) if around.before else "page=1"
    return Leaf(portion, 0, 0, first, last, rows.number, on, back)


def _after(key: str) -> str:
    return urlencode({"after": key}, safe="/")


def page_of_claims(selection: Selection, count: ClaimCount) -> Leaf:
    """One page of the claims. BadQuery as `leaf`."""
    return leaf(LongClaimList(selection, count), selection, PAGE_LENGTH)


def claims_leaf(selection: Selection, count: ClaimCount) -> dict[str, Any]:
    """The same, looked up for the template."""
    part = page_of_claims(selection, count)
    selection.vocabulary.fetch_claims(part.rows)
    return {"leaf": part, "claims": claim_views(part.rows, selection.vocabulary)}
