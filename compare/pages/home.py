"""The front page: what this is, where to begin, what is contested, what changed."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from compare.freshness import today
from compare.matrix import Cell, strength
from compare.pages.common import frameworks_with_claims
from compare.pages.quality import figures
from compare.selection import Place, select
from compare.shown import shown_claims
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
    recent = sorted(
        (claim for claim in selection.claims if claim.reviewed_on),
        key=lambda claim: (claim.reviewed_on or date.min, claim.key),
        reverse=True,
    )
    context = {
        "title": "",
        "description": "Web frameworks compared by what sources really say.",
        "canonical": request.build_absolute_uri("/"),
        "selection": selection,
        "frameworks": frameworks_with_claims(selection),
        "contested": [Cell(cell.key, cell.judgement, words) for cell in contested[:SHOWN]],
        "contested_count": len(contested),
        "figures": figures(selection),
        "recent": shown_claims(recent[:SHOWN], words),
    }
    return render(request, "compare/home.html", context)
