"""What would be seen with something for the first time: the things that it leads to and that nobody may see yet.

A claim leads to all that it names, a source on to what it derives from or cites and to whose own it is, a question that
nobody sees to its options. An option is seen with its question, but reviewed with the first claim that takes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import connection

from kb.evidence.kinds import ASPECT, BY_COLUMN, COMPANY, FRAMEWORK, KINDS, OPTION, SCOPE, SOURCE
from kb.models import Claim, Option, Source, SourceLink
from kb.rows.public_things import ON_PAGES, claims_naming, public_sql

Thing = tuple[str, int]  # kind and primary key
CLAIMS, LINKS, SOURCES, OPTIONS = (model._meta.db_table for model in (Claim, SourceLink, Source, Option))
UNSEEN = " ".join(
    f"WHEN '{kind.name}' THEN NOT {public_sql(kind, 'met.id', ON_PAGES, many=True)}"
    for kind in (FRAMEWORK, ASPECT, COMPANY, SCOPE, SOURCE)
)
UNSEEN += f" WHEN '{OPTION.name}' THEN NOT {claims_naming('option_id', 'met.id', ON_PAGES)}"
# holder: a claim by its key, or 0; starts: what it names; met: and all that this leads to
WALK = f"""
    WITH RECURSIVE starts (holder, kind, id) AS ({{starts}}),
    upstream (holder, id) AS (
        SELECT holder, id FROM starts WHERE kind = '{SOURCE.name}'
        UNION
        SELECT upstream.holder, {LINKS}.to_source_id FROM upstream
        JOIN {LINKS} ON {LINKS}.from_source_id = upstream.id
    ),
    met (holder, kind, id) AS (
        SELECT holder, kind, id FROM starts WHERE kind <> '{SOURCE.name}'
        UNION SELECT holder, '{SOURCE.name}', id FROM upstream
        UNION SELECT holder, '{FRAMEWORK.name}', {SOURCES}.framework_id FROM upstream
            JOIN {SOURCES} ON {SOURCES}.id = upstream.id WHERE {SOURCES}.framework_id IS NOT NULL
        UNION SELECT holder, '{COMPANY.name}', {SOURCES}.company_id FROM upstream
            JOIN {SOURCES} ON {SOURCES}.id = upstream.id WHERE {SOURCES}.company_id IS NOT NULL
        UNION SELECT holder, '{OPTION.name}', {OPTIONS}.id FROM starts
            JOIN {OPTIONS} ON {OPTIONS}.aspect_id = starts.id
            WHERE starts.kind = '{ASPECT.name}' AND NOT {public_sql(ASPECT, "starts.id", ON_PAGES, many=True)}
    )
    SELECT holder, kind, id FROM met
    WHERE CASE kind {UNSEEN} ELSE 1 = 0 END
"""  # noqa: S608


def unseen_with_claims(claims: Collection[int]) -> list[tuple[int, str, int]]:
    """Claim, kind and key of each that would be seen with one of these claims; those published are left out. One query,
    which looks into indexes alone.
    """
    if not claims:
        return []
    keys = ", ".join(map(str, map(int, claims)))
    return _walked(
        f"SELECT id, '{kind.name}', {column}_id FROM {CLAIMS} "  # noqa: S608
        f"WHERE id IN ({keys}) AND status IN ('draft', 'review') AND {column}_id IS NOT NULL"
        for column, kind in BY_COLUMN.items()
    )


def unseen_with(things: Collection[Thing]) -> list[Thing]:
    """Those of some things, and of all that they lead to, that nobody may see. One query, or none."""
    if not things:
        return []
    rows = _walked(f"SELECT 0, '{KINDS[kind].name}', CAST({int(key)} AS bigint)" for kind, key in sorted(things))
    return [(kind, key) for _, kind, key in rows]


def _walked(starts: Iterable[str]) -> list[tuple[int, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(WALK.format(starts=" UNION ".join(starts)))
        return sorted(cursor.fetchall())
