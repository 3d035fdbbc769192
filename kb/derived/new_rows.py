"""New rows of one model, written together with their history and all that follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.utils import timezone

from kb.derived import upkeep
from kb.models.former_slugs import HOLDER_MODELS, take_slugs
from kb.rows import bulk
from kb.rows.statements import portions

HISTORY = ("history_date", "history_change_reason", "history_type", "history_user_id")
NEW_KEYS_AT_ONCE = 400  # primary keys in one condition


def write_new(rows: Sequence[Any], reason: str) -> None:
    """Store rows that were checked and that have no primary key, with their history, and follow them in the roll-up.

    The database's own rules hold: IntegrityError. Some six queries for each 400; within a transaction.
    """
    model = type(rows[0])
    for row, key in zip(rows, bulk.reserve(model, len(rows)), strict=True):
        row.pk = key
    if model in HOLDER_MODELS.values():
        take_slugs(rows)
    bulk.insert(model, bulk.columns_of(model), map(bulk.values_of(model), rows))
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    _write_history(model, [row.pk for row in rows], reason)
    upkeep.follow(rows, new=True)


def _write_history(model: Any, keys: Sequence[int], reason: str) -> None:
    """A first version of each row, copied within the database."""
    history: type[models.Model] = model.history.model
    columns = [connection.ops.quote_name(field.column) for field in model.history.model.tracked_fields]
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    into = ", ".join([*columns, *HISTORY])
    for portion in portions(keys, NEW_KEYS_AT_ONCE):
        places = ", ".join(["%s"] * len(portion))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {history._meta.db_table} ({into}) SELECT {', '.join(columns)}, %s, %s, %s, %s"  # noqa: S608
                f" FROM {model._meta.db_table} WHERE id IN ({places}) ORDER BY id",
                [now, reason, "+", None, *portion],
            )
