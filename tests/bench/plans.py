"""Which plans PostgreSQL takes: ``python -m tests.bench.plans PATH …`` asks for each page, and prints every query that
reads the whole of a large table, with the rows that it keeps of it, as JSON lines.
"""

import json
import os
import sys
from collections.abc import Iterator
from typing import Any

import django

LARGE = {"kb_claim", "kb_cell", "kb_mention", "kb_historicalclaim", "compare_preparedrow"}


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    asked: list[tuple[str, Any]] = []

    def note(execute: Any, statement: str, parameters: Any, many: bool, context: Any) -> Any:
        asked.append((statement, parameters))
        return execute(statement, parameters, many, context)

    for path in sys.argv[1:]:
        asked.clear()
        with connection.execute_wrapper(note):
            b"".join(Client(SERVER_NAME="localhost").get(path))  # type: ignore[arg-type]
        for statement, parameters in asked:
            if statement.lstrip().startswith(("SELECT", "WITH")):
                for table, kept, read in scans(explained(statement, parameters)):
                    print(json.dumps([path, table, kept, read, " ".join(statement.split())]), flush=True)


def explained(statement: str, parameters: Any) -> dict[str, Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}", parameters)
        plans = cursor.fetchone()[0]
    found: dict[str, Any] = (json.loads(plans) if isinstance(plans, str) else plans)[0]["Plan"]
    return found


def scans(plan: dict[str, Any]) -> Iterator[tuple[str, int, int]]:
    """Large tables that are read whole: name, rows kept, rows read."""
    if plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in LARGE and plan["Actual Loops"]:
        kept = int(plan["Actual Rows"] * plan["Actual Loops"])
        yield plan["Relation Name"], kept, kept + int(plan.get("Rows Removed by Filter", 0) * plan["Actual Loops"])
    for part in plan.get("Plans", ()):
        yield from scans(part)


if __name__ == "__main__":
    main()
