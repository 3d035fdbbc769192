"""The comparison of frameworks: choosing them, what it says in all, and the matrix."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from django.http import HttpRequest, QueryDict

from compare.answers.answering import Elsewhere, Page, Sheet
from compare.answers.problems import NotHere, nearest
from compare.display.labels import quantity
from compare.display.matrix import USED_BY, Matrix
from compare.display.summary_words import SummaryWords, answer_lists, summary_of
from compare.display.table import Table, TableSection
from compare.faces.addresses import VERSUS, canonical_comparison_path, comparison_path, face_path, with_query
from compare.faces.contents import SUMMARY, Content
from compare.filters import ComparisonFilter, all_of, parameter_quote
from compare.filters.order_filters import PAGING
from compare.panel.columns import more_columns
from compare.parts.fixture_rows import carried
from compare.parts.leaves import check_one_page
from compare.parts.ordering import frameworks_with_claims
from compare.parts.picking import pick
from compare.parts.tables import bare_matrix, matrix_of, table_leaf, table_page
from compare.query.places import EVERYWHERE, AddressPlace, without
from compare.query.quick_numbers import ON_AXES, QUICK_OF_COMPARISONS, filtered_numbers, numbers_of_table
from compare.query.selection import ROWS_LENGTH, Selection, select
from compare.query.table_rows import table_size
from compare.web.freshness import today
from kb.evidence.kinds import FRAMEWORK
from kb.evidence.records import ADOPTION
from kb.evidence.shelves import near
from kb.evidence.vocabulary import Vocabulary
from kb.models import Framework
from kb.rows.vocabulary_reading import vocabulary_on_demand


def choose(request: HttpRequest) -> Page:
    """Pick frameworks; with ``framework`` parameters, on to their comparison."""
    vocabulary = vocabulary_on_demand()
    chosen = _frameworks_of(request.GET, vocabulary)
    if chosen:
        raise _moved(request.GET, chosen)
    selection = select(request.GET, today(), vocabulary=vocabulary)
    check_one_page(selection)
    counts = cache(partial(frameworks_with_claims, selection))

    def content() -> Content:
        records = [row for row, _ in counts()]
        return Content(main="frameworks", title="Compare frameworks", records=records, records_kind="frameworks")

    def sheet() -> Sheet:
        query = QueryDict(selection.query)
        others = [(name, value) for name in query for value in query.getlist(name)]
        return Sheet(content(), {"pick": pick(counts()), "kept": others})

    return Page(
        main="frameworks",
        title="Compare frameworks",
        whole=content,
        selection=selection,
        sentence=lambda: selection.sentence(quantity(len(counts()), "framework")),
        template="choose.html",
        path="/compare/",
        fixture=lambda: carried(selection, whole=True),
        html=sheet,
    )


def comparison(request: HttpRequest, names: str) -> Page:
    """The matrix of the frameworks in the address, and before it what it says in all."""
    selection, columns, title = _compared(request, names)
    numbers, path = cache(partial(filtered_numbers, selection)), comparison_path(columns)
    size = cache(lambda: table_size(selection, lambda: numbers()[ON_AXES]))
    filtered = selection.weighs or bool(selection.stored.criteria)
    page_of_table = cache(lambda: table_page(selection, size().rows, ROWS_LENGTH))

    def sheet() -> Sheet:
        table, leaf = page_of_table()
        others = more_columns(selection) if len(columns) == 1 else []
        context = {"matrix": table, "leaf": leaf, "others": others, **_answers(selection, table, title, path)}
        return Sheet(Content(main="rows", title=title, table=table), context)

    def whole() -> Content:
        matrix = matrix_of(selection)
        return Content(main="rows", title=title, matrix=matrix, summary=_words(selection, matrix))

    return Page(
        main="rows",
        title=title,
        whole=whole,
        bare=lambda: Content(main="rows", title=title, matrix=bare_matrix(selection)),
        paging=lambda: table_leaf(selection, size().rows, ROWS_LENGTH),
        selection=selection,
        sentence=lambda: selection.sentence(size().words),
        template="comparison.html",
        path=path,
        canonical=canonical_comparison_path(columns),
        fixture=lambda: carried(selection, rows={Framework: columns}),
        html=sheet,
        quick=QUICK_OF_COMPARISONS,
        quick_numbers=lambda: numbers() if filtered else numbers_of_table(selection, page_of_table()[0]),
    )


def summary(request: HttpRequest, names: str) -> Page:
    """What a comparison says in all, as files; people read it before its table."""
    selection, columns, title = _compared(request, names)

    def elsewhere() -> Sheet:
        raise Elsewhere(comparison_path(columns), selection.query)

    return Page(
        main=SUMMARY,
        title=title,
        whole=lambda: Content(main=SUMMARY, title=title, summary=_words(selection, matrix_of(selection))),
        selection=selection,
        sentence=lambda: selection.sentence("The answers in short"),
        template="comparison.html",
        path=_summary_path(comparison_path(columns)),
        canonical=canonical_comparison_path(columns),
        fixture=lambda: carried(selection, rows={Framework: columns}),
        html=elsewhere,
    )


def _summary_path(path: str) -> str:
    return f"{path}{SUMMARY}/"


def _compared(request: HttpRequest, names: str) -> tuple[Selection, tuple[str, ...], str]:
    """What an address compares: the selection, the frameworks in their order, their names."""
    vocabulary = vocabulary_on_demand()
    columns = tuple(names.split(VERSUS))
    public = vocabulary.public(FRAMEWORK, columns)
    for slug in columns:
        if slug not in public:
            raise _not_here(vocabulary, slug, columns)
    chosen = _frameworks_of(request.GET, vocabulary)
    if chosen or len(set(columns)) < len(columns):
        raise _moved(request.GET, chosen or tuple(dict.fromkeys(columns)))
    about = f"about {all_of([vocabulary.frameworks[slug].name for slug in columns])}"
    place = AddressPlace({}, columns=columns, rectangular=True, about=about, turns=True, answers=True)
    title = " vs ".join(vocabulary.frameworks[slug].name for slug in columns)
    return select(request.GET, today(), place, vocabulary), columns, title


def _words(selection: Selection, matrix: Matrix) -> SummaryWords:
    return SummaryWords(summary_of(matrix), matrix.columns, selection.vocabulary.sources)


def _answers(selection: Selection, table: Table, title: str, path: str) -> dict[str, Any]:
    """What a page says before its table; of a large one its files say it alone. One query, or none where the sources
    are at hand.
    """
    query = selection.filters.normalised(leave_out=PAGING)
    files = {
        "summary_file": with_query(face_path(_summary_path(path), "md"), query),
        "takes": {section.slug: _section_query(query, section) for section in table.sections},
    }
    if not table.is_small:
        return {**files, "words": None, "answers": [], "anchors": frozenset()}
    words = SummaryWords(table.summary, table.columns, selection.vocabulary.sources)
    selection.vocabulary.fetch_sources(words.listed_sources)
    answers = answer_lists(words)
    return {
        **files,
        "words": words,
        "answers": answers,
        "anchors": frozenset[str]().union(*(entry.row_ids for entry in answers)),
        "head_title": f"{title}: {words.headline}" if words.headline else "",
        "head_description": f"{title}. {words.brief}." if words.brief else "",
    }


def _section_query(query: str, section: TableSection) -> str:
    """The query that narrows the comparison to a chapter."""
    name, slug = ("aspect", ADOPTION) if section.slug == USED_BY else ("group", section.slug)
    if f"{name}=" not in query:
        return f"{query}&{name}={slug}" if query else f"{name}={slug}"
    narrowed = QueryDict(query, mutable=True)
    narrowed.setlist(name, [slug])
    return narrowed.urlencode()


def _not_here(vocabulary: Vocabulary, slug: str, columns: tuple[str, ...]) -> NotHere:
    """For a framework that does not exist, or that nobody may see, with the comparisons that may have been meant."""
    names = nearest(slug, near(vocabulary.frameworks, slug))
    meant = [tuple(name if column == slug else column for column in columns) for name in names]
    return NotHere(
        f"There is no framework {parameter_quote(slug)}.",
        [(VERSUS.join(names), comparison_path(names)) for names in meant],
    )


def _frameworks_of(query: QueryDict, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The frameworks that a query names, in its order. BadQuery if one does not exist."""
    slugs = tuple(dict.fromkeys(slug.strip() for slug in query.getlist("framework") if slug.strip()))
    if slugs:
        ComparisonFilter(query, vocabulary, without=without(EVERYWHERE)).check()
    return slugs


def _moved(query: QueryDict, frameworks: tuple[str, ...]) -> Elsewhere:
    """On to the comparison of these frameworks, other parameters kept."""
    parameters = query.copy()
    parameters.pop("framework", None)
    return Elsewhere(comparison_path(frameworks), parameters.urlencode())
