"""The cells of a selection counted by framework and group.

Tallies answer where only frameworks, groups and states are asked for, one count in SQL where stored cells answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from compare.display.coverage import Bounds, CellCount, CellCounts, CellKind, bounds_of, cell_counts
from compare.filters import AXES, CELLS
from compare.filters.axis_filters import AXIS_FILTERS
from compare.query.cell_query import ALWAYS, Sql
from compare.query.selection import Selection
from kb.derived.cell_rows import FLAG_COLUMNS
from kb.evidence.judgement import Empty, Flag, State
from kb.evidence.records import ADOPTION
from kb.models import Aspect, AspectGroup, Cell, Expiry, Framework, Occurrence, PublicQuestion, Tally

PairIds = tuple[int, int]  # primary keys of a framework and of a group
STALE_FLAG = str(Flag.STALE)
TALLIED_AXES = {name: f"{entry.tally}__in" for name, entry in AXIS_FILTERS.items() if entry.tally}
TALLIED_PARAMETERS = {*TALLIED_AXES, "state"}
AMONG_SLUGS = "{column} IN (SELECT id FROM {table} WHERE slug IN ({{slugs}}))"
TALLY_CONDITIONS = {
    "framework": AMONG_SLUGS.format(column="framework_id", table=Framework._meta.db_table),
    "group": AMONG_SLUGS.format(column="group_id", table=AspectGroup._meta.db_table),
    "state": "state IN ({slugs})",
}
OF_STATE = tuple(f"state = '{state}'" for state in State)
NOT_EMPTY = f"state <> '{State.EMPTY}'"
INAPPLICABLE = f"empty = '{Empty.NOT_APPLICABLE}' AND NOT per_company"
# The numbers of a `CellCount`, one row for each: so many are read whatever occurs.
SUMS = ", ".join(
    [f"sum(CASE WHEN {condition} THEN cells ELSE 0 END)" for condition in OF_STATE]
    + [f"sum({name})" for name in (*FLAG_COLUMNS, "claims")]
    + [
        f"sum(CASE WHEN {condition} THEN cells ELSE 0 END)"
        for condition in (f"{NOT_EMPTY} AND NOT per_company", f"{NOT_EMPTY} AND ageing", INAPPLICABLE)
    ]
    + ["sum(against_itself)"]
)
TALLIES = (
    f"SELECT framework_id, group_id, {SUMS} FROM {Tally._meta.db_table} "  # noqa: S608
    "WHERE {where} GROUP BY framework_id, group_id"
)
TALLIES_BY_NAME = (
    f"SELECT framework.slug, chapter.slug, sums.* FROM ({TALLIES}) AS sums "  # noqa: S608
    f"JOIN {Framework._meta.db_table} AS framework ON framework.id = sums.framework_id "
    f"JOIN {AspectGroup._meta.db_table} AS chapter ON chapter.id = sums.group_id"
)
CONTESTED_CELLS = f"FROM {Tally._meta.db_table} WHERE state = '{State.CONTESTED}'"
DISPUTES = ("coalesce(sum(cells - against_itself), 0)", "coalesce(sum(against_itself), 0)")
BASE = f"""
    SELECT framework.slug, sum(tally.claims),
        sum(CASE WHEN tally.state = %s THEN tally.cells - tally.against_itself ELSE 0 END),
        (SELECT count(*) FROM {Occurrence._meta.db_table} WHERE kind = 'source' AND claims > 0),
        (SELECT count(*) FROM {Occurrence._meta.db_table} WHERE kind = 'aspect' AND claims > 0
            AND target = (SELECT id FROM {Aspect._meta.db_table} WHERE slug = %s))
    FROM {Tally._meta.db_table} AS tally JOIN {Framework._meta.db_table} AS framework
    ON framework.id = tally.framework_id GROUP BY framework.slug"""  # noqa: S608
# counted by primary key first: each row would be joined otherwise
QUESTIONS = (
    f"SELECT chapter.slug, number FROM (SELECT group_id, count(*) AS number FROM {PublicQuestion._meta.db_table} "  # noqa: S608
    f"GROUP BY group_id) AS asked JOIN {AspectGroup._meta.db_table} AS chapter ON chapter.id = asked.group_id"
)
BY = (
    "framework__slug", "aspect__group__slug", "aspect__per_company", "aspect__stale_after_months", "state", "empty",
)  # fmt: skip


def count_cells(selection: Selection) -> list[CellCount]:
    """The cells that stay. Two queries at most where stored cells answer."""
    if selection.weighs or not _is_tallied(selection):
        return count_states(selection)
    return _with_stale(_tallied(selection), _stale(_narrowed(selection), selection))


def count_states(selection: Selection) -> list[CellCount]:
    """The same; those that are stale may be left out. One query where stored cells answer."""
    if selection.weighs:
        return cell_counts(selection.cells, selection.vocabulary)
    return [*_tallied(selection).values()] if _is_tallied(selection) else _stored_counts(selection)


@dataclass(frozen=True, slots=True)
class BaseFigures:
    """The whole base in a few numbers: claims by framework, the sources that make them, the cells on which sources
    disagree; whether a company is said to use anything.
    """

    claims_of: Mapping[str, int]
    sources: int = 0
    disagreements: int = 0
    has_adoption: bool = False

    @property
    def claims(self) -> int:
        return sum(self.claims_of.values())


def base_figures() -> BaseFigures:
    """The whole base in a few numbers, of tallies. One query, written out."""
    with connection.cursor() as cursor:
        cursor.execute(BASE, [State.CONTESTED, ADOPTION])
        rows = cursor.fetchall()
    if not rows:
        return BaseFigures({})
    sources, adoption = rows[0][3:]
    claims_of = {framework: int(claims) for framework, claims, *_ in rows}
    return BaseFigures(claims_of, sources, sum(int(row[2]) for row in rows), bool(adoption))


def dispute_sums(selection: Selection) -> list[Sql]:
    """How many cells of the selection are contested between sources, and how many within one source alone, as selects
    of tallies; empty where these do not tell.
    """
    if selection.weighs or not _is_tallied(selection):
        return []
    where, parameters = _tally_where(selection)
    return [(f"SELECT {number} {CONTESTED_CELLS} AND {where}", parameters) for number in DISPUTES]


def count_base(selection: Selection) -> list[CellCount]:
    """The whole base, whatever was asked. Two queries."""
    stale = _stale(Expiry.objects.order_by(), selection, everywhere=True)
    return _with_stale(_tallied(selection, everywhere=True), stale)


def questions() -> dict[str, int]:
    """How many questions each group asks once of a framework, of those that anybody may see. One query."""
    with connection.cursor() as cursor:
        cursor.execute(QUESTIONS)
        return dict(cursor.fetchall())


def bounds(selection: Selection, base: list[CellCount], every: Mapping[str, int]) -> Bounds:
    """What could have a claim on the axes of the selection; ``base`` is that of `count_base`, ``every`` that of
    `questions`. Two queries if aspects are asked for, else none.
    """
    criteria = selection.filters.criteria
    groups = {
        group: number for group, number in every.items() if not criteria.get("group") or group in criteria["group"]
    }
    if not criteria.get("aspect"):
        inapplicable = None
    else:
        groups = _number_by_group(Aspect.objects.filter(slug__in=criteria["aspect"], group__slug__in=groups))
        inapplicable = _inapplicable(selection)
    if criteria.get("company"):
        return Bounds(frozenset(), groups, {})
    return bounds_of(base, groups, criteria.get("framework", ()), inapplicable)


def _number_by_group(aspects: QuerySet[Aspect]) -> dict[str, int]:
    once = aspects.filter(per_company=False).order_by().values_list("group__slug")
    return dict(once.annotate(number=Count("pk")))


def _inapplicable(selection: Selection) -> list[CellCount]:
    """The cells on the axes to which a question asked once of a framework does not apply. One query."""
    rows = selection.stored.on_axes().filter(empty=Empty.NOT_APPLICABLE, aspect__per_company=False)
    counts: Any = rows.order_by().values_list("framework__slug", "aspect__group__slug").annotate(number=Count("pk"))
    return [CellCount(framework, group, inapplicable=number) for framework, group, number in counts]


def _is_tallied(selection: Selection) -> bool:
    criteria = {**selection.filters.staged(AXES), **selection.filters.staged(CELLS)}
    return not selection.place.fixed and selection.place.columns is None and criteria.keys() <= TALLIED_PARAMETERS


def _narrowed(selection: Selection) -> QuerySet[Expiry]:
    criteria = selection.filters.criteria
    rows = Expiry.objects.order_by()
    for name, path in {**TALLIED_AXES, "state": "state__in"}.items():
        if criteria.get(name):
            rows = rows.filter(**{path: criteria[name]})
    return rows


def _stale(months: QuerySet[Expiry], selection: Selection, everywhere: bool = False) -> Counter[PairIds]:
    """How many cells are stale: all that ended to be fresh before this month, and those that did so in it, of
    which alone the cells are counted. One query.
    """
    first = selection.today.replace(day=1)
    before: Any = months.filter(month__lt=first).values_list("framework", "group")
    cells = Cell.objects.order_by() if everywhere else selection.stored.staying()
    now: Any = cells.filter(fresh_until__gte=first, fresh_until__lt=selection.today)
    by = now.order_by().values_list("framework", "aspect__group")
    counts: Counter[PairIds] = Counter()
    for *ids, number in before.annotate(number=Sum("cells")).union(by.annotate(number=Count("pk")), all=True):
        counts[tuple(ids)] += number
    return counts


def _with_stale(counts: Mapping[PairIds, CellCount], stale: Mapping[PairIds, int]) -> list[CellCount]:
    for ids in counts.keys() & stale.keys():
        counts[ids].flags[STALE_FLAG] = stale[ids]
    return [*counts.values()]


def _tallied(selection: Selection, everywhere: bool = False) -> dict[PairIds, CellCount]:
    """The sums of tallies, which count nothing stale. One query."""
    where, parameters = (ALWAYS, []) if everywhere else _tally_where(selection)
    with connection.cursor() as cursor:
        cursor.execute(TALLIES_BY_NAME.format(where=where), parameters)
        return {
            (framework_id, group_id): _sums(framework, group, *numbers)
            for framework, group, framework_id, group_id, *numbers in cursor.fetchall()
        }


def _tally_where(selection: Selection) -> Sql:
    """Which tallies are of the selection."""
    criteria = selection.filters.criteria
    slugs_by = {condition: criteria[name] for name, condition in TALLY_CONDITIONS.items() if criteria.get(name)}
    only = [condition.format(slugs=", ".join(["%s"] * len(slugs))) for condition, slugs in slugs_by.items()]
    return " AND ".join(only) or ALWAYS, [*chain(*slugs_by.values())]


def _sums(framework: str, group: str, *numbers: int) -> CellCount:
    """A row of `TALLIES_BY_NAME`."""
    of_states, rest = numbers[: len(OF_STATE)], numbers[len(OF_STATE) :]
    states = Counter({str(state): number for state, number in zip(State, of_states, strict=True) if number})
    flags = Counter({name: number for name, number in zip(FLAG_COLUMNS, rest, strict=False) if number})
    return CellCount(framework, group, states, flags, *rest[len(FLAG_COLUMNS) :])


def _stored_counts(selection: Selection) -> list[CellCount]:
    """Stored cells, counted in SQL. One query."""
    rows: Any = selection.stored.staying().order_by().values_list(*BY)
    flags: dict[str, Callable[..., Any] | Any] = {
        f"number_{name}": Count("pk", filter=Q(**{name: True})) for name in FLAG_COLUMNS
    }
    old = Count("pk", filter=Q(fresh_until__lt=selection.today))
    itself = Count("pk", filter=Q(against_itself=True))
    numbers = {"number": Count("pk"), "number_of_claims": Sum("claims"), "number_itself": itself}
    counts = rows.annotate(**numbers, **flags, number_stale=old)
    sums = CellCounts()
    for framework, group, per_company, months, state, empty, cells, claims, itself, *numbers_of_flags in counts:
        present = {name: flag for name, flag in zip((*FLAG_COLUMNS, STALE_FLAG), numbers_of_flags, strict=True) if flag}
        kind = CellKind(state, empty, per_company, months is not None)
        sums[framework, group].add(kind, cells, claims, itself, present)
    return list(sums.values())
