"""Columns of many rows in a statement that is compiled once: to build a query costs several times what it takes to
answer it, and each page asks the same columns of a few other rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

_T = TypeVar("_T")
Rows = list[tuple[Any, ...]]
Converters = list[tuple[int, list[Callable[..., Any]], Any]]


def portions(rows: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """The rows in their order, so many at once: a statement takes no more than some hundred parameters everywhere."""
    return (rows[place : place + size] for place in range(0, len(rows), size))


def in_subquery(column: str, sql: str) -> str:
    """The condition that a column has one of the values of a subquery. PostgreSQL answers that first: with many tables
    to join it would else begin by reading one of them whole.
    """
    return f"{column} = ANY (ARRAY({sql}))" if connection.vendor == "postgresql" else f"{column} IN ({sql})"


class Statement:
    """Columns of the rows of a model, as `values_list` takes them. Its methods give tuples, as that does."""

    def __init__(self, model: type[Model], *names: str, order: str) -> None:
        """``order`` is SQL, with the names of tables."""
        self._model, self._names, self._order = model, names, order
        self._compiled: dict[str, tuple[str, Converters]] = {}

    def of(self, rows: QuerySet[Any]) -> Rows:
        """The columns of a queryset. One query."""
        try:
            sql, parameters = rows.order_by().values("pk").query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            return []
        return self.of_keys(sql, parameters)

    def of_keys(self, sql: str, parameters: Iterable[Any] = ()) -> Rows:
        """The columns of the rows whose primary keys a statement gives. One query."""
        return self.where(in_subquery(self._own("id"), sql), parameters)

    def among(
        self, column: str, values: Collection[Any] | None, of: type[Model] | None = None, where: str = "", **others: Any
    ) -> Rows:
        """The columns of the rows whose ``column``, their own or that ``of`` a model which they name, has one of these
        values; or of all rows. Of these, those ``where`` a condition in SQL holds, and whose columns have the values of
        the ``others``. One query.
        """
        if values is not None and not values:
            return []
        name = f"{of._meta.db_table}.{column}" if of else self._own(column)
        conditions = [] if values is None else [f"{name} IN ({', '.join(['%s'] * len(values))})"]
        conditions += [where] if where else []
        conditions += [f"{self._own(other)} = %s" for other in others]
        return self.where(" AND ".join(conditions), [*(values or ()), *others.values()])

    def where(self, condition: str, parameters: Iterable[Any]) -> Rows:
        """The columns of the rows that meet a condition in SQL. One query."""
        select, converters = self._statement()
        with connection.cursor() as cursor:
            only = f" WHERE {condition}" if condition else ""
            cursor.execute(f"{select}{only} ORDER BY {self._order}", list(parameters))
            rows: Rows = cursor.fetchall()
        return [_converted(row, converters) for row in rows] if converters else rows

    def _own(self, column: str) -> str:
        return f"{self._model._meta.db_table}.{column}"

    def _statement(self) -> tuple[str, Converters]:
        if connection.vendor not in self._compiled:
            query: Any = self._model._default_manager.order_by().values_list(*self._names).query
            compiler = query.get_compiler(connection=connection)
            sql, _ = compiler.as_sql()
            converters = compiler.get_converters([expression for expression, _, _ in compiler.select])
            self._compiled[connection.vendor] = (sql, [(place, *converter) for place, converter in converters.items()])
        return self._compiled[connection.vendor]


def _converted(row: Sequence[Any], converters: Converters) -> tuple[Any, ...]:
    values = list(row)
    for place, functions, expression in converters:
        for convert in functions:
            values[place] = convert(values[place], expression, connection)
    return tuple(values)
