"""What tests of the base share: a picture of every table, and an empty base."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from kb import fixture
from kb.models import Cell, Claim


def tables() -> list[type[models.Model]]:
    return list(apps.get_app_config("kb").get_models(include_auto_created=True))


def picture() -> dict[str, list[Any]]:
    """Every row of every table: history, cells and revision included."""
    return {model.__name__: list(model._base_manager.order_by("pk").values_list()) for model in tables()}


def empty_base() -> None:
    with connection.cursor() as cursor:
        for model in tables():
            cursor.execute(f'DELETE FROM "{model._meta.db_table}"')  # noqa: S608


def cells() -> list[dict[str, Any]]:
    """The roll-up, without primary keys."""
    rows = Cell.objects.select_related("framework", "aspect", "company")
    columns = "state empty flags fresh_until documents roots roots_min values".split()
    found = [{"cell": str(row), **{name: getattr(row, name) for name in columns}} for row in rows]
    return sorted(found, key=lambda row: row["cell"])


def refused_by_sql(row: models.Model, constraint: str) -> None:
    """The database itself refuses the row, with all rules in Python passed by."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        models.QuerySet(type(row)).bulk_create([row])


def whole_file() -> str:
    """The whole published base as a fixture."""
    chosen = fixture.Chosen(Claim.objects.published(), whole=True)
    return "".join(fixture.written(fixture.collect(chosen)))


def load(folder: Path, content: str | Iterable[dict[str, Any]], **options: Any) -> None:
    """Load a fixture from its text or its objects."""
    path = folder / "base.json"
    path.write_text(content if isinstance(content, str) else json.dumps(list(content)), encoding="utf-8")
    call_command("loaddata", str(path), verbosity=0, **options)
