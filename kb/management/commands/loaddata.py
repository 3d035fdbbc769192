"""``manage.py loaddata``: Django's command, with the rules of the base.

One transaction loads every file, checks each row, writes history and rebuilds the cells it touched. Any
fault, and nothing has changed: every fault is named with the row it is in. What a file says nothing about,
such as who reviewed a claim, stays as it was; rows that would not change are left alone. A row that was edited
here since it was last loaded, as its history knows, is overwritten only with ``--theirs``.
"""

from __future__ import annotations

import contextlib
import warnings
from collections import defaultdict
from collections.abc import Iterable
from operator import itemgetter
from typing import Any, NamedTuple

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import loaddata
from django.core.serializers.base import DeserializationError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, IntegrityError, models, transaction

from kb.derived import upkeep
from kb.derived.new_rows import write_new
from kb.exchange import fixture_loading
from kb.exchange.load_report import (
    LOADING_REASON,
    LoadFate,
    LoadingReport,
    changed_fields,
    edited_fields,
    is_there_already,
)
from kb.models import name_rules
from kb.models.checked import CheckedModel
from kb.models.quick import is_surely_clean
from kb.rows import bulk
from kb.texts import name_key

MOST_FAULTS = 50
DRY_RUN = "This was a dry run: nothing was changed."


class NumberedRow(NamedTuple):
    """A row that is in order and waits to be written, and its number among all objects."""

    number: int
    obj: Any


class NameEntry(NamedTuple):
    """A row of the files that has a name, and whether it did not have it here before."""

    numbered: NumberedRow
    is_new: bool


class DryRun(Exception):
    """All is known, and nothing is to be kept."""


class Command(loaddata.Command):
    help = "Load fixtures: one transaction, every rule checked, cells rebuilt. Any fault and nothing changes."
    reason = LOADING_REASON  # in the history of each row that is written
    hint = "; --theirs takes the file all the same."  # after what was edited here

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="Say what the files would do, and change nothing.")
        parser.add_argument(
            "--theirs", action="store_true", help="Overwrite what was edited here since it was last loaded."
        )

    def handle(self, *fixture_labels: Any, **options: Any) -> None:
        self.dry_run, self.theirs = options["dry_run"], options["theirs"]
        self.report: LoadingReport = LoadingReport()
        words = options["verbosity"]
        with contextlib.suppress(DryRun):
            super().handle(*fixture_labels, **{**options, "verbosity": 0 if self.dry_run else words})
        if words:
            for line in self.report.lines(rows=self.dry_run or words > 1):
                self.stdout.write(line)
            if self.dry_run:
                self.stdout.write(DRY_RUN)

    def loaddata(self, fixture_labels: Any) -> None:
        self.objects = 0
        self.faults: list[tuple[int, str]] = []
        self.waiting: list[NumberedRow] = []
        self.written: dict[type[models.Model], set[Any]] = defaultdict(set)
        self.created: dict[type[models.Model], list[Any]] = {}
        self.changed: dict[type[models.Model], list[Any]] = {}
        self.names: dict[type[models.Model], list[NameEntry]] = defaultdict(list)
        try:
            with (
                bulk.pages_at_hand(),
                upkeep.collected(),
                fixture_loading.fault_collection(self._settle),
                warnings.catch_warnings(),
            ):
                # the fixture of an empty selection is an empty list, and that is no fault
                warnings.filterwarnings("ignore", "No fixture data found", RuntimeWarning)
                with name_rules.names_looked_at_later():
                    super().loaddata(fixture_labels)
                self._check_names()
                self.finish()
                if self.faults:
                    raise CommandError(_report(self._all_faults()))
                if self.dry_run:
                    raise DryRun
                self._write_history()
        except (DeserializationError, DatabaseError, ValueError) as error:
            raise CommandError(_report([*self._all_faults(), str(error)])) from error

    def finish(self) -> None:
        """What else belongs to the load, once all rows are written."""

    def _all_faults(self) -> list[str]:
        """In the order of the file."""
        return [fault for _, fault in sorted(self.faults, key=itemgetter(0))]

    def load_label(self, fixture_label: Any) -> None:
        super().load_label(fixture_label)
        self._settle()

    def save_obj(self, obj: Any) -> bool:
        """Check and save one row of the base; others are saved as Django does."""
        self.objects += 1
        if isinstance(obj, fixture_loading.Unreadable):
            self.faults += [(self.objects, f"{obj.name}: {fault}") for fault in obj.faults]
            return False
        model = type(obj.object)
        excluded = model in self.excluded_models or model._meta.app_config in self.excluded_apps
        if excluded or not isinstance(obj.object, CheckedModel):
            return bool(super().save_obj(obj))
        self.models.add(model)
        faults = _missing(obj) or self.load_row(obj)
        self.refuse(self.objects, obj, faults)
        return not faults

    def refuse(self, number: int, obj: Any, faults: Iterable[str]) -> None:
        """A row is not written, if there are faults."""
        self._note(number, obj, faults)

    def _note(self, number: int, obj: Any, faults: Iterable[str]) -> None:
        self.faults += [(number, f"{_name(obj)}: {fault}") for fault in faults]

    def load_row(self, obj: Any) -> list[str]:
        """Write the row if it is new or changes something, or let it wait. Returns why it cannot be written."""
        row, model = obj.object, type(obj.object)
        if self._can_wait(obj):
            return self._let_wait(obj)
        self._settle()
        if (seen := getattr(obj, "stored", None)) is not None and is_there_already(obj, seen):
            self._count(obj, LoadFate.UNCHANGED, seen)
            return []
        stored = model._default_manager.filter(pk=row.pk).first() if row.pk else None
        if stored is None:
            return self._save(obj, self.created, LoadFate.NEW)
        if is_there_already(obj, stored):
            self._count(obj, LoadFate.UNCHANGED, stored)
            return []
        if row.pk in self.written[model]:
            return ["it is in the file more than once, and not the same."]
        if not self.theirs and (fields := edited_fields(obj, stored)):
            return [f"{fields}{self.hint}"]
        return self._save(obj, self.changed, LoadFate.CHANGED, stored)

    def _count(self, obj: Any, fate: LoadFate, stored: Any = None) -> None:
        """Note what becomes of the row, and whether its name is new here."""
        row, model = obj.object, type(obj.object)
        self.report.count(model, fate)
        if name_rules.has_names(model):
            is_new = stored is None or name_key(stored.name) != name_key(row.name)
            self.names[model].append(NameEntry(NumberedRow(self.objects, obj), is_new))

    def _check_names(self) -> None:
        """Refuse a name that makes a new pair, unless the file holds the pair whole. One query for each table."""
        if any(row.is_new for entries in self.names.values() for row in entries):
            name_rules.wait_for_others()
        for model, entries in self.names.items():
            if not any(row.is_new for row in entries):
                continue
            here = {row.numbered.obj.object.pk for row in entries}
            new = {row.numbered.obj.object.pk: row.numbered for row in entries if row.is_new}
            for alike in name_rules.same_names(model):
                if all(pk in here for pk, *_ in alike):
                    continue
                for pk, _, name in alike:
                    if pk in new:
                        others = [slug for other, slug, _ in alike if other != pk]
                        self._note(
                            new[pk].number, new[pk].obj, [f"name: {name_rules.name_fault(name, others).message}"]
                        )

    def _save(
        self, obj: Any, rows: dict[type[models.Model], list[Any]], fate: LoadFate, stored: Any = None
    ) -> list[str]:
        """Write the row by itself, and note for the history among which it is. Returns why it cannot be written."""
        row, model = obj.object, type(obj.object)
        changes = changed_fields(obj, stored) if stored else []
        faults = self._refused(obj)
        if not faults:
            self._count(obj, fate, stored)
            if changes:
                self.report.note(_name(obj), changes)
            self.written[model].add(row.pk)
            if isinstance(obj, fixture_loading.FixtureRow):
                obj.keep()
            if not model._meta.many_to_many:
                rows.setdefault(model, []).append(row)
        return faults

    def _can_wait(self, obj: Any) -> bool:
        """Whether the row can be written together with others: it is new, and nothing has to be looked up."""
        row = obj.object
        if self.using != DEFAULT_DB_ALIAS or not isinstance(obj, fixture_loading.FixtureRow) or row._meta.many_to_many:
            return False
        return obj.is_new and not getattr(row, "needs_key", False)

    def _let_wait(self, obj: fixture_loading.FixtureRow) -> list[str]:
        try:
            _check_alone(obj.object)
        except ValidationError as error:
            return _messages(error)
        self._count(obj, LoadFate.NEW)
        self.waiting.append(NumberedRow(self.objects, obj))
        obj.keep()
        return []

    def _settle(self) -> None:
        """Write the rows that wait, all at once; if the base refuses one, each by itself, to say which and why."""
        waiting, self.waiting = self.waiting, []
        if not waiting:
            return
        rows = [row.obj.object for row in waiting]
        try:
            with transaction.atomic(using=self.using):
                write_new(rows, self.reason)
        except (IntegrityError, ObjectDoesNotExist):
            self._settle_each(waiting)
        else:
            self.written[type(rows[0])].update(row.pk for row in rows)

    def _settle_each(self, waiting: Iterable[NumberedRow]) -> None:
        for number, obj in waiting:
            obj.object.pk, obj.object._state.adding = None, True
            self.report.count(type(obj.object), LoadFate.NEW, -1)
            faults = self._save(obj, self.created, LoadFate.NEW)
            self.refuse(number, obj, faults)
            if faults:
                obj.forget()

    def _refused(self, obj: Any) -> list[str]:
        """Write the row, or say why not."""
        row = obj.object
        references = {field.name for field in row._meta.fields if field.is_relation} - getattr(obj, "by_number", set())
        try:
            with transaction.atomic(using=self.using):
                if row._meta.many_to_many:
                    row._change_reason = self.reason
                    _save_with_members(row, obj.m2m_data or {})
                else:
                    row.clean_fields(exclude=references)
                    row.clean()
                    obj.save(using=self.using)
        except ValidationError as error:
            return _messages(error)
        except (IntegrityError, ObjectDoesNotExist) as error:
            return _explained(row, error)
        return []

    def _write_history(self) -> None:
        for rows, update in ((self.created, False), (self.changed, True)):
            for model, portion in rows.items():
                model.history.bulk_history_create(portion, update=update, default_change_reason=self.reason)  # type: ignore[attr-defined]


def _check_alone(row: Any) -> None:
    """All rules but those of the database, for a row whose references are known to be there."""
    references = {field.name for field in row._meta.fields if field.is_relation}
    if not is_surely_clean(row, references):
        row.clean_fields(exclude=references)
    row.clean()


def _save_with_members(row: Any, members: dict[str, Any]) -> None:
    """Save row and members as code would, one by one: only so does their history hold the members too."""
    stored = row.pk is not None
    if not stored:
        row.save()
    for name, pks in members.items():
        members_there = row._meta.get_field(name).related_model.objects.filter(pk__in=pks)
        if members_there.count() != len(set(pks)):
            raise ValidationError({name: f"Not all of {pks} are there."})
        getattr(row, name).set(pks)
    if stored:  # after its members, which its rules look at
        row.save()


def _missing(obj: Any) -> list[str]:
    """The rows that it refers to and that are nowhere."""
    return [
        f"{field.name}: {fixture_loading.missing(key)}"
        for field, value in (obj.deferred_fields or {}).items()
        for key in (value if field.many_to_many else [value])
        if not _is_there(field, key)
    ]


def _is_there(field: Any, key: Any) -> bool:
    if not isinstance(key, list):
        return True
    try:
        return bool(field.remote_field.model._default_manager.get_by_natural_key(*key))
    except ObjectDoesNotExist:
        return False


def _name(obj: Any) -> str:
    row = obj.object
    plain = f"{row._meta.label_lower} {getattr(row, 'key', '') or getattr(row, 'slug', '')}".strip()
    return str(getattr(obj, "name", plain))


def _messages(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    return [
        message if field == "__all__" else f"{field}: {message}"
        for field, messages in error.message_dict.items()
        for message in messages
    ]


def _explained(row: models.Model, error: Exception) -> list[str]:
    """The words of a constraint or of a reference, where the rules of the row have some."""
    try:
        row.clean_fields()
        row.full_clean()
    except ValidationError as explained:
        return _messages(explained)
    except ObjectDoesNotExist:
        pass
    return [str(error)]


def _report(faults: list[str]) -> str:
    first = faults[:MOST_FAULTS]
    more = len(faults) - len(first)
    lines = [f"Nothing was loaded: {len(faults)} fault{'s' if len(faults) > 1 else ''}."]
    return "\n".join(lines + [f"- {fault}" for fault in first] + ([f"- and {more} more"] if more else []))
