"""How cells are judged, in plain words, each word beside a real cell that it is true of."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from compare.display.cells import CellView
from compare.display.certainty_words import CERTAINTY_MEANINGS
from compare.display.labels import EMPTY_MEANINGS, EMPTY_NAMES, FLAG_MEANINGS, FLAG_NAMES, STATE_MEANINGS, STATE_NAMES
from compare.faces import FACES
from compare.filters import FILTERS
from compare.narrative.examples import examples
from compare.query.example_cells import candidates
from compare.query.places import AddressPlace
from compare.query.selection import select
from compare.web.freshness import today


@dataclass(frozen=True)
class ExplainedWord:
    """A word, what it means, and a real cell it is true of, if there is one."""

    name: str
    meaning: str
    example: CellView | None

    @property
    def without(self) -> str:
        return "Such cells have nothing to show." if self.name == STATE_NAMES["empty"] else "No cell of this base now."


def about(request: HttpRequest) -> HttpResponse:
    """The rules, with every state, flag, kind of empty, parameter and face that there is. It takes no parameter."""
    selection = select(request.GET, today(), AddressPlace({}, stages=()))
    explained = examples(candidates(selection), selection.vocabulary)
    context = {
        "title": "How cells are judged",
        "description": "How Claimgrid turns what sources say into cells: states, flags, documents and roots.",
        "canonical": request.build_absolute_uri("/about/"),
        "selection": selection,
        "examples": explained,
        "states": [
            ExplainedWord(STATE_NAMES[slug], STATE_MEANINGS[slug], explained.states.get(slug)) for slug in STATE_NAMES
        ],
        "flags": [
            ExplainedWord(FLAG_NAMES[slug], FLAG_MEANINGS[slug], explained.flags.get(slug)) for slug in FLAG_NAMES
        ],
        "roots": explained.tree,
        "certainties": list(CERTAINTY_MEANINGS.items()),
        "empties": [(EMPTY_NAMES[slug], EMPTY_MEANINGS[slug]) for slug in EMPTY_NAMES],
        "parameters": [(name, entry.label) for name, entry in FILTERS.items()],
        "suffixes": [(face.suffix, face.name) for face in FACES.values()],
    }
    return TemplateResponse(request, "about.html", context)
