"""The stored cells of an address, asked in SQL: on its axes, kept by its filters, in rows.

Nothing is judged here. What a filter of cells keeps is the same as `compare.filters.cell_filters.kept` says of judged
cells.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from operator import and_
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, Count, Exists, F, IntegerField, Max, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat, StrIndex, Substr
from django.db.models.lookups import GreaterThan, LessThan

from compare.filters import AXES, CELLS, FILTERS, ComparisonFilter, Facet
from compare.query.axes import ANY, Condition, on_axes, where_clause
from compare.query.places import AddressPlace
from kb.derived.cell_rows import JUDGEMENTS, KEY_COLUMNS, judgement_of
from kb.evidence.judgement import Judgement
from kb.evidence.records import ADOPTION, UNIT_SEPARATOR, CellKey, ClaimRecord
from kb.models import Aspect, Cell, Company, Framework
from kb.rows.statements import in_subquery
from kb.texts import letters_key

ALWAYS = "1 = 1"
Sql = tuple[str, Sequence[Any]]  # with its parameters
CELLS_IN_A_ROW = 4  # for each row that is wanted so many cells are read: most rows have fewer that disagree
STRENGTH_SQL = "max(roots_min * 1000000000000 + CAST(roots AS bigint) * 1000000 + documents)"
ASPECTS, COMPANIES, FRAMEWORKS, STORED = (model._meta.db_table for model in (Aspect, Company, Framework, Cell))
OF_FRAMEWORK = f"{STORED}.framework_id = (SELECT id FROM {FRAMEWORKS} WHERE slug = %s)"  # noqa: S608
# An aspect stands in a place between blanks, behind its order of five digits, and so does nothing else.
OF_ADOPTION = f"{STORED}.place LIKE '%% _____ {ADOPTION} %%'"
# What every cell of adoption is: a narrow index of such cells answers where it is said.
OF_A_COMPANY = Condition(lambda: Q(company__isnull=False), "{table}.company_id IS NOT NULL", ())
PLACE_OF_ROW = (
    f"SELECT place FROM {STORED} AS own WHERE aspect_id = (SELECT id FROM {ASPECTS} WHERE slug = %s) "  # noqa: S608
    f"AND coalesce(company_id, 0) = coalesce((SELECT id FROM {COMPANIES} WHERE slug = %s), 0) LIMIT 1"
)


@dataclass(frozen=True)
class StoredCells:
    """The stored cells of an address, ``but`` one filter."""

    filters: ComparisonFilter
    place: AddressPlace
    today: date
    but: str = ""

    def leaving_out(self, name: str) -> StoredCells:
        """The same without one of its filters."""
        return replace(self, but=name)

    @property
    def criteria(self) -> dict[str, Any]:
        """The filters of cells that are asked for."""
        return {name: value for name, value in self.filters.staged(CELLS).items() if name != self.but}

    @property
    def leaves_out_absent(self) -> bool:
        """Whether a cell without claims surely goes, so that the cells that stay are all stored."""
        return any(FILTERS[name].wants_claims(value) for name, value in self.criteria.items())

    @property
    def keeps_whole_rows(self) -> bool:
        """Whether each row stays or goes with all its cells, those that are not stored included."""
        return all(FILTERS[name].facet == Facet.ROWS for name in self.criteria)

    @property
    def is_of_rows(self) -> bool:
        """Whether only rows that differ are asked for."""
        return any(FILTERS[name].facet == Facet.ROWS for name in self.criteria)

    @property
    def searched(self) -> str:
        """What is looked for in cells, as `letters_key` spells it, if nothing else is asked of them; else blank. Of a
        cell that is not stored its names are looked through.
        """
        return letters_key(self.criteria["q"]) if self.criteria.keys() == {"q"} else ""

    @property
    def searched_columns(self) -> list[str]:
        """The columns whose names hold what is looked for, so that all their cells stay."""
        frameworks, text = self.filters.vocabulary.frameworks, self.searched
        return [slug for slug in self.place.columns or () if text and text in letters_key(frameworks[slug].name)]

    @property
    def knows_rows(self) -> bool:
        """Whether SQL alone says which rows have a cell that stays."""
        whole = not self.place.rectangular or self.leaves_out_absent or self.keeps_whole_rows
        return whole or bool(self.searched)

    def on_axes(self) -> QuerySet[Cell]:
        return Cell.objects.filter(*(condition.q for condition in self._axes)).order_by()

    @property
    def _axes(self) -> list[Condition]:
        axes = on_axes(self.place, self.filters, self.but)
        return [*axes, OF_A_COMPANY] if self.place.fixed.get("aspect") == (ADOPTION,) else axes

    def first_places(self, groups: Sequence[str], most: int) -> list[str]:
        """The first of these `rows`. One query, written out where no filter of cells is asked for."""
        if self.criteria or len(groups) > 1:
            return list(self.rows(groups)[:most])
        parts = [""] if groups or self._is_of_one_aspect else [f"NOT {OF_ADOPTION}", OF_ADOPTION]
        walks = [self._walk(part, place, most) for place, part in enumerate(parts)]
        # grouped, not DISTINCT: PostgreSQL sorts distinct rows by what it selects alone
        sql = f"SELECT place FROM ({' UNION ALL '.join(walk for walk, _ in walks)}) AS walks"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(
                f"{sql} GROUP BY part, place ORDER BY part, place LIMIT {most}",
                [value for _, values in walks for value in values],
            )
            return [place for (place,) in cursor.fetchall()]

    def _walk(self, part: str, number: int, most: int) -> tuple[str, list[str]]:
        """The first places of each framework asked for: its index has them in order, one of several frameworks not. A
        framework has one cell at a place.
        """
        columns = self.place.columns or ()
        axes = on_axes(replace(self.place, columns=None), self.filters, self.but)
        where, parameters = where_clause(axes, Cell)
        only = [OF_FRAMEWORK] if columns else []
        condition = " AND ".join(filter(None, [*only, where, part])) or ALWAYS
        once = "" if columns else "GROUP BY place"
        walk = (
            f"SELECT * FROM (SELECT {number} AS part, place FROM {STORED} WHERE {condition} "  # noqa: S608
            f"{once} ORDER BY place LIMIT {most}) AS walk"
        )
        return " UNION ALL ".join([walk] * max(1, len(columns))), [
            value for column in columns or [None] for value in [*([column] if column else []), *parameters]
        ]

    @property
    def _is_of_one_aspect(self) -> bool:
        aspects = self.place.fixed.get("aspect") or self.filters.staged(AXES).get("aspect") or ()
        return len(aspects) == 1 and self.but != "aspect"

    def first_filled(self, most: int) -> list[tuple[int, int, str]]:
        """Primary key, number of claims and values, as JSON, of the first cells on the axes that have a claim, as
        tables list them. One query, written out.
        """
        where, parameters = where_clause(self._axes, Cell, "claims > 0")
        framework = f"(SELECT slug FROM {Framework._meta.db_table} AS named WHERE named.id = framework_id)"  # noqa: S608
        columns = f"id, claims, {connection.ops.quote_name('values')}"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {columns} FROM {STORED} WHERE {where} ORDER BY place, {framework} LIMIT {most}",  # noqa: S608
                parameters,
            )
            rows: list[tuple[int, int, str]] = cursor.fetchall()
            return rows

    def numbers(self, of_rows: Sequence[Condition]) -> list[int]:
        """For each condition, how many rows have a cell that stays and meets it. One query."""
        return self._one_row("SELECT {counts}", [*map(self._rows_of, of_rows)])

    def numbers_within(
        self,
        wider: Condition,
        of_rows: Sequence[Condition],
        of_cells: Sequence[Condition],
        most: int,
        sums: Sequence[Sql],
    ) -> list[int]:
        """The same, counted to the ``most``; then how many cells meet each other condition, and the ``sums``, each a
        select of one number. Before all stands how many rows meet a ``wider`` condition than the first: where that
        alone comes to the most, so does this. One query.
        """
        counts = [*(self._rows_of(condition, most) for condition in of_rows), *map(self._cells_of, of_cells), *sums]
        wide, parameters = self._rows_of(wider, most)
        sql = (
            "WITH counted AS MATERIALIZED (SELECT {counts}) "  # noqa: S608
            f"SELECT CASE WHEN number_0 >= {most} THEN number_0 ELSE ({wide}) END, counted.* FROM counted"
        )
        return self._one_row(sql, counts, parameters)

    def _rows_of(self, condition: Condition, most: int | None = None) -> Sql:
        """How many rows have a cell that stays and meets a condition."""
        where, parameters = self.where([condition])
        limit = "" if most is None else f"LIMIT {most}"
        places = f"SELECT place FROM {STORED} WHERE {where} GROUP BY place {limit}"  # noqa: S608
        return f"SELECT count(*) FROM ({places}) AS places", parameters  # noqa: S608

    def _cells_of(self, condition: Condition) -> Sql:
        """How many cells stay and meet a condition."""
        where, parameters = self.where([condition])
        return f"SELECT count(*) FROM {STORED} WHERE {where}", parameters  # noqa: S608

    def _one_row(self, sql: str, counts: Sequence[Sql], more: Sequence[Any] = ()) -> list[int]:
        columns = ", ".join(f"({select}) AS number_{place}" for place, (select, _) in enumerate(counts))
        parameters = [value for _, values in counts for value in values]
        with connection.cursor() as cursor:
            cursor.execute(sql.format(counts=columns), [*parameters, *more])
            return list(cursor.fetchone())

    def strongest_places(self, conditions: Sequence[Condition], number: int) -> list[str]:
        """The places of so many rows with a cell that stays and meets conditions, the strongest evidence first.

        Cells are read by their strength until they are of enough rows: one query where a row has few of them.
        """
        where, parameters = self.where(conditions)
        order = "roots_min DESC, roots DESC, documents DESC, place"
        most = number * CELLS_IN_A_ROW
        while True:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT place FROM {STORED} WHERE {where} ORDER BY {order} LIMIT {most}", parameters)  # noqa: S608
                read = [place for (place,) in cursor.fetchall()]
            places = list(dict.fromkeys(read))
            if len(places) >= number or len(read) < most:
                return places[:number]
            most *= CELLS_IN_A_ROW

    def places_where(self, conditions: Sequence[Condition], first: int, last: int, *, by_strength: bool) -> list[str]:
        """The places of rows with a cell that stays and meets conditions, from the ``first`` to before the ``last``:
        the strongest evidence first, or as tables list them. One query.
        """
        if by_strength:
            return self.strongest_places(conditions, last)[first:]
        where, parameters = self.where(conditions)
        span = f"LIMIT {last - first} OFFSET {first}"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT place FROM {STORED} WHERE {where} GROUP BY place ORDER BY place {span}", parameters)  # noqa: S608
            return [place for (place,) in cursor.fetchall()]

    def rows_before(
        self, conditions: Sequence[Condition], aspect: str, company: str, *, by_strength: bool
    ) -> int | None:
        """How many of these rows stand before that of an aspect and a company (blank: none), or None. One query."""
        where, parameters = self.where(conditions)
        strength = STRENGTH_SQL if by_strength else "0"
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH listed AS (SELECT place, {strength} AS strength FROM {STORED} WHERE {where} GROUP BY place) "  # noqa: S608
                "SELECT (SELECT count(*) FROM listed WHERE listed.strength > wanted.strength "
                "OR (listed.strength = wanted.strength AND listed.place < wanted.place)) "
                f"FROM listed AS wanted WHERE wanted.place = ({PLACE_OF_ROW})",
                [*parameters, aspect, company],
            )
            row = cursor.fetchone()
        return row[0] if row else None

    def read_where(
        self, conditions: Sequence[Condition], places: Collection[str]
    ) -> dict[CellKey, Judgement[ClaimRecord]]:
        """The judgements of the cells that stay, meet the conditions and stand at these places. One query."""
        if not places:
            return {}
        where, parameters = self.where(conditions)
        at = f"{STORED}.place IN ({', '.join(['%s'] * len(places))})"
        return self.judgements(JUDGEMENTS.where(f"{where} AND {at}", [*parameters, *places]))

    def axes_sql(self) -> tuple[str, list[str]]:
        """The cells on the axes, in SQL with its parameters."""
        return where_clause([ANY, *self._axes], Cell)

    def where(self, conditions: Sequence[Condition] = ()) -> tuple[str, list[Any]]:
        """The cells that stay and meet the conditions, in SQL; with a filter of cells by their primary keys."""
        if not self.criteria:
            return where_clause([*self._axes, *conditions], Cell)
        rows = self.staying().filter(*(condition.q for condition in conditions)).values("pk")
        try:
            sql, parameters = rows.query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            return "1 = 0", []
        return in_subquery(f"{STORED}.id", sql), list(parameters)

    def staying(self, few: bool = False) -> QuerySet[Cell]:
        """Those on the axes that every filter of cells keeps. ``few``: the first by place are read, or counted, alone;
        so no more rows than these are compared.
        """
        criteria = self.criteria
        conditions = (FILTERS[name].where(value, self.today) for name, value in criteria.items())
        rows = self.on_axes().filter(reduce(and_, conditions, Q()))
        if not self.is_of_rows:
            return rows
        if few:
            return rows.filter(Exists(self.differing().filter(place=OuterRef("place"))))
        return rows.filter(place__in=self.differing())

    def differing(self) -> QuerySet[Any]:
        """The places of rows with claims under two frameworks at least whose sets of values are not all the same, or of
        which one is said to be other than the same as another.
        """
        filled = self.on_axes().filter(claims__gt=0)
        word = Concat(Value("|"), F("framework__slug"), Value("|"))
        others = filled.filter(place=OuterRef("place")).annotate(at=StrIndex(OuterRef("apart"), word)).filter(at__gt=0)
        mirrored = filled.exclude(apart="").filter(Exists(others)).values("place")
        by_row = filled.values("place").annotate(columns=Count("pk"), first=Min("meanings"), last=Max("meanings"))
        return by_row.filter(~Q(first=F("last")) | Q(place__in=mirrored), columns__gt=1).values("place")

    def differing_sql(self) -> tuple[str, list[Any]]:
        """`differing` written out, with its parameters."""
        own, other = (
            " AND ".join(condition.sql.format(table=name) for condition in self._axes) for name in ("own", "other")
        )
        place_of = "strpos" if connection.vendor == "postgresql" else "instr"
        mirrored = (
            f"SELECT own.place FROM {STORED} AS own JOIN {STORED} AS other ON other.place = own.place "  # noqa: S608
            f"JOIN {FRAMEWORKS} AS named ON named.id = other.framework_id WHERE {own or ALWAYS} AND {other or ALWAYS} "
            f"AND own.claims > 0 AND other.claims > 0 AND own.apart <> '' "
            f"AND {place_of}(own.apart, '|' || named.slug || '|') > 0"
        )
        where, parameters = where_clause(self._axes, Cell, "claims > 0")
        return (
            f"SELECT place FROM {STORED} WHERE {where} GROUP BY place "  # noqa: S608
            f"HAVING count(*) > 1 AND (min(meanings) <> max(meanings) OR place IN ({mirrored}))"
        ), parameters * 3

    def rows(self, groups: Sequence[str]) -> QuerySet[Any]:
        """The places of the rows that have a cell which stays, as tables list them: groups in the order asked for,
        before any other, adoption last if it is in none of these.
        """
        cells = self.cells_of_rows(groups).order_by(*self.order_of_rows(groups))
        return cells.values_list("place", flat=True).distinct()

    def cells_of_rows(self, groups: Sequence[str]) -> QuerySet[Any]:
        """The cells of these rows, with the columns that they are ordered by."""
        rows = self.staying() if self.knows_rows and not self.searched_columns else self.on_axes()
        if len(groups) == 1:
            return rows
        cases = [When(aspect__group__slug=slug, then=Value(number)) for number, slug in enumerate(groups)]
        adoption = When(aspect__in=Aspect.objects.filter(slug=ADOPTION), then=Value(len(groups) + 1))
        chapter = Case(*cases, adoption, default=Value(len(groups)), output_field=IntegerField())
        return rows.annotate(chapter=chapter)

    def order_of_rows(self, groups: Sequence[str]) -> tuple[str, ...]:
        """The columns that `rows` are ordered by."""
        return ("place",) if len(groups) == 1 else ("chapter", "place")  # of one group there is no other row

    def searched_numbers(self, columns: int) -> tuple[int, int, int]:
        """How many cells stay because they hold what is `searched`, those included that are not stored; how many rows
        have one; and how many rows with so many ``columns`` there are on the axes. One query.
        """
        found = self.searched_columns
        staying = FILTERS["q"].where(self.criteria["q"], self.today)
        named, in_found = self._named_rows(), Q(framework__slug__in=found)
        counts = self.on_axes().aggregate(
            all_rows=Count("place", distinct=True),
            rows=Count("place", filter=staying, distinct=True),
            cells=Count("pk", filter=staying),
            named_rows=Count("place", filter=named, distinct=True),
            named_cells=Count("pk", filter=named & ~in_found),
            found_cells=Count("pk", filter=in_found),
        )
        absent = counts["all_rows"] * len(found) - counts["found_cells"]
        absent += counts["named_rows"] * (columns - len(found)) - counts["named_cells"]
        rows = counts["all_rows"] if found else counts["rows"]
        return counts["cells"] + absent, rows, counts["all_rows"]

    def _named_rows(self) -> Q:
        """Stored cells in rows whose aspect or company has a name that holds what is `searched`. In the words of a cell
        these names come behind that of its framework.
        """
        end = Value(UNIT_SEPARATOR)
        names = Concat(Substr("words", StrIndex("words", end) + 1), end)
        of_aspect = StrIndex(names, end)
        of_company = of_aspect + StrIndex(Substr(names, of_aspect + 1), end)
        behind = Case(When(company=None, then=of_aspect), default=of_company)
        at = StrIndex(names, Value(self.searched))
        return Q(GreaterThan(at, 0)) & Q(LessThan(at, behind))

    def read_all(self) -> dict[CellKey, Judgement[ClaimRecord]]:
        """The judgements of all cells on the axes, without claims: by aspect, company, framework. One query."""
        return self.judgements(JUDGEMENTS.where(*where_clause(self._axes, Cell)))

    def read_by_key(self, keys: Collection[int]) -> dict[CellKey, Judgement[ClaimRecord]]:
        """The same of cells by primary key."""
        return self.judgements(JUDGEMENTS.among("id", keys))

    def judgements(self, rows: Iterable[tuple[Any, ...]]) -> dict[CellKey, Judgement[ClaimRecord]]:
        """Rows of `JUDGEMENTS` as of the day of the address."""
        return {CellKey(*row[1:4]): judgement_of(row[4:], self.today) for row in rows}

    def words(self) -> dict[CellKey, str]:
        """What a search looks through, of every cell on the axes. One query."""
        return {CellKey(*key): words for *key, words in self.on_axes().values_list(*KEY_COLUMNS, "words")}

    def in_rows(self, places: Collection[str]) -> QuerySet[Cell]:
        """The cells on the axes in these rows, whether they stay or not."""
        return self.on_axes().filter(place__in=places)
