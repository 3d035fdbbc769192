"""All check constraints of a model asked at once, in a statement that is compiled once: each save asks them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connections, models
from django.db.models.functions import Coalesce
from django.db.models.sql import Query


class Slot(models.Expression):
    """Where the value of a column goes: no `Value`, which lookups look into when they are compiled."""

    def __init__(self, name: str, field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


@dataclass(frozen=True, slots=True)
class CompiledConstraints:
    """A statement with a row as its answer if no condition is broken, and what its parameters are: slots or values."""

    sql: str
    parameters: tuple[Any, ...]

    @property
    def names(self) -> frozenset[str]:
        """The columns it needs."""
        return frozenset(parameter.name for parameter in self.parameters if isinstance(parameter, Slot))

    def hold(self, row: models.Model, using: str) -> bool:
        """Whether the row breaks none. One query."""
        connection = connections[using]
        columns = {field.name: field for field in row._meta.fields}

        def value(of: Any) -> Any:
            if not isinstance(of, Slot):
                return of
            field = columns[of.name]
            return field.get_db_prep_value(getattr(row, field.attname), connection)

        with connection.cursor() as cursor:
            cursor.execute(self.sql, [value(parameter) for parameter in self.parameters])
            return cursor.fetchone() is not None


@cache
def compiled_constraints(model: type[models.Model], using: str) -> CompiledConstraints | None:
    """What all check constraints of a model ask for, unknown being no fault, as in SQL. None if less than two ask."""
    checks = [
        constraint.condition for constraint in model._meta.constraints if isinstance(constraint, models.CheckConstraint)
    ]
    if len(checks) < 2:
        return None
    query: Any = Query(None)
    for field in model._meta.fields:
        query.add_annotation(Slot(field.name, field), field.name, select=False)
    query.add_annotation(models.Value(1), "_check")
    query.add_q(models.Q(*(Coalesce(check, True, output_field=models.BooleanField()) for check in checks)))
    sql, parameters = query.get_compiler(using=using).as_sql()
    return CompiledConstraints(sql, tuple(parameters))


def hold(row: models.Model, known: Collection[str], using: str) -> bool:
    """Whether all hold, as far as these columns can say; False if they cannot. One query, or none."""
    compiled = compiled_constraints(type(row), using)
    return compiled is not None and compiled.names <= {*known} and compiled.hold(row, using)
