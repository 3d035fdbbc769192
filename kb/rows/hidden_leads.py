"""Reads what walks go through and a filter hides: claims with an upstream, in cells that have claims which count."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from kb.evidence.records import CellKey
from kb.evidence.roots import Lead
from kb.models import Aspect, Claim, Company, Framework, Source

_CLAIM = Claim._meta.db_table
_FRAMEWORK, _SOURCE, _ASPECT, _COMPANY = (model._meta.db_table for model in (Framework, Source, Aspect, Company))
_HIDDEN = f"""
    WITH passing (id) AS ({{passing}}),
    touched AS (
        SELECT DISTINCT own.framework_id, own.aspect_id, own.company_id
        FROM {_CLAIM} AS own JOIN passing ON passing.id = own.id
    )
    SELECT {_FRAMEWORK}.slug, {_ASPECT}.slug, {_COMPANY}.slug, {_SOURCE}.slug, via.slug, {_CLAIM}.via_stated
    FROM touched CROSS JOIN {_CLAIM} JOIN {_FRAMEWORK} ON {_FRAMEWORK}.id = {_CLAIM}.framework_id
    JOIN {_ASPECT} ON {_ASPECT}.id = {_CLAIM}.aspect_id JOIN {_SOURCE} ON {_SOURCE}.id = {_CLAIM}.source_id
    JOIN {_SOURCE} AS via ON via.id = {_CLAIM}.via_id LEFT JOIN {_COMPANY} ON {_COMPANY}.id = {_CLAIM}.company_id
    WHERE {_CLAIM}.framework_id = touched.framework_id AND {_CLAIM}.aspect_id = touched.aspect_id
    AND coalesce({_CLAIM}.company_id, 0) = coalesce(touched.company_id, 0) AND {_CLAIM}.status = 'published'
    AND NOT EXISTS (SELECT 1 FROM passing WHERE passing.id = {_CLAIM}.id)
    ORDER BY {_CLAIM}.key
"""  # noqa: S608


def hidden_leads(passing: QuerySet[Any]) -> dict[CellKey, list[Lead]]:
    """By cell, for the claims that count. A claim without an upstream leads nowhere. One query."""
    try:
        sql, parameters = passing.order_by().values("pk").query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return {}
    by_cell: dict[CellKey, list[Lead]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_HIDDEN.format(passing=sql), parameters)
        for framework, aspect, company, source, via, stated in cursor.fetchall():
            by_cell[CellKey(framework, aspect, company)].append(Lead(source, via, bool(stated)))
    return by_cell
