"""Claims: the list of all, and one with its evidence."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from compare.answers.answering import Page, Sheet
from compare.answers.problems import NotHere
from compare.display.cells import CellView
from compare.display.claim_views import ClaimView
from compare.drawings.roots_tree import roots_tree
from compare.faces.contents import Content
from compare.filters import parameter_quote
from compare.metadata import citations
from compare.narrative.claim_history import Event, claim_history
from compare.parts.fixture_rows import carried
from compare.parts.leaves import claims_leaf, page_of_claims
from compare.query.claim_lists import count_claims, listed_claims
from compare.query.places import cell_place
from compare.query.selection import Selection, select
from compare.web.freshness import today
from kb.editing.evidence_columns import CLOSED
from kb.editing.public_history import public_history
from kb.evidence.records import ClaimRecord
from kb.exchange.fixture import Chosen
from kb.models import Claim
from kb.rows.reading import read_claims_of
from kb.rows.vocabulary_reading import fetch_upstream, vocabulary_on_demand

NEAREST, MOST_OF_A_KEY = 5, 200


def claims(request: HttpRequest) -> Page:
    """The published claims of the cells that stay."""
    selection = select(request.GET, today())
    count = cache(partial(count_claims, selection))
    content = Content(main="claims", title="Claims", claims=listed_claims(selection))
    return Page.of(
        content,
        selection=selection,
        sentence=lambda: selection.sentence(count().words),
        template="claims.html",
        path="/claims/",
        fixture=lambda: carried(selection, whole=True),
        html=lambda: Sheet(content, claims_leaf(selection, count())),
        paging=lambda: page_of_claims(selection, count()),
    )


def claim(request: HttpRequest, key: str) -> Page:
    """One published or retired claim: what it rests on, what became of it, and how to cite it.

    Two queries more than a selection, and what the claim names.
    """
    vocabulary = vocabulary_on_demand()
    record = _once_published(key)
    place = cell_place(record.cell, stages=())
    selection = select(request.GET, today(), place, vocabulary)
    content = Content(
        main="claims",
        title=record.statement or record.key,
        claims=[record],
        subject=record,
        subject_kind="claim",
    )
    return Page.of(
        content,
        selection=selection,
        sentence=lambda: f"One claim of {vocabulary.sources[record.source].name}.",
        template="claim.html",
        path=f"/claims/{key}/",
        fixture=lambda: Chosen(Claim.objects.once_published().filter(key=key)),
        html=lambda: Sheet(content, _claim_context(request, record, selection)),
    )


def _claim_context(request: HttpRequest, record: ClaimRecord, selection: Selection) -> dict[str, Any]:
    """What the page of a claim shows besides."""
    vocabulary, past = selection.vocabulary, public_history(record.key)
    cell = next(iter(selection.cells), None)
    vocabulary.fetch_claims([record, *(version.claim for version in past)])
    vocabulary.fetch_values(cell.judgement for cell in selection.cells)
    fetch_upstream(vocabulary, [slug for slug in (record.source, record.via) if slug])
    events, view = claim_history(record, past, vocabulary), ClaimView(record, vocabulary)
    return {
        "claim": view,
        "cells": [CellView(cell.key, cell.judgement, vocabulary)] if cell else [],
        "roots": roots_tree([record], vocabulary),
        "events": events,
        "og_type": "article",
        "head_description": f"{claim_words(view)}.",
        **_citations(request, record, selection, events),
    }


def claim_words(claim: ClaimView) -> str:
    """“Flask: ORM: no, says Flask vs Django (Hirist)”: what search engines are told."""
    about = f"{claim.aspect.name}, {claim.company.name}" if claim.company else claim.aspect.name
    than = f" compared to {claim.compared_to.name}" if claim.compared_to else ""
    hedge = "with a reservation, " if claim.record.hedged else ""
    return f"{claim.framework.name}: {about}: {claim.value}{than}, {hedge}says {claim.source.label}"


def _citations(request: HttpRequest, record: ClaimRecord, selection: Selection, events: list[Event]) -> dict[str, Any]:
    """How to cite the claim as it stands today, and its source."""
    source = selection.vocabulary.sources[record.source]
    cited = citations.Cited(
        key=record.key,
        text=record.statement or record.key,
        url=request.build_absolute_uri(f"/claims/{record.key}/"),
        site=settings.SITE.name,
        revision=selection.revision,
        issued=events[0].on,
        accessed=selection.today,
        source=source,
        locator=record.locator,
    )
    return {
        "plain": citations.plain(cited),
        "source_plain": citations.source_plain(source),
        "citations": [("BibTeX", citations.bibtex(cited)), ("CSL-JSON", citations.csl_json(cited))],
    }


def _nearest(key: str) -> list[tuple[str, str]]:
    """Claims whose keys begin as this one does, without its number. One query."""
    stem = key.rpartition("-")[0].replace("\x00", "")[:MOST_OF_A_KEY]
    near = Claim.objects.published().filter(key__startswith=stem) if stem else Claim.objects.none()
    return [(key, f"/claims/{key}/") for key in near.order_by("key").values_list("key", flat=True)[:NEAREST]]


def _once_published(key: str) -> ClaimRecord:
    """The claim of a key. What is not published, and never was, is not here."""
    for claim in read_claims_of([key] if "\x00" not in key else []):
        if claim.status in CLOSED:
            return claim
    raise NotHere(f"There is no claim {parameter_quote(key)}.", _nearest(key))
