"""``manage.py load_once FILE``: loads a fixture into an empty base, and leaves any other base alone."""

from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Loads a fixture if the base has no framework and no claim yet; otherwise does nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fixture")

    def handle(self, *args: Any, **options: Any) -> None:
        if any(apps.get_model("kb", name)._default_manager.exists() for name in ("Framework", "Claim")):
            return
        call_command("loaddata", options["fixture"], verbosity=options["verbosity"])
