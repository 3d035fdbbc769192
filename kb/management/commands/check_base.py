"""``manage.py check_base``: whether rows keep the rules, and what is derived is as computed afresh.

A line for each fault. Exit code 0 if there is none, else 1. Nothing is written.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kb.keeping.soundness import base_faults


class Command(BaseCommand):
    help = "Check every rule on rows, and cells, counts and words against a fresh computation. Writes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        number = 0
        for number, fault in enumerate(base_faults(timezone.localdate()), 1):  # noqa: B007
            self.stdout.write(str(fault))
        if number:
            raise CommandError("1 fault." if number == 1 else f"{number:,} faults.")
        self.stdout.write(
            "The base is sound: every rule holds, and all that is derived is as a fresh computation gives it."
        )
