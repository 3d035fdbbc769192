"""Whether a row is surely in order, at a fraction of what Django's `clean_fields` takes: for very many rows.

A yes is what `clean_fields` would say; a no only means that it has to be asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models

from kb.models.checked import cleaner, is_text, longest_text
from kb.texts import holds_unprintable

Check = Callable[[Any], bool]


def is_surely_clean(row: models.Model, but: Collection[str]) -> bool:
    """Whether `clean_fields` finds no fault in the row, ``but`` for these fields, and changes nothing."""
    return all(check(getattr(row, name)) for name, check in _checks(type(row), frozenset(but)))


@cache
def _checks(model: type[models.Model], but: frozenset[str]) -> list[tuple[str, Check]]:
    return [(field.attname, _check_of(model, field)) for field in model._meta.concrete_fields if field.name not in but]


def _check_of(model: type[models.Model], field: Any) -> Check:
    if is_text(field):
        return _text(model, field)
    if isinstance(field, models.BooleanField):
        return lambda value: isinstance(value, bool) or (value is None and _may_be_null(field))
    if isinstance(field, models.DateField):
        return lambda value: _is_day(value) or (value is None and _may_be_null(field))
    return lambda value: _passes(field, value) if value is not None else _may_be_null(field)


def _may_be_null(field: Any) -> bool:
    return bool(field.blank and (field.null or field.primary_key))


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _text(model: type[models.Model], field: Any) -> Check:
    """Most texts are looked at here, and validators asked only that ask more than for a length."""
    clean = cleaner(model, field)
    longest = longest_text(model, field) if isinstance(field, models.TextField) else field.max_length or float("inf")
    choices = {str(value) for value, _ in field.flatchoices}
    validators = [validator for validator in field.validators if not isinstance(validator, MaxLengthValidator)]

    def check(value: Any) -> bool:
        if value == "":
            return bool(field.blank) and not isinstance(field, models.SlugField)  # which is made then
        if not isinstance(value, str) or len(value) > longest or holds_unprintable(value):
            return False
        if clean(value) != value:
            return False
        return value in choices if choices else not validators or _accepted(validators, value)

    return check


def _accepted(validators: list[Any], value: Any) -> bool:
    try:
        for validator in validators:
            validator(value)
    except ValidationError:
        return False
    return True


def _passes(field: Any, value: Any) -> bool:
    try:
        return bool(field.clean(value, None) == value)
    except ValidationError:
        return False
