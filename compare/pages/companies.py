"""Companies: the adoption matrix, and one company."""

from __future__ import annotations

from django.http import HttpRequest

from compare.answers import Page
from compare.contents import Content
from compare.freshness import today
from compare.pages.common import carried, claim_count, claims_leaf, matrix_leaf, matrix_of, ordered_claims, rows_shown
from compare.problems import found
from compare.selection import Place, select
from compare.story import story
from compare.words import counted
from kb.models import Company
from kb.reading import read_vocabulary
from kb.records import ADOPTION


def companies(request: HttpRequest) -> Page:
    """Who is said to use what: companies by frameworks."""
    place = Place({"aspect": (ADOPTION,)}, rectangular=True, about="about adoption", turns=True)
    selection = select(request.GET, today(), place)
    matrix = matrix_of(selection)
    return Page(
        content=Content(
            main="rows",
            title="Companies",
            matrix=matrix,
            records=[row.company for row in matrix.rows if row.company],
            records_kind="companies",
        ),
        selection=selection,
        description=selection.sentence(
            f"{counted(rows_shown(matrix), 'company', 'companies')} in {claim_count(selection.claims)}"
        ),
        template="companies.html",
        path="/companies/",
        fixture=carried(selection),
        context={**matrix_leaf(matrix, selection), "split": sum(row.is_split for row in matrix.rows)},
    )


def company(request: HttpRequest, slug: str) -> Page:
    """One company: who says what about it."""
    words = read_vocabulary()
    record = found(words.companies, slug, "company", "/companies/")
    place = Place({"company": (slug,)}, about=f"about {record.name}", turns=True)
    selection = select(request.GET, today(), place, words)
    rows = ordered_claims(selection)
    matrix = matrix_of(selection)
    told = story(record, matrix.cells, selection.today)
    return Page(
        content=Content(
            main="claims",
            title=record.name,
            claims=rows,
            matrix=matrix,
            subject=record,
            subject_kind="company",
        ),
        selection=selection,
        description=selection.sentence(claim_count(rows)),
        template="company.html",
        path=f"/companies/{slug}/",
        fixture=carried(selection, rows={Company: {slug}}),
        context={"company": record, "matrix": matrix, "story": told, **claims_leaf(rows, selection)},
    )
