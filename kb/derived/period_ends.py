"""Where the periods of published claims end, kept with their cells: what lists by date are read from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from kb.derived.reach import Near, keys_near
from kb.models import Cell, Claim, PeriodEnd, Source
from kb.rows.cursors import streamed
from kb.rows.statements import in_subquery

CLAIMS, CELLS, SOURCES, ENDS = (model._meta.db_table for model in (Claim, Cell, Source, PeriodEnd))
# as written: of the claim, else when its source was modified, else published
DATE = f"coalesce(nullif({CLAIMS}.as_of, ''), nullif({SOURCES}.modified_on, ''), {SOURCES}.published_on)"
MONTH = f"substr({DATE}, 6, 2)"
YEAR = f"CAST(substr({DATE}, 1, 4) AS integer)"
MONTH_END = (
    f"CASE WHEN {MONTH} IN ('04', '06', '09', '11') THEN '-30' WHEN {MONTH} != '02' THEN '-31' "
    f"WHEN {YEAR} %% 4 = 0 AND ({YEAR} %% 100 != 0 OR {YEAR} %% 400 = 0) THEN '-29' ELSE '-28' END"
)
END_DAY = f"CASE length({DATE}) WHEN 4 THEN {DATE} || '-12-31' WHEN 7 THEN {DATE} || {MONTH_END} ELSE {DATE} END"
FRESH = (
    f"SELECT {CLAIMS}.id AS claim_id, {END_DAY} AS day, {CELLS}.place AS place "  # noqa: S608
    f"FROM {CLAIMS} CROSS JOIN {SOURCES} CROSS JOIN {CELLS} WHERE {SOURCES}.id = {CLAIMS}.source_id "
    f"AND {CELLS}.framework_id = {CLAIMS}.framework_id AND {CELLS}.aspect_id = {CLAIMS}.aspect_id "
    f"AND coalesce({CELLS}.company_id, 0) = coalesce({CLAIMS}.company_id, 0) "
    f"AND {CLAIMS}.status = '{Claim.Status.PUBLISHED}'"
)
FILL = f"INSERT INTO {ENDS} (claim_id, day, place) {FRESH}"
BESIDE_STORED = (
    f"SELECT fresh.claim_id, fresh.day, fresh.place, {ENDS}.day, {ENDS}.place "  # noqa: S608
    f"FROM ({FRESH}) AS fresh LEFT JOIN {ENDS} ON {ENDS}.claim_id = fresh.claim_id"
)


def renew(near: Near | None = None) -> None:
    """Write anew those of the claims near (None: of all), whose cells are stored. Two queries."""
    (gone, parameters), (filled, _) = (_near(near, column) for column in ("claim_id", f"{CLAIMS}.id"))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {ENDS} WHERE {gone}", parameters)  # noqa: S608
        cursor.execute(f"{FILL} AND {filled}", parameters)


def misdated() -> Iterator[int]:
    """The claims whose stored row is missing, needless or another than it would be now, by primary key. Two queries."""
    for claim, day, place, *stored in streamed(BESIDE_STORED, ()):
        if [day, place] != stored:
            yield claim
    yield from PeriodEnd.objects.exclude(claim__status=Claim.Status.PUBLISHED).values_list("pk", flat=True)


def _near(near: Near | None, column: str) -> tuple[str, Sequence[Any]]:
    """The condition that a column holds the primary key of one of these claims."""
    if near is None:
        return "1 = 1", ()
    sql, parameters = keys_near(Claim, near)
    return in_subquery(column, sql), parameters
