"""How far links between sources lead: whatever walks them takes as long."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

MOST_STEPS = 60  # from one end of a chain to the other
TOO_FAR_CODE = "kb_sourcelink_too_far"
TOO_FAR = f"With this link a chain from source to source would be longer than {MOST_STEPS} links."


def check_chain(link: Any) -> None:
    """Refuse a link that makes a chain longer than that. A query for each step upstream and for each behind; one for a
    link that leads where it has led.
    """
    ends = {"from_source": link.from_source_id, "to_source": link.to_source_id}
    if link.pk and type(link)._base_manager.filter(pk=link.pk, **ends).exists():
        return
    table = link._meta.db_table
    upstream = _farthest(table, "from_source_id", "to_source_id", link.to_source_id)
    behind = _farthest(table, "to_source_id", "from_source_id", link.from_source_id)
    if upstream + 1 + behind > MOST_STEPS:
        raise ValidationError(TOO_FAR, code=TOO_FAR_CODE)


def _farthest(table: str, starts: str, leads: str, source: int) -> int:
    """Links to the source that is farthest from one, each by its shortest way, so that a ring has an end; no more than
    a chain may have, and one.
    """
    near, edge, steps = {source}, {source}, 0
    with connection.cursor() as cursor:
        while edge and steps <= MOST_STEPS:
            among = ", ".join(map(str, edge))
            cursor.execute(f"SELECT DISTINCT {leads} FROM {table} WHERE {starts} IN ({among})")  # noqa: S608
            edge = {key for (key,) in cursor.fetchall()} - near
            near |= edge
            steps += bool(edge)
    return steps
