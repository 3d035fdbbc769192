"""Two rows become one, or two again: each in one transaction, with cells, counts, words and revision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from kb.derived import upkeep
from kb.editing import trials
from kb.editing.authorship import keep_writers
from kb.merging.merge_plan import MergePlan, plan_merge
from kb.merging.references import Model, columns, tables
from kb.merging.row_writing import (
    Signature,
    bring_back,
    change_records,
    delete_rows,
    has_history,
    history_marks,
    note_members,
    owners_of,
    row_of,
    row_record,
    write_changes,
)  # fmt: skip
from kb.models import FormerSlug, Merge
from kb.models.former_slugs import former_holders
from kb.models.kind_models import NAME_OF_MODEL
from kb.models.merges import MERGEABLE
from kb.rows.statements import portions

RIGHT = "kb.add_merge"
NOT_AS_PREVIEWED = "Something that this merge touches has changed since you looked. Look at the preview again."
MOST_SINCE = 20  # later changes that a refusal names
TOUCHED_AT_ONCE = 400
LONGEST_NAME = 250


def merge(former: Any, heir: Any, person: Any, reason: str = "", digest: str | None = None) -> Merge:
    """Have everything that names the former name its heir, and delete it. One transaction.

    ``digest`` is that of the plan which the person has looked at. Raises PermissionDenied, or ValidationError with
    every obstacle; then nothing has changed.
    """
    permit_merge(person)
    with upkeep.collected():
        former, heir = lock_rows(former, heir)
        plan = plan_merge(former, heir)
        if plan.obstacles:
            raise ValidationError(plan.obstacles)
        if digest is not None and digest != plan.digest:
            raise ValidationError(NOT_AS_PREVIEWED, code="changed")
        return carry_out(plan, person, reason)


def permit_merge(person: Any) -> None:
    """PermissionDenied for who may not merge."""
    if not person.has_perm(RIGHT):
        raise PermissionDenied("Only those who review merge.")


def lock_rows(former: Any, heir: Any) -> tuple[Any, Any]:
    """Both as they are stored, to the end of the transaction. ValidationError if one is gone."""
    rows = type(former).objects.select_for_update().order_by("pk").in_bulk([former.pk, heir.pk])
    if len(rows) < 2:
        raise ValidationError("Choose another row to merge it into.")
    return rows[former.pk], rows[heir.pk]


def carry_out(plan: MergePlan, person: Any, reason: str = "") -> Merge:
    """Do what the plan says. Within a transaction that has locked both rows."""
    former, heir = plan.former, plan.heir
    why = f"merged “{former}” into “{heir}”"
    signature = Signature(person, f"{why}: {reason}" if reason else why)
    changes = change_records(plan.changes)
    between = list(owners_of([*plan.removals, *(change.row for change in plan.changes)]))
    leavers = list(_leavers(plan))
    moves: dict[str, Any] = {
        "heirs": {model._meta.label: list(keys.items()) for model, keys in plan.heirs.items()},
        "rows": [row_record(row) for row in leavers],
        "changes": changes,
        "removals": [row_record(row) for row in plan.removals],
        "owners": [[model._meta.label, key] for model, key in between],
        "duplicates": plan.duplicates,
    }
    for model, keys in plan.heirs.items():
        for key, heir_key in keys.items():
            keep_writers(model, [key], heir_key)
    with trials.accepted():  # who merges alone is asked in `merge_proposals`
        with upkeep.collected():  # cells of the former are gone before it goes, and with them what they were counted as
            delete_rows(plan.removals, signature)
            write_changes(changes, "new", signature)
            note_members(between, signature)
        delete_rows(leavers, signature)
    moves["address"] = _lead_on(plan, signature) if plan.leads_on else None
    moves["marks"] = history_marks()
    return Merge.objects.create(
        kind=plan.kind, former=former.pk, former_slug=former.slug, former_name=_name(former),
        heir=heir.pk, heir_name=_name(heir), reason=reason, moves=moves,
        merged_by=person, merged_on=timezone.now(),
    )  # fmt: skip


def _leavers(plan: MergePlan) -> Iterator[Any]:
    """The former, after what belongs to it."""
    for model in reversed([*plan.heirs]):
        yield from QuerySet(model).filter(pk__in=list(plan.heirs[model])).order_by("pk")


def _name(row: Any) -> str:
    return str(getattr(row, "label", row))[:LONGEST_NAME]


def _lead_on(plan: MergePlan, signature: Signature) -> int:
    """The old address leads to the heir. Returns the key of that row."""
    place = {"kind": NAME_OF_MODEL[type(plan.former)], "slug": plan.former.slug, "target": plan.heir.pk}
    there = FormerSlug.objects.filter(**place).first()
    if there is None:
        there = signature.sign(FormerSlug(**place))
        there.save()
    return int(there.pk)


# Back


def undo_merge(merging: Merge, person: Any) -> None:
    """Make two of one again, as they were. One transaction.

    Raises PermissionDenied, or ValidationError with all that has changed since; then nothing has changed.
    """
    permit_merge(person)
    with upkeep.collected():
        merging = Merge.objects.select_for_update().get(pk=merging.pk)
        if merging.undone_on:
            raise ValidationError("This merge is undone already.")
        if not MERGEABLE[merging.kind].objects.filter(pk=merging.heir).exists():
            raise ValidationError(f"“{merging.heir_name}”, into which it was merged, is gone.")
        if since := changes_since(merging):
            raise ValidationError(since)
        with trials.accepted():
            _take_back(merging.moves, Signature(person, f"undone: merged {merging}"))
        merging.undone_by, merging.undone_on = person, timezone.now()
        merging.save()


def _take_back(moves: dict[str, Any], signature: Signature) -> None:
    """All in the opposite order."""
    for address in FormerSlug.objects.filter(pk=moves["address"]):
        signature.sign(address).delete()
    bring_back(reversed(moves["rows"]), signature)
    write_changes(reversed(moves["changes"]), "old", signature)
    bring_back(reversed(moves["removals"]), signature)
    again = {(record["table"], record["values"]["id"]) for record in moves["removals"]}
    pairs = ((label, key) for label, key in moves["owners"] if (label, key) not in again)
    note_members([(apps.get_model(label), key) for label, key in pairs], signature)


def changes_since(merging: Merge) -> list[str]:
    """What has changed of what the merge touched, or names its heir and is new; in words, the first of them.

    Some queries for each table.
    """
    since = [words for model in tables() if has_history(model) for words in _later_entries(model, merging)]
    return (since + list(_lost_places(merging)))[:MOST_SINCE]


def _later_entries(model: Model, merging: Merge) -> Iterator[str]:
    moves = merging.moves
    heirs: dict[Model, dict[int, int]] = {apps.get_model(label): dict(pairs) for label, pairs in moves["heirs"].items()}
    entries = model.history.filter(  # type: ignore[attr-defined]
        history_id__gt=moves["marks"].get(model._meta.label, 0)
    ).select_related(None)
    condition = Q(pk__in=[])
    for target, keys in heirs.items():
        both = [*keys, *keys.values()]
        if model is target:
            condition |= Q(id__in=both)
        for name in columns(model, target):
            condition |= Q(**{f"{name}__in": both})
    touched = [*_touched(model, moves)]
    later = {entry.pk: entry for entry in entries.filter(condition).order_by("history_id")[:MOST_SINCE]}
    for keys_at_once in portions(touched, TOUCHED_AT_ONCE):
        rows = entries.filter(id__in=list(keys_at_once)).order_by("history_id")[:MOST_SINCE]
        later |= {entry.pk: entry for entry in rows}
    for entry in list(later.values())[:MOST_SINCE]:
        deed = {"+": "is new", "~": "was changed", "-": "was deleted"}[entry.history_type]
        when = date_format(timezone.localtime(entry.history_date), "DATETIME_FORMAT")
        yield f"{model._meta.verbose_name} {_name_of(entry)} {deed} on {when}".capitalize()


def _touched(model: Model, moves: dict[str, Any]) -> Iterator[int]:
    label = model._meta.label
    for record in moves["changes"]:
        yield from record["keys"] if record["table"] == label else ()
    yield from (record["values"]["id"] for record in moves["removals"] if record["table"] == label)
    yield from (key for table, key in moves["owners"] if table == label)


def _name_of(entry: Any) -> str:
    return next((str(getattr(entry, name)) for name in ("key", "slug") if hasattr(entry, name)), f"number {entry.id}")


def _lost_places(merging: Merge) -> Iterator[str]:
    """Whether another row has the name or the slug of the former by now, or its address leads on to another one."""
    model = MERGEABLE[merging.kind]
    for record in merging.moves["rows"]:
        if record["table"] != model._meta.label:
            continue
        values = record["values"]
        names = [field.attname for field in model._meta.concrete_fields if field.unique and not field.primary_key]
        names_elsewhere = (name for name in names if model.objects.filter(**{name: values[name]}).exists())
        yield from (
            f"Another {model._meta.verbose_name} is called “{values[name]}” by now." for name in names_elsewhere
        )
        holders = (other for other in former_holders(row_of(record)) if other.pk != merging.heir)
        yield from (f"The address “{values['slug']}” leads on to “{other}” by now." for other in holders)
