"""The claims of a selection, counted and read a page at a time: cells say which, in SQL, and only those are read."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan

from compare.display.labels import quantity
from compare.filters import AXES, CELLS, EVIDENCE
from compare.query.claim_rows import CLAIM_ORDERS, ClaimRows, has_rows
from compare.query.long_lists import Around, LongList, RowList
from compare.query.selection import Selection
from kb.evidence.kinds import WITH_PAGES
from kb.evidence.records import ClaimRecord, ClaimRow
from kb.evidence.shelves import Later
from kb.models import Claim, Framework, Occurrence
from kb.models.kind_models import KIND_MODELS
from kb.rows.counting import COUNT_BOUND, AtLeast
from kb.rows.reading import read_claims_of

NO_COMPANY = RawSQL("0", ())  # as the index of cells writes it: with a parameter for it the index would not be used
HAS_CLAIMS = Q(GreaterThan(F("claims") + 0, 0))  # of a sum: no index of numbers leads to an order of places
# of the cell at hand: with a join for it, no index would be followed in the order of places
FRAMEWORK_SLUG = Subquery(Framework.objects.filter(pk=OuterRef("framework")).order_by().values("slug"))
THING_MODELS = {kind.name: KIND_MODELS[kind.name] for kind in WITH_PAGES if kind.in_cell}  # whose claims are counted
MOST_LOOKED_UP = 1_000  # claims whose sources are counted, too; claims of a list whose cells are read at once

MOST_SORTED = COUNT_BOUND  # claims that a list by days sorts, where their index would lead past all others


@dataclass(frozen=True, slots=True)
class ClaimCount:
    """How many claims, and of how many sources; None: there are too many claims to say."""

    claims: int
    sources: int | None

    @property
    def words(self) -> str:
        """“142 claims of 3 sources”."""
        claims = quantity(self.claims, "claim")
        return claims if self.sources is None else f"{claims} of {quantity(self.sources, 'source')}"


def count_claims(selection: Selection, most: int | None = COUNT_BOUND) -> ClaimCount:
    """With a filter of evidence claims are counted to ``most``, with one of cells those of as many cells (None: to the
    end); else stored counts are added up.

    Two queries at most where no cell must be judged.
    """
    if selection.weighs and has_rows(selection):
        return _passing(selection, most)
    if selection.weighs:
        return ClaimCount(len(selection.claims), len({claim.source for claim in selection.claims}))
    if not selection.filters.staged(AXES) and not selection.filters.staged(CELLS) and not selection.place.fixed:
        return count_everything()
    if _is_of_things(selection):
        return _of_things(selection)
    return _in_cells(selection, most if selection.filters.staged(CELLS) else None)


def _in_cells(selection: Selection, most: int | None) -> ClaimCount:
    """The claims of stored cells. Two queries."""
    filled = _first_filled(selection, most) if most is not None else _filled(selection).values("pk", "claims")
    numbers = filled.aggregate(cells=Count("pk"), claims=Coalesce(Sum("claims"), 0))
    if most is not None and numbers["cells"] > most:
        return ClaimCount(AtLeast(most), None)
    return ClaimCount(numbers["claims"], _sources(selection, numbers["claims"]))


def _passing(selection: Selection, most: int | None) -> ClaimCount:
    """The claims that pass the filters of evidence. One query."""
    claims = selection.narrowed(Claim.objects.published().order_by(), AXES, EVIDENCE)
    numbers = claims[: None if most is None else most + 1].aggregate(
        claims=Count("pk"), sources=Count("source", distinct=True)
    )
    if most is not None and numbers["claims"] > most:
        return ClaimCount(AtLeast(most), None)
    return ClaimCount(numbers["claims"], numbers["sources"])


def _is_of_things(selection: Selection) -> bool:
    """Whether claims of some frameworks, aspects or companies are asked for, and nothing else."""
    values = {**selection.place.fixed, **selection.filters.staged(AXES)}
    if len(values) != 1 or selection.place.columns is not None or selection.filters.staged(CELLS):
        return False
    ((name, slugs),) = values.items()
    return name in THING_MODELS and bool(slugs)


def _of_things(selection: Selection) -> ClaimCount:
    """The occurrences of these things, and how many sources if that are few. One query."""
    ((name, slugs),) = {**selection.place.fixed, **selection.filters.staged(AXES)}.items()
    things = f"SELECT id FROM {THING_MODELS[name]._meta.db_table} WHERE slug IN ({', '.join(['%s'] * len(slugs))})"  # noqa: S608
    claim, occurrence = Claim._meta.db_table, Occurrence._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT claims, CASE WHEN claims <= {MOST_LOOKED_UP} THEN (
                SELECT count(DISTINCT source_id) FROM {claim} WHERE status = %s AND {name}_id IN ({things})
            ) END FROM (
                SELECT coalesce(sum(claims), 0) AS claims FROM {occurrence} WHERE kind = %s AND target IN ({things})
            ) AS counted""",  # noqa: S608
            [Claim.Status.PUBLISHED, *slugs, name, *slugs],
        )
        claims, sources = cursor.fetchone()
    return ClaimCount(int(claims), sources)


def count_everything() -> ClaimCount:
    """All published claims. Each is of one source. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT coalesce(sum(claims), 0), count(*) FROM {Occurrence._meta.db_table} "  # noqa: S608
            "WHERE kind = %s AND claims > 0",
            [Occurrence.Subject.SOURCE],
        )
        claims, sources = cursor.fetchone()
    return ClaimCount(int(claims), sources)


def _filled(selection: Selection) -> QuerySet[Any]:
    return selection.stored.staying().filter(claims__gt=0)


def _first_filled(selection: Selection, most: int) -> QuerySet[Any]:
    """One cell more than ``most``; where rows are compared, by place, so that no more of them are."""
    rows = selection.stored.staying(few=True).values("pk", "claims")
    by_place = selection.stored.is_of_rows
    return (rows.filter(HAS_CLAIMS).order_by("place") if by_place else rows.filter(claims__gt=0))[: most + 1]


def _sources(selection: Selection, claims: int) -> int | None:
    """Of how many sources so many claims are; None if there are too many to look. One query."""
    if claims > MOST_LOOKED_UP:
        return None
    if selection.filters.staged(CELLS):
        return len({slug for slugs in _filled(selection).values_list("sources", flat=True) for slug in slugs})
    return published_in(selection).values("source").distinct().count()


def published_in(selection: Selection) -> QuerySet[Any]:
    """The published claims of the cells that stay, where stored cells answer."""
    claims = selection.narrowed(Claim.objects.published().order_by(), AXES)
    if not selection.filters.staged(CELLS):
        return claims
    same = {"framework": OuterRef("framework"), "aspect": OuterRef("aspect")}
    company = Coalesce(OuterRef("company"), NO_COMPANY)
    cells = selection.stored.staying().filter(**same).annotate(of=Coalesce(F("company"), NO_COMPANY)).filter(of=company)
    return claims.filter(Exists(cells))


def claims_between(selection: Selection, first: int, last: int) -> list[ClaimRecord]:
    """The claims from one place to before another in the order asked for. Three queries where none must be judged."""
    if not has_rows(selection):
        return ordered_claims(selection)[first:last]
    if selection.weighs or selection.order not in CELL_ORDERS:
        return claims_of(_rows_of(selection).keys(first, last))
    return _by_cell(selection, first, last)


def claims_around(selection: Selection, key: str, number: int) -> Around[ClaimRecord] | None:
    """What stands around a claim; None if it is not in the list. Six queries at most where no cell must be judged."""
    if not has_rows(selection):
        return RowList(ordered_claims(selection), _key_of).around(key, number)
    rows = _rows_of(selection)
    place = rows.place(key)
    if place is None:
        return None
    behind, before = rows.keys_after(place, number + 1), rows.keys_before(place, number)
    return Around(claims_of(behind[:number]), len(behind) > number, before[-1] if len(before) == number else "")


def _rows_of(selection: Selection) -> ClaimRows:
    return ClaimRows(selection, many=_has_many(selection))


def _has_many(selection: Selection) -> bool:
    """Whether an order by days is walked along its index: where claims stand close there, or too many would be sorted.

    Two queries at most, none without a filter.
    """
    if selection.weighs or not CLAIM_ORDERS[selection.order].by_days:
        return False
    return (not selection.filtered and not selection.place.fixed) or count_claims(selection).claims >= MOST_SORTED


def _key_of(claim: ClaimRecord) -> str:
    return claim.key


@dataclass(frozen=True)
class LongClaimList(LongList[ClaimRecord]):
    """The claims of a selection, counted. How many stand before one is counted only where all are in memory."""

    selection: Selection
    count: ClaimCount
    noun = "claim"

    @property
    def number(self) -> int:
        return self.count.claims

    def between(self, first: int, last: int) -> list[ClaimRecord]:
        return claims_between(self.selection, first, last)

    def key_of(self, row: ClaimRecord) -> str:
        return row.key

    def around(self, key: str, most: int) -> Around[ClaimRecord] | None:
        return claims_around(self.selection, key, most)


def claims_of(keys: Sequence[str]) -> list[ClaimRecord]:
    """The claims with these keys, in their order. One query."""
    records = {claim.key: claim for claim in read_claims_of(keys)}
    return [records[key] for key in keys if key in records]


def _by_cell(selection: Selection, first: int, last: int) -> list[ClaimRecord]:
    """In the order of cells, and within a cell by source and key. Two queries; three far into a list."""
    near = last <= MOST_LOOKED_UP
    if near and selection.order == "aspect" and not selection.filters.staged(CELLS):
        return _from(selection.stored.first_filled(last), first, last)
    ordered = (
        selection.stored.staying(few=near)
        .filter(HAS_CLAIMS)
        .order_by(*CELL_ORDERS[selection.order], "place", FRAMEWORK_SLUG)
    )
    rows = ordered.values_list("pk", "claims", "values") if near else ordered.values_list("pk", "claims")
    return _from(rows[:last], first, last, None if near else selection)


def _from(
    rows: Iterable[Sequence[Any]], first: int, last: int, selection: Selection | None = None
) -> list[ClaimRecord]:
    """The claims from one place to before another, of cells in order: primary key, number of claims, and values, of
    which JSON is read where it is needed, unless these are read for a ``selection``.
    """
    chosen: dict[int, Any] = {}
    skipped = end = 0
    for pk, size, *values in rows:
        if end >= last:
            break
        if end + size > first:
            chosen[pk] = values
        else:
            skipped += size
        end += size
    if selection:
        cells = selection.stored.on_axes().filter(pk__in=chosen)
        chosen |= {pk: [values] for pk, values in cells.values_list("pk", "values")}
    cells_values = [_read_values(values[0]) for values in chosen.values() if values]
    return _of_cells(cells_values)[first - skipped : last - skipped]


def _read_values(values: Any) -> Any:
    return json.loads(values) if isinstance(values, str) else values


def _of_cells(cells: Sequence[Sequence[Mapping[str, Any]]]) -> list[ClaimRecord]:
    """All claims of some cells, cell by cell, from their stored values. One query."""
    keys = [[key for value in values for key in value["claims"]] for values in cells]
    every = [key for group in keys for key in group]
    records = {claim.key: claim for claim in read_claims_of(every)}
    portions = ([records[key] for key in group if key in records] for group in keys)
    return [claim for claims in portions for claim in sorted(claims, key=lambda claim: (claim.source, claim.key))]


CELL_ORDERS: Mapping[str, tuple[str, ...]] = {"aspect": (), "evidence": ("-roots_min", "-roots", "-documents")}


class ClaimList(Collection[ClaimRow]):
    """The claims of a selection that `has_rows`, read anew whenever somebody goes through them: within `one_state`."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection

    def __iter__(self) -> Iterator[ClaimRow]:
        return _rows_of(self.selection).all()

    def __len__(self) -> int:
        return count_claims(self.selection, most=None).claims

    def __contains__(self, claim: object) -> bool:
        return any(claim == record for record in self)


def listed_claims(selection: Selection) -> Collection[ClaimRow | ClaimRecord]:
    """All claims of a selection in the order asked for, read when they are looked at."""
    return ClaimList(selection) if has_rows(selection) else Later(lambda: ordered_claims(selection))


def ordered_claims(selection: Selection) -> list[ClaimRecord]:
    """The same where cells must be judged to know which claims these are."""
    vocabulary = selection.vocabulary
    vocabulary.fetch_cells(claim.cell for claim in selection.claims)
    by_aspect = sorted(
        selection.claims,
        key=lambda claim: (vocabulary.place(claim.aspect, claim.company), claim.framework, claim.source, claim.key),
    )
    if selection.order == "evidence":
        strengths = {cell.key: cell.strength for cell in selection.touched}
        return sorted(by_aspect, key=lambda claim: strengths[claim.cell])
    keys: Mapping[str, Any] = {
        "aspect": lambda claim: 0,
        "name": lambda claim: claim.key,
        "newest": lambda claim: -claim.period.end.toordinal() if claim.period else 0,
        "oldest": lambda claim: claim.period.end.toordinal() if claim.period else 9_999_999,
    }
    return sorted(by_aspect, key=keys[selection.order])


def claim_count(claims: Collection[ClaimRecord]) -> str:
    """“142 claims of 3 sources”."""
    return ClaimCount(len(claims), len({claim.source for claim in claims})).words
