"""Search over names, titles and statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from compare.filters import FILTERS, ComparisonFilter
from compare.shown import ShownClaim, shown_claims
from compare.words import counted
from kb.models import Claim
from kb.reading import read_claims, read_vocabulary
from kb.records import Vocabulary

MOST_CLAIMS = 50


@dataclass(frozen=True)
class Found:
    """Things of one kind: their plural name, and address and name of each."""

    kind: str
    hits: list[tuple[str, str]]


def search(request: HttpRequest) -> HttpResponse:
    """Everything in whose names or words the text occurs, in any case. BadQuery if the text cannot be one."""
    words = read_vocabulary()
    filters = ComparisonFilter(request.GET, words, without=set(FILTERS) - {"q"})
    filters.check()
    sought = filters.asked.get("q", "")
    found = _things(words, sought.casefold()) if sought else []
    claims = _claims(words, sought.casefold()) if sought else []
    number = sum(len(group.hits) for group in found) + len(claims)
    context = {
        "title": "Search",
        "description": f"{counted(number, 'result')} for “{sought}”." if sought else "Type a name or a word.",
        "sought": sought,
        "found": found,
        "claims": claims[:MOST_CLAIMS],
        "more": max(0, len(claims) - MOST_CLAIMS),
    }
    return render(request, "compare/search.html", context)


def _things(words: Vocabulary, sought: str) -> list[Found]:
    rows: list[tuple[str, str, Iterable[tuple[str, str, tuple[str, ...]]]]] = [
        (
            "Frameworks",
            "frameworks",
            ((row.slug, row.name, row.aliases) for row in words.frameworks.values()),
        ),
        ("Aspects", "aspects", ((row.slug, row.name, (row.help_text,)) for row in words.aspects.values())),
        ("Companies", "companies", ((row.slug, row.name, row.aliases) for row in words.companies.values())),
        (
            "Sources",
            "sources",
            ((row.slug, row.title, (row.author, row.publisher)) for row in words.sources.values()),
        ),
    ]
    found = [
        Found(
            kind,
            [
                (f"/{base}/{slug}/", name)
                for slug, name, others in things
                if any(sought in text.casefold() for text in (slug, name, *others))
            ],
        )
        for kind, base, things in rows
    ]
    return [group for group in found if group.hits]


def _claims(words: Vocabulary, sought: str) -> list[ShownClaim]:
    claims = shown_claims(read_claims(Claim.objects.published()), words)
    return [
        claim
        for claim in claims
        if any(sought in text.casefold() for text in (claim.text, claim.value, claim.record.quote))
    ]
