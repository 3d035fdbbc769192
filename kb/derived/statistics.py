"""What the planner of the database knows of our tables. Without it SQLite takes any index that fits for a good one, and
reads a whole large table through it.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection

LOOKED_AT = 100_000  # entries of each index that SQLite goes through


def refresh() -> None:
    """Have the database look at the tables as they are now, in this transaction too. A query for each table."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
        for model in apps.get_app_config("kb").get_models():
            cursor.execute(f"ANALYZE {model._meta.db_table}")
