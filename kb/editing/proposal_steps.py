"""Proposals from the first to the last: made of a trial, previewed, accepted by the rules of a save, or not.

Who decides is who publishes; with four eyes never the author. Several on one row are decided in their order.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from kb.derived import upkeep
from kb.derived.cell_changes import CellChange, watched
from kb.editing import trials, versions
from kb.editing.authorship import four_eyes, refusal_of_things
from kb.editing.evidence_columns import EVIDENCE
from kb.editing.evidence_digest import evidence_rows
from kb.editing.trials import MEMBERS, Trial
from kb.editing.versions import Difference
from kb.editing.workflow import PUBLISH, Status, sign
from kb.models import Aspect, Cell, Claim, Proposal, Reading
from kb.models.kind_models import NAME_OF_MODEL
from kb.models.proposals import LONGEST_ENTRY
from kb.rows.unseen_things import Thing, unseen_with

Stage = Proposal.Stage
MOST_CELLS_STORED = 200
OPEN_STAGES = (Stage.OPEN, Stage.SENT_BACK)  # which their author can still withdraw
OWN_PROPOSAL = "Four eyes: this is your own proposal, so somebody else decides on it."
CLOSED_ALREADY = "This proposal does not wait any more."
SAY_WHY = "Public pages show this: say why it changes."
SAY_WHAT = "Say why, or what is to be done: its author reads your comment."
OUTLOOK_CHANGED = "What it would change is not what you have looked at. Look again, then decide."


class ProposalDeed(NamedTuple):
    """How a proposal is carried out, within a transaction, and why it cannot be any more (empty: it can)."""

    carry_out: Callable[[Proposal, Any], None]
    staleness: Callable[[Proposal], str]
    lines: Callable[[Proposal], list[tuple[str, list[Difference]]]]
    references: Callable[[Proposal], Mapping[Any, set[int]]]  # what it then names, as keys by model


@dataclass(frozen=True)
class Origin:
    """The page that something was typed on, and what was typed."""

    page: str
    entry: str = ""


# From the author


def make(trial: Trial, person: Any, reason: str, origin: Origin) -> Proposal:
    """The proposal of what a trial has taken back. Raises ValidationError where the reason is missing."""
    table, key = trial.place
    proposal = Proposal(title=trial.title, table=table, key=key, changes=trial.records)
    return store(proposal, trial.cells, person, reason, origin)


def store(
    proposal: Proposal,
    cells: Sequence[CellChange],
    person: Any,
    reason: str,
    origin: Origin,
    cell_count: int | None = None,
) -> Proposal:
    """A new proposal with the cells that it would change, or the first of so many."""
    if not reason.strip():
        raise ValidationError({"change_reason": SAY_WHY})
    _keep_cells(proposal, cells, cell_count)
    proposal.title = proposal.title[: Proposal._meta.get_field("title").max_length]
    proposal.author, proposal.reason = person, reason.strip()[: Proposal._meta.get_field("reason").max_length]
    proposal.page, proposal.entry = origin.page, origin.entry if len(origin.entry) <= LONGEST_ENTRY else ""
    proposal.save()
    return proposal


def withdraw(proposal: Proposal, person: Any, comment: str = "") -> Proposal:
    """By its author alone, while nobody has decided. Raises PermissionDenied, ValidationError."""
    if proposal.author_id != person.pk:
        raise PermissionDenied("Only its author withdraws a proposal.")
    with transaction.atomic():
        fresh = _locked(proposal, OPEN_STAGES)
        return _closed(fresh, Stage.WITHDRAWN, person, comment or fresh.comment)


def supersede(key: str, person: Any, proposal: Proposal) -> None:
    """What was made anew takes the place of the one of before, if that is this person's and undecided."""
    mine = Proposal.objects.filter(author=person.pk, stage__in=OPEN_STAGES).exclude(pk=proposal.pk)
    for former in mine.filter(pk=key) if key.isdecimal() and len(key) < 19 else ():
        withdraw(former, person)


# From others


def permit(person: Any) -> None:
    if not person.has_perm(PUBLISH.permission):
        raise PermissionDenied("Only those who publish decide on proposals.")


def decides_alone(person: Any) -> bool:
    """Whether this person needs nobody else: they publish, and four eyes are off, or there is no second one."""
    return bool(person.has_perm(PUBLISH.permission)) and not four_eyes()


def refusal(proposal: Proposal, person: Any) -> str:
    """Why this person cannot accept it, whatever its cells say (empty: nothing is in the way). A few queries."""
    if proposal.author_id == person.pk and four_eyes():
        return OWN_PROPOSAL
    if proposal.stage != Stage.OPEN:
        return CLOSED_ALREADY
    if before := earlier(proposal).first():
        return f"Another proposal on this row comes first: number {before.pk}, {before}."
    unseen = first_seen_with(proposal)
    own = refusal_of_things(unseen, person.pk, proposal.author_id) if unseen else ""
    return own or DEEDS[proposal.deed].staleness(proposal)


def first_seen_with(proposal: Proposal) -> list[Thing]:
    """What would be seen with it for the first time. One query, or none."""
    references = _references(proposal).items()
    return unseen_with(
        {(NAME_OF_MODEL[model], key) for model, keys in references if model in NAME_OF_MODEL for key in keys}
    )


def accept(proposal: Proposal, person: Any, comment: str = "", seen: str | None = None) -> Proposal:
    """Carry it out, by all rules of a save. Raises PermissionDenied or ValidationError, and nothing has changed.

    ``seen`` is the `cells_token` of what the person has looked at; if other cells would change, these are kept to be
    looked at in their place.
    """
    permit(person)
    with transaction.atomic():
        fresh = _locked(proposal, (Stage.OPEN,))
        references = _evidence_of(fresh, lock=True)  # first: whoever writes in it then is known, or waits
        if words := refusal(fresh, person):
            raise ValidationError(words)
        before = _token(fresh, references)
        cells = _carried_out(fresh, person)
        _keep_cells(fresh, cells)
        if seen is None or seen == before == _token(fresh, references):
            return _closed(fresh, Stage.ACCEPTED, person, comment)
        transaction.set_rollback(True)
    fresh.save()
    raise ValidationError(OUTLOOK_CHANGED)


def refuse(proposal: Proposal, person: Any, comment: str) -> Proposal:
    """For good; also what was sent back, and whose author has left."""
    return _decide(proposal, person, comment, Stage.REFUSED, OPEN_STAGES)


def send_back(proposal: Proposal, person: Any, comment: str) -> Proposal:
    """To its author, who makes it anew or withdraws it."""
    return _decide(proposal, person, comment, Stage.SENT_BACK, (Stage.OPEN,))


def earlier(proposal: Proposal) -> QuerySet[Proposal]:
    """Those on the same row that are decided first."""
    if proposal.key is None:
        return Proposal.objects.none()
    return on_row(proposal.table, proposal.key).filter(pk__lt=proposal.pk)


def on_row(table: str, key: int) -> QuerySet[Proposal]:
    """What waits for a decision on a row, in its order."""
    return Proposal.objects.filter(table=table, key=key, stage=Stage.OPEN).order_by("pk")


def waiting() -> QuerySet[Proposal]:
    """The queue, oldest first."""
    return Proposal.objects.filter(stage=Stage.OPEN).order_by("pk")


def _locked(proposal: Proposal, stages: Sequence[str]) -> Proposal:
    fresh = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if fresh.stage not in stages:
        raise ValidationError(CLOSED_ALREADY)
    return fresh


def _decide(proposal: Proposal, person: Any, comment: str, stage: Stage, stages: Sequence[str]) -> Proposal:
    permit(person)
    if not comment.strip():
        raise ValidationError(SAY_WHAT, code="comment")
    with transaction.atomic():
        fresh = _locked(proposal, stages)
        if fresh.author_id == person.pk and four_eyes():
            raise ValidationError(OWN_PROPOSAL)
        return _closed(fresh, stage, person, comment)


def _closed(proposal: Proposal, stage: Stage, person: Any, comment: str) -> Proposal:
    proposal.stage, proposal.comment = stage, comment.strip()
    proposal.decided_by, proposal.decided_at = person, timezone.now()
    proposal.save()
    return proposal


def _keep_cells(proposal: Proposal, cells: Sequence[CellChange], cell_count: int | None = None) -> None:
    proposal.cell_count = len(cells) if cell_count is None else cell_count
    proposal.cells = [[cell.name, cell.before, cell.after] for cell in cells[:MOST_CELLS_STORED]]


def _carried_out(proposal: Proposal, person: Any) -> list[CellChange]:
    """The cells that it has changed. Within a transaction."""
    with watched() as watch, upkeep.collected(), trials.accepted():
        DEEDS[proposal.deed].carry_out(proposal, person)
    return watch.changes()


def cells_token(proposal: Proposal) -> str:
    """Tells whether the cells that it would change, and the rows that it names, are as somebody has looked at them. A
    query for each kind of row that it names.
    """
    return _token(proposal, _evidence_of(proposal))


def _token(proposal: Proposal, references: object) -> str:
    text = json.dumps([proposal.pk, proposal.cell_count, proposal.cells, references], default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _evidence_of(proposal: Proposal, *, lock: bool = False) -> list[object]:
    """What its new values lead to, as it is now, with all that this leads to. ``lock`` keeps it so to the end of the
    transaction.
    """
    references = _references(proposal)
    evidence = evidence_rows(references, lock=lock)
    rows = [
        [model._meta.label_lower, *model._base_manager.filter(pk__in=keys).order_by("pk").values_list()]
        for model, keys in references.items()
    ]
    return [evidence, rows]


def _references(proposal: Proposal) -> Mapping[Any, set[int]]:
    """What its new values name, as keys by model: a source, an option, a question; of a merge both rows, of its undoing
    what comes back.
    """
    return DEEDS[proposal.deed].references(proposal)


def references_of(rows: Iterable[tuple[Any, Mapping[str, Any]]]) -> Mapping[Any, set[int]]:
    """What rows of these models, with these values by attribute, name."""
    keys: dict[Any, set[int]] = defaultdict(set)
    for model, values in rows:
        for column in model._meta.concrete_fields:
            if column.related_model in EVIDENCE and (key := values.get(column.attname)):
                keys[column.related_model].add(key)
    return keys


# Rows


def _write_rows(proposal: Proposal, person: Any) -> None:
    for record in proposal.changes:
        _write_row(record, person, f"proposal {proposal.pk}: {proposal.reason}")


def _write_row(record: Mapping[str, Any], person: Any, why: str) -> None:
    """As a save does it, with all rules and history. The review of a claim is that of what it says now."""
    model: Any = apps.get_model(record["table"])
    row = _stored(record, lock=True) if record["key"] else model()
    if row is None:
        raise ValidationError(f"The {model._meta.verbose_name} is gone.")
    if record["key"]:
        versions.begin(row)
    sign(row, person, why)
    if record["new"] is None:
        row.delete()
        return
    for name, value in _python(model, record["new"]).items():
        setattr(row, name, value)
    if isinstance(row, Claim) and row.status == Status.PUBLISHED:
        row.reviewed_by, row.reviewed_on = person, timezone.localdate()
    row.save()
    if "members" in record:
        sign(row, person, why)
        getattr(row, MEMBERS[model]).set(record["new_members"])


def _stored(record: Mapping[str, Any], lock: bool = False) -> Any:
    rows = apps.get_model(record["table"])._base_manager.filter(pk=record["key"]).order_by("pk")
    return (rows.select_for_update() if lock else rows).first()


def _python(model: Any, values: Mapping[str, Any] | None) -> dict[str, Any]:
    """Values of JSON as the attributes have them."""
    fields = {column.attname: column for column in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in (values or {}).items()}


def _rows_staleness(proposal: Proposal) -> str:
    """What has changed of what it is based on, in words. A query or two for each row."""
    faults = [words for record in proposal.changes if record["key"] for words in _row_faults(record)]
    return f"Changed meanwhile, so it must be made anew: {'; '.join(faults)}." if faults else ""


def _row_faults(record: Mapping[str, Any]) -> Iterator[str]:
    model, row = apps.get_model(record["table"]), _stored(record, lock=connection.in_atomic_block)
    if row is None:
        yield f"the {model._meta.verbose_name} is gone"
        return
    columns = {column.attname: column.name for column in model._meta.concrete_fields}
    for name, value in _python(model, record["old"]).items():
        if getattr(row, name) != value:
            yield f"{versions.label_of(model, columns[name])} of {row}"
    if "members" in record and trials.members_of(row) != record["members"]:
        yield f"{versions.label_of(model, MEMBERS[model])} of {row}"


def _row_references(proposal: Proposal) -> Mapping[Any, set[int]]:
    return references_of((apps.get_model(record["table"]), record["new"] or {}) for record in proposal.changes)


def _row_lines(proposal: Proposal) -> list[tuple[str, list[Difference]]]:
    """Each row that it writes, with its fields before and after. A few queries for each."""
    return [(_row_words(record), _row_differences(record)) for record in proposal.changes]


def _row_words(record: Mapping[str, Any]) -> str:
    model = apps.get_model(record["table"])
    if record["key"] is None:
        return f"New {model._meta.verbose_name}"
    deed = "Delete " if record["new"] is None else ""
    words = f"{deed}{model._meta.verbose_name}: {_stored(record) or 'gone'}"
    return words[:1].upper() + words[1:]


def _row_differences(record: Mapping[str, Any]) -> list[Difference]:
    model: Any = apps.get_model(record["table"])
    old, new = _python(model, record["old"]), _python(model, record["new"])
    if record["old"] is not None and record["new"] is not None:
        old = {name: value for name, value in old.items() if name in new}
    lines = versions.differences(*versions.read([model(**old), model(**new)]))
    if "members" in record:
        rows = getattr(model, MEMBERS[model]).rel.model._base_manager
        names = [", ".join(map(str, rows.filter(pk__in=record[side]))) for side in ("members", "new_members")]
        lines.append(Difference(MEMBERS[model], versions.label_of(model, MEMBERS[model]), *names))
    if model is Reading and record["new"] is not None:
        lines.append(Difference("silence", "Questions without a claim on which it is silent", "", _silence(record)))
    return lines


def _silence(record: Mapping[str, Any]) -> str:
    """On how many questions a reading says that its source is silent: they have no stored cell. One query."""
    values = {**(record["old"] or {}), **record["new"]}
    reading = _stored(record) or Reading(**_python(Reading, values))
    day = _python(Reading, values)["read_on"] if "read_on" in values else reading.read_on
    asked = Aspect.objects.filter(Q(added_on=None) | Q(added_on__lte=day), per_company=False)
    return str(asked.exclude(pk__in=Cell.objects.filter(framework=reading.framework_id).values("aspect")).count())


DEEDS: dict[str, ProposalDeed] = {
    Proposal.Deed.ROWS: ProposalDeed(_write_rows, _rows_staleness, _row_lines, _row_references)
}
"""What can be proposed; merging brings its own."""
