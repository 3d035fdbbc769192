"""``manage.py forget_second_factor NAME``: lets somebody make another device known, who has lost theirs."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from compare.web.second_factor import devices


class Command(BaseCommand):
    help = "Forget the device of an account: its next sign-in asks for a new one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = devices().objects
        except LookupError:
            raise CommandError("SECOND_FACTOR is off.") from None
        people = get_user_model()._default_manager.filter(**{get_user_model().USERNAME_FIELD: options["name"]})
        if not people:
            raise CommandError(f"There is no account “{options['name']}”.")
        count, _ = rows.filter(user__in=people).delete()
        self.stdout.write("Forgotten." if count else "There was none.")
