"""Reads which sources are silent: what was read in full, since when it is asked, what was outdated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db import connection

from kb.evidence.records import CellKey
from kb.evidence.silence import NOBODY_READ, Silence
from kb.models import Aspect, Claim, Company, Framework, Reading, Source

_MOST_ASPECTS = 500  # named in one question; of more, all are asked for
_READ, _SINCE, _OUTDATED = "read", "since", "outdated"
_CLAIM, _READING = Claim._meta.db_table, Reading._meta.db_table
_FRAMEWORK, _SOURCE, _ASPECT, _COMPANY = (model._meta.db_table for model in (Framework, Source, Aspect, Company))
_READ_SQL = f"""
    SELECT '{_READ}', {_FRAMEWORK}.slug, '', '', {_SOURCE}.slug, CAST({_READING}.read_on AS text)
    FROM {_READING} JOIN {_FRAMEWORK} ON {_FRAMEWORK}.id = {_READING}.framework_id
    JOIN {_SOURCE} ON {_SOURCE}.id = {_READING}.source_id
"""  # noqa: S608
_SINCE_SQL = f"SELECT '{_SINCE}', '', slug, '', '', CAST(added_on AS text) FROM {_ASPECT} WHERE added_on IS NOT NULL"  # noqa: S608
_OUTDATED_SQL = f"""
    SELECT '{_OUTDATED}', {_FRAMEWORK}.slug, {_ASPECT}.slug, coalesce({_COMPANY}.slug, ''), {_SOURCE}.slug, ''
    FROM {_READING} JOIN {_FRAMEWORK} ON {_FRAMEWORK}.id = {_READING}.framework_id
    JOIN {_CLAIM} ON {_CLAIM}.source_id = {_READING}.source_id AND {_CLAIM}.framework_id = {_READING}.framework_id
    AND {_CLAIM}.status = 'retired' AND {_CLAIM}.retire_reason = 'outdated'
    JOIN {_SOURCE} ON {_SOURCE}.id = {_READING}.source_id JOIN {_ASPECT} ON {_ASPECT}.id = {_CLAIM}.aspect_id
    LEFT JOIN {_COMPANY} ON {_COMPANY}.id = {_CLAIM}.company_id
"""  # noqa: S608


def read_silence(
    frameworks: Collection[str],
    aspects: Collection[str],
    columns: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> Silence:
    """What says of cells without a claim which sources are silent there; ``columns`` are those of sources, with the
    values that count. One query, or none where no cell is asked for.
    """
    if not frameworks or not aspects:
        return NOBODY_READ
    readings: dict[str, list[tuple[str, date]]] = defaultdict(list)
    since: dict[str, date] = {}
    outdated: dict[CellKey, set[str]] = defaultdict(set)
    for kind, framework, aspect, company, source, day in _rows(frameworks, aspects, columns):
        if kind == _READ:
            readings[framework].append((source, date.fromisoformat(day)))
        elif kind == _SINCE:
            since[aspect] = date.fromisoformat(day)
        else:
            outdated[CellKey(framework, aspect, company or None)].add(source)
    return Silence(readings, since, outdated)


def _rows(
    frameworks: Collection[str],
    aspects: Collection[str],
    columns: Mapping[str, Collection[str]],
) -> list[tuple[Any, ...]]:
    counting = [(f"{_SOURCE}.{name}", values) for name, values in columns.items()]
    parts: list[tuple[str, list[tuple[str, Collection[str] | None]]]] = [
        (_READ_SQL, [(f"{_FRAMEWORK}.slug", frameworks), *counting]),
        (_OUTDATED_SQL, [(f"{_FRAMEWORK}.slug", frameworks)]),
        (_SINCE_SQL, [("slug", aspects if len(aspects) <= _MOST_ASPECTS else None)]),
    ]
    texts, parameters = [], []
    for sql, conditions in parts:
        asking = [(column, values) for column, values in conditions if values is not None]
        texts.append(" ".join([sql, *_where(asking, "WHERE" if "WHERE" not in sql else "AND")]))
        parameters += [value for _, values in asking for value in values]
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(texts)} ORDER BY 1, 2, 5, 3, 4", parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _where(conditions: list[tuple[str, Collection[str]]], first: str) -> Iterator[str]:
    for column, values in conditions:
        yield f"{first} {column} IN ({', '.join(['%s'] * len(values))})" if values else f"{first} 1 = 0"
        first = "AND"
