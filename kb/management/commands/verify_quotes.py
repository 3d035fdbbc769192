"""``manage.py verify_quotes``: check every quote against the newest text of its source, or one in a folder.

Exit code 0 if all hold, 1 if any is not found, or not at the line that its locator names (or, with ``--require-text``,
has no text to be checked against).
Retired claims are left out: a misread quote keeps its page, and is not to be found for ever.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet

from kb.documents.extraction import TextRefused, read
from kb.documents.quotes import QuoteResult
from kb.documents.snapshots import CheckedQuote, check_claims
from kb.models import Claim, Source

MISSING = frozenset({QuoteResult.ABSENT, QuoteResult.ELSEWHERE})


class Command(BaseCommand):
    help = "Check quotes against the texts of their sources. Fails if any does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--source", nargs="+", action="extend", metavar="SLUG", help="Only quotes from these.")
        parser.add_argument(
            "--texts", type=Path, metavar="FOLDER", help="Texts in place of those that are kept: SLUG.txt, SLUG.md ..."
        )
        parser.add_argument("--require-text", action="store_true", help="Fail for a source without a text, too.")

    def handle(self, *args: Any, **options: Any) -> None:
        claims = Claim.objects.exclude(status=Claim.Status.RETIRED)
        if slugs := options["source"]:
            claims = claims.filter(source__in=known_sources(slugs))
        if options["texts"]:
            for name in _strange_files(options["texts"]):
                self.stdout.write(f"{name} is named after no source, and not read: SLUG.txt")
        checked = check_claims(claims, texts_in(options["texts"], claims) if options["texts"] else None)
        for quote in checked:
            if quote.check.result in MISSING:
                self.stdout.write(f"{quote.key}: “{quote.quote}” {quote.check.result.words}")
        without = Counter(quote.source for quote in checked if quote.check.result == QuoteResult.NO_TEXT)
        for slug, count in without.items():
            self.stdout.write(f"{slug} has no text: {count} quotes not checked")
        self.stdout.write(_summary(checked))
        _fail(checked, options["require_text"])


def texts_in(folder: Path, claims: QuerySet[Any]) -> Iterator[tuple[int, str]]:
    """The texts in a folder, read as an upload is, with the primary keys of their sources. One query.

    Raises CommandError for a file that holds no text.
    """
    slugs = dict(claims.exclude(quote="").order_by().values_list("source__slug", "source").distinct())
    for path in sorted(folder.iterdir()):
        source = slugs.get(path.name.partition(".")[0])
        if source is None:
            continue
        try:
            yield source, read(path.read_bytes(), path.name).text
        except TextRefused as refused:
            raise CommandError(f"{path}: {refused}", returncode=2) from refused


def _strange_files(folder: Path) -> list[str]:
    """The files in a folder that have the name of no source. One query."""
    slugs = set(Source.objects.values_list("slug", flat=True))
    return sorted(path.name for path in folder.iterdir() if path.name.partition(".")[0] not in slugs)


def known_sources(slugs: list[str]) -> Any:
    """The sources with these slugs. Raises CommandError for one that is not there. One query."""
    rows = Source.objects.filter(slug__in=slugs)
    if unknown := sorted(set(slugs) - {row.slug for row in rows}):
        raise CommandError(f"There is no source {', '.join(unknown)}.", returncode=2)
    return rows


def _summary(checked: list[CheckedQuote]) -> str:
    counts = Counter(quote.check.result for quote in checked)
    results = (result for result in QuoteResult if result is not QuoteResult.UNFINISHED)  # that is for pages
    parts = ", ".join(f"{counts[result]} {result.words}" for result in results)
    return f"{len(checked)} quotes: {parts}."


def _fail(checked: list[CheckedQuote], require_text: bool) -> None:
    failing = MISSING | {QuoteResult.NO_TEXT} if require_text else MISSING
    if count := sum(quote.check.result in failing for quote in checked):
        raise CommandError(f"{count} quotes do not hold.")
