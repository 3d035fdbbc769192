"""The needs on which there are most claims."""

from __future__ import annotations

from django.db import connection

from kb.models import Need, Occurrence

FREQUENT = f"""
    SELECT need.slug, need.name FROM {Need._meta.db_table} AS need JOIN {Occurrence._meta.db_table} AS occurrence
    ON occurrence.kind = 'aspect' AND occurrence.target = need.aspect_id WHERE occurrence.claims > 0
    ORDER BY occurrence.claims DESC, need.slug LIMIT %s"""  # noqa: S608


def frequent_needs(number: int) -> list[tuple[str, str]]:
    """Slugs and names of so many needs, the one with most claims on its question first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(FREQUENT, [number])
        rows: list[tuple[str, str]] = cursor.fetchall()
    return rows
