"""``manage.py upgrade_shipped``: brings the shipped bases in this base to their present edition.

One transaction, with the rules of `loaddata`. What was edited, renamed, deleted or made here since it was loaded stays
as it is, and is named. A second run finds nothing to do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, models
from django.utils.functional import cached_property

from kb.exchange.former_rows import dependants_first, lead_on, reasons_to_stay, references_to, stored_row, take_out
from kb.exchange.load_report import EDITION_REASON, LOADING_REASON, LOADING_REASONS, LoadFate
from kb.exchange.natural_keys import BY_SLUG, KNOWN_BY
from kb.exchange.shipped_bases import FormerRow, fixture_paths, former_rows, holds_shipped, is_edited, is_empty
from kb.management.commands import loaddata
from kb.models import Aspect, Claim, FormerSlug
from kb.models.former_slugs import HOLDER_MODELS
from kb.models.kind_models import NAME_OF_MODEL
from kb.wording import quantity


class Command(loaddata.Command):
    help = "Bring the shipped bases to their present edition. What was edited here stays. --dry-run says what changes."
    hint = missing_args_message = ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Say what would change, and change nothing.")
        parser.set_defaults(database=DEFAULT_DB_ALIAS, ignore=False, app_label=None, exclude=[], format=None)

    def handle(self, *args: Any, **options: Any) -> None:
        first = is_empty()
        if not (first or holds_shipped()):
            raise CommandError("This base was not made from a shipped one. Nothing was changed.")
        self.reason = LOADING_REASON if first else EDITION_REASON
        self.gone: list[FormerRow] = []
        self.refused: list[tuple[Any, str]] = []
        self.staying: list[str] = []
        self.moves: Counter[tuple[str, str]] = Counter()
        self.deleted: dict[type[models.Model], set[tuple[Any, ...]]] = {}
        self.edited = is_edited()
        super().handle(*fixture_paths(), **{**options, "verbosity": 0, "theirs": not self.edited})
        if options["verbosity"]:
            for line in self.lines(rows=options["verbosity"] > 1):
                self.stdout.write(line)

    @property
    def changes(self) -> int:
        """How many rows became new, other ones, or none."""
        counts = self.report.counts.values()
        return len(self.gone) + sum(count[fate] for count in counts for fate in (LoadFate.NEW, LoadFate.CHANGED))

    def refuse(self, number: int, obj: Any, faults: Iterable[str]) -> None:
        self.refused += [(obj, fault) for fault in faults]

    def load_row(self, obj: Any) -> list[str]:
        row = obj.object
        if row.pk is None and self.edited:
            if present := self._renamed(row):
                obj.stand_for(present)
                return [f"renamed here: {present.slug}"]
            if self._is_deleted(row):
                return ["deleted here"]
        faults = super().load_row(obj)
        before = obj.stored.aspect_id if isinstance(row, Claim) and obj.stored else None
        if before not in (None, getattr(row, "aspect_id", None)) and not faults:
            self.moves[self._aspect_slugs[before], row.aspect.slug] += 1
        return faults

    @cached_property
    def _aspect_slugs(self) -> dict[int, str]:
        return dict(Aspect.objects.values_list("pk", "slug"))

    def _renamed(self, row: Any) -> Any:
        """The stored row that had this slug before; None too for a row that is known by more than its slug."""
        kind = NAME_OF_MODEL.get(type(row))
        if kind not in HOLDER_MODELS or row._meta.label_lower in KNOWN_BY:
            return None
        former = FormerSlug.objects.filter(kind=kind, slug=row.slug).first()
        return type(row)._default_manager.filter(pk=former.target).first() if former else None

    def _is_deleted(self, row: Any) -> bool:
        """Whether it was deleted here. One query for each table."""
        names = [row._meta.get_field(name).attname for name in KNOWN_BY.get(row._meta.label_lower, BY_SLUG)]
        if type(row) not in self.deleted:
            versions = type(row).history.filter(history_type="-").exclude(history_change_reason__in=LOADING_REASONS)
            self.deleted[type(row)] = set(versions.values_list(*names))
        return tuple(getattr(row, name) for name in names) in self.deleted[type(row)]

    def finish(self) -> None:
        """Try once more what a later row stood in the way of; take out what earlier editions held, and lead on what
        led there.
        """
        refused, self.refused = self.refused, []
        for obj in dict.fromkeys(obj for obj, _ in refused):
            self.save_obj(obj)
        self._settle()
        self.staying += [f"{obj.name}: {fault}" for obj, fault in self.refused]
        for former in dependants_first(former_rows()):
            heir = stored_row(former.model, former.heir)
            if self._went(former, heir) and heir is not None:
                lead_on(former.model, str(former.key[-1]), heir)

    def _went(self, former: FormerRow, heir: Any) -> bool:
        """Whether the row is no more, now that it may go."""
        row = stored_row(former.model, former.key)
        if row is None:
            return True
        if reason := reasons_to_stay(row) if self.edited else references_to(row):
            self.staying.append(f"{former.name}: {reason}")
            return False
        take_out(row, heir)
        self.gone.append(former)
        return True

    def lines(self, *, rows: bool) -> Iterator[str]:
        """What changed, in short; with ``rows`` each row that changed or went."""
        if self.changes:
            yield from self.report.lines(rows=rows)
            yield from (
                f"  {quantity(self.moves[pair], 'claim')} from {' to '.join(pair)}" for pair in sorted(self.moves)
            )
            yield f"{quantity(len(self.gone), 'row')} of earlier editions gone."
            yield from (f"  gone {former.name}" for former in self.gone if rows)
        else:
            yield "The shipped base is of the present edition: nothing to change."
        if self.staying:
            yield f"{quantity(len(self.staying), 'row')} left as here:"
            yield from (f"  {words}" for words in self.staying)
        if self.dry_run:
            yield loaddata.DRY_RUN
