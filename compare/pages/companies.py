"""Companies: the adoption matrix, and one company."""

from __future__ import annotations

from collections import Counter
from functools import cache, partial

from django.http import HttpRequest, QueryDict

from compare.answers.answering import Page, Sheet
from compare.answers.problems import rows_of
from compare.display.adoption_words import AdoptionGrade
from compare.display.labels import quantity
from compare.display.matrix import Matrix
from compare.display.sentences import RemarkList, words_of
from compare.faces.addresses import with_query
from compare.faces.contents import Content
from compare.filters.order_filters import PAGING
from compare.narrative.adoption_answers import adoption_answers, adoption_headline
from compare.narrative.company_story import Story, story
from compare.parts.fixture_rows import carried
from compare.parts.leaves import claims_leaf, page_of_claims
from compare.parts.tables import bare_matrix, claimed_matrix, matrix_of, table_leaf, table_of, table_page
from compare.query.adoption import AdoptionFigures, adoption_figures
from compare.query.claim_lists import count_claims, listed_claims
from compare.query.places import AddressPlace
from compare.query.quick_numbers import QUICK_OF_COMPANIES
from compare.query.selection import Selection, select
from compare.query.table_rows import TableSize, is_paged, table_size
from compare.web.freshness import today
from kb.evidence.judgement import Flag
from kb.evidence.kinds import COMPANY
from kb.evidence.records import ADOPTION, FrameworkRecord
from kb.models import Company
from kb.rows.vocabulary_reading import fetch_upstream, vocabulary_on_demand

COMPANIES_LENGTH = 100  # on a page


def companies(request: HttpRequest) -> Page:
    """Who is said to use what: companies by frameworks."""
    place = AddressPlace({"aspect": (ADOPTION,)}, rectangular=True, about="about adoption", turns=True)
    selection = select(request.GET, today(), place)
    size = cache(partial(table_size, selection))

    @cache
    def figures() -> AdoptionFigures:
        """For the page, with the numbers of its quick views."""
        return adoption_figures(selection)

    def sheet() -> Sheet:
        table, leaf = table_page(selection, size().rows, COMPANIES_LENGTH)
        numbers = _numbers(selection, figures())
        answers, headline = adoption_answers(numbers), adoption_headline(numbers)
        context = {
            "matrix": table,
            "leaf": leaf,
            "split": _split_rows(selection, size()),
            "orders": _orders(selection),
            "head_title": f"Companies: {headline}" if headline else "",
            "head_description": " ".join(remark.sentence for remarks in answers for remark in remarks.first[:2]),
        }
        return Sheet(Content(main="rows", title="Companies", table=table, answers=answers), context)

    return Page(
        main="rows",
        title="Companies",
        whole=lambda: _whole(matrix_of(selection), adoption_answers(_numbers(selection, adoption_figures(selection)))),
        bare=lambda: Content(main="rows", title="Companies", matrix=bare_matrix(selection)),
        paging=lambda: table_leaf(selection, size().rows, COMPANIES_LENGTH),
        selection=selection,
        sentence=lambda: selection.sentence(
            f"{quantity(size().rows, 'company', 'companies')} in {count_claims(selection).words}"
        ),
        template="companies.html",
        path="/companies/",
        fixture=lambda: carried(selection),
        html=sheet,
        quick=QUICK_OF_COMPANIES,
        quick_numbers=lambda: figures().rows,
    )


def _numbers(selection: Selection, figures: AdoptionFigures) -> list[tuple[FrameworkRecord, Counter[AdoptionGrade]]]:
    """How many companies of each grade each framework has."""
    frameworks = selection.vocabulary.frameworks
    selection.vocabulary.fetch_frameworks(figures.frameworks)
    return [(frameworks[slug], counts) for slug, counts in figures.frameworks.items()]


def _orders(selection: Selection) -> list[tuple[str, str, bool]]:
    """The two orders of the table: words, address, whether it is the present one."""
    query = QueryDict(selection.filters.normalised(leave_out=(*PAGING, "order")), mutable=True)
    by_name = with_query("/companies/", query.urlencode())
    query["order"] = "evidence"
    is_surest = selection.order == "evidence"
    surest = with_query("/companies/", query.urlencode())
    return [("by name", by_name, not is_surest), ("the surest first", surest, is_surest)]


def _whole(matrix: Matrix, answers: tuple[RemarkList, ...]) -> Content:
    """The table with the companies in its rows."""
    return Content(
        main="rows",
        title="Companies",
        matrix=matrix,
        records=[row.company for row in matrix.rows if row.company],
        records_kind="companies",
        answers=answers,
    )


def _split_rows(selection: Selection, size: TableSize) -> int:
    """How many companies of the selection are claimed for several frameworks. One query under a filter of cells."""
    if not is_paged(selection):
        return len({cell.key.company for cell in selection.cells if Flag.SPLIT in cell.judgement.flags})
    if size.split is not None:
        return size.split
    return selection.stored.staying().filter(split=True).values("company").distinct().count()


def company(request: HttpRequest, slug: str) -> Page:
    """One company: who says what about it."""
    vocabulary = vocabulary_on_demand()
    (record,) = rows_of(vocabulary, (COMPANY, slug))
    place = AddressPlace({"company": (slug,)}, about=f"about {record.name}", turns=True)
    selection = select(request.GET, today(), place, vocabulary)
    count = cache(partial(count_claims, selection))

    def content(matrix: Matrix | None = None) -> Content:
        return Content(
            main="claims",
            title=record.name,
            claims=listed_claims(selection),
            matrix=matrix,
            subject=record,
            subject_kind="company",
        )

    def sheet() -> Sheet:
        vocabulary.fetch_claims(selection.claims)
        matrix = claimed_matrix(selection)
        fetch_upstream(vocabulary, [slug for claim in selection.claims for slug in (claim.source, claim.via) if slug])
        tale = story(record, matrix.cells, selection.today)
        context = {
            "company": record,
            "matrix": table_of(matrix, selection),
            "story": tale,
            **_heads(tale),
            **claims_leaf(selection, count()),
        }
        return Sheet(content(matrix), context)

    return Page(
        main="claims",
        title=record.name,
        whole=lambda: content(matrix_of(selection)),
        bare=content,
        paging=lambda: page_of_claims(selection, count()),
        selection=selection,
        sentence=lambda: selection.sentence(count().words),
        template="company.html",
        path=f"/companies/{slug}/",
        fixture=lambda: carried(selection, rows={Company: {slug}}),
        html=sheet,
    )


def _heads(tale: Story) -> dict[str, str]:
    """The title of the document and what search engines are told: how its story begins."""
    if not tale.lead:
        return {}
    first = words_of(tale.lead[0])
    return {"head_title": first.removesuffix("."), "head_description": " ".join(map(words_of, tale.lead))}
