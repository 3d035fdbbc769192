"""Keeps the derived tables right: the cells, the words that a search finds, and the revision of the base.

Signals do it, because rows come in through forms, imports, history reverts and code alike, and each
way sends them. Whatever changes evidence rebuilds the cells it touches in the same transaction, and whatever
changes a text its words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any, NamedTuple

from django.db import connection, models, transaction
from django.db.models import F
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import Signal
from django.utils.functional import cached_property

from kb import evidence
from kb.derived import tallies
from kb.derived.cells import FLAG_COLUMNS, cell_row
from kb.judging import Surroundings, judge_cells
from kb.models import (
    Aspect,
    AspectGroup,
    Cell,
    Claim,
    Company,
    Framework,
    Gap,
    Need,
    Option,
    Resolution,
    Revision,
    Scope,
    Source,
    SourceLink,
)  # fmt: skip
from kb.reading import read_claims, read_gaps, read_resolutions, read_vocabulary
from kb.records import ADOPTION, AspectRecord, CellKey, ClaimRecord, Vocabulary
from kb.search import index

MOST_SINGLE_CELLS = 100  # beyond that, one query for all is cheaper than a condition for each
IN_CELLS = (Claim, Gap, Resolution)
NEVER_COUNTED = (Claim.Status.DRAFT, Claim.Status.REVIEW)  # what is not published never was
JUDGED_BY = (Aspect, AspectGroup, Framework, Option, Source, SourceLink)  # a change here can change any cell
UNUSED_WHEN_NEW = (
    Aspect,
    AspectGroup,
    Framework,
    Option,
    Source,
)  # nothing refers to a new one, or to one that can be deleted
NAMED = (Company, Need, Scope)  # a change here changes what is shown of the cells that name it

cells_stored = Signal()
"""Sent after cells were stored, in the same transaction: ``cells`` (rows), ``gone`` (primary keys of rows that are no
more), ``whole`` (whether these are all cells that there are)."""


class CellIds(NamedTuple):
    framework: int
    aspect: int
    company: int | None


class Touched:
    """Which cells and words a transaction has touched so far; ``everything`` once that is simpler to say of cells."""

    def __init__(self) -> None:
        self.cells: set[CellIds] = set()
        self.everything = False
        self.changed = False
        self.words = index.Changed()


_collecting: ContextVar[Touched | None] = ContextVar("touched cells", default=None)


@contextmanager
def collected() -> Iterator[None]:
    """Within it, writes are gathered; at its end, the cells and words they touched are rebuilt once."""
    touched = Touched()
    token = _collecting.set(touched)
    try:
        with transaction.atomic():
            yield
            _carry_out(touched)
    finally:
        _collecting.reset(token)


def rebuild() -> int:
    """Rebuild every cell, and the words of everything. Returns the number of cells.

    About ten queries and one insert for each 500 cells, and a few for the words of each 500 things.
    """
    with transaction.atomic():
        list(Revision.objects.select_for_update())  # no change comes between
        index.rebuild()
        return _rebuild(None)


def follow(rows: Iterable[models.Model]) -> None:
    """Rebuild what these written rows touch: for bulk writes, which send no signal."""
    touched = Touched()
    for row in rows:
        _note(row, touched)
    _pass_on(touched)


def revision() -> int:
    """The number of the base's present state. One query, written out: every request asks it, also for what it has."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number FROM {Revision._meta.db_table} ORDER BY id LIMIT 1")  # noqa: S608
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def connect() -> None:
    """Listen to every table that a page or a judgement depends on."""
    for model in (*IN_CELLS, *JUDGED_BY, *NAMED):
        post_save.connect(_written, sender=model)
        post_delete.connect(_written, sender=model)
    pre_save.connect(_before, sender=Option)
    for model in IN_CELLS:
        pre_save.connect(_before, sender=model)
        pre_delete.connect(_before, sender=model)
    for through in (Resolution.claims.through, Need.options.through):
        m2m_changed.connect(_members_changed, sender=through)


def remember(rows: Sequence[models.Model]) -> None:
    """Keep the cells or the aspects that stored rows are in, for the case that they move. One query."""
    if rows and isinstance(rows[0], Option):
        index.remember(rows)
    if not rows or not isinstance(rows[0], IN_CELLS):
        return
    stored: dict[int, CellIds] = {}
    if known := [row.pk for row in rows if row.pk]:
        places = type(rows[0])._default_manager.filter(pk__in=known)
        cells = places.values_list("pk", "framework_id", "aspect_id", "company_id")
        stored = {pk: CellIds(*cell) for pk, *cell in cells}
    for row in rows:
        row._cell_before = stored.get(row.pk)  # type: ignore[attr-defined]


def _before(instance: Any, **kwargs: Any) -> None:
    remember([instance])


def _written(instance: Any, raw: bool = False, created: bool | None = None, **kwargs: Any) -> None:
    """After a save, or with ``created`` None after a deletion."""
    if raw and _collecting.get() is None:
        return  # Django's own fixture loading in tests: what it refers to may not be there yet
    touched = Touched()
    _note(instance, touched, unused=created is not False)
    _pass_on(touched)


def _members_changed(instance: Any, action: str, **kwargs: Any) -> None:
    if action.startswith("post_"):
        follow([instance])


def _note(row: Any, touched: Touched, unused: bool = False) -> None:
    """``unused``: it is new, or has just been deleted, so that nothing refers to it."""
    touched.changed = True
    touched.words.add(row, unused)
    if isinstance(row, JUDGED_BY):
        touched.everything |= not (unused and isinstance(row, UNUSED_WHEN_NEW))
    elif isinstance(row, IN_CELLS) and not (isinstance(row, Claim) and row.status in NEVER_COUNTED):
        touched.cells.add(CellIds(row.framework_id, row.aspect_id, row.company_id))
        if before := getattr(row, "_cell_before", None):
            touched.cells.add(before)
    elif isinstance(row, (Company, Scope)) and not unused:
        touched.cells |= _naming(row)


def _naming(row: Company | Scope) -> set[CellIds]:
    """The cells that show the name of a company or a condition. One query."""
    rows: Any = (
        Cell.objects.filter(company=row) if isinstance(row, Company) else Claim.objects.published().filter(scope=row)
    )
    return {CellIds(*place) for place in rows.order_by().values_list("framework_id", "aspect_id", "company_id")}


def _pass_on(touched: Touched) -> None:
    outer = _collecting.get()
    if outer is None:
        with transaction.atomic():
            _carry_out(touched)
        return
    outer.cells |= touched.cells
    outer.everything |= touched.everything
    outer.changed |= touched.changed
    outer.words.include(touched.words)


def _carry_out(touched: Touched) -> None:
    if not touched.changed:
        return
    _raise_revision()
    if touched.everything or len(touched.cells) > MOST_SINGLE_CELLS:
        _rebuild(None)
    elif touched.cells:
        _rebuild(touched.cells)
    index.update(touched.words)


def _raise_revision() -> None:
    """Waits for any other transaction that raises it; so no two of them judge the same cells unseen."""
    raised = Revision.objects.filter(pk=1)
    if not raised.update(number=F("number") + 1):
        Revision.objects.get_or_create(pk=1)
        raised.update(number=F("number") + 1)


def _rebuild(touched: Collection[CellIds] | None) -> int:
    """Judge the touched cells (None: all) afresh, and store them with what they add up to."""
    claims, gaps, stored = Claim.objects.published(), Gap.objects.all(), Cell.objects.all()
    if touched is not None:
        near = _near(touched)
        claims, gaps, stored = claims.filter(near), gaps.filter(near), stored.filter(near)
    counted = read_claims(claims)
    surroundings = Surroundings(
        read_vocabulary(), read_gaps(gaps), read_resolutions(Resolution.objects.all()), _split_companies()
    )
    keys = {claim.cell for claim in counted} | set(surroundings.gaps)
    judged = judge_cells(sorted(keys, key=_order), counted, {}, surroundings, date.max)
    rows = _Rows(surroundings.vocabulary)
    _replace(stored, [rows.row(key, judgement) for key, judgement in judged.items()], rows, whole=touched is None)
    return len(judged)


def _replace(stored: models.QuerySet[Cell], cells: Sequence[Cell], rows: _Rows, *, whole: bool) -> None:
    """Put cells in the place of the stored ones; a cell that stays keeps its primary key."""
    places = stored.order_by().values_list("framework_id", "aspect_id", "company_id", "pk")
    known = {CellIds(*place): pk for *place, pk in places}
    before = None if whole else tallies.stored_counts(stored)
    for cell in cells:
        cell.pk = known.get(CellIds(cell.framework_id, cell.aspect_id, cell.company_id))
    stored.delete()
    Cell.objects.bulk_create([cell for cell in cells if cell.pk], batch_size=500)
    Cell.objects.bulk_create([cell for cell in cells if not cell.pk], batch_size=500)
    after = tallies.counts_of(map(rows.columns, cells), rows.sources)
    if before is None:
        tallies.store(after)
    else:
        tallies.add(after.less(before))
    cells_stored.send(sender=Cell, cells=cells, gone=set(known.values()) - {cell.pk for cell in cells}, whole=whole)


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


class _Rows:
    """Makes rows of judged cells: primary keys and places by slug. Five queries."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.frameworks = dict(Framework.objects.values_list("slug", "pk"))
        self.aspects = dict(Aspect.objects.values_list("slug", "pk"))
        self.groups = dict(Aspect.objects.values_list("pk", "group_id"))
        self.companies = dict(Company.objects.values_list("slug", "pk"))
        self.sources = dict(Source.objects.values_list("slug", "pk"))

    def row(self, key: CellKey, judgement: evidence.Judgement[ClaimRecord]) -> Cell:
        words = self.vocabulary
        aspect = words.aspects[key.aspect]
        company = [words.companies[key.company].name] if key.company else []
        return cell_row(
            judgement,
            (words.frameworks[key.framework].name, aspect.name, *company),
            of_texts=aspect.value_type == Aspect.ValueType.TEXT,
            framework_id=self.frameworks[key.framework],
            aspect_id=self.aspects[key.aspect],
            company_id=self.companies[key.company] if key.company else None,
            place=words.place(key.aspect, key.company),
        )

    def columns(self, cell: Cell) -> tuple[Any, ...]:
        """What a tally needs of a cell, in the order of its columns."""
        aspect = self._aspects_by_key[cell.aspect_id]
        flags = (getattr(cell, name) for name in FLAG_COLUMNS)
        return (
            cell.framework_id, cell.aspect_id, cell.company_id, self.groups[cell.aspect_id], aspect.per_company,
            aspect.stale_after_months, cell.state, cell.empty, cell.claims, cell.sources, *flags,
        )  # fmt: skip

    @cached_property
    def _aspects_by_key(self) -> dict[int, AspectRecord]:
        return {self.aspects[slug]: record for slug, record in self.vocabulary.aspects.items()}
