"""``manage.py loaddata``: Django's command, with the rules of the base.

One transaction loads every file, checks each row, writes history and rebuilds the cells it touched. Any
fault, and nothing has changed: every fault is named with the row it is in.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.management.commands import loaddata
from django.db import IntegrityError, models, transaction

from kb import rollup
from kb.models.checked import CheckedModel

MOST_FAULTS = 50
REASON = "loaddata"


class Command(loaddata.Command):
    help = "Load fixtures: one transaction, every rule checked, cells rebuilt. Any fault and nothing changes."

    def loaddata(self, fixture_labels: Any) -> None:
        self.faults: list[str] = []
        self.created: dict[type[models.Model], list[Any]] = {}
        self.changed: dict[type[models.Model], list[Any]] = {}
        with rollup.collected():
            super().loaddata(fixture_labels)
            if self.faults:
                raise CommandError(_report(self.faults))
            self._write_history()

    def save_obj(self, obj: Any) -> bool:
        """Check and save one row of the base; others are saved as Django does."""
        row = obj.object
        if not isinstance(row, CheckedModel):
            return bool(super().save_obj(obj))
        missing = [_missing(field, value) for field, value in (obj.deferred_fields or {}).items()]
        stored = type(row)._default_manager.filter(pk=row.pk).first() if row.pk else None
        faults = missing or self._refused(obj)
        if faults:
            self.faults += [f"{_name(obj)}: {fault}" for fault in faults]
            obj.deferred_fields = {}
            return False
        self.models.add(type(row))
        self._remember(row, stored, obj.m2m_data or {})
        return True

    def _refused(self, obj: Any) -> list[str]:
        """Why the row cannot be saved; empty once it is."""
        row = obj.object
        references = [field.name for field in row._meta.fields if field.is_relation]
        try:
            row.clean_fields(exclude=references)
            row.clean()
            with transaction.atomic(using=self.using):
                obj.save(using=self.using)
        except ValidationError as error:
            return _messages(error)
        except IntegrityError as error:
            return _explained(row, error)
        return []

    def _remember(self, row: Any, stored: Any, many: dict[str, Any]) -> None:
        if stored is None:
            self.created.setdefault(type(row), []).append(row)
        elif many or any(
            field.value_from_object(stored) != field.value_from_object(row) for field in row._meta.fields
        ):
            self.changed.setdefault(type(row), []).append(row)

    def _write_history(self) -> None:
        for rows, update in ((self.created, False), (self.changed, True)):
            for model, some in rows.items():
                model.history.bulk_history_create(some, update=update, default_change_reason=REASON)  # type: ignore[attr-defined]


def _name(obj: Any) -> str:
    row = obj.object
    known = getattr(row, "key", "") or getattr(row, "slug", "")
    return f"{row._meta.label_lower} {known}".strip()


def _missing(field: Any, value: Any) -> str:
    many = value if field.many_to_many else [value]
    named = ", ".join(" / ".join(str(part) for part in key) if isinstance(key, (list, tuple)) else str(key) for key in many)
    return f"{field.name}: {named} is neither in the base nor earlier in the file."


def _messages(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    return [
        message if field == "__all__" else f"{field}: {message}"
        for field, messages in error.message_dict.items()
        for message in messages
    ]


def _explained(row: models.Model, error: IntegrityError) -> list[str]:
    """A constraint's own words, where the rules of the row have some."""
    try:
        row.full_clean()
    except ValidationError as explained:
        return _messages(explained)
    return [str(error)]


def _report(faults: list[str]) -> str:
    shown = faults[:MOST_FAULTS]
    more = len(faults) - len(shown)
    lines = [f"Nothing was loaded: {len(faults)} fault{'s' if len(faults) > 1 else ''}."]
    return "\n".join(lines + [f"- {fault}" for fault in shown] + ([f"- and {more} more"] if more else []))
