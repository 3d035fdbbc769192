"""How far links between sources lead: whatever walks them takes as long."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

MOST_STEPS = 60  # from one end of a chain to the other
TOO_FAR_CODE = "kb_sourcelink_too_far"
TOO_FAR = f"With this link a chain from source to source would be longer than {MOST_STEPS} links."
# Of a walk along links all links that it meets, each once, however many ways lead there.
LINKS_MET = """
    WITH RECURSIVE met (id) AS (
        SELECT CAST(%s AS bigint) UNION SELECT {table}.{leads} FROM met JOIN {table} ON {table}.{starts} = met.id
    )
    SELECT {table}.{starts}, {table}.{leads} FROM met JOIN {table} ON {table}.{starts} = met.id
"""


def check_chain(link: Any) -> None:
    """Refuse a link that makes a chain longer than that. Two queries, of the links upstream and behind."""
    table = link._meta.db_table
    upstream = _farthest(table, "from_source_id", "to_source_id", link.to_source_id)
    behind = _farthest(table, "to_source_id", "from_source_id", link.from_source_id)
    if upstream + 1 + behind > MOST_STEPS:
        raise ValidationError(TOO_FAR, code=TOO_FAR_CODE)


def _farthest(table: str, starts: str, leads: str, source: int) -> int:
    """Links to the source that is farthest from one, each by its shortest way, so that a ring has an end; counted no
    further than a chain may go.
    """
    with connection.cursor() as cursor:
        cursor.execute(LINKS_MET.format(table=table, starts=starts, leads=leads), [source])
        onward = defaultdict[int, list[int]](list)
        for start, end in cursor.fetchall():
            onward[start].append(end)
    near, edge, steps = {source}, {source}, 0
    while edge := {end for start in edge for end in onward.get(start, ())} - near:
        near |= edge
        steps += 1
    return steps
