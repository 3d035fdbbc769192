"""How far links between sources lead: whatever walks them takes as long."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

MOST_STEPS = 60  # from one end of a chain to the other
TOO_FAR_CODE = "kb_sourcelink_too_far"
TOO_FAR = f"With this link a chain from source to source would be longer than {MOST_STEPS} links."
# The links are walked by every way, and of each source the shortest counts, so that a ring has an end.
WALK_OF_LINKS = """
    {name} (id, steps) AS (
        SELECT CAST(%s AS bigint), 0 UNION
        SELECT {table}.{leads}, {name}.steps + 1 FROM {name} JOIN {table} ON {table}.{starts} = {name}.id
        WHERE {name}.steps <= {most}
    )
"""
FARTHEST = "(SELECT max(least) FROM (SELECT min(steps) AS least FROM {name} GROUP BY id) AS {name}_by_source)"


def check_chain(link: Any) -> None:
    """Refuse a link that makes a chain longer than that. One query."""
    ends = {"upstream": ("from_source_id", "to_source_id"), "behind": ("to_source_id", "from_source_id")}
    table = link._meta.db_table
    walks = [
        WALK_OF_LINKS.format(name=name, table=table, starts=starts, leads=leads, most=MOST_STEPS)
        for name, (starts, leads) in ends.items()
    ]
    farthest = " + ".join(FARTHEST.format(name=name) for name in ends)
    with connection.cursor() as cursor:
        sql = f"WITH RECURSIVE {', '.join(walks)} SELECT {farthest} + 1"
        cursor.execute(sql, [link.to_source_id, link.from_source_id])
        (steps,) = cursor.fetchone()
    if steps > MOST_STEPS:
        raise ValidationError(TOO_FAR, code=TOO_FAR_CODE)
