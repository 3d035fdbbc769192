"""What a merge would change, before anybody decides: it is carried out, looked at, and rolled back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from kb.derived import upkeep
from kb.derived.reach import CellIds, InCells, adoption_cells, cells_reached
from kb.merging.merge_plan import MergePlan, RowChange, plan_merge
from kb.merging.merge_steps import carry_out, permit_merge
from kb.merging.references import owner
from kb.models import Cell, FormerSlug, Source, SourceLink
from kb.rows.statements import portions
from kb.wording import roots_words

PREVIEW_CELLS_AT_ONCE = 200
MOST_CELLS = 200  # that a preview shows
EMPTY_CELL = "nothing"


@dataclass(frozen=True)
class CellChange:
    """A cell that would read otherwise: its name, and what it says before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class MergePreview:
    """What moves, in words, what goes, and the first cells that change; ``cell_count`` is of all of them."""

    plan: MergePlan
    moving: Sequence[str]
    leaving: Sequence[str]
    cells: Sequence[CellChange]
    cell_count: int

    @property
    def more_cells(self) -> int:
        return self.cell_count - len(self.cells)


def preview_merge(former: Any, heir: Any, person: Any) -> MergePreview:
    """The merge, judged by what judges cells, and taken back. Costs what the merge costs; writes nothing in the end."""
    permit_merge(person)
    plan = plan_merge(former, heir)
    if plan.obstacles:
        return MergePreview(plan, (), (), (), 0)
    with transaction.atomic():
        moving, leaving = list(_moving_words(plan)), list(_leaving_words(plan))
        places = _places(plan)
        before = _cell_words(places)
        with upkeep.collected():
            carry_out(plan, person)
        changes = list(_differences(before, _cell_words(places)))
        transaction.set_rollback(True)
    return MergePreview(plan, moving, leaving, changes[:MOST_CELLS], len(changes))


def _moving_words(plan: MergePlan) -> Iterator[str]:
    """“12 claims”; what stands between tables, and the addresses, go without saying."""
    rows = (change.row for change in plan.changes if change.row != plan.heir)
    models = Counter(type(row) for row in rows if not owner(type(row)) and not isinstance(row, FormerSlug))
    for model, number in models.items():
        names = model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural
        yield f"{number:,} {names}"


def _leaving_words(plan: MergePlan) -> Iterator[str]:
    """What is deleted because the heir has the same, or because it would lead from a source to itself."""
    for row in plan.removals:
        if not owner(type(row)) and not isinstance(row, FormerSlug):
            yield f"{row._meta.verbose_name}: {row}"


def _places(plan: MergePlan) -> set[CellIds]:
    """The cells in which a row is, before and after, or which a link reaches. A few queries."""
    places: set[CellIds] = set()
    links: set[int] = set()
    for change in (*plan.changes, *(RowChange(row, {}) for row in plan.removals)):
        if isinstance(change.row, upkeep.IN_CELLS):
            names = ("framework_id", "aspect_id", "company_id")
            places.add(CellIds(*(getattr(change.row, name) for name in names)))
            places.add(CellIds(*(change.new.get(name, getattr(change.row, name)) for name in names)))
        elif isinstance(change.row, SourceLink):
            links |= {change.row.from_source_id, change.new.get("from_source_id", change.row.from_source_id)}
        elif isinstance(change.row, Source):  # whose own it is decides whether it is first-hand
            links.add(change.row.pk)
    places |= cells_reached({Source: links}) if links else set()
    return places | adoption_cells({place.company for place in places if place.company})


def _cell_words(places: Collection[CellIds]) -> dict[CellIds, tuple[str, str]]:
    """The name of each of these cells that is stored, and what it says. A query for each 200."""
    words: dict[CellIds, tuple[str, str]] = {}
    ordered = sorted(places, key=lambda place: (place.aspect, place.company or 0, place.framework))
    for portion in portions(ordered, PREVIEW_CELLS_AT_ONCE):
        cells = Cell.objects.filter(InCells(portion)).select_related("framework", "aspect", "company")
        for cell in cells:
            words[CellIds(cell.framework_id, cell.aspect_id, cell.company_id)] = (str(cell), cell_says(cell))
    return words


def cell_says(cell: Cell) -> str:
    """“contested: yes (1 document, 1 root); no (2 documents, 1 root)”."""
    values = (
        f"{value['label']}{f' than {than}' if (than := value['compared_to']) else ''} "
        f"({roots_words(value['documents'], value['roots'], value['roots_min'])})"
        for value in cell.values
    )
    return ": ".join(filter(None, [cell.state, "; ".join(values) or cell.empty.replace("-", " ")]))


def _differences(before: dict[CellIds, tuple[str, str]], after: dict[CellIds, tuple[str, str]]) -> Iterator[CellChange]:
    for place in {**before, **after}:
        name = (after.get(place) or before[place])[0]
        old, new = (words.get(place, ("", EMPTY_CELL))[1] for words in (before, after))
        if old != new:
            yield CellChange(name, old, new)
