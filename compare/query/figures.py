"""The cells of a selection counted: by framework and group, kind of question, state and kind of empty.

Tallies answer where only frameworks, groups and states are asked for, one count in SQL where stored cells answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Count, Model, Q, QuerySet, Sum, Value

from compare.display.coverage import Bounds, CellCount, bounds_of, cell_counts
from compare.filters import AXES, CELLS
from compare.filters.axis_filters import AXIS_FILTERS
from compare.query.selection import Selection
from kb.derived.cell_rows import FLAG_COLUMNS
from kb.evidence.appraisal import Empty, Flag, State
from kb.evidence.kinds import ASPECT
from kb.evidence.records import ADOPTION
from kb.models import Aspect, AspectGroup, Cell, Expiry, Framework, Occurrence, Tally
from kb.rows.public_things import IsPublic

STALE_FLAG = str(Flag.STALE)
TALLIED_AXES = {name: f"{entry.tally}__in" for name, entry in AXIS_FILTERS.items() if entry.tally}
TALLIED_PARAMETERS = {*TALLIED_AXES, "state"}
TALLY_COLUMNS = {"framework": "framework.slug", "group": "chapter.slug", "state": "tally.state"}
TALLIES = (
    f"SELECT {', '.join(TALLY_COLUMNS.values())}, sum(tally.cells), sum(tally.claims) "  # noqa: S608
    f"FROM {Tally._meta.db_table} AS tally JOIN {Framework._meta.db_table} AS framework "
    f"ON framework.id = tally.framework_id JOIN {AspectGroup._meta.db_table} AS chapter ON chapter.id = tally.group_id"
)
BASE = f"""
    SELECT framework.slug, sum(tally.claims), sum(CASE WHEN tally.state = %s THEN tally.cells ELSE 0 END),
        (SELECT count(*) FROM {Occurrence._meta.db_table} WHERE kind = 'source' AND claims > 0),
        (SELECT count(*) FROM {Cell._meta.db_table} WHERE disagrees AND state = %s AND against_itself),
        (SELECT count(*) FROM {Occurrence._meta.db_table} WHERE kind = 'aspect' AND claims > 0
            AND target = (SELECT id FROM {Aspect._meta.db_table} WHERE slug = %s))
    FROM {Tally._meta.db_table} AS tally JOIN {Framework._meta.db_table} AS framework
    ON framework.id = tally.framework_id GROUP BY framework.slug"""  # noqa: S608
BY = (
    "framework__slug", "aspect__group__slug", "aspect__per_company", "aspect__stale_after_months", "state", "empty",
)  # fmt: skip


def count_cells(selection: Selection) -> list[CellCount]:
    """The cells that stay. Two queries at most where stored cells answer."""
    if selection.weighs:
        return cell_counts(selection.cells, selection.vocabulary)
    if _is_tallied(selection):
        return _tallied(_narrowed(selection), _stale(_narrowed(selection, Expiry), selection))
    return _stored_counts(selection)


def count_states(selection: Selection) -> list[CellCount]:
    """The cells that stay, counted by framework, group and state alone. One query where stored cells answer."""
    if selection.weighs or not _is_tallied(selection):
        return count_cells(selection)
    criteria = {column: selection.filters.criteria.get(name) or () for name, column in TALLY_COLUMNS.items()}
    only = [f"{column} IN ({', '.join(['%s'] * len(slugs))})" for column, slugs in criteria.items() if slugs]
    where = f"WHERE {' AND '.join(only)}" if only else ""
    with connection.cursor() as cursor:
        cursor.execute(f"{TALLIES} {where} GROUP BY 1, 2, 3", [*chain.from_iterable(criteria.values())])
        return [
            CellCount(framework, group, False, False, state, "", int(cells), int(claims))
            for framework, group, state, cells, claims in cursor.fetchall()
        ]


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
    """One query."""
    with connection.cursor() as cursor:
        cursor.execute(BASE, [State.CONTESTED, State.CONTESTED, ADOPTION])
        rows = cursor.fetchall()
    if not rows:
        return BaseFigures({})
    sources, itself, adoption = rows[0][3:]
    claims_of = {framework: int(claims) for framework, claims, *_ in rows}
    return BaseFigures(claims_of, sources, sum(int(row[2]) for row in rows) - itself, bool(adoption))


def count_base(selection: Selection) -> list[CellCount]:
    """The whole base, whatever was asked. Two queries."""
    return _tallied(Tally.objects.order_by(), _stale(Expiry.objects.order_by(), selection, everywhere=True))


def against_itself(selection: Selection, everywhere: bool = False) -> Counter[str]:
    """How many of the contested cells that stay (of all with ``everywhere``) one source alone contradicts, by group.

    One query where stored cells answer, over those that disagree.
    """
    if selection.weighs and not everywhere:
        aspects = selection.vocabulary.aspects
        cells = (cell for cell in selection.cells if cell.judgement.state == State.CONTESTED)
        return Counter(aspects[cell.key.aspect].group for cell in cells if cell.judgement.is_against_itself)
    rows = Cell.objects.order_by() if everywhere else selection.stored.staying().order_by()
    alone: Any = _alone(rows).values_list("aspect__group__slug")
    return Counter(dict(alone.annotate(number=Count("pk"))))


def _alone(cells: QuerySet[Cell]) -> QuerySet[Cell]:
    return cells.filter(disagrees=True, state=State.CONTESTED, against_itself=True)


def questions() -> dict[str, int]:
    """How many questions each group asks once of a framework, of those that anybody may see. One query."""
    return whole_groups()[0]


def whole_groups() -> tuple[dict[str, int], Counter[str]]:
    """`questions`, and `against_itself` everywhere. One query."""
    once = Aspect.objects.filter(IsPublic(kind=ASPECT), per_company=False).order_by().values("group__slug")
    alone = _alone(Cell.objects.order_by()).values("aspect__group__slug")
    asked = once.annotate(number=Count("pk")).values_list("group__slug", "number", Value(0))
    itself = alone.annotate(number=Count("pk")).values_list("aspect__group__slug", "number", Value(1))
    sums: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for group, number, place in asked.union(itself, all=True):
        sums[place][group] = number
    return dict(sums[0]), sums[1]


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
    kind = (False, False, str(State.EMPTY), str(Empty.NOT_APPLICABLE))
    return [CellCount(framework, group, *kind, number) for framework, group, number in counts]


def _is_tallied(selection: Selection) -> bool:
    criteria = {**selection.filters.staged(AXES), **selection.filters.staged(CELLS)}
    return not selection.place.fixed and selection.place.columns is None and criteria.keys() <= TALLIED_PARAMETERS


def _narrowed(selection: Selection, model: type[Model] = Tally) -> QuerySet[Any]:
    criteria = selection.filters.criteria
    rows = model._default_manager.order_by()
    for name, path in {**TALLIED_AXES, "state": "state__in"}.items():
        if criteria.get(name):
            rows = rows.filter(**{path: criteria[name]})
    return rows


StaleKey = tuple[int, int, bool, str]  # framework, group, per company, state


def _stale(months: QuerySet[Expiry], selection: Selection, everywhere: bool = False) -> dict[StaleKey, int]:
    """How many cells are stale: all that ended to be fresh before this month, and those that did so in it, of
    which alone the cells are counted. One query.
    """
    first = selection.today.replace(day=1)
    before: Any = months.filter(month__lt=first).values_list("framework", "group", "per_company", "state")
    cells = Cell.objects.order_by() if everywhere else selection.stored.staying()
    now: Any = cells.filter(fresh_until__gte=first, fresh_until__lt=selection.today)
    by = now.order_by().values_list("framework", "aspect__group", "aspect__per_company", "state")
    counts: Counter[StaleKey] = Counter()
    for *key, number in before.annotate(number=Sum("cells")).union(by.annotate(number=Count("pk")), all=True):
        counts[tuple(key)] += number
    return counts


def _tallied(rows: QuerySet[Tally], stale: Mapping[StaleKey, int]) -> list[CellCount]:
    """Tallies as counted cells. One query."""
    ids = ("framework_id", "group_id")
    columns = ("framework__slug", "group__slug", "per_company", "ageing", "state", "empty", "cells", "claims")
    return [_tally(row[:2], row[2:], stale) for row in rows.values_list(*ids, *columns, *FLAG_COLUMNS)]


def _tally(ids: tuple[int, int], row: tuple[Any, ...], stale: Mapping[StaleKey, int]) -> CellCount:
    framework, group, per_company, ageing, state, empty, cells, claims, *flags = row
    old = stale.get((*ids, per_company, state), 0) if ageing else 0
    pairs = zip((*FLAG_COLUMNS, STALE_FLAG), (*flags, old), strict=True)
    present = {name: number for name, number in pairs if number}
    return CellCount(framework, group, per_company, ageing, state, empty, cells, claims, present)


def _stored_counts(selection: Selection) -> list[CellCount]:
    """Stored cells, counted in SQL. One query."""
    rows: Any = selection.stored.staying().order_by().values_list(*BY)
    flags: dict[str, Callable[..., Any] | Any] = {
        f"number_{name}": Count("pk", filter=Q(**{name: True})) for name in FLAG_COLUMNS
    }
    old = Count("pk", filter=Q(fresh_until__lt=selection.today))
    counts = rows.annotate(number=Count("pk"), number_of_claims=Sum("claims"), **flags, number_stale=old)
    return [_row(row) for row in counts]


def _row(row: tuple[Any, ...]) -> CellCount:
    framework, group, per_company, months, state, empty, number, claims, *flags = row
    pairs = zip((*FLAG_COLUMNS, STALE_FLAG), flags, strict=True)
    present = {name: value for name, value in pairs if value}
    return CellCount(framework, group, per_company, months is not None, state, empty, number, claims, present)
