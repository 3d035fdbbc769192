"""The rows of a list of claims in SQL, in the order asked for: all of them as they are read, or those around one.

A list is walked along its cells, or along the ends of periods, where these have an index in its order, else along its
claims, which are sorted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from compare.filters import AXES, CELLS, EVIDENCE
from compare.query.axes import where_clause
from compare.query.selection import Selection
from kb.evidence.kinds import BY_COLUMN
from kb.evidence.records import ClaimRow
from kb.models import Cell, Claim, PeriodEnd
from kb.models.kind_models import KIND_MODELS
from kb.rows.cursors import streamed
from kb.rows.reading import claim_row
from kb.rows.statements import in_subquery

CLAIM, CELL, END = (model._meta.db_table for model in (Claim, Cell, PeriodEnd))
KEY_COLUMN = f"{CLAIM}.key"
Where = tuple[str, Sequence[Any]]


@dataclass(frozen=True)
class SortKey:
    """What a list is ordered by. ``text`` sorts by its code points on every database."""

    sql: str
    descending: bool = False
    text: bool = False

    @property
    def key(self) -> str:
        """What is compared."""
        return f'{self.sql} COLLATE "C"' if self.text and connection.vendor == "postgresql" else self.sql

    def turned(self) -> SortKey:
        return SortKey(self.sql, not self.descending, self.text)

    @property
    def order(self) -> str:
        return f"{self.key} DESC" if self.descending else self.key

    @property
    def beyond(self) -> str:
        """What stands behind a value, as a condition with one parameter."""
        return f"{self.key} {'<' if self.descending else '>'} %s"


WITHIN_A_PLACE = (
    SortKey("framework.slug", text=True), SortKey("source.slug", text=True), SortKey(f"{CLAIM}.key", text=True),
)  # fmt: skip
IN_PLACES = (SortKey(f"{CELL}.place"), *WITHIN_A_PLACE)
OF_A_DAY = (SortKey(f"{END}.place"), *WITHIN_A_PLACE)
NEWEST = SortKey(f"{END}.day", descending=True)
OLDEST = SortKey(f"coalesce(nullif({END}.day, ''), '9999-99-99')")
STRENGTH = tuple(SortKey(f"{CELL}.{name}", descending=True) for name in ("roots_min", "roots", "documents"))


@dataclass(frozen=True)
class Order:
    """``lead`` and ``terms`` after it: rows that are alike in ``lead`` are many, and have an index of their own.

    ``by_cells``: the cells have an index in this order; ``by_days``: the ends of periods have. ``of_cells``: it asks
    something of cells.
    """

    terms: Sequence[SortKey]
    lead: Sequence[SortKey] = ()
    by_cells: bool = False
    by_days: bool = False
    of_cells: bool = True

    @property
    def whole(self) -> Sequence[SortKey]:
        return (*self.lead, *self.terms)

    def turned(self) -> Order:
        """The same backwards."""
        terms, lead = ([key.turned() for key in keys] for keys in (self.terms, self.lead))
        return replace(self, terms=terms, lead=lead)

    def beyond(self, values: Sequence[Any]) -> Iterator[Where]:
        """What stands behind a place in the list, in one or two parts, which follow each other."""
        lead, rest = values[: len(self.lead)], values[len(self.lead) :]
        alike = [f"{term.key} = %s" for term in self.lead]
        behind, parameters = _behind(self.terms, rest)
        yield " AND ".join([*alike, behind]), [*lead, *parameters]
        if self.lead:
            keys, sign = ", ".join(term.key for term in self.lead), "<" if self.lead[0].descending else ">"
            yield f"({keys}) {sign} ({', '.join(['%s'] * len(lead))})", lead


def _behind(terms: Sequence[SortKey], values: Sequence[Any]) -> Where:
    """Rows behind a place. The first term stands alone, too, so that its index leads there."""
    condition, parameters = terms[-1].beyond, [values[-1]]
    for term, value in zip(reversed(terms[:-1]), reversed(values[:-1]), strict=True):
        condition = f"{term.beyond} OR ({term.key} = %s AND ({condition}))"
        parameters = [value, value, *parameters]
    if len(terms) > 1:
        first = terms[0].beyond.replace(" < ", " <= ").replace(" > ", " >= ")
        condition, parameters = f"{first} AND ({condition})", [values[0], *parameters]
    return condition, parameters


CLAIM_ORDERS = {
    "aspect": Order(IN_PLACES, by_cells=True),
    "evidence": Order(IN_PLACES, lead=STRENGTH, by_cells=True),
    "name": Order([SortKey(f"{CLAIM}.key")], of_cells=False),
    "newest": Order(OF_A_DAY, lead=[NEWEST], by_days=True, of_cells=False),
    "oldest": Order(OF_A_DAY, lead=[OLDEST], by_days=True, of_cells=False),
}

# What `claim_row` takes, with the tables that it comes from.
ROW_COLUMNS = (
    f"{CLAIM}.key, framework.slug, aspect.slug, company.slug, choice.slug, choice.label, {CLAIM}.number, "
    f"{CLAIM}.boolean, {CLAIM}.text, aspect.unit, scope.slug, compared.slug, {CLAIM}.as_of, {CLAIM}.hedged, "
    f"source.slug, via.slug, {CLAIM}.via_stated, {CLAIM}.locator, {CLAIM}.quote, {CLAIM}.statement, {CLAIM}.status"
)
NAMED_BY_ALL = ("framework", "aspect", "source")
NAMED_BY_SOME = {"company": "company", "choice": "option", "scope": "scope", "compared": "compared_to", "via": "via"}
TABLE_OF_COLUMN = {column: KIND_MODELS[kind.name]._meta.db_table for column, kind in BY_COLUMN.items()}
JOINED = " ".join(
    [f"CROSS JOIN {TABLE_OF_COLUMN[name]} AS {name}" for name in NAMED_BY_ALL]
    + [
        f"LEFT JOIN {TABLE_OF_COLUMN[key]} AS {name} ON {name}.id = {CLAIM}.{key}_id"
        for name, key in NAMED_BY_SOME.items()
    ]
)
IS_PUBLISHED = f"{CLAIM}.status = '{Claim.Status.PUBLISHED}'"
THEIR_NAMES = " AND ".join(f"{name}.id = {CLAIM}.{name}_id" for name in NAMED_BY_ALL)
SAME_CELL = f"{CELL}.framework_id = {CLAIM}.framework_id AND {CELL}.aspect_id = {CLAIM}.aspect_id AND "
CELL_OF_CLAIM = SAME_CELL + f"coalesce({CELL}.company_id, 0) = coalesce({CLAIM}.company_id, 0)"
# Each cell with its claims, as each database finds them in the index: tables, and what joins them.
EITHER_ORDER = " UNION ALL ".join(
    f"SELECT * FROM {CLAIM} WHERE {SAME_CELL}{company}"  # noqa: S608
    for company in (
        f"{CLAIM}.company_id = {CELL}.company_id",
        f"{CLAIM}.company_id IS NULL AND {CELL}.company_id IS NULL",
    )
)
CELLS_FIRST = {
    "sqlite": (f"{CELL} CROSS JOIN {CLAIM}", f"{SAME_CELL}{CLAIM}.company_id IS {CELL}.company_id"),
    "postgresql": (f"{CELL} CROSS JOIN LATERAL ({EITHER_ORDER}) AS {CLAIM}", ""),
}


def has_rows(selection: Selection) -> bool:
    """Whether SQL alone can say which claims these are, and in which order: no cell must be judged for it."""
    return not selection.weighs or not (selection.filters.staged(CELLS) or selection.order == "evidence")


@dataclass(frozen=True)
class ClaimRows:
    """The claims of a selection that `has_rows`. Each question is one query, unless it says otherwise.

    ``many``: so many that an order by days is walked along its index, where few others stand between them.
    """

    selection: Selection
    many: bool = False

    @property
    def order(self) -> Order:
        return CLAIM_ORDERS[self.selection.order]

    def all(self) -> Iterator[ClaimRow]:
        """The claims as they are read, some at a time, within `one_state`."""
        sql, parameters = self._select(ROW_COLUMNS, self.order)
        return map(claim_row, streamed(sql, parameters))

    def keys(self, first: int, last: int) -> list[str]:
        """The keys of claims from one place to before another."""
        return [key for (key,) in self._fetch(KEY_COLUMN, self.order, f"LIMIT {last - first} OFFSET {first}")]

    def place(self, key: str) -> Sequence[Any] | None:
        """Where a claim stands, or None if it is not in this list."""
        terms = ", ".join(term.sql for term in self.order.whole)
        sql, parameters = self._select(terms, None, (f"{CLAIM}.key = %s", [key]))
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            columns: Sequence[Any] | None = cursor.fetchone()
        return columns

    def keys_after(self, place: Sequence[Any], most: int) -> list[str]:
        """The keys of so many claims behind a place, at any depth at the same cost where an index has this order.

        Two queries at most.
        """
        return self._keys_beyond(self.order, place, most)

    def keys_before(self, place: Sequence[Any], most: int) -> list[str]:
        """The same backwards."""
        return self._keys_beyond(self.order.turned(), place, most)

    def _keys_beyond(self, order: Order, place: Sequence[Any], most: int) -> list[str]:
        keys: list[str] = []
        for part in order.beyond(place):
            if len(keys) < most:
                keys += [key for (key,) in self._fetch(KEY_COLUMN, order, f"LIMIT {most - len(keys)}", part)]
        return keys

    def _fetch(self, columns: str, order: Order | None, limit: str = "", *more: Where) -> list[tuple[Any, ...]]:
        sql, parameters = self._select(columns, order, *more)
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} {limit}", parameters)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def _select(self, columns: str, order: Order | None, *more: Where) -> tuple[str, list[Any]]:
        """A statement; without an order it begins with the claims."""
        tables, conditions = self._tables(order)
        conditions += [(sql, ()) for sql in (THEIR_NAMES, IS_PUBLISHED)]
        conditions += [*self._conditions(order), *more]
        where = " AND ".join(f"({sql})" for sql, _ in conditions if sql)
        ordered = f" ORDER BY {', '.join(term.order for term in order.whole)}" if order else ""
        sql = f"SELECT {columns} FROM {tables} {JOINED} WHERE {where}{ordered}"  # noqa: S608
        return sql, [value for _, values in conditions for value in values]

    @property
    def _of_cells(self) -> bool:
        return self.order.of_cells or bool(self.selection.filters.staged(CELLS))

    def _tables(self, order: Order | None) -> tuple[str, list[Where]]:
        """Those that the others are joined to, in the order in which they are read, and how they hang together."""
        ends = f"{END}.claim_id = {CLAIM}.id"
        if order is not None and self._by_days:
            return f"{END} CROSS JOIN {CLAIM}", [(ends, ())]
        if order is not None and self._by_cells:
            tables, joined = CELLS_FIRST[connection.vendor]
            conditions: list[Where] = [(joined, ()), (f"{CELL}.claims > 0", ())]
        elif self._of_cells:
            tables, conditions = f"{CLAIM} CROSS JOIN {CELL}", [(CELL_OF_CLAIM, ())]
        else:
            tables, conditions = CLAIM, []
        if self.order.by_days:
            return f"{tables} CROSS JOIN {END}", [*conditions, (ends, ())]
        return tables, conditions

    @property
    def _by_days(self) -> bool:
        return self.order.by_days and self.many

    @property
    def _by_cells(self) -> bool:
        """Whether the cells lead to the claims: in their order, or because few of them stay."""
        return not self.selection.weighs and (self.order.by_cells or bool(self.selection.filters.staged(CELLS)))

    def _conditions(self, order: Order | None) -> Iterator[Where]:
        """What the address and its query ask."""
        if self.selection.weighs:
            yield self._passing()
        elif self._of_cells and order is not None and self._by_days:
            where, parameters = self.selection.stored.where()
            # asked of each claim: for a join SQLite would first go through all cells
            yield f"EXISTS (SELECT 1 FROM {CELL} WHERE {CELL_OF_CLAIM} AND {where})", parameters  # noqa: S608
        elif self._of_cells:
            yield self.selection.stored.where()
        else:
            yield where_clause(self.selection.axes, Claim)

    def _passing(self) -> Where:
        """The claims that pass the filters of axes and of evidence."""
        claims = self.selection.narrowed(Claim.objects.published().order_by(), AXES, EVIDENCE).values("pk")
        try:
            sql, parameters = claims.query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            return "1 = 0", ()
        return in_subquery(f"{CLAIM}.id", sql), parameters
