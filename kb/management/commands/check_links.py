"""``manage.py check_links``: ask the addresses of sources whether they still answer, and record it.

Copies in archives are asked too. Nothing is recorded before one of them has met a server: without a network all of them
would look dead.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from kb.derived import upkeep
from kb.documents import link_checks
from kb.management.commands.verify_quotes import known_sources
from kb.models import Source

BATCH = 20  # recorded together: each batch rebuilds the cells once
LATER = "left for later: the host asks to wait"
Request = tuple[
    Source, link_checks.LinkAnswer | None, link_checks.LinkAnswer | None
]  # what its address and its archive copy answered


class Command(BaseCommand):
    help = "Ask the addresses of sources whether they still answer. A link that answers is not thereby verified."
    checker = link_checks.Checker  # tests put one in its place that may ask this machine

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--source", nargs="+", action="extend", metavar="SLUG", help="Only these.")
        parser.add_argument("--online", action="store_true", help="The network is up: record even if nothing answers.")
        parser.add_argument("--older-than", type=int, metavar="DAYS", help="Only what was not checked for so long.")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        sources = _chosen(options["source"], options["older_than"], today)
        self.checked: Counter[str] = Counter()
        asking = self.checker()
        self.online = options["online"]
        answers: list[Request] = []
        try:
            for source in sources:
                answer = self._ask(asking, source.url, source.slug)
                archive = self._ask(asking, source.archive_url, f"{source.slug}, archive copy")
                if answer or archive:
                    answers.append((source, answer, archive))
                if len(answers) >= BATCH and self.online:
                    self._record(answers, today)
        finally:  # what was asked is kept, also when the rest is broken off
            if self.online:
                self._record(answers, today)
        if answers:
            raise CommandError(
                "Nothing answered: the network may be down. Nothing is recorded. If it is up, say so with --online."
            )
        parts = ", ".join(f"{self.checked[state]} {state.label}" for state in link_checks.State if state)
        self.stdout.write(f"{self.checked.total()} links: {parts}, {self.checked[LATER]} left for later.")

    def _ask(self, asking: link_checks.Checker, url: str, name: str) -> link_checks.LinkAnswer | None:
        if not url:
            return None
        answer = asking.check(url)
        self.online |= bool(answer and answer.reached)
        self.checked[answer.state if answer else LATER] += 1
        words = f"{answer.state.label} ({answer.words})" if answer else LATER
        self.stdout.write(f"{name}: {words}")
        return answer

    def _record(self, answers: list[Request], today: date) -> None:
        with upkeep.collected():
            for source, answer, archive in answers:
                if not link_checks.record(source.pk, source.url, answer, today, archive):
                    self.stdout.write(f"{source.slug}: not recorded, its address was changed meanwhile")
        answers.clear()


def _chosen(slugs: list[str] | None, older_than: int | None, today: date) -> QuerySet[Any]:
    """Sources with an address, those longest unchecked first. One query."""
    sources: QuerySet[Any] = known_sources(slugs) if slugs else Source.objects.all()
    if older_than is not None:
        since = today - timedelta(days=older_than)
        sources = sources.filter(Q(link_checked_on__isnull=True) | Q(link_checked_on__lt=since))
    return sources.exclude(url="", archive_url="").order_by(F("link_checked_on").asc(nulls_first=True), "slug")
