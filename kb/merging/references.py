"""Which columns of which tables name a row. Found in the models, so that a new table is not forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F

from kb.models import (
    AdoptionTally,
    Cell,
    Claim,
    Expiry,
    Mention,
    Merge,
    Occurrence,
    PastWriter,
    PeriodEnd,
    PublicQuestion,
    Revision,
    Tally,
    Withdrawal,
    Word,
)

Model = type[models.Model]
TRACES = (Merge, PastWriter, Withdrawal)  # name rows by kind and key, and are read where these are gone
# These follow by themselves.
DERIVED = (AdoptionTally, Cell, Expiry, Mention, Occurrence, PeriodEnd, PublicQuestion, Revision, Tally, Word)


@cache
def tables() -> tuple[Model, ...]:
    """The tables that hold what people entered, those between two of them included."""
    every = apps.get_app_config("kb").get_models(include_auto_created=True)
    return tuple(model for model in every if model not in (*DERIVED, *TRACES) and not _is_history(model))


def _is_history(model: Any) -> bool:
    return hasattr(model, "history_id") or bool(model._meta.auto_created and _is_history(model._meta.auto_created))


@cache
def columns(model: Model, target: Model) -> tuple[str, ...]:
    """The attributes of a table that name rows of another."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.related_model is target)


@cache
def unique_columns(model: Model) -> tuple[tuple[str, ...], ...]:
    """The attributes that are together unique, a tuple for each rule that holds for all rows."""
    rules = [rule for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint)]
    names = [_names_in(rule) for rule in rules if rule.condition is None]
    return tuple(_attributes(model, together) for together in (*names, *model._meta.unique_together))


@cache
def claim_identity() -> tuple[str, ...]:
    """The attributes in which no two claims are the same, but for retired duplicates."""
    rule = next(rule for rule in Claim._meta.constraints if rule.name == "kb_claim_once")
    return _attributes(Claim, _names_in(rule))


def _names_in(rule: Any) -> tuple[str, ...]:
    return tuple(rule.fields) or tuple(_names(rule.expressions))


def _attributes(model: Any, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(model._meta.get_field(name).attname for name in names)


def _names(expressions: Any) -> Iterator[str]:
    for expression in expressions:
        if isinstance(expression, F):
            yield expression.name  # type: ignore[attr-defined]
        elif hasattr(expression, "get_source_expressions"):
            yield from _names(expression.get_source_expressions())


def owner(model: Model) -> tuple[Any, str] | None:
    """Of a table between two others the one that keeps its history, and the attribute that names its row."""
    if not model._meta.auto_created:
        return None
    table: Any = model._meta.auto_created
    return table, columns(model, table)[0]
