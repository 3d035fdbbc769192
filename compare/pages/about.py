"""How cells are judged, in plain words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from compare.faces import FACES
from compare.filters import FILTERS, takes_nothing
from compare.words import EMPTY_MEANINGS, EMPTY_NAMES, FLAG_MEANINGS, FLAG_NAMES, STATE_MEANINGS, STATE_NAMES


def about(request: HttpRequest) -> HttpResponse:
    """The rules, with every state, flag, kind of empty, parameter and face that there is."""
    takes_nothing(request.GET)
    context = {
        "title": "How cells are judged",
        "description": "How Claimgrid turns what sources say into cells: states, flags, documents and roots.",
        "canonical": request.build_absolute_uri("/about/"),
        "states": [(STATE_NAMES[slug], STATE_MEANINGS[slug]) for slug in STATE_NAMES],
        "flags": [(FLAG_NAMES[slug], FLAG_MEANINGS[slug]) for slug in FLAG_NAMES],
        "empties": [(EMPTY_NAMES[slug], EMPTY_MEANINGS[slug]) for slug in EMPTY_NAMES],
        "parameters": [(name, one.label) for name, one in FILTERS.items()],
        "suffixes": [(face.suffix, face.name) for face in FACES.values()],
    }
    return render(request, "compare/about.html", context)
