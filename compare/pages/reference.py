"""The reference: every parameter and what it takes, every face and its columns."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from compare.faces import FACES
from compare.filters import ARRANGEMENT, AXES, CELLS, EVIDENCE, FILTERS, MOST_PARAMETERS, NEEDS, takes_nothing
from compare.filters.base_filter import StagedFilter

STAGE_TITLES = {
    NEEDS: "Needs, at /choose/ alone",
    AXES: "1. Axes: which cells are looked at",
    EVIDENCE: "2. Evidence: cells are judged again from the claims that pass",
    CELLS: "3. Cells: which judged cells stay",
    ARRANGEMENT: "4. Arrangement of what is left",
}


@dataclass(frozen=True)
class Parameter:
    """A parameter of a query: what it takes, the words it may be where these are few, and what it keeps."""

    name: str
    takes: str
    effect: str
    words: Collection[str]


def parameters() -> list[tuple[str, list[Parameter]]]:
    """Those of each stage, in the order of the stages."""
    return [
        (title, [_parameter(name, entry) for name, entry in FILTERS.items() if entry.stage == stage])
        for stage, title in STAGE_TITLES.items()
    ]


def _parameter(name: str, entry: StagedFilter) -> Parameter:
    return Parameter(name, entry.takes, entry.effect, entry.choice_words)


def reference(request: HttpRequest) -> HttpResponse:
    """It takes no parameter, and reads no cell."""
    takes_nothing(request.GET)
    context = {
        "title": "Filters and files",
        "description": "Every filter of an address, and every file that an address has: what it takes, what it holds.",
        "canonical": request.build_absolute_uri("/reference/"),
        "stages": parameters(),
        "suffixes": FACES.values(),
        "columns": [pair for face in FACES.values() for pair in face.columns.items()],
        "most_values": MOST_PARAMETERS,
    }
    return TemplateResponse(request, "reference.html", context)
