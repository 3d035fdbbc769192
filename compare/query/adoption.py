"""Who is said to use what, by how sure that is: counted, and the first of each, where stored cells answer in SQL."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from compare.display.adoption_words import DISPUTED_STATES, Adopters, AdoptionGrade, grade_of
from compare.query.quick_numbers import stored_quick_numbers, weighed_quick_numbers
from compare.query.selection import Selection
from kb.evidence.judgement import State
from kb.evidence.records import ADOPTION
from kb.evidence.vocabulary import fetch
from kb.models import Aspect, Cell

NAMES_OF_A_GRADE = 12  # companies that a page names of each
SAYS_YES = Q(meanings__contains="|yes|")
GRADE = Case(
    When(state__in=DISPUTED_STATES, then=Value(str(AdoptionGrade.CONTESTED))),
    When(~SAYS_YES, then=Value(str(AdoptionGrade.DENIED))),
    When(state=State.UNROOTED, then=Value(str(AdoptionGrade.UNROOTED))),
    default=F("certainty"),
    output_field=CharField(),
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


def adoption_figures(selection: Selection, texts: Sequence[str] = ()) -> AdoptionFigures:
    """The figures of the cells that stay, and of quick views. One query where stored cells answer."""
    numbers: dict[str, Counter[AdoptionGrade]] = defaultdict(Counter)
    if selection.weighs:
        for cell in selection.cells:
            if cell.key.aspect == ADOPTION and cell.judgement.values:
                numbers[cell.key.framework][grade_of(cell.judgement)] += 1
        return AdoptionFigures(numbers, weighed_quick_numbers(selection, texts))
    graded: Any = _filled(selection).annotate(grade=GRADE).values_list("framework__slug", "grade")
    rows = dict.fromkeys(texts, 0)
    for framework, word, number in graded.annotate(number=Count("pk")).union(
        *stored_quick_numbers(selection, texts), all=True
    ):
        if framework:
            numbers[framework][AdoptionGrade(word)] += number
        else:
            rows[word] = number
    return AdoptionFigures(numbers, rows)


def number_of_adopters(frameworks: Sequence[str]) -> int:
    """How many companies are said to use any of these frameworks. One query."""
    adoption = Aspect.objects.filter(slug=ADOPTION).order_by().values("pk")
    cells = Cell.objects.filter(SAYS_YES, aspect__in=adoption, framework__slug__in=frameworks).order_by()
    return cells.values("company").distinct().count()


def _filled(selection: Selection) -> QuerySet[Any]:
    """The cells of adoption with claims that stay."""
    adoption = Aspect.objects.filter(slug=ADOPTION).order_by().values("pk")
    return selection.stored.staying().filter(aspect__in=adoption, claims__gt=0).order_by()


def _stored_rows(selection: Selection) -> list[tuple[AdoptionGrade, int, str, str]]:
    best = [F("roots_min").desc(), F("roots").desc(), F("documents").desc(), F("place").asc()]
    of_grade = [F("grade")]
    rows: Any = _filled(selection).annotate(grade=GRADE)
    rows = rows.annotate(
        number=Window(Count("pk"), partition_by=of_grade),
        rank=Window(RowNumber(), partition_by=of_grade, order_by=best),
    ).filter(rank__lte=NAMES_OF_A_GRADE)
    columns = ("grade", "number", "company__slug", "company__name")
    return [(AdoptionGrade(grade), *row) for grade, *row in rows.order_by("rank").values_list(*columns)]


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
