"""Companies: the adoption matrix, and one company."""

from __future__ import annotations

from functools import cache, partial

from django.http import HttpRequest

from compare.answers.answering import Page, Sheet
from compare.answers.problems import rows_of
from compare.display.labels import quantity
from compare.display.matrix import Matrix
from compare.faces.contents import Content
from compare.narrative.company_story import story
from compare.parts.fixture_rows import carried
from compare.parts.leaves import claims_leaf
from compare.parts.tables import claimed_matrix, matrix_of, table_of, table_page
from compare.query.claim_lists import count_claims, listed_claims
from compare.query.places import AddressPlace
from compare.query.selection import Selection, select
from compare.query.table_rows import TableSize, is_paged, table_size
from compare.web.freshness import today
from kb.evidence.appraisal import Flag
from kb.evidence.kinds import COMPANY
from kb.evidence.records import ADOPTION
from kb.models import Company
from kb.rows.vocabulary_reading import fetch_upstream, vocabulary_on_demand

COMPANIES_LENGTH = 100  # on a page


def companies(request: HttpRequest) -> Page:
    """Who is said to use what: companies by frameworks."""
    place = AddressPlace({"aspect": (ADOPTION,)}, rectangular=True, about="about adoption", turns=True)
    selection = select(request.GET, today(), place)
    size = cache(partial(table_size, selection))

    def sheet() -> Sheet:
        table, leaf = table_page(selection, size().rows, COMPANIES_LENGTH)
        context = {"matrix": table, "leaf": leaf, "split": _split_rows(selection, size())}
        return Sheet(Content(main="rows", title="Companies", table=table), context)

    return Page(
        main="rows",
        title="Companies",
        whole=lambda: _whole(matrix_of(selection)),
        selection=selection,
        sentence=lambda: selection.sentence(
            f"{quantity(size().rows, 'company', 'companies')} in {count_claims(selection).words}"
        ),
        template="companies.html",
        path="/companies/",
        fixture=lambda: carried(selection),
        html=sheet,
    )


def _whole(matrix: Matrix) -> Content:
    """The table with the companies in its rows."""
    return Content(
        main="rows",
        title="Companies",
        matrix=matrix,
        records=[row.company for row in matrix.rows if row.company],
        records_kind="companies",
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
    selection.vocabulary.fetch_claims(selection.claims)
    matrix = claimed_matrix(selection)
    content = Content(
        main="claims",
        title=record.name,
        claims=listed_claims(selection),
        matrix=matrix,
        subject=record,
        subject_kind="company",
    )

    def sheet() -> Sheet:
        fetch_upstream(vocabulary, [slug for claim in selection.claims for slug in (claim.source, claim.via) if slug])
        context = {
            "company": record,
            "matrix": table_of(matrix, selection),
            "story": story(record, matrix.cells, selection.today),
            **claims_leaf(selection, count()),
        }
        return Sheet(content, context)

    return Page.of(
        content,
        selection=selection,
        sentence=lambda: selection.sentence(count().words),
        template="company.html",
        path=f"/companies/{slug}/",
        fixture=lambda: carried(selection, rows={Company: {slug}}),
        html=sheet,
    )
