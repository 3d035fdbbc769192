"""Loads the dump of a base into the empty database of DATABASE_URL, migrates it and asks for its pages.

A process of its own, so that the database of the suite stays as it is. It prints, as JSON, what `/healthz` said
before and after, the status of each address, the schema, and which tables of the base have no row.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

PUBLIC = (
    "/", "/compare/flask-vs-django/", "/claims/", "/cells/flask/learning-curve/", "/companies/",
    "/sources/article/", "/search/?q=flask", "/changes/", "/quality/", "/disagreements/", "/choose/?must=easy-start",
    "/claims.json", "/admin/login/", "/healthz",
)  # fmt: skip
SCHEMA = {
    "sqlite": ["SELECT type, name, tbl_name, sql FROM sqlite_master WHERE tbl_name LIKE 'kb!_%' ESCAPE '!'"],
    "postgresql": [
        "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default,"
        " is_identity FROM information_schema.columns WHERE table_schema = 'public' AND starts_with(table_name, 'kb_')",
        "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE starts_with(conrelid::regclass::text, 'kb_')",
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND starts_with(tablename, 'kb_')",
    ],
}
CASTS = re.compile(r"::(character varying|text)(\[\])?|[()]")  # PostgreSQL spells them anew when a dump is loaded
OLD_ADDRESS = "/frameworks/django-web/"


def load(dump: str) -> None:
    from django.db import connection

    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            connection.connection.executescript(dump)
        else:
            cursor.execute(dump)


def statuses() -> dict[str, int]:
    from django.test import Client

    client = Client()
    found = {path: client.get(path).status_code for path in (*PUBLIC, OLD_ADDRESS, *_things())}
    client.force_login(_editor())
    return found | {path: client.get(path).status_code for path in _desk()}


def _things() -> Iterator[str]:
    from kb.models import Claim

    yield from (f"/claims/{key}/" for key in Claim.objects.published().values_list("key", flat=True))


def _editor() -> Any:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username="editor")


def _desk() -> Iterator[str]:
    """Every list of the base in the admin, and a source with its history."""
    from django.contrib import admin

    from kb.models import Source

    for model in admin.site._registry:
        if model._meta.app_label == "kb":
            yield f"/admin/kb/{model._meta.model_name}/"
    pk = Source.objects.values_list("pk", flat=True).get(slug="article")
    yield from (f"/admin/kb/source/{pk}/{page}/" for page in ("change", "history"))


def schema() -> list[str]:
    """What the database says of the base's tables, columns, constraints and indexes, whatever their order."""
    from django.db import connection

    with connection.cursor() as cursor:
        rows = [row for question in SCHEMA[connection.vendor] for row in cursor.execute(question).fetchall()]
    return sorted(CASTS.sub("", " ".join(map(str, row))) for row in rows)


def rights() -> list[list[str]]:
    """What each group may do, as pairs."""
    from django.contrib.auth.models import Group

    return sorted([group, right] for group, right in Group.objects.values_list("name", "permissions__codename"))


def empty_tables() -> list[str]:
    """The tables of the base that hold no row."""
    from django.db import connection

    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name.startswith("kb_")]
        return [name for name in tables if not cursor.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone()]  # noqa: S608


def health() -> list[Any]:
    from django.test import Client

    response = Client().get("/healthz")
    return [response.status_code, response.content.decode()]


def main(path: str) -> dict[str, Any]:
    from django.core.management import call_command

    load(Path(path).read_text(encoding="utf-8"))
    found = {"before": health(), "empty tables": empty_tables()}
    call_command("migrate", verbosity=0)
    return found | {"after": health(), "statuses": statuses(), "schema": schema(), "rights": rights()}


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    json.dump(main(sys.argv[1]), sys.stdout)
