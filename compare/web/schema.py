"""Whether the database has the tables and columns that this code needs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

OUR_LABELS = ("kb", "compare")
MOST_MISFITS = 8  # what a log line still holds; the rest has the same remedy


class Misfit(Exception):
    """The database lacks what the code needs; its text says what."""


@cache
def check_schema() -> None:
    """Raise `Misfit`, or return and never ask again in this process.

    A misfit is asked for anew each time, since somebody is about to mend it. What the database has beyond what
    the code knows is no misfit: the next version migrates it before the last process of this one ends.
    Three queries and one for each table, then none.
    """
    if lacks := misfits():
        more = ["and more"] if len(lacks) > MOST_MISFITS else []
        raise Misfit("; ".join(lacks[:MOST_MISFITS] + more))


def misfits() -> list[str]:
    """What the database lacks, as far as a log line goes and one more. Three queries and one for each table."""
    return [f"not applied: {name}" for name in _unapplied()] or list(islice(_missing(), MOST_MISFITS + 1))


def _unapplied() -> list[str]:
    """In the order in which `migrate` takes them, our own first: they name what changed."""
    executor = MigrationExecutor(connection)
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    plan.sort(key=lambda migration: migration.app_label not in OUR_LABELS)
    return [f"{migration.app_label}.{migration.name}" for migration in plan]


def unknown_migrations() -> list[str]:
    """Those of a later version of this code that the database went through. One query."""
    loader = MigrationExecutor(connection).loader
    unknown = set(loader.applied_migrations) - set(loader.disk_migrations)
    return sorted(f"{label}.{name}" for label, name in unknown if label in OUR_LABELS)


def _missing() -> Iterator[str]:
    """The tables and columns that models name and the database lacks."""
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in apps.get_models(include_auto_created=True):
            options = model._meta
            if not options.can_migrate(connection):
                continue
            if options.db_table not in tables:
                yield f"no table {options.db_table}"
                continue
            cursor.execute(f"SELECT * FROM {quoted(options.db_table)} WHERE 1 = 0")  # noqa: S608
            columns = {column[0] for column in cursor.description}
            for field in options.local_concrete_fields:
                if field.column not in columns:
                    yield f"no column {field.column} in {options.db_table}"
