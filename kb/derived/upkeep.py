"""Keeps the derived tables right: the cells, the words that a search finds, and the revision of the base.

Signals do it, because rows come in through forms, imports, history reverts and code alike, and each
way sends them. Whatever changes evidence rebuilds the cells it touches in the same transaction, and whatever
changes a text its words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any, NamedTuple

from django.db import connection, models, transaction
from django.db.models import F, Q
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import Signal
from django.utils.functional import cached_property

from kb.derived import period_ends, statistics, tallies, whole
from kb.derived.cell_rows import cell_row
from kb.derived.reach import CellIds, InCells, Near, adoption_cells, cells_reached
from kb.evidence import appraisal
from kb.evidence.judging import Surroundings, judge_cells
from kb.evidence.kinds import KINDS
from kb.evidence.records import ADOPTION, AspectRecord, CellKey, ClaimRecord, Vocabulary, fetch
from kb.models import (
    Aspect,
    Cell,
    Claim,
    Company,
    Framework,
    Gap,
    Need,
    Option,
    Reading,
    Resolution,
    Revision,
    Source,
    SourceLink,
)  # fmt: skip
from kb.models.checked import rows_changing, rows_written
from kb.models.kind_models import KIND_MODELS
from kb.rows.read_in_full import read_silence
from kb.rows.reading import read_claims, read_gaps, read_resolutions
from kb.rows.statements import portions
from kb.rows.vocabulary_reading import fetch_upstream, read_vocabulary, vocabulary_on_demand
from kb.search import index

CELLS_AT_ONCE = 200  # rebuilt together where not all are
IN_CELLS = (Claim, Gap, Resolution)
UNPUBLISHED = [str(status) for status in Claim.Status if status != Claim.Status.PUBLISHED]
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
}

cells_touched = Signal()
"""Sent before cells are judged anew, in the same transaction: ``cells``, those that what was written reaches."""

cells_stored = Signal()
"""Sent after cells were stored, in the same transaction: ``places`` (of their rows, before and after), ``whole``
(whether these are all that there are), ``near`` (the condition of those that were judged, where the other cells of
their rows are as they were). Before all cells are judged it is sent with no place at all, and then for the rows of each
portion."""


class Touched:
    """What a transaction has written so far: in which cells, which rows that cells name, and whose words.

    ``former`` is what stored cells were counted under before it.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Nothing, as at the beginning."""
        self.cells: set[CellIds] = set()
        self.rows: dict[type[models.Model], set[int]] = defaultdict(set)
        self.former = tallies.Former()
        self.changed = False
        self.words = index.Changed()

    def include(self, other: Touched) -> None:
        """What another wrote after it."""
        self.cells |= other.cells
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
        return _rebuild_all()


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
        with transaction.atomic():
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
        _rebuild_all()
    else:
        more = tallies.NO_COUNTS
        for cells in portions(sorted(reached, key=_by_row), CELLS_AT_ONCE):
            more = more.plus(_rebuild(cells, touched.former))
        tallies.add(more)
    index.update(touched.words)


def _by_row(cell: CellIds) -> tuple[int, int, int]:
    return cell.aspect, cell.company or 0, cell.framework


def _raise_revision() -> None:
    """Waits for any other transaction that raises it; so no two of them judge the same cells unseen."""
    raised = Revision.objects.filter(pk=1)
    if not raised.update(number=F("number") + 1):
        Revision.objects.get_or_create(pk=1)
        raised.update(number=F("number") + 1)


def _rebuild_all() -> int:
    """Judge every cell afresh, and store them with what they add up to; one that stays keeps its primary key.

    Some ten queries for each 2,000 claims, which are all that is at hand at once.
    """
    statistics.refresh()  # most of the base may have been written just now

    def stored() -> Iterator[tuple[Any, ...]]:
        for portion in judged_afresh():
            whole.replace(portion.near, portion.cells)
            cells_stored.send(sender=Cell, places={cell.place for cell in portion.cells}, whole=False)
            yield from portion.counted

    cells_stored.send(sender=Cell, places=frozenset(), whole=True)
    counts = tallies.counts_of(stored(), _keys(Source, None))
    tallies.store(counts)
    period_ends.renew()
    return sum(cells for cells, *_ in counts.tallies.values())


class Portion(NamedTuple):
    """Cells as they should be stored, all that are ``near``, and what tallies count of each: `tallies.CELL_COLUMNS`."""

    near: Q
    cells: list[Cell]
    counted: list[tuple[Any, ...]]


def judged_afresh() -> Iterator[Portion]:
    """Every cell, judged anew and not stored. Some five queries for each 2,000 claims."""
    rows, split = _Rows(read_vocabulary()), _split_companies()
    for near in whole.portions_of_rows():
        cells = _cells_near(rows, near, split)
        yield Portion(near, cells, [rows.columns(cell) for cell in cells])


def _rebuild(touched: Sequence[CellIds], former: tallies.Former) -> tallies.Counts:
    """Judge these cells afresh; one that stays keeps its primary key. Returns how much more they add up to than before.
    Some twenty queries.
    """
    near = InCells(touched)
    stored = Cell.objects.filter(near)
    rows_before = list(stored.order_by().values_list("framework_id", "aspect_id", "company_id", "pk", "place"))
    known = {CellIds(*ids): pk for *ids, pk, _ in rows_before}
    before = tallies.stored_counts(stored, former) if known else tallies.NO_COUNTS
    rows = _Rows(vocabulary_on_demand(), touched)
    cells = _cells_near(rows, near, _split_companies({cell.company for cell in touched if cell.company}))
    whole.store(known, cells)
    period_ends.renew(near)
    places = {place for *_, place in rows_before} | {cell.place for cell in cells}
    cells_stored.send(sender=Cell, places=places, whole=False, near=near)
    return tallies.counts_of(map(rows.columns, cells), rows.sources).less(before)


def _cells_near(rows: _Rows, near: Near, split: frozenset[str]) -> list[Cell]:
    """The rows of all cells near that have a claim or a gap, judged."""
    # said so that no index of statuses leads SQLite through all that is published, as it does in a base never analysed
    claims = read_claims(Claim.objects.filter(near).exclude(status__in=UNPUBLISHED))
    gaps, resolutions = read_gaps(Gap.objects.filter(near)), read_resolutions(Resolution.objects.filter(near))
    rows.fetch(claims)
    claimed = {claim.cell for claim in claims}
    empty = set(gaps) - claimed
    silence = read_silence({cell.framework for cell in empty}, {cell.aspect for cell in empty})
    around = Surroundings(rows.vocabulary, gaps, resolutions, split, silence)
    judgements = judge_cells(sorted(claimed | set(gaps), key=_order), claims, {}, around, date.max)
    return [rows.row(key, judgement) for key, judgement in judgements.items()]


def _split_companies(companies: Collection[int] | None = None) -> frozenset[str]:
    """Which of these companies (None: all) are claimed for several frameworks. One query, or none."""
    if companies is not None and not companies:
        return frozenset()
    claims = Claim.objects.published().filter(aspect__slug=ADOPTION, boolean=True)
    if companies is not None:
        claims = claims.filter(company__in=companies)
    return appraisal.split_companies(claims.values_list("company__slug", "framework__slug").order_by().distinct())


def _order(key: CellKey) -> tuple[str, str, str]:
    return (key.framework, key.aspect, key.company or "")


class _Rows:
    """Makes rows of judged cells: primary keys by slug, those of some cells or all. A query for each kind."""

    def __init__(self, vocabulary: Vocabulary, cells: Collection[CellIds] | None = None) -> None:
        self.vocabulary, self._all = vocabulary, cells is None
        frameworks, aspects, companies = zip(*cells, strict=True) if cells else ((), (), ())
        self.frameworks = _keys(Framework, None if self._all else {*frameworks})
        self.companies = _keys(Company, None if self._all else {*companies} - {None})
        rows = _with_keys(Aspect, None if self._all else {*aspects})
        self.aspects = {slug: (pk, group) for slug, pk, group in rows.values_list("slug", "pk", "group")}
        self.sources: dict[str, int] = _keys(Source, None) if self._all else {}

    def fetch(self, claims: Sequence[ClaimRecord]) -> None:
        """Have at hand what judging these claims needs."""
        if self._all:
            return
        sources = {claim.source for claim in claims}
        self.sources = dict(Source.objects.filter(slug__in=sources).order_by().values_list("slug", "pk"))
        vocabulary = self.vocabulary
        fetch(vocabulary.frameworks, self.frameworks)
        fetch(vocabulary.aspects, self.aspects)
        fetch(vocabulary.companies, self.companies)
        fetch_upstream(vocabulary, {slug for claim in claims for slug in (claim.source, claim.via) if slug})

    def row(self, key: CellKey, judgement: appraisal.Judgement[ClaimRecord]) -> Cell:
        vocabulary = self.vocabulary
        aspect = vocabulary.aspects[key.aspect]
        company = [vocabulary.companies[key.company].name] if key.company else []
        return cell_row(
            judgement,
            (vocabulary.frameworks[key.framework].name, aspect.name, *company),
            aspect,
            framework_id=self.frameworks[key.framework],
            aspect_id=self.aspects[key.aspect][0],
            company_id=self.companies[key.company] if key.company else None,
            place=vocabulary.place(key.aspect, key.company),
        )

    def columns(self, cell: Cell) -> tuple[Any, ...]:
        """What a tally needs of a cell, in the order of its columns."""
        aspect, group = self._aspects_by_key[cell.aspect_id]
        marks = (getattr(cell, name) for name in tallies.MARKS)
        return (
            cell.framework_id, cell.aspect_id, cell.company_id, group, aspect.per_company,
            aspect.stale_after_months, cell.state, cell.empty, cell.claims, cell.sources,
            cell.fresh_until, *marks,
        )  # fmt: skip

    @cached_property
    def _aspects_by_key(self) -> dict[int, tuple[AspectRecord, int]]:
        records = self.vocabulary.aspects
        return {pk: (records[slug], group) for slug, (pk, group) in self.aspects.items() if slug in records}


def _with_keys(model: type[models.Model], keys: Collection[int] | None) -> models.QuerySet[Any]:
    rows = model._default_manager.order_by()
    return rows if keys is None else rows.filter(pk__in=keys)


def _keys(model: type[models.Model], keys: Collection[int] | None) -> dict[str, int]:
    """Primary keys by slug, of some rows or all. One query, or none if there are none."""
    return dict(_with_keys(model, keys).values_list("slug", "pk")) if keys is None or keys else {}
