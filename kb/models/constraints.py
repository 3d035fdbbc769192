"""The constraints of a model asked at once, in statements that are compiled once: each save asks them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connections, models, router
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
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
    """What all check constraints of a model ask for, unknown being no fault, as in SQL. None if there are none."""
    checks = [
        constraint.condition for constraint in model._meta.constraints if isinstance(constraint, models.CheckConstraint)
    ]
    if not checks:
        return None
    return _compile(model, using, [Coalesce(check, True, output_field=models.BooleanField()) for check in checks])


@cache
def uniqueness_statement(model: type[models.Model], using: str, in_table: bool) -> CompiledConstraints | None:
    """What all unique constraints on expressions ask for: that no other row stands in the way. ``in_table``: whether
    the row that asks is in the table itself. None if there are none.
    """
    unique: list[Any] = [constraint for constraint in model._meta.constraints if is_of_expressions(constraint)]
    rows = model._default_manager.using(using)
    if in_table:
        rows = rows.exclude(pk=Slot("id", model._meta.pk))
    return _compile(model, using, [_alone(constraint, rows) for constraint in unique]) if unique else None


def _alone(constraint: Any, rows: models.QuerySet[Any]) -> Any:
    """None of the rows has what the constraint allows once, as Django says it, with slots in place of values."""
    slots: dict[Any, Any] = {models.F(field.name): Slot(field.name, field) for field in rows.model._meta.fields}
    same = rows.filter(*(Exact(part, part.replace_expressions(slots)) for part in constraint.expressions))
    if constraint.condition is None:
        return ~models.Q(models.Exists(same))
    return ~(constraint.condition & models.Q(models.Exists(same.filter(constraint.condition))))


def is_of_expressions(constraint: models.BaseConstraint) -> bool:
    return isinstance(constraint, models.UniqueConstraint) and bool(constraint.expressions)


def _compile(model: type[models.Model], using: str, conditions: Iterable[Any]) -> CompiledConstraints:
    query: Any = Query(None)
    for field in model._meta.fields:
        query.add_annotation(Slot(field.name, field), field.name, select=False)
    query.add_annotation(models.Value(1), "_check")
    query.add_q(models.Q(*conditions))
    sql, parameters = query.get_compiler(using=using).as_sql()
    return CompiledConstraints(sql, tuple(parameters))


def sound(row: models.Model, known: Collection[str], using: str) -> tuple[models.BaseConstraint, ...]:
    """The constraints that hold for sure, as far as these columns can say. Two queries at most."""
    model, in_table = type(row), not row._state.adding and row.pk is not None
    questions = (
        (compiled_constraints(model, using), lambda constraint: isinstance(constraint, models.CheckConstraint)),
        (uniqueness_statement(model, using, in_table), is_of_expressions),
    )
    kinds = [
        kind for compiled, kind in questions if compiled and compiled.names <= {*known} and compiled.hold(row, using)
    ]
    return tuple(constraint for constraint in model._meta.constraints if any(kind(constraint) for kind in kinds))


def alone(row: models.Model, checks: Iterable[tuple[Any, tuple[str, ...]]], using: str) -> bool:
    """Whether no other row has the same in one of these sets of fields; False too if not all are of its own table.
    One query, written out: each save asks it.
    """
    connection, meta = connections[using], row._meta
    conditions: list[str] = []
    values: list[Any] = []
    for model, names in checks:
        fields: list[Any] = [meta.get_field(name) for name in names]
        parts = [field.get_db_prep_value(getattr(row, field.attname), connection) for field in fields]
        if model is not type(row):
            return False
        if None not in parts:  # what is unknown is like nothing
            conditions.append(" AND ".join(f'"{field.column}" = %s' for field in fields))
            values += parts
    if not conditions:
        return True
    sql = f'SELECT 1 FROM "{meta.db_table}" WHERE ({" OR ".join(conditions)})'  # noqa: S608
    if not row._state.adding and row.pk is not None:
        sql, values = f"{sql} AND id <> %s", [*values, row.pk]
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT 1", values)
        return cursor.fetchone() is None


def existing_ends(row: models.Model, exclude: Collection[str]) -> set[str]:
    """The foreign keys of the row, but those to ``exclude``, that name a stored row, as far as that is all that Django
    would ask of them. One query, written out: each save asks it.
    """
    ends = [field for field in _ends(type(row)) if field.name not in exclude and type(_key(row, field)) is int]
    if not ends:
        return set()
    tables = (field.remote_field.model._meta.db_table for field in ends)
    columns = ", ".join(f"(SELECT 1 FROM {table} WHERE id = %s)" for table in tables)  # noqa: S608
    with connections[router.db_for_read(type(row), instance=row)].cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [_key(row, field) for field in ends])
        return {field.name for field, there in zip(ends, cursor.fetchone(), strict=True) if there}


def _key(row: models.Model, field: Any) -> Any:
    return getattr(row, field.attname)


@cache
def _ends(model: type[models.Model]) -> tuple[Any, ...]:
    """The foreign keys of a model that may name any row of a table by its primary key."""
    keys: Iterable[Any] = (field for field in model._meta.fields if isinstance(field, models.ForeignKey))
    return tuple(
        field
        for field in keys
        if field.target_field.attname == "id" and not field.validators and not field.get_limit_choices_to()
    )
