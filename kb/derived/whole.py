"""Every cell afresh, in portions of whole rows of the table, so that no more than a portion is ever at hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from django.db.models import Count, Q

from kb.derived.reach import CellIds
from kb.models import Aspect, Cell, Claim
from kb.rows import bulk
from kb.rows.statements import portions

CLAIMS_REBUILT_AT_ONCE = 2000
ASPECTS_AT_ONCE = 400  # in one condition
DELETED_AT_ONCE = 500
COLUMNS, VALUES = bulk.columns_of(Cell), bulk.values_of(Cell)


def portions_of_rows() -> Iterator[Q]:
    """Conditions, one of which each row about a cell meets: all cells of some aspects, or those of a large aspect in
    some companies. So the cells of a row of the table are together. Two queries, and one for each large aspect.
    """
    aspects: list[int] = []
    number = 0
    for aspect, claims in _by_aspect():
        if aspects and (number + claims > CLAIMS_REBUILT_AT_ONCE or len(aspects) == ASPECTS_AT_ONCE):
            yield Q(aspect__in=aspects)
            aspects, number = [], 0
        if claims > CLAIMS_REBUILT_AT_ONCE:
            yield from _portions_of(aspect)
        else:
            aspects.append(aspect)
            number += claims
    if aspects:
        yield Q(aspect__in=aspects)


def _by_aspect() -> list[tuple[int, int]]:
    """All aspects in the order of the table, and how many claims each has. Two queries."""
    numbers = dict(Claim.objects.published().order_by().values_list("aspect").annotate(Count("pk")))
    return [(aspect, numbers.get(aspect, 0)) for aspect in Aspect.objects.values_list("pk", flat=True)]


def _portions_of(aspect: int) -> Iterator[Q]:
    """One aspect in ranges of companies. One query."""
    claims = Claim.objects.published().filter(aspect=aspect, company__isnull=False).order_by("company")
    ends = _ends(claims.values_list("company").annotate(Count("pk")))
    if not ends:
        yield Q(aspect=aspect)
        return
    yield Q(Q(company__isnull=True) | Q(company__lte=ends[0]), aspect=aspect)
    for after, end in pairwise(ends):
        yield Q(aspect=aspect, company__gt=after, company__lte=end)
    yield Q(aspect=aspect, company__gt=ends[-1])


def _ends(companies: Iterable[tuple[int, int]]) -> list[int]:
    """The companies with which portions end, from pairs of company and number of claims; the last one has no end."""
    ends: list[int] = []
    number, last = 0, 0
    for company, claims in companies:
        if number and number + claims > CLAIMS_REBUILT_AT_ONCE:
            ends.append(last)
            number = 0
        number, last = number + claims, company
    return ends


def replace(near: Q, cells: Iterable[Cell]) -> None:
    """Store these cells as all that are near. Some four queries."""
    stored = Cell.objects.filter(near).order_by()
    rows = stored.values_list("framework_id", "aspect_id", "company_id", "pk")
    store({CellIds(*ids): pk for *ids, pk in rows}, cells)


def store(known: dict[CellIds, int], cells: Iterable[Cell]) -> None:
    """Store these cells in place of those that are known, with their primary keys; one that stays keeps its own. Some
    three queries.
    """
    new: list[bulk.Row] = []
    old: list[bulk.Row] = []
    for cell in cells:
        cell.pk = known.pop(CellIds(cell.framework_id, cell.aspect_id, cell.company_id), None)
        values = VALUES(cell)
        (old if cell.pk else new).append(values if cell.pk else values[1:])
    for gone in portions(list(known.values()), DELETED_AT_ONCE):
        Cell.objects.filter(pk__in=gone).delete()
    bulk.put(Cell, old)
    bulk.insert(Cell, COLUMNS[1:], new)
