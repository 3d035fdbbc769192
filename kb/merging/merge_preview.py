"""What a merge would change, before anybody decides: it is carried out, looked at, and rolled back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from kb.derived import upkeep
from kb.derived.cell_changes import CellChange, watched
from kb.editing import versions
from kb.merging.merge_plan import MergePlan, plan_merge
from kb.merging.merge_steps import carry_out, permit_merge
from kb.merging.references import owner
from kb.models import Aspect, FormerSlug, Need, Option
from kb.texts import lines

MOST_CELLS = 200  # that a preview shows


@dataclass(frozen=True)
class MergePreview:
    """What moves, in words, what goes, and the first cells that change; ``cell_count`` is of all of them. ``needs`` of
    the chooser are those that name the former, ``taking`` is what the heir takes over from it.
    """

    plan: MergePlan
    moving: Sequence[str]
    leaving: Sequence[str]
    cells: Sequence[CellChange]
    cell_count: int
    needs: Sequence[str] = ()
    taking: Sequence[str] = ()

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
        needs = [str(need) for need in needs_naming(former)]
        moving, leaving, taking = (list(words(plan)) for words in (_moving_words, _leaving_words, _taking_words))
        with watched() as watch, upkeep.collected():
            carry_out(plan, person)
        changes = watch.changes()
        transaction.set_rollback(True)
    return MergePreview(plan, moving, leaving, changes[:MOST_CELLS], len(changes), needs, taking)


def needs_naming(row: Any) -> QuerySet[Need]:
    """What the chooser asks about an aspect, or satisfies by an option; of any other row nothing."""
    names = {Option: "options", Aspect: "aspect"}
    needs: QuerySet[Need] = (
        Need.objects.filter(**{names[type(row)]: row}) if type(row) in names else Need.objects.none()
    )
    return needs


def _moving_words(plan: MergePlan) -> Iterator[str]:
    """“12 claims”; what stands between tables, and the addresses, go without saying."""
    rows = (change.row for change in plan.changes if change.row != plan.heir)
    models = Counter(type(row) for row in rows if not owner(type(row)) and not isinstance(row, FormerSlug))
    for model, number in models.items():
        names = model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural
        yield f"{number:,} {names}"


def _taking_words(plan: MergePlan) -> Iterator[str]:
    """“Aliases: Hco Inc, Hco”, as they are then."""
    for change in plan.changes:
        for name, text in change.new.items() if change.row == plan.heir else ():
            yield f"{versions.label_of(type(plan.heir), name)}: {', '.join(lines(str(text)))}"


def _leaving_words(plan: MergePlan) -> Iterator[str]:
    """What is deleted because the heir has the same, or because it would lead from a source to itself."""
    for row in plan.removals:
        if not owner(type(row)) and not isinstance(row, FormerSlug):
            yield f"{row._meta.verbose_name}: {row}"
