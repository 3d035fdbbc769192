"""Slugs that one might have been meant for: of a few rows all, of many those that an index has near it."""

from __future__ import annotations

from string import ascii_lowercase, digits

from django.db import connection

from kb.evidence.kinds import ThingKind
from kb.evidence.shelves import READABLE_SLUG
from kb.models.kind_models import KIND_MODELS
from kb.rows.public_things import public_at_once

MOST_COMPARED = 1_000  # slugs of one kind that are compared one by one
NEIGHBOURS = 200  # slugs on each side
NEIGHBOURS_ELSEWHERE = 5  # on each side of the same with another first letter


def near_slugs(kind: ThingKind, slug: str) -> list[str]:
    """What stands before and behind a slug in the order of slugs, and where its first letter were another or too much:
    of a table with few rows all of them; none of what nobody may see, and no source that others alone lead to. Two
    queries at most.
    """
    table, slug = KIND_MODELS[kind.name]._meta.db_table, "".join(READABLE_SLUG.findall(slug))
    public = public_at_once(kind, f"{table}.id")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT slug FROM {table} WHERE {public} ORDER BY slug LIMIT {MOST_COMPARED + 1}")  # noqa: S608
        slugs = [row[0] for row in cursor.fetchall()]
        if len(slugs) <= MOST_COMPARED:
            return slugs
        spellings = {start + slug[1:]: NEIGHBOURS_ELSEWHERE for start in ["", *ascii_lowercase, *digits]}
        spellings |= {slug[1:2] + slug[:1] + slug[2:]: NEIGHBOURS_ELSEWHERE, slug: NEIGHBOURS}
        sides = [(text, number, *side) for text, number in spellings.items() for side in (("<", "DESC"), (">=", "ASC"))]
        walks = [
            f"SELECT * FROM (SELECT slug FROM {table} WHERE slug {sign} %s AND {public} "  # noqa: S608
            f"ORDER BY slug {way} LIMIT {number}) AS side"
            for _, number, sign, way in sides
        ]
        cursor.execute(" UNION ".join(walks), [text for text, *_ in sides])
        return sorted(row[0] for row in cursor.fetchall())
