"""The newest of what was published, retired or resolved in the whole base, for a page that names a few."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from compare.display.cells import cell_path
from compare.faces.contents import PublicChange
from compare.query.events import EVENT_STATUSES, RETIRED_STATUS
from kb.models import Cell, Claim, Resolution
from kb.rows.reading import value_and_label
from kb.rows.statements import Statement, in_subquery

CLAIM, READING, CELL = Claim._meta.db_table, Resolution._meta.db_table, Cell._meta.db_table
CLAIM_HISTORY = Claim.history.model._meta.db_table
ENTRIES = Statement(Claim.history.model, "history_date", "key", "status", order="1 DESC, 2")
SUBJECTS = Statement(
    Claim, "key", "framework__slug", "aspect__slug", "company__slug", "statement", "retire_reason", order="1"
)
NEWEST_READINGS = Statement(
    Resolution, "resolved_on", "framework__slug", "aspect__slug", "company__slug", "framework__name", "aspect__name",
    "reason", "option__slug", "option__label", "number", "boolean", "text", "aspect__unit", order="1 DESC, 2, 3, 4",
)  # fmt: skip
# when a claim first had a status that it still has, or had before it was retired
NEWEST_ENTRIES = f"""
    SELECT history_id FROM {CLAIM_HISTORY} AS entry WHERE status IN (%s, %s)
    AND EXISTS (SELECT 1 FROM {CLAIM} AS own WHERE own.key = entry.key AND own.status IN (%s, entry.status))
    AND NOT EXISTS (SELECT 1 FROM {CLAIM_HISTORY} AS earlier
        WHERE earlier.key = entry.key AND earlier.status = entry.status AND (earlier.history_date < entry.history_date
            OR (earlier.history_date = entry.history_date AND earlier.history_id < entry.history_id)))
    ORDER BY history_date DESC, history_id DESC LIMIT %s"""  # noqa: S608
READINGS_OF_CELLS = f"""
    SELECT id FROM {READING} AS reading WHERE EXISTS (SELECT 1 FROM {CELL} AS cell
        WHERE cell.framework_id = reading.framework_id AND cell.aspect_id = reading.aspect_id
            AND coalesce(cell.company_id, 0) = coalesce(reading.company_id, 0))
    ORDER BY resolved_on DESC, id LIMIT %s"""  # noqa: S608


def newest_changes(number: int) -> list[PublicChange]:
    """So many changes, the newest day first, of a day readings first; these are half of them at most. Three queries."""
    changes = [*_of_readings(number // 2), *_of_claims(number)]
    return sorted(changes, key=lambda change: change.on, reverse=True)[:number]


def _of_claims(number: int) -> Iterator[PublicChange]:
    """Two queries."""
    newest = in_subquery(f"{CLAIM_HISTORY}.history_id", NEWEST_ENTRIES)
    entries = ENTRIES.where(newest, [*EVENT_STATUSES, RETIRED_STATUS, number])
    subjects = {key: columns for key, *columns in SUBJECTS.among("key", {key for _, key, _ in entries})}
    for at, key, status in entries:
        framework, aspect, company, statement, reason = subjects[key]
        on, why = timezone.localtime(at).date(), reason if status == RETIRED_STATUS else ""
        words, path = statement or key, f"/claims/{key}/"
        yield PublicChange(on, status, key, framework, aspect, company, words, why, path)


def _of_readings(number: int) -> Iterator[PublicChange]:
    """One query."""
    newest = in_subquery(f"{READING}.id", READINGS_OF_CELLS)
    for on, framework, aspect, company, *columns in NEWEST_READINGS.where(newest, [number]):
        framework_name, aspect_name, reason, *value = columns
        words = f"{framework_name}, {aspect_name}: {value_and_label(*value)[1]}"
        path = cell_path((framework, aspect, company))
        yield PublicChange(on, "resolved", "", framework, aspect, company, words, reason, path)
