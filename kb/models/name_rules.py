"""Names of one table are unique by `kb.texts.name_key`: a rule on what is written, not on what stands.

A pair that stands already stays, and a file may hold one whole: what loads files looks at all names at its end. So no
constraint can say it, and who writes a new name waits for others that do.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models

from kb.texts import name_key

NAME_ONCE = "kb_name_once"
# A name of plain letters has a key of plain letters, which is the name but for capitals and blanks; what has other
# letters is looked at by `name_key` alone. An index has all that is asked for first.
WITH_NAME = """
    SELECT id, slug, name FROM {table} WHERE id IN (
        SELECT id FROM {table} WHERE name {like} %s ESCAPE '!' OR {octets} <> length(name) OR name <> trim(name)
    ) ORDER BY slug
"""
SPELLINGS = {
    "sqlite": {"like": "LIKE", "octets": "length(CAST(name AS blob))"},
    "postgresql": {"like": "ILIKE", "octets": "octet_length(name)"},
}
_looked_at_later: ContextVar[bool] = ContextVar("whether somebody looks at all names at the end", default=False)


def has_names(model: Any) -> bool:
    """Whether rows of the model are known by a name of their own."""
    return model._meta.label in _tables_with_names()


@cache
def _tables_with_names() -> frozenset[str]:
    models_here = apps.get_app_config("kb").get_models()
    return frozenset(
        model._meta.label for model in models_here if any(f.name == "name" and f.unique for f in model._meta.fields)
    )


@contextmanager
def names_looked_at_later() -> Iterator[None]:
    """Within it no name is refused: whoever opens it calls `same_names` at the end."""
    token = _looked_at_later.set(True)
    try:
        yield
    finally:
        _looked_at_later.reset(token)


def check_name(row: Any) -> None:
    """Refuse a name that makes a new pair. One query; on PostgreSQL two more for a
    new name.
    """
    if _looked_at_later.get() or not row.name:
        return
    alike = namesakes(row)
    if any(pk == row.pk for pk, *_ in alike):
        return  # it has had this name
    if wait_for_others():
        alike = namesakes(row)
    others = [slug for _, slug, name in alike if name != row.name]  # an equal one is refused by the table itself
    if others:
        raise ValidationError({"name": [name_fault(row.name, others)]})


def wait_for_others() -> bool:
    """Let nobody else write a new name until this transaction ends; whether that can have changed what stands.

    SQLite has one writer at a time already. One query on PostgreSQL; none outside of a transaction, where nothing is
    written yet.
    """
    if connection.vendor != "postgresql" or not connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [NAME_ONCE])
    return True


def namesakes(row: Any) -> list[tuple[int, str, str]]:
    """The rows with its name. One query, which hands on those alone that can have it."""
    key = name_key(row.name)
    pattern = re.sub("([!%_])", r"!\1", key).replace(" ", "%")
    with connection.cursor() as cursor:
        cursor.execute(WITH_NAME.format(table=row._meta.db_table, **SPELLINGS[connection.vendor]), [pattern])
        return [(pk, slug, name) for pk, slug, name in cursor.fetchall() if name_key(name) == key]


def check_names_among(rows: Collection[Any]) -> None:
    """The same for rows that are written together, and do not see each other in the table. No query."""
    slugs: dict[str, str] = {}
    for row in rows if not _looked_at_later.get() else ():
        if has_names(type(row)):
            other = slugs.setdefault(name_key(row.name), row.slug)
            if other != row.slug:
                raise ValidationError({"name": [name_fault(row.name, [other])]})


def name_fault(name: str, slugs: Collection[str]) -> ValidationError:
    """What is wrong with a name that these rows have already, by the code `NAME_ONCE`."""
    words = f"“{name}” is the name of {' and '.join(slugs)} already: names differ by more than case and blanks."
    return ValidationError(words, code=NAME_ONCE)


def same_names(model: type[models.Model]) -> list[list[tuple[int, str, str]]]:
    """The rows whose names are one, together: primary key, slug and name of each. One query."""
    rows_by_key = defaultdict(list)
    for pk, slug, name in _names(model):
        rows_by_key[name_key(name)].append((pk, slug, name))
    return [rows for rows in rows_by_key.values() if len(rows) > 1]


def _names(model: type[models.Model]) -> Iterator[tuple[int, str, str]]:
    """Primary key, slug and name of each row. One query, written out: each save of a row with a name asks it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, slug, name FROM {model._meta.db_table} ORDER BY slug")  # noqa: S608
        yield from cursor.fetchall()
