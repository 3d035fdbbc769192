"""Reads a JSON fixture so that every fault can be named: a serializer module, as Django's `serializers` wants one.

Django's own reader stops at the first faulty object and says neither which one it is nor which field. This
one hands on an `Unreadable` in its place and goes on. Objects come in the order of their dependencies.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.core.management.base import CommandError
from django.core.serializers import base, json
from django.db import models

from kb.fixture import ORDER

Serializer = json.Serializer
RANK = {model._meta.label_lower: rank for rank, model in enumerate(ORDER)}
KNOWN_BY = {
    "kb.claim": ("key",),
    "kb.gap": ("framework", "aspect", "company"),
    "kb.option": ("aspect", "slug"),
    "kb.resolution": ("framework", "aspect", "company"),
    "kb.sourcelink": ("from_source", "to_source", "kind"),
}
TEXT = (models.CharField, models.TextField)


@dataclass(frozen=True)
class Unreadable:
    """An object of the file that is no row: its name, and why."""

    name: str
    faults: tuple[str, ...]


@contextmanager
def all_faults_named() -> Iterator[None]:
    """Within it, ``json`` fixtures are read by this module. Not for threads."""
    serializers.register_serializer("json", __name__)
    try:
        yield
    finally:
        serializers.register_serializer("json", json.__name__)


class Deserializer(json.Deserializer):
    """Yields Django's `DeserializedObject`, with the ``name`` of the object, its ``given`` fields, and those that
    refer to a row ``by_number``.
    """

    def __init__(self, stream_or_string: Any, **options: Any) -> None:
        try:
            super().__init__(stream_or_string, **options)
        except base.DeserializationError as error:
            raise CommandError(f"Nothing was loaded: this is no JSON. {error.__cause__}") from error
        objects: Any = self.stream
        if not isinstance(objects, list):
            raise CommandError("Nothing was loaded: a fixture is a list of objects.")
        objects.sort(key=_rank)

    def _handle_object(self, obj: Any) -> Iterator[Any]:
        if faults := _misshapen(obj):
            yield Unreadable(name_of(obj), faults)
            return
        try:
            for row in super()._handle_object(obj):  # type: ignore[misc]
                row.name, row.given = name_of(obj), frozenset(obj["fields"])
                row.by_number = {name for name, value in obj["fields"].items() if isinstance(value, int)}
                yield row
        except base.DeserializationError as error:
            yield Unreadable(name_of(obj), _explained(obj, error))


def _rank(obj: Any) -> int:
    """Rows of other apps first, as they stand."""
    return RANK.get(str(obj.get("model")).lower(), -1) if isinstance(obj, dict) else -1


def name_of(obj: Any) -> str:
    """How a person finds the object in the file: its model and what it is known by."""
    if not isinstance(obj, dict):
        return repr(obj)[:80]
    label, fields = str(obj.get("model")), obj.get("fields")
    given = fields if isinstance(fields, dict) else {}
    parts = KNOWN_BY.get(label, ("slug",))
    if label == "kb.claim" and not given.get("key"):
        parts = ("source", "locator")
    return " ".join([label, *(_words(given[part]) for part in parts if given.get(part))])


def _words(value: Any) -> str:
    return "/".join(str(part) for part in value) if isinstance(value, list) else str(value)


def _misshapen(obj: Any) -> tuple[str, ...]:
    """Faults that Django's reader would pass over, or choke on."""
    if not isinstance(obj, dict) or not isinstance(obj.get("model"), str):
        return ("an object of a fixture has a model and fields.",)
    if not isinstance(obj.get("fields"), dict):
        return ("fields are missing.",)
    if _rank(obj) < 0:
        return ()
    kinds = {field.name: field for field in apps.get_model(obj["model"])._meta.fields}
    return tuple(
        f"{name}: this is a text, not {value!r}."
        for name, value in obj["fields"].items()
        if isinstance(kinds.get(name), TEXT) and not isinstance(value, str | None)
    )


def _explained(obj: dict[str, Any], error: Exception) -> tuple[str, ...]:
    """Which fields cannot be read, and why; else what Django says."""
    try:
        model = apps.get_model(obj["model"])
    except (LookupError, ValueError):
        return ("there is no such model.",)
    faults = (_field_fault(model, name, value) for name, value in obj["fields"].items())
    return tuple(fault for fault in faults if fault) or (str(error),)


def _field_fault(model: type[models.Model], name: str, value: Any) -> str:
    try:
        field: Any = model._meta.get_field(name)
        if field.many_to_many:
            base.deserialize_m2m_values(field, value, "default", handle_forward_references=False)
        elif field.is_relation:
            base.deserialize_fk_value(field, value, "default", handle_forward_references=False)
        else:
            field.to_python(value)
    except FieldDoesNotExist:
        return f"{name}: there is no such field."
    except (ObjectDoesNotExist, ValidationError, TypeError, ValueError, base.M2MDeserializationError) as error:
        return f"{name}: {_why(field, value, getattr(error, 'original_exc', error))}"
    return ""


def _why(field: Any, value: Any, error: Exception) -> str:
    if isinstance(error, ObjectDoesNotExist):
        return missing(value)
    if field.is_relation:
        return f'{value!r} is not the key of a row, a list like ["flask"].'
    return str(error.messages[0]) if isinstance(error, ValidationError) else str(error)


def missing(value: Any) -> str:
    return f"{_words(value)} is neither in the base nor loaded with this file."
