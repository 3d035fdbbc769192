"""Reads a JSON fixture so that every fault can be named: a serializer module, as Django's `serializers` wants one.

Django's own reader stops at the first faulty object and says neither which one it is nor which field. This
one hands on an `Unreadable` in its place and goes on. Objects come in the order of their dependencies; a file that
has them so is read as it is used, in windows of objects of one model.
"""

from __future__ import annotations

import json as plain_json
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.core.management.base import CommandError
from django.core.serializers import base, json
from django.db import models

from kb.entry.entry_faults import UnfitEntry
from kb.entry.entry_values import POINT, read_flag, read_number
from kb.exchange.fixture import FIXTURE_ORDER
from kb.exchange.json_lists import WrittenFloat, in_order
from kb.exchange.natural_keys import BY_SLUG, KNOWN_BY, Known, key_of, plain_key
from kb.models.checked import cleaner, is_text
from kb.models.values import NumberField
from kb.rows.bulk import batches

Serializer = json.Serializer
RANK = {model._meta.label_lower: rank for rank, model in enumerate(FIXTURE_ORDER)}
WINDOW = 500  # objects
UNREADABLE_ERRORS = (
    FieldDoesNotExist, ObjectDoesNotExist, ValidationError, TypeError, ValueError, ArithmeticError,
    base.DeserializationError, base.M2MDeserializationError, UnfitEntry,
)  # fmt: skip


@dataclass(frozen=True)
class Unreadable:
    """An object of the file that is no row: its name, and why."""

    name: str
    faults: tuple[str, ...]


Settle = Callable[[], None]
_settle: ContextVar[Settle] = ContextVar("what writes the rows that wait")


@contextmanager
def fault_collection(settle: Settle = lambda: None) -> Iterator[None]:
    """Within it, ``json`` fixtures are read by this module. Not for threads.

    Rows that were yielded may wait until ``settle`` is called: before each window, and where one is asked for again.
    """
    serializers.register_serializer("json", __name__)
    token = _settle.set(settle)
    try:
        yield
    finally:
        _settle.reset(token)
        serializers.register_serializer("json", json.__name__)


class FixtureRow(base.DeserializedObject):
    """Django's, and what our command asks of it: the ``name`` of the object in the file, the fields ``given``, those
    that refer to a row ``by_number``, and the row as ``stored`` when it was looked up.
    """

    def __init__(self, obj: dict[str, Any], *parts: Any, known: Known, stored: Any = None) -> None:
        super().__init__(*parts)
        self.stored, self._obj, self._known = stored, obj, known

    @property
    def name(self) -> str:
        return name_of(self._obj)

    @property
    def given(self) -> Collection[str]:
        fields: dict[str, Any] = self._obj["fields"]
        return fields.keys()

    @property
    def by_number(self) -> set[str]:
        return {name for name, value in self._obj["fields"].items() if isinstance(value, int)}

    @property
    def is_new(self) -> bool:
        """Whether no such row is stored, and all it refers to is known by its key."""
        relations = _relations(type(self.object))
        fields = self._obj["fields"]
        plain = self.stored is None and self.object.pk is None and not self.deferred_fields
        return plain and not any(isinstance(fields.get(name), int) for name in relations)

    def keep(self) -> None:
        """It is written, or will be: what comes after it in the file can refer to it."""
        self._known.keep(self.object, renamed=self._obj.get("pk") is not None)

    def forget(self) -> None:
        """It is not written after all."""
        self._known.forget(self.object)

    def stand_for(self, row: Any) -> None:
        """What comes after it in the file, and refers to it, refers to this stored row, which has another key."""
        self._known.keep_under(row, tuple(self.object.natural_key()))  # type: ignore[attr-defined]


class Deserializer(json.Deserializer):
    """Yields a `Row` for each object of the base, an `Unreadable` for what is none, Django's own for other apps."""

    def __init__(self, stream_or_string: Any, **options: Any) -> None:
        super().__init__("[]", **options)
        self.stream: Any = in_order(stream_or_string, _rank) or sorted(_whole(stream_or_string), key=_rank)
        self.known = Known()

    def __iter__(self) -> Iterator[Any]:  # type: ignore[override]
        for rank, group in groupby(self.stream, key=_rank):
            for window in batches(group, WINDOW):
                _settle.get()()
                faults = [_misshapen(obj) for obj in window]
                if rank >= 0:
                    self.known.look_up(
                        FIXTURE_ORDER[rank], [obj for obj, problems in zip(window, faults, strict=True) if not problems]
                    )
                for obj, messages in zip(window, faults, strict=True):
                    yield from [Unreadable(name_of(obj), messages)] if messages else self._read_object(obj, rank)

    def _read_object(self, obj: Any, rank: int) -> Iterator[Any]:
        try:
            if rank < 0:
                yield from self._handle_object(obj)  # type: ignore[attr-defined]
            else:
                yield self._row(FIXTURE_ORDER[rank], obj)
        except UNREADABLE_ERRORS as error:
            yield Unreadable(name_of(obj), _explained(obj, error))

    def _row(self, model: type[models.Model], obj: dict[str, Any]) -> FixtureRow:
        data, related, members, later = self._read(model, obj)
        key = key_of(obj)
        if data["id"] is not None or later or not self.known.covers(model, key):
            data |= {_field(model, name).attname: row.pk for name, row in related.items()}
            row = base.build_instance(model, data, self.using)  # type: ignore[attr-defined]
            return FixtureRow(obj, row, members, later, known=self.known)
        stored = self.known.find(model, key)
        if stored and stored.pk is None:  # it stands in the file before, and waits
            _settle.get()()
            stored = self.known.find(model, key)
        data["id"] = stored.pk if stored else None
        return FixtureRow(obj, _made(model, data, related), members, later, known=self.known, stored=stored)

    def _read(self, model: type[models.Model], obj: dict[str, Any]) -> tuple[dict[str, Any], ...]:
        """What the fields hold: values of the row, rows that it refers to, rows that it has many of, and rows that are
        nowhere yet.
        """
        data: dict[str, Any] = {"id": model._meta.pk.to_python(obj.get("pk"))}
        related: dict[str, Any] = {}
        members: dict[str, Any] = {}
        later: dict[Any, Any] = {}
        texts = _texts(model)
        for name, value in obj["fields"].items():
            if name in texts and value is not None:
                data[name] = texts[name](value)
                continue
            field = _field(model, name)
            if field is None and self.ignorenonexistent:  # type: ignore[attr-defined]
                continue
            if field is None:
                raise FieldDoesNotExist
            read = self._value(field, value)
            if read is base.DEFER_FIELD:
                later[field] = value
            elif field.many_to_many:
                members[name] = read
            elif isinstance(read, models.Model):
                related[name] = read
            else:
                data[field.attname] = read
        return data, related, members, later

    def _value(self, field: Any, value: Any) -> Any:
        if field.many_to_many:
            return self._handle_m2m_field_node(field, value)  # type: ignore[attr-defined]
        if field.is_relation:
            if value is None:
                return None
            known = self.known.find(field.related_model, plain_key(value))
            return known or self._handle_fk_field_node(field, value)  # type: ignore[attr-defined]
        return field_value(field, value)


def field_value(field: Any, value: Any) -> Any:
    """A value as at every door: numbers as they are written, with a decimal point, yes and no in any of their words."""
    if isinstance(field, NumberField) and value is not None:
        cell = Decimal(getattr(value, "text", value)) if type(value) in (int, WrittenFloat) else value
        return read_number(cell, decimal_mark=POINT).number
    return read_flag(value) if isinstance(field, models.BooleanField) else field.to_python(value)


def _whole(stream_or_string: Any) -> list[Any]:
    """The objects of a file that cannot be read in pieces."""
    try:
        content = stream_or_string if isinstance(stream_or_string, str | bytes) else stream_or_string.read()
        text = content.decode() if isinstance(content, bytes) else content
        objects = plain_json.loads(text.removeprefix("\ufeff"), parse_float=WrittenFloat)
    except (ValueError, RecursionError) as error:
        raise CommandError(f"Nothing was loaded: this is no JSON. {error}") from error
    if not isinstance(objects, list):
        raise CommandError("Nothing was loaded: a fixture is a list of objects.")
    return objects


def _made(model: type[models.Model], data: dict[str, Any], related: dict[str, Any]) -> Any:
    """A row of these values and of rows that it refers to; by place, which takes Django a third of the time."""
    row = model(*[data[name] if name in data else default() for name, default in _defaults(model)])
    for name, other in related.items():
        field = _field(model, name)
        setattr(row, field.attname, other.pk)
        field.set_cached_value(row, other)
    return row


@cache
def _defaults(model: type[models.Model]) -> list[tuple[str, Callable[[], Any]]]:
    return [(field.attname, field.get_default) for field in model._meta.concrete_fields]


@cache
def _relations(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.fields if field.is_relation]


@cache
def _field(model: type[models.Model], name: str) -> Any:
    """The field of the row's own; None if there is none."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if getattr(field, "attname", "") or (field.many_to_many and not field.auto_created) else None


def _rank(obj: Any) -> int:
    """Rows of other apps first, as they stand."""
    return RANK.get(str(obj.get("model")).lower(), -1) if isinstance(obj, dict) else -1


def name_of(obj: Any) -> str:
    """How a person finds the object in the file: its model and what it is known by."""
    if not isinstance(obj, dict):
        return repr(obj)[:80]
    label, fields = str(obj.get("model")), obj.get("fields")
    row_fields = fields if isinstance(fields, dict) else {}
    parts = KNOWN_BY.get(label, BY_SLUG)
    if label == "kb.claim" and not row_fields.get("key"):
        parts = ("source", "locator")
    return " ".join([label, *(_words(row_fields[part]) for part in parts if row_fields.get(part))])


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
    texts = _texts(FIXTURE_ORDER[_rank(obj)])
    return tuple(
        f"{name}: this is a text, not {value!r}."
        for name, value in obj["fields"].items()
        if not isinstance(value, str | None) and name in texts
    )


@cache
def _texts(model: type[models.Model]) -> dict[str, Callable[[str], str]]:
    """The fields of text, and what cleans each."""
    return {field.name: cleaner(model, field) for field in model._meta.fields if is_text(field)}


def _explained(obj: dict[str, Any], error: Exception) -> tuple[str, ...]:
    """Which fields cannot be read, and why; else what Django says."""
    try:
        model = apps.get_model(obj["model"])
    except (LookupError, ValueError):
        return ("there is no such model.",)
    faults = (_field_fault(model, name, value) for name, value in obj["fields"].items())
    return tuple(fault for fault in faults if fault) or (str(getattr(error, "messages", [error])[0]),)


def _field_fault(model: type[models.Model], name: str, value: Any) -> str:
    field = _field(model, name)
    if field is None:
        return f"{name}: there is no such field."
    try:
        if field.many_to_many:
            base.deserialize_m2m_values(field, value, "default", handle_forward_references=False)
        elif field.is_relation:
            base.deserialize_fk_value(field, value, "default", handle_forward_references=False)
        else:
            field_value(field, value)
    except UNREADABLE_ERRORS as error:
        return f"{name}: {_why(field, value, getattr(error, 'original_exc', error))}"
    return ""


def _why(field: Any, value: Any, error: Exception) -> str:
    if isinstance(error, UnfitEntry):
        return error.fault.words
    if isinstance(error, ObjectDoesNotExist):
        return missing(value)
    if field.is_relation:
        return f'{value!r} is not the key of a row, a list like ["flask"].'
    return str(error.messages[0]) if isinstance(error, ValidationError) else str(error)


def missing(value: Any) -> str:
    """What is said of a key that leads nowhere."""
    return f"{_words(value)} is neither in the base nor loaded with this file."
