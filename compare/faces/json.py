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
from compare.faces import choice_data
from compare.faces.contents import LICENSE, SCHEMA, Content, Envelope, GroupFigures, Labels, PublicChange
from kb.claim_columns import CLAIM_COLUMNS
from kb.derived.cell_rows import plain_value as plain_value
from kb.evidence.appraisal import CellValue
from kb.evidence.records import (
    AspectRecord,
    ClaimRecord,
    ClaimRow,
    CompanyRecord,
    FrameworkRecord,
    SourceRecord,
    row_of,
)


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
        "description": envelope.description,
        "revision": envelope.revision,
        "judged_on": envelope.today.isoformat(),
        "count": content.count,
        "complete": True,
        "license": LICENSE,
    }
    if content.matrix:
        members["frameworks"] = [column.slug for column in content.matrix.columns]
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
    found: dict[str, Iterable[dict[str, Any]]] = {}
    if content.matrix:
        found["rows"] = (row(one) for one in content.matrix.rows)
    if content.conditional:
        found["conditional"] = (row(one) for one in content.conditional.rows)
    if content.records is not None:
        found[content.records_kind] = (record(one) for one in content.records)
    if content.choice:
        found |= choice_data.lists(content.choice, envelope.origin)
    if content.claims is not None:
        found["claims"] = _claims(content.claims, envelope.origin, labels)
    return found


def _claims(claims: Iterable[ClaimRow | ClaimRecord], origin: str, labels: Labels) -> Iterator[dict[str, Any]]:
    for one in claims:
        labels.claim(one)
        yield claim(one, origin)


def claim(one: ClaimRow | ClaimRecord, origin: str) -> dict[str, Any]:
    """One claim; null where something is empty."""
    return dict(zip(CLAIM_COLUMNS, claim_values(row_of(one), origin), strict=True))


def claim_values(claim: ClaimRow, origin: str) -> list[Any]:
    """The members of a claim, as their columns stand; None where something is empty."""
    (
        key, framework, aspect, company, value, label, scope, compared_to, as_of, hedged, source, via, via_stated,
        locator, quote, statement, status,
    ) = claim  # fmt: skip
    return [
        key, framework, aspect, company, plain_value(value), label, scope, compared_to, as_of or None, hedged, source, via,
        via_stated, locator or None, quote or None, statement or None, status, f"{origin}/claims/{key}/",
    ]  # fmt: skip


def row(one: MatrixRow) -> dict[str, Any]:
    """One row of a matrix; a cell that a filter left out has no key."""
    return {
        "group": one.aspect.group,
        "aspect": one.aspect.slug,
        "company": one.company.slug if one.company else None,
        "differs": one.differs,
        "cells": {found.key.framework: cell(found) for found in one.across if found},
    }


def cell(one: CellView) -> dict[str, Any]:
    judgement = one.judgement
    return {
        "state": judgement.state,
        "empty": judgement.empty,
        "flags": list(judgement.flags),
        "documents": judgement.documents,
        "roots": judgement.roots,
        "roots_min": judgement.roots_min,
        "hidden": judgement.hidden,
        "values": [_value(value) for value in judgement.values],
    }


def _value(value: CellValue[ClaimRecord]) -> dict[str, Any]:
    return {
        "value": plain_value(value.value),
        "label": value.label,
        "compared_to": value.compared_to,
        "scopes": list(value.scopes),
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
        "options",
    ),
    "companies": ("slug", "name", "aliases", "industry", "homepage"),
    "sources": (
        "slug", "title", "kind", "version", "url", "author", "publisher", "published_on", "modified_on", "read_on",
        "derives", "cites",
    ),
    "groups": ("slug", "name", "cells", "claims", *STATE_NAMES, "could", "covered", "ageing", "stale"),
    "changes": ("on", "event", "key", "framework", "aspect", "company", "words", "reason"),
}  # fmt: skip


@singledispatch
def record(one: Any) -> dict[str, Any]:
    """One framework, aspect, company or source; null where something is empty."""
    raise TypeError(f"No JSON for {type(one).__name__}.")


@record.register
def _(one: FrameworkRecord) -> dict[str, Any]:
    return {
        "slug": one.slug,
        "name": one.name,
        "aliases": list(one.aliases),
        "homepage": one.homepage or None,
        "repository": one.repository or None,
    }


@record.register
def _(one: AspectRecord) -> dict[str, Any]:
    return {
        "slug": one.slug,
        "name": one.name,
        "group": one.group,
        "value_type": one.value_type,
        "cardinality": one.cardinality,
        "temporal": one.temporal,
        "unit": one.unit or None,
        "stale_after_months": one.stale_after_months,
        "per_company": one.per_company,
        "options": [
            {"slug": option.slug, "label": option.label, "description": option.description or None}
            for option in one.options
        ],
    }


@record.register
def _(one: CompanyRecord) -> dict[str, Any]:
    return {
        "slug": one.slug,
        "name": one.name,
        "aliases": list(one.aliases),
        "industry": one.industry or None,
        "homepage": one.homepage or None,
    }


@record.register
def _(one: SourceRecord) -> dict[str, Any]:
    return {
        "slug": one.slug,
        "title": one.title,
        "kind": one.kind,
        "version": one.version or None,
        "url": one.url or None,
        "author": one.author or None,
        "publisher": one.publisher or None,
        "published_on": _day(one.published_on),
        "modified_on": _day(one.modified_on),
        "read_on": _day(one.read_on),
        "derives": list(one.derives),
        "cites": list(one.cites),
    }


@record.register
def _(one: GroupFigures) -> dict[str, Any]:
    return {
        "slug": one.slug,
        "name": one.name,
        "cells": one.cells,
        "claims": one.claims,
        **one.states,
        "could": one.could,
        "covered": one.covered,
        "ageing": one.ageing,
        "stale": one.stale,
    }


@record.register
def _(one: PublicChange) -> dict[str, Any]:
    return {
        "on": one.on.isoformat(),
        "event": one.event,
        "key": one.key or None,
        "framework": one.framework,
        "aspect": one.aspect,
        "company": one.company,
        "words": one.words,
        "reason": one.reason or None,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
