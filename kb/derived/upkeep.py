"""Keeps the derived tables right: the cells, the words that a search finds, and the revision of the base.

Signals do it, because rows come in through forms, imports, history reverts and code alike, and each
way sends them. Whatever changes evidence rebuilds the cells it touches in the same transaction, and whatever
changes a text its words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import Signal

from kb.derived import public_questions, rebuilding, tallies
from kb.derived.reach import CellIds, adoption_cells, cells_reached
from kb.evidence.kinds import KINDS
from kb.models import Aspect, Cell, Claim, Gap, Need, Option, Reading, Resolution, Revision, Source, SourceLink
from kb.models.checked import rows_changing, rows_written
from kb.models.kind_models import KIND_MODELS
from kb.rows.statements import portions
from kb.search import index

RAISE = f"UPDATE {Revision._meta.db_table} SET number = number + 1 WHERE id = 1"  # noqa: S608
CELLS_AT_ONCE = 200  # rebuilt together where not all are; SQLite joins no more than 500 statements
IN_CELLS = (Claim, Gap, Resolution)
BEFORE_PUBLICATION = (Claim.Status.DRAFT, Claim.Status.REVIEW)  # what is not published never was
VOCABULARY_MODELS = tuple(
    KIND_MODELS[name] for name, kind in KINDS.items() if kind.is_named
)  # a new one, or a deleted, is named nowhere

# What of a stored row its cells, counts and words depend on, and is gone once it is written.
REMEMBERED: Mapping[type[models.Model], tuple[str, ...]] = {
    **dict.fromkeys(IN_CELLS, ("framework_id", "aspect_id", "company_id")),
    Aspect: ("group_id", "per_company", "stale_after_months"),
    Reading: ("framework_id",),
    Option: ("aspect_id",),
    Source: ("slug",),
    SourceLink: ("from_source_id",),
    Need: ("aspect_id",),
}

cells_touched = Signal()
"""Sent before cells are judged anew, in the same transaction: ``cells``, those that what was written reaches."""


class Touched:
    """What a transaction has written so far: in which cells, which rows that cells name, and whose words.

    ``questions`` are the aspects that needs name, ``former`` is what stored cells were counted under before it.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Nothing, as at the beginning."""
        self.cells: set[CellIds] = set()
        self.questions: set[int] = set()
        self.rows: dict[type[models.Model], set[int]] = defaultdict(set)
        self.former = tallies.Former()
        self.changed = False
        self.words = index.Changed()

    def include(self, other: Touched) -> None:
        """What another wrote after it."""
        self.cells |= other.cells
        self.questions |= other.questions
        for kind, keys in other.rows.items():
            self.rows[kind] |= keys
        self.former.include(other.former)
        self.changed |= other.changed
        self.words.include(other.words)


_collecting: ContextVar[Touched | None] = ContextVar("touched cells", default=None)


@contextmanager
def collected() -> Iterator[None]:
    """Within it, writes are gathered; at its end, the cells and words they touched are rebuilt once."""
    outer, touched = _collecting.get(), Touched()
    if outer:  # what it waits for is carried out here, too: cells must be what they were counted as
        touched.include(outer)
    token = _collecting.set(touched)
    try:
        with transaction.atomic():
            yield
            _carry_out(touched)
    finally:
        _collecting.reset(token)
    if outer:
        outer.clear()


def rebuild() -> int:
    """Rebuild every cell, and the words of everything. Returns the number of cells.

    About ten queries and one insert for each 500 cells, and a few for the words of each 500 things.
    """
    with transaction.atomic():
        list(Revision.objects.select_for_update())  # no change comes between
        index.rebuild()
        return rebuilding.rebuild_all()


def follow(rows: Iterable[models.Model], new: bool = False) -> None:
    """Rebuild what these written rows touch: for bulk writes, which send no signal. ``new``: nothing names them yet."""
    touched = Touched()
    for row in rows:
        _note(row, touched, unused=new)
    _pass_on(touched)


def revision() -> int:
    """The number of the base's present state. One query, written out: every request asks it, also for what it has."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number FROM {Revision._meta.db_table} ORDER BY id LIMIT 1")  # noqa: S608
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def connect() -> None:
    """Listen to every table that a page or a judgement depends on."""
    for model in (*IN_CELLS, *VOCABULARY_MODELS, SourceLink, Reading, Need):
        post_save.connect(_written, sender=model)
        post_delete.connect(_written, sender=model)
        pre_save.connect(_before, sender=model)
    for model in IN_CELLS:
        pre_delete.connect(_before, sender=model)
    for through in (Resolution.claims.through, Need.options.through):
        m2m_changed.connect(_members_changed, sender=through)
    rows_changing.connect(_bulk_before)
    rows_written.connect(_bulk_written)


def remember(rows: Sequence[models.Model]) -> None:
    """Keep what stored rows say now of where they belong, for the case that they move. One query."""
    if not rows:
        return
    columns = REMEMBERED.get(type(rows[0]), ())
    stored: dict[int, tuple[Any, ...]] = {}
    if columns and (known := [row.pk for row in rows if row.pk]):
        places = type(rows[0])._default_manager.filter(pk__in=known).order_by().select_for_update()
        stored = {pk: tuple(before) for pk, *before in places.values_list("pk", *columns)}
    for row in rows:
        row._before = stored.get(row.pk)  # type: ignore[attr-defined]


def _bulk_before(rows: Sequence[models.Model], **kwargs: Any) -> None:
    remember(rows)


def _bulk_written(rows: Sequence[models.Model], **kwargs: Any) -> None:
    follow(rows)


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
    before = getattr(row, "_before", None)
    touched.words.add(row, unused, before)
    if isinstance(row, Reading):
        touched.rows[Reading] |= {row.framework_id, *(before or ())}
    elif isinstance(row, Need):
        touched.questions |= {row.aspect_id, *(before or ())} - {None}
    elif isinstance(row, SourceLink):
        touched.rows[Source] |= {row.from_source_id, *(before or ())}
    elif isinstance(row, VOCABULARY_MODELS) and not unused:
        touched.rows[type(row)].add(row.pk)
        touched.former.keep(row, before)
    elif isinstance(row, IN_CELLS) and not (isinstance(row, Claim) and row.status in BEFORE_PUBLICATION):
        touched.cells.add(CellIds(row.framework_id, row.aspect_id, row.company_id))
        if before:
            touched.cells.add(CellIds(*before))


def _pass_on(touched: Touched) -> None:
    outer = _collecting.get()
    if outer is None:
        with transaction.atomic(savepoint=False):  # what fails here fails the write that it follows
            _carry_out(touched)
    else:
        outer.include(touched)


def _carry_out(touched: Touched) -> None:
    if not touched.changed:
        return
    _raise_revision()
    reached = touched.cells | cells_reached(touched.rows)
    reached |= adoption_cells({cell.company for cell in reached if cell.company})
    cells_touched.send(sender=Cell, cells=reached)
    if len(reached) > CELLS_AT_ONCE and len(reached) * 2 > Cell.objects.count():
        rebuilding.rebuild_all()
    else:
        more = tallies.NO_COUNTS
        for cells in portions(sorted(reached, key=_by_row), CELLS_AT_ONCE):
            more = more.plus(rebuilding.rebuild_cells(cells, touched.former))
        tallies.add(more)
        public_questions.renew({cell.aspect for cell in reached} | touched.questions | touched.rows[Aspect])
    index.update(touched.words)


def _by_row(cell: CellIds) -> tuple[int, int, int]:
    return cell.aspect, cell.company or 0, cell.framework


def _raise_revision() -> None:
    """Waits for any other transaction that raises it; so no two of them judge the same cells unseen. One query, written
    out: each save asks it.
    """
    with connection.cursor() as cursor:
        cursor.execute(RAISE)
        if not cursor.rowcount:
            Revision.objects.get_or_create(pk=1)
            cursor.execute(RAISE)
