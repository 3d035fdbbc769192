"""Writes a plan: all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError, models
from django.utils import timezone

from kb.derived import upkeep
from kb.importing import planning
from kb.importing.file_records import FileFault, ImportReport, Plan, RefusedFile, RowFate
from kb.importing.matching import chunks
from kb.models import Claim, Revision

WRITTEN = (
    "source", "locator", "framework", "aspect", "company", "option", "number", "boolean", "text", "scope",
    "compared_to", "as_of", "hedged", "via", "via_stated", "quote", "statement", "note", "status",
)  # fmt: skip


def apply(plan: Plan, user: Any = None, reason: str = "") -> ImportReport:
    """Write the new and the changed claims, with history, and rebuild the cells they touch: one transaction.

    ``reason`` goes into the history, “import FILE” if it is empty. Refused, and nothing has changed, if the plan
    has a fault, if the base has changed since so that the plan would be another one, or if the database says no.
    """
    if plan.faults:
        raise RefusedFile(*plan.faults)
    why = reason or f"import {plan.table.name}"
    if plan.new or plan.changed:
        try:
            with upkeep.collected():
                plan = _still(plan)
                _write(plan.new, user, why)
                _write(plan.changed, user, why, stored=True)
        except DatabaseError as error:
            raise RefusedFile(FileFault(f"The database refused it: {error}")) from error
    return ImportReport(
        new=tuple(claim.key for claim in plan.new),
        changed=tuple(claim.key for claim in plan.changed),
        unchanged=plan.counts[RowFate.UNCHANGED],
    )


def _still(plan: Plan) -> Plan:
    """The plan, made anew if the base has changed since. Holds the revision until the transaction ends, so that no
    other change of the base can come between.
    """
    numbers = Revision.objects.select_for_update().values_list("number", flat=True)
    if (numbers.first() or 0) == plan.revision:
        return plan
    fresh = planning.plan(plan.table)
    if fresh.faults:
        raise RefusedFile(*fresh.faults)
    if fresh.digest != plan.digest:
        raise RefusedFile(
            FileFault("The base has changed since this was looked at, and with it what the file would do.")
        )
    return fresh


def _write(claims: Sequence[Claim], user: Any, why: str, stored: bool = False) -> None:
    """Write checked claims and their history, a few queries for each chunk.

    Past `CheckedQuerySet`, which would check each row again with some twenty queries: `kb.importing.bulk_checks` has
    run the same rules, and the constraints of the tables hold here as everywhere. A stored claim is written by an
    insert that meets its own primary key, many times faster than one UPDATE of many cases.
    """
    upsert: dict[str, Any] = {"update_conflicts": True, "unique_fields": ["id"], "update_fields": WRITTEN}
    now = timezone.now()
    for portion in chunks(claims):
        if stored:
            upkeep.remember(portion)
        models.QuerySet[Any](Claim).bulk_create(portion, **upsert if stored else {})
        Claim.history.bulk_history_create(
            portion, update=stored, default_user=user, default_change_reason=why, default_date=now
        )
        upkeep.follow(portion)
