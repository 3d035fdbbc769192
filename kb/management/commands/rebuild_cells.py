"""``manage.py rebuild_cells``: judge every cell afresh and store the roll-up; index every word afresh."""

from typing import Any

from django.core.management.base import BaseCommand

from kb.derived import upkeep
from kb.rows import bulk


class Command(BaseCommand):
    help = "Judge every cell afresh and store the roll-up, and the words that a search finds. Safe at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        with bulk.pages_at_hand():
            self.stdout.write(f"Rebuilt {upkeep.rebuild()} cells.")
