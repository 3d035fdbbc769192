"""Frameworks, aspects and sources: the lists, and one of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from django.http import HttpRequest

from compare.answers.answering import Page, Sheet
from compare.answers.problems import rows_of
from compare.display.labels import quantity
from compare.display.matrix import Matrix
from compare.display.sentences import RemarkList, row_names
from compare.display.summary_words import SummaryWords, topic_of
from compare.display.table import Table, TableRow
from compare.drawings.timeline import timeline
from compare.faces.addresses import canonical_comparison_path, with_query
from compare.faces.contents import Content, Record
from compare.filters import FILTERS
from compare.filters.order_filters import PAGING
from compare.narrative.framework_answers import FrameworkAnswers, FrameworkEvidence, framework_answers
from compare.narrative.source_answers import SourceAnswers, source_answers
from compare.parts.fixture_rows import carried
from compare.parts.leaves import claims_leaf, leaf, page_of_claims
from compare.parts.tables import first_table, matrix_of, rows_cut
from compare.query.adoption import adopters
from compare.query.claim_lists import ClaimCount, count_claims, listed_claims
from compare.query.contributions import contribution
from compare.query.need_findings import need_findings
from compare.query.places import AddressPlace
from compare.query.selection import ROWS_LENGTH, Selection, select
from compare.query.things import Occurring, ThingList
from compare.web.freshness import today
from kb.evidence.kinds import ASPECT, FRAMEWORK, SOURCE, ThingKind
from kb.evidence.records import AspectRecord, FrameworkRecord, GroupRecord, LinkRecord, SourceRecord
from kb.evidence.summary import Topic, summarise
from kb.evidence.vocabulary import Vocabulary, fetch
from kb.models import Framework, Occurrence
from kb.models.kind_models import KIND_MODELS
from kb.rows.public_things import without_page
from kb.rows.vocabulary_reading import read_links_at, vocabulary_on_demand


@dataclass(frozen=True)
class Listed:
    """A line of a list: the thing, how many claims it has, and how many of its cells are contested.

    ``group`` is the chapter of an aspect.
    """

    record: Any
    group: GroupRecord | None
    claims: int
    cells: int
    contested: int


@dataclass(frozen=True)
class Linked:
    """The other end of a source link."""

    source: SourceRecord
    kind: str
    note: str


@dataclass(frozen=True)
class Other:
    """Another framework, and the address of the comparison with it."""

    framework: FrameworkRecord
    href: str


def frameworks(request: HttpRequest) -> Page:
    return _list(request, FRAMEWORK)


def aspects(request: HttpRequest) -> Page:
    return _list(request, ASPECT)


def sources(request: HttpRequest) -> Page:
    return _list(request, SOURCE)


def framework(request: HttpRequest, slug: str) -> Page:
    """One framework: its cells, chapter by chapter, and every claim about it."""
    return _detail(request, FRAMEWORK, slug)


def aspect(request: HttpRequest, slug: str) -> Page:
    """One question: what is claimed of every framework."""
    return _detail(request, ASPECT, slug)


def source(request: HttpRequest, slug: str) -> Page:
    """One document: what it claims, what it depends on, and how the cells it speaks to stand."""
    return _detail(request, SOURCE, slug)


def _list(request: HttpRequest, kind: ThingKind) -> Page:
    """The things that occur in the selection; without a filter all that something published names."""
    selection = select(request.GET, today())
    things = ThingList(selection, kind)

    def sheet() -> Sheet:
        part = leaf(things, selection, ROWS_LENGTH)
        lines = _lines(part.rows, selection, kind)
        return Sheet(_content(kind, [line.record for line in lines]), {"leaf": replace(part, rows=lines)})

    return Page(
        main=kind.plural,
        title=kind.title,
        whole=lambda: _content(kind, _records(things.slugs(), selection, kind)),
        paging=lambda: leaf(things, selection, ROWS_LENGTH),
        selection=selection,
        sentence=lambda: selection.sentence(_list_words(kind, things.number, count_claims(selection))),
        template=f"{kind.plural}.html",
        path=f"/{kind.plural}/",
        fixture=lambda: carried(selection, whole=True),
        html=sheet,
    )


def _list_words(kind: ThingKind, number: int, count: ClaimCount) -> str:
    """“18 frameworks, 142 claims of 3 sources”, “303 sources, 142 claims of 291 of them”, “3 sources, 142 claims”."""
    things = quantity(number, kind.words)
    if kind is not SOURCE or count.sources is None:
        return f"{things}, {count.words}"
    part = "" if count.sources == number else f" of {count.sources:,} of them"
    return f"{things}, {quantity(count.claims, 'claim')}{part}"


def _content(kind: ThingKind, records: Sequence[Record]) -> Content:
    return Content(main=kind.plural, title=kind.title, records=records, records_kind=kind.plural)


def _records(slugs: Sequence[str], selection: Selection, kind: ThingKind) -> list[Any]:
    """The things themselves. One query."""
    shelf: Mapping[str, Record] = selection.vocabulary.of(kind)
    fetch(shelf, slugs)
    return [shelf[slug] for slug in slugs]


def _lines(things: Sequence[Occurring], selection: Selection, kind: ThingKind) -> list[Listed]:
    groups = selection.vocabulary.groups
    return [
        Listed(
            record,
            groups[record.group] if isinstance(record, AspectRecord) else None,
            thing.claims,
            thing.cells,
            thing.contested,
        )
        for thing, record in zip(things, _records([thing.slug for thing in things], selection, kind), strict=True)
    ]


def _detail(request: HttpRequest, kind: ThingKind, slug: str) -> Page:
    """One thing, and the claims that it occurs in."""
    vocabulary = vocabulary_on_demand()
    if kind is FRAMEWORK:
        vocabulary.fetch_frameworks(vocabulary.frameworks)  # all of them: the page leads to comparisons with each
    (record,) = rows_of(vocabulary, (kind, slug))
    title = record.name
    about = FILTERS[kind.name].words.format(title)
    place = AddressPlace({kind.name: (slug,)}, about=about, turns=kind is not SOURCE, answers=kind is not SOURCE)
    selection = select(request.GET, today(), place, vocabulary)
    count = cache(partial(count_claims, selection))

    def content(
        matrix: Matrix | None = None, table: Table | None = None, answers: Sequence[RemarkList] = ()
    ) -> Content:
        return Content(
            main="claims",
            title=title,
            claims=listed_claims(selection),
            matrix=matrix,
            table=table,
            subject=record,
            subject_kind=kind.name,
            answers=answers,
        )

    def sheet() -> Sheet:
        first = first_table(selection) if _has_table(kind, selection) else None
        answers = _answers(record, first, selection)
        context = {
            **(_heads(answers) if answers else _aspect_heads(record, first)),
            kind.name: record,
            "matrix": first,
            "anchors": row_names(answers.lists) if answers else frozenset(),
            "cut": rows_cut(selection) if first else 0,
            "timeline": timeline(record, selection.claimed, selection.vocabulary, selection.today)
            if kind is ASPECT and record.temporal
            else None,
            **claims_leaf(selection, count()),
            **(_links(record, selection.vocabulary) if kind is SOURCE else {}),
            **({"others": _others(slug, selection)} if kind is FRAMEWORK else {}),
        }
        return Sheet(content(table=first, answers=answers.lists if answers else ()), context)

    def whole() -> Content:
        matrix = matrix_of(selection) if kind is not SOURCE else None
        answers = _answers(record, matrix, selection)
        return content(matrix, answers=answers.lists if answers else ())

    return Page(
        main="claims",
        title=title,
        whole=whole,
        bare=content,
        paging=lambda: page_of_claims(selection, count()),
        selection=selection,
        sentence=lambda: selection.sentence(quantity(count().claims, "claim") if kind is SOURCE else count().words),
        template=f"{kind.name}.html",
        path=f"/{kind.plural}/{record.slug}/",
        fixture=lambda: carried(selection, rows={KIND_MODELS[kind.name]: {slug}}),
        html=sheet,
    )


def _answers(
    record: AspectRecord | FrameworkRecord | SourceRecord, rows: Table | Matrix | None, selection: Selection
) -> FrameworkAnswers | SourceAnswers | None:
    """What the page of a thing says first; None on further pages, and for aspects."""
    if isinstance(record, FrameworkRecord) and rows:
        return _framework_answers(record, rows, selection)
    if isinstance(record, SourceRecord) and not selection.filtered and selection.page == 1 and not selection.after:
        return _source_answers(record, selection)
    return None


def _source_answers(record: SourceRecord, selection: Selection) -> SourceAnswers:
    """What a source contributes to the whole base. Six queries and what cells name."""
    vocabulary = selection.vocabulary
    brings = contribution(record.slug, vocabulary)
    return source_answers(record, brings, vocabulary)


def _framework_answers(record: FrameworkRecord, rows: Table | Matrix, selection: Selection) -> FrameworkAnswers:
    """What the page of a framework says first. Three queries and what these name; as many more where values must be
    weighed.
    """
    vocabulary = selection.vocabulary
    fetch(vocabulary.aspects, (row.aspect if isinstance(row, TableRow) else row.aspect.slug for row in rows.rows))
    topics = rows.topics if isinstance(rows, Table) else _topics(rows)
    findings, companies = need_findings(selection, record.slug), adopters(selection)
    words = SummaryWords(summarise(topics.values()), [record], vocabulary.sources)
    vocabulary.fetch_sources(words.listed_sources)
    in_part = isinstance(rows, Table) and bool(rows_cut(selection))
    return framework_answers(FrameworkEvidence(record, topics, findings, companies, words, in_part))


def _aspect_heads(record: AspectRecord | FrameworkRecord | SourceRecord, table: Table | None) -> dict[str, str]:
    """What search engines are told of a question: how the frameworks differ, or what is disputed."""
    if not isinstance(record, AspectRecord) or record.per_company or table is None or not table.is_small:
        return {}
    words = SummaryWords(table.summary, table.columns, {})
    return {"head_description": f"{words.brief}."} if words.brief else {}


def _topics(matrix: Matrix) -> dict[tuple[str, str], Topic]:
    """What the rows of a matrix bring to its summary, by aspect and company (blank: none)."""
    topics = map(topic_of, matrix.rows)
    return {(topic.aspect, topic.company or ""): topic for topic in topics}


def _heads(answers: FrameworkAnswers | SourceAnswers) -> dict[str, str]:
    """The title of the document and what search engines are told."""
    return {"head_title": answers.headline, "head_description": answers.brief}


def _has_table(kind: ThingKind, selection: Selection) -> bool:
    """Whether the page shows its cells: further pages of a framework hold claims alone."""
    return kind is ASPECT or (kind is FRAMEWORK and selection.page == 1 and not selection.after)


def _others(slug: str, selection: Selection) -> list[Other]:
    """The other frameworks with claims, each with the address of the comparison under the same filters. One query."""
    words, query = selection.vocabulary.frameworks, selection.filters.normalised(leave_out=PAGING)
    spoken = _spoken_of()
    return [
        Other(row, with_query(canonical_comparison_path([slug, row.slug]), query))
        for row in words.values()
        if row.slug != slug and row.slug in spoken
    ]


def _spoken_of() -> set[str]:
    """The frameworks with claims. One query."""
    occurring = Occurrence.objects.filter(kind=Occurrence.Subject.FRAMEWORK, claims__gt=0)
    return set(Framework.objects.filter(pk__in=occurring.values("target")).order_by().values_list("slug", flat=True))


def _links(record: SourceRecord, vocabulary: Vocabulary) -> dict[str, list[Linked]]:
    """What a source depends on, and what depends on it, but for what nothing published names. Two queries."""
    links = read_links_at(record.slug)
    out = [link for link in links if link.from_source == record.slug]
    back = [link for link in links if link.to_source == record.slug]
    unseen = {slug for _, slug in without_page([(SOURCE, link.from_source) for link in back])} if back else set()
    back = [link for link in back if link.from_source not in unseen]
    vocabulary.fetch_sources(slug for link in [*out, *back] for slug in (link.from_source, link.to_source))
    return {
        "depends_on": [Linked(vocabulary.sources[link.to_source], _relation_words(link), link.note) for link in out],
        "depending": [Linked(vocabulary.sources[link.from_source], _relation_words(link), link.note) for link in back],
    }


def _relation_words(link: LinkRecord) -> str:
    """“derives”, “derives, by the editors’ inference”."""
    return link.kind if link.stated else f"{link.kind}, by the editors’ inference"
