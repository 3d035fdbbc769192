"""Measure what single edits cost: ``python -m tests.bench.writing KIND=ROW …`` on a copy of a base, with the settings
of the site. Prints the seconds of CPU of each, the least of several, as JSON.

Each edit is saved as an editor's form does, with its rules, its history and the cells, counts and words it reaches.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

TIMES = 5


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "compare.settings")
    django.setup()
    rows = dict(argument.split("=") for argument in sys.argv[1:])
    edits = {kind: edit_of(kind, slug) for kind, slug in rows.items()}
    print(json.dumps({kind: min(edit() for _ in range(TIMES)) for kind, edit in edits.items()}))


def edit_of(kind: str, slug: str) -> Callable[[], float]:
    """The edit of a row; each call returns its seconds of CPU."""
    return publishing(slug) if kind == "claim" else renaming(kind, slug)


def publishing(key: str) -> Callable[[], float]:
    from django.contrib.auth import get_user_model
    from django.db.models import QuerySet

    from kb.editing import workflow
    from kb.models import Claim

    users = get_user_model().objects
    person = users.filter(username="bench").first() or users.create_superuser("bench")

    def edit() -> float:
        QuerySet(Claim).filter(key=key).update(status="review")  # past the workflow, to be published again
        claim = Claim.objects.get(key=key)
        return seconds(lambda: workflow.take(workflow.PUBLISH, claim, person))

    return edit


def renaming(kind: str, slug: str) -> Callable[[], float]:
    from django.apps import apps

    name = {"source": "title", "option": "label"}.get(kind, "name")
    row: Any = apps.get_model("kb", kind)._default_manager.get(**{"pk" if kind == "option" else "slug": slug})

    def edit() -> float:
        setattr(row, name, f"{getattr(row, name)} x")
        row.full_clean()
        return seconds(row.save)

    return edit


def seconds(work: Callable[[], Any]) -> float:
    """Seconds of CPU of this process and of the one that serves its connection."""
    before = time.process_time() + of_database()
    work()
    return time.process_time() + of_database() - before


def of_database() -> float:
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


if __name__ == "__main__":
    main()
