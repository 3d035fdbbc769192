"""Choosing and ordering the columns and the groups of a comparison, by links alone.

The order of columns is in the path, the order of groups in the parameter ``group``: each link is the page as
it would be with one of them moved, left out or added.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.http import QueryDict

from compare.display.matrix import USED_BY_NAME
from compare.faces.addresses import comparison_path, with_query
from compare.filters.order_filters import PAGING
from compare.query.selection import Selection
from kb.evidence.records import ADOPTION


@dataclass(frozen=True)
class Movable:
    """A column or group with the addresses of the page after each move; empty where it cannot move so."""

    name: str
    earlier: str
    later: str
    without: str


@dataclass(frozen=True)
class Addable:
    name: str
    href: str


@dataclass(frozen=True)
class Arranging:
    """What can be moved, and what can be added."""

    columns: list[Movable]
    more_columns: list[Addable]
    groups: list[Movable]
    more_groups: list[Addable]
    turned: str


def arranging(selection: Selection) -> Arranging:
    """The links of a comparison. ``turned`` is the page with rows and columns exchanged."""
    vocabulary = selection.vocabulary
    query = _query(selection)
    columns = list(selection.columns)
    titles = _groups(selection)
    groups = list(titles)

    def to_columns(slugs: Sequence[str]) -> str:
        return with_query(comparison_path(slugs), query.urlencode())

    def to_groups(slugs: Sequence[str]) -> str:
        return with_query(comparison_path(columns), _with(query, "group", slugs))

    return Arranging(
        columns=_movable(columns, [vocabulary.frameworks[slug].name for slug in columns], to_columns),
        more_columns=more_columns(selection),
        groups=_movable(groups, list(titles.values()), to_groups),
        more_groups=[
            Addable(row.name, to_groups([*selection.groups, slug]))
            for slug, row in vocabulary.groups.items()
            if selection.groups and slug not in selection.groups
        ],
        turned=with_query(comparison_path(columns), _with(query, "transpose", [] if selection.transposed else ["1"])),
    )


def more_columns(selection: Selection) -> list[Addable]:
    """The comparisons with one framework more, by its name, under the same filters. Reads all frameworks."""
    query, columns = _query(selection).urlencode(), selection.columns
    return [
        Addable(row.name, with_query(comparison_path([*columns, slug]), query))
        for slug, row in selection.vocabulary.frameworks.items()
        if slug not in columns
    ]


def _query(selection: Selection) -> QueryDict:
    return QueryDict(selection.filters.normalised(leave_out=PAGING))


def _groups(selection: Selection) -> dict[str, str]:
    """Every group of the place with its name, in its order on the page, those that a filter of cells leaves out too.

    One query.
    """
    vocabulary = selection.vocabulary
    questions = Count("aspect", filter=~Q(aspect__slug=ADOPTION))
    rows = (
        selection.stored.on_axes().values_list("aspect__group__slug").annotate(questions=questions, first=Min("place"))
    )
    numbers = {slug: number for slug, number, _ in rows.order_by("first")}
    adoption = [slug for slug, number in numbers.items() if not number]
    usual = [slug for slug in numbers if slug not in adoption] + adoption
    ordered = [slug for slug in selection.groups if slug in numbers] or usual
    return {slug: USED_BY_NAME if slug in adoption else vocabulary.groups[slug].name for slug in ordered}


def _movable(slugs: list[str], names: list[str], to: Callable[[Sequence[str]], str]) -> list[Movable]:
    last = len(slugs) - 1
    return [
        Movable(
            name,
            to(_swapped(slugs, place - 1)) if place else "",
            to(_swapped(slugs, place)) if place < last else "",
            to(slugs[:place] + slugs[place + 1 :]) if last else "",
        )
        for place, name in enumerate(names)
    ]


def _swapped(slugs: list[str], place: int) -> list[str]:
    """The list with the one at ``place`` and the next exchanged."""
    return [*slugs[:place], slugs[place + 1], slugs[place], *slugs[place + 2 :]]


def _with(query: QueryDict, name: str, values: Sequence[str]) -> str:
    other = query.copy()
    other.setlist(name, list(values))
    if not values:
        del other[name]
    return other.urlencode()
