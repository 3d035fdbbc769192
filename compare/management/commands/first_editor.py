"""``manage.py first_editor``: makes the first account, so that somebody can sign in."""

import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import transaction

EDITOR_NAME = "editor"


class Command(BaseCommand):
    help = f"Makes the superuser {EDITOR_NAME!r} with a random password, printed once, if there is no user yet."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        users = get_user_model()
        if users.objects.exists():
            return
        password = secrets.token_urlsafe(12)
        users.objects.create_superuser(username=EDITOR_NAME, password=password)
        self.stdout.write(f"First editor: user {EDITOR_NAME}, password {password}  (shown only this once)")
        self.stdout.flush()
