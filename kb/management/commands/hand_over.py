"""``manage.py hand_over LEAVER HEIR``: the drafts of a deactivated account become another editor's."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kb.editing.handover import drafts_between, hand_over


class Command(BaseCommand):
    help = "Show the drafts of a deactivated account; with --yes they become another editor's."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("leaver", metavar="LEAVER", help="The name of an account that is not active any more.")
        parser.add_argument("heir", metavar="HEIR", help="The name of an active editor.")
        parser.add_argument("--yes", action="store_true", help="Do it; without this nothing is changed.")

    def handle(self, *args: Any, **options: Any) -> None:
        leaver, heir = _account(options["leaver"]), _account(options["heir"])
        if leaver.is_active:
            raise CommandError(f"“{leaver}” is active: deactivate the account first, so that nothing new comes.")
        if not (heir.is_active and heir.is_staff and heir.has_perm("kb.change_claim")):
            raise CommandError(f"“{heir}” is no active editor who may change claims.")
        if options["yes"]:
            self.stdout.write(f"Handed over: {hand_over(leaver, heir)}.")
            return
        drafts = drafts_between(leaver, heir)
        for key, status in drafts.values_list("key", "status"):
            self.stdout.write(f"{key} ({status})")
        self.stdout.write(f"{len(drafts)} would be handed over to {heir}. Nothing has changed; --yes does it.")


def _account(name: str) -> Any:
    person = get_user_model()._default_manager.filter(**{get_user_model().USERNAME_FIELD: name}).first()
    if person is None:
        raise CommandError(f"There is no account “{name}”.")
    return person
