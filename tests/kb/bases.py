"""What tests of the base share: a picture of every table, an empty base, and bases that are built once a run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import IntegrityError, connection, models, transaction

from kb.exchange import fixture
from kb.models import AdoptionTally, Cell, Claim, Expiry, Occurrence, PeriodEnd, PublicQuestion, Tally
from tests.sharing import made_once

T = TypeVar("T")
Rows = list[tuple[str, str, list[tuple[Any, ...]]]]  # of each table its model by name, its statement and its rows
MANY = 100  # rows from which on a plan matters


def tables() -> list[type[models.Model]]:
    found = (apps.get_app_config(label).get_models(include_auto_created=True) for label in ("kb", "compare"))
    return [model for models_of_app in found for model in models_of_app]


def picture() -> dict[str, list[Any]]:
    """Every row of every table: history, cells and revision included."""
    return {model.__name__: list(model._base_manager.order_by("pk").values_list()) for model in tables()}


def empty_base() -> None:
    with connection.cursor() as cursor:
        for model in tables():
            cursor.execute(f'DELETE FROM "{model._meta.db_table}"')  # noqa: S608


def cells() -> list[dict[str, Any]]:
    """The roll-up, without primary keys: every column of every cell."""
    rows = Cell.objects.select_related("framework", "aspect", "company")
    columns = [field.name for field in Cell._meta.concrete_fields if not (field.primary_key or field.is_relation)]
    found = [{"cell": str(row), **{name: getattr(row, name) for name in columns}} for row in rows]
    return sorted(found, key=lambda row: row["cell"])


COUNTED = (AdoptionTally, Tally, Occurrence, Expiry, PeriodEnd, PublicQuestion)


def counts() -> list[str]:
    """What is stored beside the cells: a line for each row, without primary keys."""
    rows = [row for model in COUNTED for row in model._default_manager.values()]
    return sorted(str({name: value for name, value in row.items() if name != "id"}) for row in rows)


def refused_by_sql(row: models.Model, constraint: str) -> None:
    """The database itself refuses the row, with all rules in Python passed by."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        models.QuerySet(type(row)).bulk_create([row])


def whole_file() -> str:
    """The whole published base as a fixture."""
    chosen = fixture.Chosen(Claim.objects.published(), whole=True)
    return "".join(fixture.written(fixture.collect(chosen), for_editors=True))


def load(folder: Path, content: str | Iterable[dict[str, Any]], **options: Any) -> None:
    """Load a fixture from its text or its objects."""
    path = folder / "base.json"
    path.write_text(content if isinstance(content, str) else json.dumps(list(content)), encoding="utf-8")
    call_command("loaddata", str(path), verbosity=0, **options)


@contextmanager
def passing() -> Iterator[None]:
    """Whatever is written within it is gone after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def built(build: Callable[[], Any]) -> Rows:
    """What ``build``, a function of a module, makes of an empty base, as rows to `put`: it runs once a run."""
    return _built(build)[0]


def base_of(build: Callable[[], T]) -> T:
    """Fill an empty base with what ``build`` makes, which runs once a run. Returns a copy of what it returned."""
    rows, returned = _built(build)
    put(rows)
    return deepcopy(returned)


@cache
def _built(build: Callable[[], T]) -> tuple[Rows, T]:
    name = f"{build.__module__}.{build.__qualname__}"
    assert "<locals>" not in name, "two functions within functions may have one name"
    return made_once(name, lambda: _build(build))


def _build(build: Callable[[], T]) -> tuple[Rows, T]:
    found: Rows = []
    with passing(), connection.cursor() as cursor:
        returned = build()
        for model in tables():
            names = [field.column for field in model._meta.fields]
            columns, values = ", ".join(f'"{name}"' for name in names), ", ".join("%s" for _ in names)
            cursor.execute(f'SELECT {columns} FROM "{model._meta.db_table}"')  # noqa: S608
            insert = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({values})'  # noqa: S608
            if rows := cursor.fetchall():
                found.append((model._meta.label, insert, rows))
    return found, returned


def put(rows: Rows) -> None:
    """Fill an empty base with rows that were built before."""
    with connection.cursor() as cursor:
        for _, insert, some in rows:
            cursor.executemany(insert, some)
        for statement in connection.ops.sequence_reset_sql(no_style(), [apps.get_model(label) for label, *_ in rows]):
            cursor.execute(statement)
        long = [f'"{apps.get_model(label)._meta.db_table}"' for label, _, some in rows if len(some) >= MANY]
        if long and connection.vendor == "postgresql":  # which plans badly for tables that it believes to be empty
            cursor.execute("ANALYZE " + ", ".join(long))


def load_shipped() -> None:
    call_command("loaddata", "flask_vs_django", verbosity=0)


def put_shipped() -> None:
    """The shipped base, as our own ``loaddata`` writes it."""
    put(built(load_shipped))


def load_both() -> None:
    call_command("loaddata", "flask_vs_django", "python_web_frameworks", verbosity=0)


def put_both() -> None:
    """Both shipped bases, as ``make run`` loads them."""
    put(built(load_both))
