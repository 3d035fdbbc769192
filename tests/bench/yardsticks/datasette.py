"""Datasette over the same rows, with the indexes that its pages ask for."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

ROWS = Path(__file__).with_name("rows.sql")
SETTINGS = {"sql_time_limit_ms": 10_000, "max_returned_rows": 1_000, "max_csv_mb": 0, "suggest_facets": "off"}
CELL = (
    "max(CASE WHEN framework = '{0}' THEN said || ' (' || state || ', ' "
    "|| documents || ' documents, ' || roots || ' roots)' END) AS [{0}]"
)


def write_rows(base: Path, rows: Path) -> None:
    """Copy the published claims and the judged cells of a base into two flat tables."""
    rows.unlink(missing_ok=True)
    with closing(sqlite3.connect(rows)) as target:
        target.execute("ATTACH ? AS base", (str(base),))
        target.executescript(ROWS.read_text())


def options() -> list[str]:
    return [word for name, value in SETTINGS.items() for word in ("--setting", name, str(value))]


def pivot(database: str, frameworks: Sequence[str], group: str) -> str:
    """The address of a comparison on Datasette's SQL page: aspects as rows, frameworks as columns."""
    columns = ",\n  ".join(CELL.format(slug) for slug in frameworks)
    names = ", ".join(f"'{slug}'" for slug in frameworks)
    sql = (
        f"SELECT aspect_name,\n  {columns}\nFROM cells\n"
        f"WHERE aspect_group = '{group}' AND framework IN ({names})\nGROUP BY aspect ORDER BY aspect_order, aspect"
    )
    return f"/{database}?{urlencode({'sql': sql})}"


def stream(database: str) -> str:
    """All claims as CSV."""
    return f"/{database}/claims.csv?_stream=on"


def pages(database: str, framework: str) -> dict[str, str]:
    """A filtered table, two facets, a stream."""
    return {
        "filtered table": f"/{database}/claims?framework={framework}",
        "two facets": f"/{database}/cells?_facet=state&_facet=aspect_group",
        "CSV stream": f"/{database}/claims.csv?_stream=on&framework={framework}",
    }
