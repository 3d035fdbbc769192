"""Bases that many tests read, each put into one transaction round a module's tests and rolled back after it.

A module that asks for one of them holds tests of that base alone: until its end no base is empty.
The shipped base is loaded once a process, by our own ``loaddata``, and kept as rows; a module gets these.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.compare import varied
from tests.kb.bases import tables

Rows = dict[str, list[tuple[Any, ...]]]


@contextmanager
def passing() -> Iterator[None]:
    """Whatever is written within it is gone after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def shipped_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Rows:
    """The rows of every table of the shipped base, as ``loaddata`` writes them."""
    with django_db_blocker.unblock(), passing(), connection.cursor() as cursor:
        call_command("loaddata", "flask_vs_django", verbosity=0)
        rows = {}
        for model in tables():
            columns = ", ".join(f'"{field.column}"' for field in model._meta.fields)
            cursor.execute(f'SELECT {columns} FROM "{model._meta.db_table}"')  # noqa: S608
            rows[model._meta.db_table] = cursor.fetchall()
        return rows


@pytest.fixture(scope="module")
def shipped(shipped_rows: Rows, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The shipped base, for the tests of a module."""
    with django_db_blocker.unblock(), passing():
        _put(shipped_rows)
        with django_db_blocker.block():
            yield


@pytest.fixture(scope="module")
def varied_base(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A small base with something of everything, for the tests of a module."""
    with django_db_blocker.unblock(), passing():
        varied.build()
        with django_db_blocker.block():
            yield


def _put(rows: Rows) -> None:
    with connection.cursor() as cursor:
        for model in tables():
            table, some = model._meta.db_table, rows[model._meta.db_table]
            columns = ", ".join(f'"{field.column}"' for field in model._meta.fields)
            values = ", ".join("%s" for _ in model._meta.fields)
            if some:
                cursor.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({values})', some)  # noqa: S608
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)


@pytest.fixture
def editor_client() -> Client:
    """A browser in which an editor has signed in."""
    from tests import factories

    client = Client()
    client.force_login(factories.editor())
    return client
