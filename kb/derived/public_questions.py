"""The questions asked once of a framework that anybody may see, kept by group, so that a figure counts one index."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import connection

from kb.evidence.kinds import ASPECT
from kb.models import Aspect, PublicQuestion
from kb.rows import bulk
from kb.rows.public_things import public_sql
from kb.rows.statements import portions

ASPECTS, STORED = (model._meta.db_table for model in (Aspect, PublicQuestion))
NOT_PUBLIC = 0  # the group of what is not counted
DUE_GROUP = (
    f"CASE WHEN NOT {ASPECTS}.per_company AND {public_sql(ASPECT, f'{ASPECTS}.id')} THEN {ASPECTS}.group_id ELSE 0 END"
)
PRESENT_GROUP = f"coalesce({STORED}.group_id, {NOT_PUBLIC})"
DIFFERING = (
    f"SELECT aspect, due FROM (SELECT {ASPECTS}.id AS aspect, {DUE_GROUP} AS due, {PRESENT_GROUP} AS present "  # noqa: S608
    f"FROM {ASPECTS} LEFT JOIN {STORED} ON {STORED}.aspect_id = {ASPECTS}.id WHERE {{among}}) AS beside "
    "WHERE due <> present"
)
QUESTIONS_AT_ONCE = 500  # primary keys in one condition


def renew(aspects: Collection[int] | None = None) -> None:
    """Write anew what is stored of these aspects (None: of all), after their cells. A query for each 500, and two more
    where one of them becomes public or is public no more.
    """
    for rows in portions(misplaced(aspects), QUESTIONS_AT_ONCE):
        PublicQuestion.objects.filter(pk__in=[aspect for aspect, _ in rows]).delete()
        bulk.insert(PublicQuestion, ("aspect_id", "group_id"), [row for row in rows if row[1] != NOT_PUBLIC])


def misplaced(aspects: Collection[int] | None = None) -> list[tuple[int, int]]:
    """Those of these aspects whose stored row is missing, needless or in another group: primary keys of the aspect and
    of the group that it should be in, or `NOT_PUBLIC`. A query for each 500.
    """
    every = [()] if aspects is None else portions(sorted(aspects), QUESTIONS_AT_ONCE)
    return [row for portion in every for row in _misplaced(portion)]


def _misplaced(aspects: Sequence[int]) -> list[tuple[int, int]]:
    among = f"{ASPECTS}.id IN ({', '.join(['%s'] * len(aspects))})" if aspects else "1 = 1"
    with connection.cursor() as cursor:
        cursor.execute(DIFFERING.format(among=among), list(aspects))
        rows: list[tuple[int, int]] = cursor.fetchall()
        return rows
