"""Who is said to use what, by how sure that is: counted, and the first of each, where stored cells answer in SQL."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from compare.display.adoption_words import DISPUTED_STATES, Adopters, AdoptionGrade, grade_of
from compare.query.axes import ANY
from compare.query.cell_query import COMPANIES, FRAMEWORKS, OF_ADOPTION, STORED
from compare.query.quick_numbers import QUICK_OF_COMPANIES, quick_numbers, quick_sql
from compare.query.selection import Selection
from kb.evidence.judgement import State
from kb.evidence.records import ADOPTION
from kb.evidence.vocabulary import fetch
from kb.models import AdoptionTally, Aspect, Cell

NAMES_OF_A_GRADE = 12  # companies that a page names of each
IN_DISPUTE = ", ".join(f"'{state}'" for state in DISPUTED_STATES)
GRADE = (
    f"CASE WHEN state IN ({IN_DISPUTE}) THEN '{AdoptionGrade.CONTESTED}' "
    f"WHEN NOT affirmed THEN '{AdoptionGrade.DENIED}' "
    f"WHEN state = '{State.UNROOTED}' THEN '{AdoptionGrade.UNROOTED}' ELSE certainty END"
)  # as `grade_of`


def adopters(selection: Selection) -> list[Adopters]:
    """The companies of the cells that stay, the surest grade first. One query; none where cells are judged, but for
    names.
    """
    rows = _weighed_rows(selection) if selection.weighs else _stored_rows(selection)
    companies: dict[AdoptionGrade, list[tuple[str, str]]] = defaultdict(list)
    numbers: Counter[AdoptionGrade] = Counter()
    for grade, number, slug, name in rows:
        numbers[grade] = number
        companies[grade].append((slug, name))
    return [Adopters(grade, numbers[grade], tuple(companies[grade])) for grade in AdoptionGrade if numbers[grade]]


@dataclass(frozen=True)
class AdoptionFigures:
    """How many companies of each grade each framework has, by its slug; how many rows each query text would leave."""

    frameworks: Mapping[str, Counter[AdoptionGrade]]
    rows: Mapping[str, int]


def adoption_figures(selection: Selection) -> AdoptionFigures:
    """The figures of the cells that stay, and of the quick views of companies. One query where stored cells answer."""
    numbers: dict[str, Counter[AdoptionGrade]] = defaultdict(Counter)
    if selection.weighs:
        for cell in selection.cells:
            if cell.key.aspect == ADOPTION and cell.judgement.values:
                numbers[cell.key.framework][grade_of(cell.judgement)] += 1
        return AdoptionFigures(numbers, quick_numbers(selection, QUICK_OF_COMPANIES))
    graded, parameters = _graded(selection)
    counts, more = quick_sql(selection, QUICK_OF_COMPANIES)
    sql = (
        f"SELECT framework.slug, grade, sum(cells) FROM ({graded}) AS graded "  # noqa: S608
        f"JOIN {FRAMEWORKS} AS framework ON framework.id = framework_id "
        f"GROUP BY framework.slug, grade UNION ALL SELECT '', counts.* FROM ({counts}) AS counts"
    )
    rows: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, *more])
        for framework, word, number in cursor.fetchall():
            if framework:
                numbers[framework][AdoptionGrade(word)] += int(number)
            else:
                rows[word] = int(number)
    return AdoptionFigures(numbers, rows)


def _graded(selection: Selection) -> tuple[str, list[Any]]:
    """Frameworks, grades and how many cells have these, in SQL; of tallies where nothing narrows the base down."""
    if not (selection.filtered or selection.place.columns):
        return f"SELECT framework_id, {GRADE} AS grade, cells FROM {AdoptionTally._meta.db_table}", []  # noqa: S608
    where, parameters = _filled(selection)
    return f"SELECT framework_id, {GRADE} AS grade, 1 AS cells FROM {STORED} WHERE {where}", parameters  # noqa: S608


def number_of_adopters(frameworks: Sequence[str]) -> int:
    """How many companies are said to use any of these frameworks. One query."""
    adoption = Aspect.objects.filter(slug=ADOPTION).order_by().values("pk")
    cells = Cell.objects.filter(affirmed=True, aspect__in=adoption, framework__slug__in=frameworks).order_by()
    return cells.values("company").distinct().count()


def _filled(selection: Selection) -> tuple[str, list[Any]]:
    """The cells of adoption with claims that stay, in SQL."""
    where, parameters = selection.stored.where([ANY])
    return f"{where} AND {OF_ADOPTION} AND {STORED}.claims > 0", parameters


def _stored_rows(selection: Selection) -> list[tuple[AdoptionGrade, int, str, str]]:
    where, parameters = _filled(selection)
    sql = (
        "SELECT grade, number, company.slug, company.name FROM (SELECT company_id, grade, "  # noqa: S608
        "count(*) OVER (PARTITION BY grade) AS number, row_number() OVER (PARTITION BY grade "
        "ORDER BY roots_min DESC, roots DESC, documents DESC, place) AS standing "
        f"FROM (SELECT company_id, roots_min, roots, documents, place, {GRADE} AS grade FROM {STORED} WHERE {where}) "
        f"AS graded) AS ranked JOIN {COMPANIES} AS company ON company.id = company_id "
        f"WHERE standing <= {NAMES_OF_A_GRADE} ORDER BY standing"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [(AdoptionGrade(grade), *row) for grade, *row in cursor.fetchall()]


def _weighed_rows(selection: Selection) -> list[tuple[AdoptionGrade, int, str, str]]:
    cells = [cell for cell in selection.cells if cell.key.aspect == ADOPTION and cell.judgement.values]
    cells.sort(key=lambda cell: (cell.strength, cell.key.company or ""))
    numbers = Counter(grade_of(cell.judgement) for cell in cells)
    companies = selection.vocabulary.companies
    fetch(companies, [cell.key.company for cell in cells])
    rows: list[tuple[AdoptionGrade, int, str, str]] = []
    listed: Counter[AdoptionGrade] = Counter()
    for cell in cells:
        grade, slug = grade_of(cell.judgement), cell.key.company or ""
        if listed[grade] < NAMES_OF_A_GRADE:
            rows.append((grade, numbers[grade], slug, companies[slug].name))
        listed[grade] += 1
    return rows
