"""The JSON face: the envelope, the subject and the lists of a content, in pieces. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import singledispatch
from typing import Any

from compare.display.cells import CellView
from compare.display.labels import STATE_NAMES
from compare.display.matrix import MatrixRow
from compare.display.sentences import RemarkList, words_of
from compare.display.summary_words import SummaryLine, SummaryWords
from compare.faces import choice_data
from compare.faces.contents import LICENSE, SCHEMA, Content, Envelope, GroupFigures, Labels, PublicChange
from kb.claim_columns import CLAIM_COLUMNS
from kb.evidence.judgement import CellValue
from kb.evidence.records import (
    FACT,
    OPINION,
    AspectRecord,
    ClaimRecord,
    ClaimRow,
    CompanyRecord,
    FrameworkRecord,
    SourceRecord,
    row_of,
)
from kb.evidence.records import plain_value as plain_value


def write(envelope: Envelope) -> Iterator[str]:
    """The face as text; a list comes an element at a time."""
    yield "{\n"
    for name, value in head(envelope).items():
        yield f"{text(name)}: {text(value)},\n"
    labels = Labels(envelope.content, envelope.vocabulary)
    for name, items in lists(envelope, labels).items():
        yield f"{text(name)}: ["
        yield from _joined(text(item) for item in items)
        yield "],\n"
    yield f'"labels": {text(labels.labels())}\n}}\n'


def _joined(items: Iterable[str]) -> Iterator[str]:
    between = "\n"
    for item in items:
        yield between + item
        between = ",\n"


text = json.JSONEncoder(ensure_ascii=False).encode


def head(envelope: Envelope) -> dict[str, Any]:
    """What stands before the lists."""
    content = envelope.content
    members = {
        "schema": SCHEMA,
        "query": envelope.query,
        "description": envelope.sentence(),
        "revision": envelope.revision,
        "judged_on": envelope.today.isoformat(),
        "count": content.count,
        "complete": True,
        "license": LICENSE,
    }
    if content.matrix:
        members["frameworks"] = [column.slug for column in content.matrix.columns]
    if content.summary:
        members["frameworks"] = [column.slug for column in content.summary.columns]
        members["summary"] = summary(content.summary)
    if content.answers:
        members["answers"] = [answers(remarks) for remarks in content.answers]
    if isinstance(content.subject, ClaimRecord):
        members[content.subject_kind] = claim(content.subject, envelope.origin)
    elif isinstance(content.subject, CellView):
        members[content.subject_kind] = {
            "framework": content.subject.key.framework,
            "aspect": content.subject.key.aspect,
            "company": content.subject.key.company,
            **cell(content.subject),
        }
    elif content.subject:
        members[content.subject_kind] = record(content.subject)
    return members | (choice_data.head(content.choice) if content.choice else {})


def lists(envelope: Envelope, labels: Labels) -> dict[str, Iterable[dict[str, Any]]]:
    """The lists of a content by name, lazily; what occurs in claims is gathered as they are written."""
    content: Content = envelope.content
    members: dict[str, Iterable[dict[str, Any]]] = {}
    if content.matrix:
        members["rows"] = (row(line) for line in content.matrix.rows)
    if content.conditional:
        members["conditional"] = (row(line) for line in content.conditional.rows)
    if content.records is not None:
        members[content.records_kind] = (record(thing) for thing in content.records)
    if content.choice:
        members |= choice_data.lists(content.choice, envelope.origin)
    if content.claims is not None:
        members["claims"] = _claims(content.claims, envelope.origin, labels)
    return members


def _claims(claims: Iterable[ClaimRow | ClaimRecord], origin: str, labels: Labels) -> Iterator[dict[str, Any]]:
    for entry in claims:
        labels.claim(entry)
        yield claim(entry, origin)


def claim(entry: ClaimRow | ClaimRecord, origin: str) -> dict[str, Any]:
    """One claim; null where something is empty."""
    return dict(zip(CLAIM_COLUMNS, claim_values(row_of(entry), origin), strict=True))


def claim_values(claim: ClaimRow, origin: str) -> list[Any]:
    """The members of a claim, as their columns stand; None where something is empty."""
    (
        key, framework, aspect, company, value, label, scope, compared_to, as_of, hedged, source, via, via_stated,
        locator, quote, statement, status,
    ) = claim  # fmt: skip
    plain = value if value.__class__ is str else plain_value(value)
    return [
        key, framework, aspect, company, plain, label, scope, compared_to, as_of or None, hedged, source,
        via,
        via_stated, locator or None, quote or None, statement or None, status, f"{origin}/claims/{key}/",
    ]  # fmt: skip


def summary(words: SummaryWords) -> dict[str, Any]:
    """The answers of a comparison."""
    lone, silent, currency = words.summary.lone, words.summary.silent, words.summary.currency
    return {
        "differ": [_answer(line) for line in words.differing()],
        "disputed": [{**_answer(line), "between": line.contrast.between} for line in words.disputed()],
        "one_source": {"count": lone.number, "of": lone.of},
        "silent": {"count": silent.number, "of": silent.of},
        "currency": {
            "newest": str(currency.newest) if currency.newest else None,
            "oldest": str(currency.oldest) if currency.oldest else None,
            "largest_source": currency.largest_source,
            "share": currency.share,
        },
    }


def _answer(line: SummaryLine) -> dict[str, Any]:
    topic = line.contrast.topic
    return {
        "aspect": topic.aspect,
        "company": topic.company,
        "nature": OPINION if topic.opinion else FACT,
        "certainty": line.contrast.certainty,
        "sentence": line.sentence,
        "frameworks": list(line.frameworks),
    }


def answers(remarks: RemarkList) -> dict[str, Any]:
    """What the page of one thing says first, under one title; null where a sentence has no certainty."""
    return {
        "title": remarks.title,
        "sentences": [
            {
                "sentence": remark.sentence,
                "certainty": remark.certainty or None,
                "sources": list(remark.sources),
                "dated": remark.dated or None,
            }
            for remark in remarks.remarks
        ],
        "note": words_of(remarks.note) or None,
    }


def row(line: MatrixRow) -> dict[str, Any]:
    """One row of a matrix; a cell that a filter left out has no key."""
    return {
        "group": line.aspect.group,
        "aspect": line.aspect.slug,
        "company": line.company.slug if line.company else None,
        "differs": line.differs,
        "cells": {view.key.framework: cell(view) for view in line.across if view},
    }


def cell(view: CellView) -> dict[str, Any]:
    """What was judged of a cell, without its key; ``claims`` of a value are keys."""
    judgement = view.judgement
    return {
        "state": judgement.state,
        "empty": judgement.empty,
        "flags": list(judgement.flags),
        "documents": judgement.documents,
        "roots": judgement.roots,
        "roots_min": judgement.roots_min,
        "hidden": judgement.hidden,
        "read": judgement.read,
        "values": [_value(value) for value in judgement.values],
    }


def _value(value: CellValue[ClaimRecord]) -> dict[str, Any]:
    return {
        "value": plain_value(value.value),
        "label": value.label,
        "compared_to": value.compared_to,
        "scopes": list(value.scopes),
        "scoped": value.scoped,
        "certainty": value.certainty,
        "first_hand": value.first_hand,
        "period": str(value.period) if value.period else None,
        "documents": value.documents,
        "roots": value.roots,
        "roots_min": value.roots_min,
        "sources": list(value.sources),
        "claims": list(value.keys),
    }


RECORD_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "frameworks": ("slug", "name", "aliases", "homepage", "repository"),
    "aspects": (
        "slug", "name", "group", "value_type", "cardinality", "temporal", "unit", "stale_after_months", "per_company",
        "options", "nature", "added_on",
    ),
    "companies": ("slug", "name", "aliases", "industry", "homepage"),
    "sources": (
        "slug", "title", "kind", "version", "url", "author", "publisher", "published_on", "modified_on", "read_on",
        "derives", "cites", "derives_inferred", "framework", "company", "no_address_because",
    ),
    "groups": ("slug", "name", "cells", "claims", *STATE_NAMES, "could", "covered", "ageing", "stale"),
    "changes": ("on", "event", "key", "framework", "aspect", "company", "words", "reason"),
}  # fmt: skip


@singledispatch
def record(thing: Any) -> dict[str, Any]:
    """One framework, aspect, company or source; null where something is empty."""
    raise TypeError(f"No JSON for {type(thing).__name__}.")


@record.register
def _(framework: FrameworkRecord) -> dict[str, Any]:
    return {
        "slug": framework.slug,
        "name": framework.name,
        "aliases": list(framework.aliases),
        "homepage": framework.homepage or None,
        "repository": framework.repository or None,
    }


@record.register
def _(aspect: AspectRecord) -> dict[str, Any]:
    return {
        "slug": aspect.slug,
        "name": aspect.name,
        "group": aspect.group,
        "value_type": aspect.value_type,
        "cardinality": aspect.cardinality,
        "temporal": aspect.temporal,
        "unit": aspect.unit or None,
        "stale_after_months": aspect.stale_after_months,
        "per_company": aspect.per_company,
        "options": [
            {"slug": option.slug, "label": option.label, "description": option.description or None}
            for option in aspect.options
        ],
        "nature": aspect.nature,
        "added_on": _day(aspect.added_on),
    }


@record.register
def _(company: CompanyRecord) -> dict[str, Any]:
    return {
        "slug": company.slug,
        "name": company.name,
        "aliases": list(company.aliases),
        "industry": company.industry or None,
        "homepage": company.homepage or None,
    }


@record.register
def _(source: SourceRecord) -> dict[str, Any]:
    return {
        "slug": source.slug,
        "title": source.title,
        "kind": source.kind,
        "version": source.version or None,
        "url": source.url or None,
        "author": source.author or None,
        "publisher": source.publisher or None,
        "published_on": source.published_on or None,
        "modified_on": source.modified_on or None,
        "read_on": _day(source.read_on),
        "derives": list(source.derives),
        "cites": list(source.cites),
        "derives_inferred": list(source.derives_inferred),
        "framework": source.framework,
        "company": source.company,
        "no_address_because": source.no_address_because or None,
    }


@record.register
def _(figures: GroupFigures) -> dict[str, Any]:
    return {
        "slug": figures.slug,
        "name": figures.name,
        "cells": figures.cells,
        "claims": figures.claims,
        **figures.states,
        "could": figures.could,
        "covered": figures.covered,
        "ageing": figures.ageing,
        "stale": figures.stale,
    }


@record.register
def _(change: PublicChange) -> dict[str, Any]:
    return {
        "on": change.on.isoformat(),
        "event": change.event,
        "key": change.key or None,
        "framework": change.framework,
        "aspect": change.aspect,
        "company": change.company,
        "words": change.words,
        "reason": change.reason or None,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
