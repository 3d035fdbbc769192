"""Frameworks, aspects and sources: the lists, and one of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from compare.answers import Page
from compare.contents import Content, Record
from compare.freshness import today
from compare.pages.common import (
    ROWS_LENGTH,
    arranged,
    carried,
    claim_count,
    claims_leaf,
    leaf,
    matrix_of,
    ordered_claims,
)
from compare.problems import found
from compare.selection import Place, Selection, select
from compare.words import counted
from kb.evidence import State
from kb.models import Aspect, Framework, Source
from kb.reading import read_vocabulary
from kb.records import AspectRecord, GroupRecord, SourceRecord, Vocabulary


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


def frameworks(request: HttpRequest) -> Page:
    return _list(request, "frameworks", "framework", lambda claim: claim.framework, "Frameworks")


def aspects(request: HttpRequest) -> Page:
    return _list(request, "aspects", "aspect", lambda claim: claim.aspect, "Aspects")


def sources(request: HttpRequest) -> Page:
    return _list(request, "sources", "source", lambda claim: claim.source, "Sources")


def _list(request: HttpRequest, kind: str, noun: str, slug_of: Any, title: str) -> Page:
    """The things that occur in the selection; all of them without a filter."""
    selection = select(request.GET, today())
    rows: Mapping[str, Record] = getattr(selection.vocabulary, kind)
    occurring = {slug_of(claim) for claim in selection.claims}
    records = [row for slug, row in rows.items() if not selection.filtered or slug in occurring]
    records = arranged(records, selection, slug_of)
    lines = _lines(records, selection, slug_of)
    return Page(
        content=Content(main=kind, title=title, records=records, records_kind=kind),
        selection=selection,
        description=selection.sentence(f"{counted(len(records), noun)}, {claim_count(selection.claims)}"),
        template=f"compare/{kind}.html",
        path=f"/{kind}/",
        fixture=carried(selection, whole=True),
        context={"leaf": leaf(lines, selection, ROWS_LENGTH)},
    )


def _lines(records: Iterable[Any], selection: Selection, slug_of: Any) -> list[Listed]:
    groups = selection.vocabulary.groups
    claims = Counter(slug_of(claim) for claim in selection.claims)
    cells: Counter[str] = Counter()
    contested: Counter[str] = Counter()
    for cell in selection.cells:
        for slug in {slug_of(claim) for claim in cell.judgement.claims}:
            cells[slug] += 1
            contested[slug] += cell.judgement.state == State.CONTESTED
    return [
        Listed(
            record,
            groups[record.group] if isinstance(record, AspectRecord) else None,
            claims[record.slug],
            cells[record.slug],
            contested[record.slug],
        )
        for record in records
    ]


def framework(request: HttpRequest, slug: str) -> Page:
    """One framework: what is claimed of it, question by question."""
    words = read_vocabulary()
    record = found(words.frameworks, slug, "framework", "/frameworks/")
    place = Place({"framework": (slug,)}, about=f"about {record.name}")
    selection = select(request.GET, today(), place, words)
    return _detail(selection, record, "framework", record.name, {Framework: {slug}})


def aspect(request: HttpRequest, slug: str) -> Page:
    """One question: what is claimed of every framework."""
    words = read_vocabulary()
    record = found(words.aspects, slug, "aspect", "/aspects/")
    place = Place({"aspect": (slug,)}, about=f"on {record.name}")
    selection = select(request.GET, today(), place, words)
    return _detail(selection, record, "aspect", record.name, {Aspect: {slug}})


def source(request: HttpRequest, slug: str) -> Page:
    """One document: what it claims, what it depends on, and how the cells it speaks to stand."""
    words = read_vocabulary()
    record = found(words.sources, slug, "source", "/sources/")
    place = Place({"source": (slug,)}, about=f"said by {record.title}")
    selection = select(request.GET, today(), place, words)
    return _detail(selection, record, "source", record.title, {Source: {slug}})


def _detail(selection: Selection, record: Any, kind: str, title: str, rows: Mapping[Any, set[str]]) -> Page:
    claims = ordered_claims(selection)
    matrix = matrix_of(selection) if kind == "aspect" else None
    return Page(
        content=Content(
            main="claims",
            title=title,
            claims=claims,
            matrix=matrix,
            subject=record,
            subject_kind=kind,
        ),
        selection=selection,
        description=selection.sentence(claim_count(claims)),
        template=f"compare/{kind}.html",
        path=f"/{kind}s/{record.slug}/",
        fixture=carried(selection, rows=rows),
        context={
            kind: record,
            "matrix": matrix,
            **claims_leaf(claims, selection),
            **(_links(record, selection.vocabulary) if kind == "source" else {}),
        },
    )


def _links(record: SourceRecord, vocabulary: Vocabulary) -> dict[str, list[Linked]]:
    """What a source depends on, and what depends on it."""
    out = [link for link in vocabulary.links if link.from_source == record.slug]
    back = [link for link in vocabulary.links if link.to_source == record.slug]
    return {
        "depends_on": [Linked(vocabulary.sources[link.to_source], link.kind, link.note) for link in out],
        "depending": [Linked(vocabulary.sources[link.from_source], link.kind, link.note) for link in back],
    }
