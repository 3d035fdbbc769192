"""The front page: what this is, where to begin, what is contested, what changed."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from compare.answers import today
from compare.matrix import Cell, strength
from compare.selection import Place, select
from kb.evidence import State

SHOWN = 6


def home(request: HttpRequest) -> HttpResponse:
    """Figures and examples of the whole base. It takes no parameter."""
    selection = select(request.GET, today(), Place({}, stages=()))
    words = selection.vocabulary
    contested = sorted(
        (cell for cell in selection.cells if cell.judgement.state == State.CONTESTED),
        key=lambda cell: strength(cell.judgement),
    )
    claims = Counter(claim.framework for claim in selection.claims)
    recent = sorted(
        (claim for claim in selection.claims if claim.reviewed_on), key=lambda claim: claim.reviewed_on, reverse=True
    )  # type: ignore[arg-type,return-value]
    context = {
        "title": "",
        "description": "Web frameworks compared by what sources really say.",
        "canonical": request.build_absolute_uri("/"),
        "selection": selection,
        "frameworks": [(row, claims[slug]) for slug, row in words.frameworks.items()],
        "contested": [Cell(cell.key, cell.judgement, words) for cell in contested[:SHOWN]],
        "contested_count": len(contested),
        "recent": recent[:SHOWN],
        "words": words,
    }
    return render(request, "compare/home.html", context)
