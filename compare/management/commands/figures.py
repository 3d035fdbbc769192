"""``manage.py figures``: the figures of the shipped bases, as the README shows them."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from compare.pages.quality import figures
from compare.query.figures import count_cells
from compare.query.selection import select

FIGURES_PRINTED = 8


class Command(BaseCommand):
    help = (
        "Print the figures of the base as a Markdown table; an empty in-memory database gets the shipped bases first."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.settings_dict["NAME"] == ":memory:":
            call_command("migrate", verbosity=0)
            call_command("load_once", verbosity=0)
        self.stdout.write(table())


def table() -> str:
    """Name and number of the first figures, as a Markdown table."""
    selection = select(QueryDict(), timezone.localdate())
    counts = figures(count_cells(selection))
    rows = [f"| {name} | {number:,} |" for name, number in counts[:FIGURES_PRINTED]]
    return "\n".join(["| what | number |", "|---|---|", *rows])
