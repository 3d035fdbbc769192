"""Fills an empty base with a few rows in every table and writes the dump of it; README.md says how to run it.

It uses only what the code of every commit has: the models, and the builders of the tests.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import django

# What psql wants and a driver does not, and what a sequence is without being told.
SCAFFOLD = re.compile(
    r"\s*$|--|SET |SELECT pg_catalog.set_config|\\|\s+(START WITH 1|INCREMENT BY 1|NO MINVALUE|NO MAXVALUE|CACHE 1)$"
)
ROW = re.compile(r"(INSERT INTO \S+ VALUES) ?(\(.*\));$", re.DOTALL)


def fill() -> None:
    """Two frameworks with every kind of aspect, value, status, reading and link; one of them had another slug."""
    from tests import factories

    editor = factories.editor(username="editor")
    flask, django_ = (factories.framework(name=name, homepage=_site(name)) for name in ("Flask", "Django-Web"))
    django_.name, django_.slug = "Django", "django"
    django_.save()
    manual, article = factories.source(slug="manual", kind="official"), factories.source(slug="article", url=_site("a"))
    factories.source_link(from_source=article, to_source=manual)
    factories.snapshot(source=article, text="Flask is easy. Django has an ORM.", taken_on=date(2026, 11, 2))
    orm, learning = factories.aspect(slug="orm"), factories.aspect(["easy", "steep"], slug="learning-curve")
    scope, reddit = factories.scope(slug="small-apps"), factories.company(slug="reddit")
    share = factories.aspect(slug="share", value_type="number", unit="%", temporal=True)
    words = factories.aspect(slug="in-words", value_type="text")
    factories.claim(framework=django_, aspect=orm, source=article, via=manual, via_stated=True, quote="has an ORM")
    factories.claim(framework=flask, aspect=share, source=manual, number="12.9", as_of="2026-05")
    factories.claim(framework=flask, aspect=words, source=article, text="small & quick", scope=scope)
    factories.claim(framework=flask, aspect=factories.adoption(), company=reddit, source=manual)
    factories.draft(framework=flask, aspect=orm, source=manual, boolean=False)
    factories.retired(framework=flask, aspect=orm, source=article)
    easy, steep = learning.options.all()
    sides = [(easy, manual), (steep, article)]
    contest = [factories.claim(framework=flask, aspect=learning, option=one, source=source) for one, source in sides]
    factories.resolution(contest, option=easy, resolved_by=editor)
    factories.gap(framework=django_, aspect=learning)
    factories.need([easy], slug="easy-start")


def _site(name: str) -> str:
    return f"https://{name.lower()}.example/"


def written(settings: dict[str, Any]) -> Iterator[str]:
    """The statements that make the base again: tables, rows, constraints."""
    if "sqlite" in settings["ENGINE"]:
        yield from _together(sqlite3.connect(settings["NAME"]).iterdump())
        return
    command = ["pg_dump", "--inserts", "--no-owner", "--no-privileges", "--no-comments", settings["NAME"]]
    named = {f"PG{name}": str(settings[name]) for name in ("HOST", "PORT", "USER", "PASSWORD")}
    done = subprocess.run(command, env=os.environ | named, capture_output=True, text=True, check=True)
    yield from _together(line for line in done.stdout.splitlines() if not SCAFFOLD.match(line))


def _together(lines: Iterable[str]) -> Iterator[str]:
    """The rows of a table in one statement; half the size, and a line for each row."""
    for start, some in groupby(lines, lambda line: found[1] if (found := ROW.match(line)) else ""):
        if start:
            yield f"{start}\n" + ",\n".join(ROW.match(line)[2] for line in some) + ";"
        else:
            yield from some


def main(target: str) -> None:
    django.setup()
    from django.db import connection

    fill()
    connection.close()
    Path(target).write_text("\n".join(written(connection.settings_dict)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    main(sys.argv[1])
