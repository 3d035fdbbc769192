"""``manage.py prepare``: all that a local trial needs before it is served, in one process.

Migrates, brings in the shipped bases and makes a first editor; each step leaves alone what is there already.
"""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Migrates, then load_once and first_editor: a base to look at, and somebody who may edit it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--empty", action="store_true", help="Leave the shipped bases out.")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        if not options["empty"]:
            call_command("load_once", stdout=self.stdout)
        call_command("first_editor", stdout=self.stdout)
