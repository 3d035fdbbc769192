"""The front page: what this is, where to begin, what is contested, what changed."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from compare.cells import Cell
from compare.drawings.evidence_map import evidence_map
from compare.freshness import today
from compare.judged import strength
from compare.linked_data import site_data
from compare.pages.common import frameworks_with_claims
from compare.pages.quality import figures
from compare.query.places import Place
from compare.selection import select
from compare.shown import shown_claims
from kb.evidence import State

SHOWN = 6
MOST_COLUMNS = 3
MOST_FIGURES = 8  # what there is and how it stands; flags are for the page of quality


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
        "linked": site_data(request.build_absolute_uri("/").rstrip("/"), settings.SITE.name, settings.SITE.tagline),
        "frameworks": frameworks_with_claims(selection),
        "contested": [Cell(cell.key, cell.judgement, words) for cell in contested[:SHOWN]],
        "contested_count": len(contested),
        "figures": figures(selection)[:MOST_FIGURES],
        "map": evidence_map(selection.cells, words).first(MOST_COLUMNS),
        "recent": shown_claims(recent[:SHOWN], words),
    }
    return TemplateResponse(request, "home.html", context)
