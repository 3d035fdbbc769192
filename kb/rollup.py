"""Keeps the derived tables right: the cells, and the revision of the base.

Signals do it, because rows come in through forms, imports, history reverts and code alike, and each
way sends them. Whatever changes evidence rebuilds the cells it touches in the same transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any, NamedTuple

from django.db import models, transaction
from django.db.models import F
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save

from kb import evidence
from kb.judging import Surroundings, judge_cells
from kb.models import (
    Aspect, AspectGroup, Cell, Claim, Company, Framework, Gap, Need, Option, Resolution, Revision, Scope, Source,
    SourceLink,
)  # fmt: skip
from kb.reading import read_claims, read_gaps, read_resolutions, read_vocabulary
from kb.records import ADOPTION, CellKey

STALE_FROM_THE_START = date(1, 1, 1)
MOST_SINGLE_CELLS = 100  # beyond that, one query for all is cheaper than a condition for each
IN_CELLS = (Claim, Gap, Resolution)
JUDGED_BY = (Aspect, Source, SourceLink)  # a change here can change any cell
NAMED = (AspectGroup, Company, Framework, Need, Option, Scope)  # a change here changes what is shown


class CellIds(NamedTuple):
    framework: int
    aspect: int
    company: int | None


class Touched:
    """Which cells a transaction has touched so far; ``everything`` once that is simpler to say."""

    def __init__(self) -> None:
        self.cells: set[CellIds] = set()
        self.everything = False
        self.changed = False


_collecting: ContextVar[Touched | None] = ContextVar("touched cells", default=None)


@contextmanager
def collected() -> Iterator[None]:
    """Within it, writes are gathered; at its end, the cells they touched are rebuilt once."""
    touched = Touched()
    token = _collecting.set(touched)
    try:
        with transaction.atomic():
            yield
            _carry_out(touched)
    finally:
        _collecting.reset(token)


def rebuild() -> int:
    """Rebuild every cell. Returns their number. About ten queries and one insert for each 500 cells."""
    with transaction.atomic():
        return _rebuild(None)


def follow(rows: Iterable[models.Model]) -> None:
    """Rebuild what these written rows touch: for bulk writes, which send no signal."""
    touched = Touched()
    for row in rows:
        _note(row, touched)
    _pass_on(touched)


def revision() -> int:
    """The number of the base's present state. One query."""
    return Revision.objects.values_list("number", flat=True).first() or 0


def connect() -> None:
    """Listen to every table that a page or a judgement depends on."""
    for model in (*IN_CELLS, *JUDGED_BY, *NAMED):
        post_save.connect(_written, sender=model)
        post_delete.connect(_written, sender=model)
    for model in IN_CELLS:
        pre_save.connect(_remember, sender=model)
    m2m_changed.connect(_judged_claims_changed, sender=Resolution.claims.through)


def _remember(sender: type[models.Model], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Keep the cell a stored row was in, for the case that it moves. One query."""
    stored = sender._default_manager.filter(pk=instance.pk) if instance.pk else None
    row = stored.values_list("framework_id", "aspect_id", "company_id").first() if stored is not None else None
    instance._cell_before = CellIds(*row) if row else None


def _written(sender: type[models.Model], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if raw and _collecting.get() is None:
        return  # Django's own fixture loading in tests: what it refers to may not be there yet
    touched = Touched()
    _note(instance, touched)
    _pass_on(touched)


def _judged_claims_changed(instance: Any, action: str, **kwargs: Any) -> None:
    if action.startswith("post_"):
        follow([instance])


def _note(row: Any, touched: Touched) -> None:
    touched.changed = True
    if isinstance(row, JUDGED_BY):
        touched.everything = True
    elif isinstance(row, IN_CELLS):
        touched.cells.add(CellIds(row.framework_id, row.aspect_id, row.company_id))  # type: ignore[attr-defined]
        if before := getattr(row, "_cell_before", None):
            touched.cells.add(before)


def _pass_on(touched: Touched) -> None:
    outer = _collecting.get()
    if outer is None:
        with transaction.atomic():
            _carry_out(touched)
        return
    outer.cells |= touched.cells
    outer.everything |= touched.everything
    outer.changed |= touched.changed


def _carry_out(touched: Touched) -> None:
    if not touched.changed:
        return
    _raise_revision()
    if touched.everything or len(touched.cells) > MOST_SINGLE_CELLS:
        _rebuild(None)
    elif touched.cells:
        _rebuild(touched.cells)


def _raise_revision() -> None:
    if not Revision.objects.filter(pk=1).update(number=F("number") + 1):
        Revision.objects.create(pk=1, number=1)


def _rebuild(touched: Collection[CellIds] | None) -> int:
    """Judge the touched cells (None: all) afresh and store them."""
    claims, gaps, cells = Claim.objects.published(), Gap.objects.all(), Cell.objects.all()
    if touched is not None:
        near = _near(touched)
        claims, gaps, cells = claims.filter(near), gaps.filter(near), cells.filter(near)
    counted = read_claims(claims)
    surroundings = Surroundings(
        read_vocabulary(), read_gaps(gaps), read_resolutions(Resolution.objects.all()), _split_companies()
    )
    keys = {claim.cell for claim in counted} | set(surroundings.gaps)
    judged = judge_cells(sorted(keys, key=_order), counted, {}, surroundings, date.max)
    cells.delete()
    ids = _Ids()
    Cell.objects.bulk_create([ids.row(key, judgement) for key, judgement in judged.items()], batch_size=500)
    return len(judged)


def _near(touched: Collection[CellIds]) -> models.Q:
    """The touched cells, and all adoption cells of a touched company: one claim can split the others."""
    near = models.Q(pk__in=[])
    for framework, aspect, company in touched:
        near |= models.Q(framework=framework, aspect=aspect, company=company)
    companies = {cell.company for cell in touched if cell.company}
    if companies:
        near |= models.Q(aspect__slug=ADOPTION, company__in=companies)
    return near


def _split_companies() -> frozenset[str]:
    return evidence.split_companies(
        Claim.objects.published()
        .filter(aspect__slug=ADOPTION, boolean=True)
        .values_list("company__slug", "framework__slug")
        .order_by()
        .distinct()
    )


def _order(key: CellKey) -> tuple[str, str, str]:
    return (key.framework, key.aspect, key.company or "")


class _Ids:
    """Primary keys by slug. Three queries."""

    def __init__(self) -> None:
        self.frameworks = dict(Framework.objects.values_list("slug", "pk"))
        self.aspects = dict(Aspect.objects.values_list("slug", "pk"))
        self.companies = dict(Company.objects.values_list("slug", "pk"))

    def row(self, key: CellKey, judgement: evidence.Judgement) -> Cell:
        fresh_until = judgement.fresh_until
        if fresh_until is None and evidence.Flag.STALE in judgement.flags:
            fresh_until = STALE_FROM_THE_START
        return Cell(
            framework_id=self.frameworks[key.framework],
            aspect_id=self.aspects[key.aspect],
            company_id=self.companies[key.company] if key.company else None,
            state=judgement.state,
            empty=judgement.empty or "",
            flags=[flag for flag in judgement.flags if flag != evidence.Flag.STALE],
            fresh_until=fresh_until,
            documents=judgement.documents,
            roots=judgement.roots,
            roots_min=judgement.roots_min,
            values=[_stored_value(value) for value in judgement.values],
        )


def _stored_value(value: evidence.JudgedValue) -> dict[str, Any]:
    return {
        "label": value.label,
        "compared_to": value.compared_to,
        "documents": value.documents,
        "roots": value.roots,
        "roots_min": value.roots_min,
    }
