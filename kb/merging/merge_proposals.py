"""Merges of what is public, and undoing them, as proposals: somebody else decides on the preview."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q

from kb.derived import upkeep
from kb.derived.cell_changes import CellChange, watched
from kb.editing import proposal_steps, trials, versions
from kb.editing.evidence_columns import CLOSED, EVIDENCE
from kb.editing.proposal_steps import DEEDS, Origin, ProposalDeed, references_of
from kb.editing.versions import Difference
from kb.merging import references
from kb.merging.merge_plan import plan_merge
from kb.merging.merge_preview import MergePreview
from kb.merging.merge_steps import changes_since, merge, undo_merge
from kb.merging.row_writing import row_of, rows_of_undoing
from kb.models import Claim, Merge, Proposal
from kb.models.kind_models import NAME_OF_MODEL
from kb.models.merges import MERGEABLE

CHANGED_SINCE = "Something that this merge touches has changed since, so it must be made anew."
ROW_GONE = "One of the two rows is gone."
MOST_ROW_LINES = 50


def needs_proposal(preview: MergePreview, person: Any) -> bool:
    """Whether this person does not merge alone: anybody may see it, or what it goes into, which takes its names and
    links; and somebody else could look at it.
    """
    rows = preview.plan.former, preview.plan.heir
    return any(map(trials.is_public, rows)) and not proposal_steps.decides_alone(person)


def propose_merge(preview: MergePreview, person: Any, reason: str, origin: Origin) -> Proposal:
    """Raises ValidationError where the reason is missing."""
    plan = preview.plan
    proposal = Proposal(
        title=f"merge {plan.former._meta.verbose_name} “{plan.former}” into “{plan.heir}”",
        table=plan.former._meta.label_lower, key=plan.former.pk, deed=Proposal.Deed.MERGE,
        changes={
            "kind": plan.kind, "former": plan.former.pk, "heir": plan.heir.pk, "digest": plan.digest,
            "moving": list(preview.moving), "taking": list(preview.taking),
            "leaving": [*preview.leaving][:MOST_ROW_LINES],
            "needs": [*preview.needs][:MOST_ROW_LINES],
            "duplicates": plan.duplicates[:MOST_ROW_LINES],
        },
    )  # fmt: skip
    return proposal_steps.store(proposal, preview.cells, person, reason, origin, preview.cell_count)


def undo_or_propose(merging: Merge, person: Any, reason: str, origin: Origin) -> Proposal | None:
    """Undo it, or propose that where its heir is public and somebody else can decide.

    Raises ValidationError where the reason is missing, or where it cannot be undone.
    """
    model = MERGEABLE[merging.kind]
    with transaction.atomic():
        heir = model.objects.select_for_update(of=("self",)).filter(pk=merging.heir).first()
        return _undone(merging, heir, person, reason, origin)


def _undone(merging: Merge, heir: Any, person: Any, reason: str, origin: Origin) -> Proposal | None:
    """Nobody publishes the heir meanwhile: it is locked."""
    if proposal_steps.decides_alone(person) or heir is None or not trials.is_public(heir):
        undo_merge(merging, person)
        return None
    cells, table = undo_cells(merging, person), heir._meta.label_lower
    proposal = Proposal(
        title=f"undo: merged {merging}", table=table, key=merging.heir, deed=Proposal.Deed.UNDO, changes=merging.pk
    )
    return proposal_steps.store(proposal, cells, person, reason, origin)


def undo_cells(merging: Merge, person: Any) -> list[CellChange]:
    """The cells that would read otherwise: it is undone, looked at and rolled back."""
    with transaction.atomic():
        with watched() as watch, upkeep.collected():
            undo_merge(merging, person)
        changes = watch.changes()
        transaction.set_rollback(True)
    return changes


def _rows(proposal: Proposal) -> tuple[Any, Any]:
    model = MERGEABLE[proposal.changes["kind"]]
    rows = model.objects.in_bulk([proposal.changes["former"], proposal.changes["heir"]])
    return rows.get(proposal.changes["former"]), rows.get(proposal.changes["heir"])


def _merge(proposal: Proposal, person: Any) -> None:
    former, heir = _rows(proposal)
    if former is None or heir is None:
        raise ValidationError(ROW_GONE)
    merge(former, heir, person, f"proposal {proposal.pk}: {proposal.reason}"[:300], proposal.changes["digest"])


def _merge_staleness(proposal: Proposal) -> str:
    former, heir = _rows(proposal)
    if former is None or heir is None:
        return ROW_GONE
    return "" if plan_merge(former, heir).digest == proposal.changes["digest"] else CHANGED_SINCE


def _merge_lines(proposal: Proposal) -> list[tuple[str, list[Difference]]]:
    labels = {
        "moving": "Names the other one then",
        "taking": "The other one takes over",
        "needs": "Needs of the chooser that name it",
        "leaving": "Goes",
        "duplicates": "Retired as duplicates",
    }
    fields = [
        Difference(name, label, "", "\n".join(proposal.changes[name]))
        for name, label in labels.items()
        if proposal.changes.get(name)
    ]
    return [(f"Merge of two rows: {KIND_WORDS[proposal.changes['kind']]}", fields)]


def _merge_references(proposal: Proposal) -> Mapping[Any, set[int]]:
    return {MERGEABLE[proposal.changes["kind"]]: {proposal.changes["former"], proposal.changes["heir"]}}


def _undo(proposal: Proposal, person: Any) -> None:
    undo_merge(Merge.objects.get(pk=proposal.changes), person)


def _undo_staleness(proposal: Proposal) -> str:
    merging = Merge.objects.filter(pk=proposal.changes).first()
    if merging is None or merging.undone_on:
        return "This merge is undone already, or one of its rows was withdrawn."
    since = changes_since(merging)
    return f"It cannot be undone any more: {'; '.join(since)}." if since else ""


def _undo_lines(proposal: Proposal) -> list[tuple[str, list[Difference]]]:
    back = [row for row in _coming_back(proposal) if type(row) in EVIDENCE][:MOST_ROW_LINES]
    comes = "It comes back with all that it had; claims that were retired as duplicates are published again."
    return [(comes, []), *((f"Comes back: {row._meta.verbose_name} {row}", _fields(row)) for row in back)]


def _coming_back(proposal: Proposal) -> list[Any]:
    merging = Merge.objects.filter(pk=proposal.changes).first()
    return [row_of(record) for record in rows_of_undoing(merging)] if merging else []


def _undo_references(proposal: Proposal) -> Mapping[Any, set[int]]:
    """What the rows that come back name, and those of them that nothing published ever named: nobody has seen them."""
    rows = _coming_back(proposal)
    keys = {model: set(of) for model, of in references_of((type(row), vars(row)) for row in rows).items()}
    for row in rows:
        if type(row) in NAME_OF_MODEL and type(row) in EVIDENCE and not _once_published(row):
            keys.setdefault(type(row), set()).add(row.pk)
    return keys


def _once_published(row: Any) -> bool:
    kind: type[Model] = type(row)
    columns = references.columns(Claim, kind)
    condition = reduce(or_, (Q(**{name: row.pk}) for name in columns), Q(pk__in=[]))
    return bool(Claim.history.filter(condition, status__in=CLOSED).exists())


def _fields(row: Any) -> list[Difference]:
    return versions.differences(*versions.read([type(row)(), row]))


KIND_WORDS = {name: str(model._meta.verbose_name) for model, name in NAME_OF_MODEL.items()}


def connect() -> None:
    """Add what can be proposed here."""
    DEEDS[Proposal.Deed.MERGE] = ProposalDeed(_merge, _merge_staleness, _merge_lines, _merge_references)
    DEEDS[Proposal.Deed.UNDO] = ProposalDeed(_undo, _undo_staleness, _undo_lines, _undo_references)
