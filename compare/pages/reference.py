"""The reference: every parameter and what it takes, every face and its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from compare.display.certainty_words import CERTAINTY_NAMES
from compare.display.labels import FLAG_NAMES, STATE_NAMES
from compare.faces import FACES, Face, choice_data, csv, json
from compare.filters import ARRANGEMENT, AXES, CELLS, EVIDENCE, FILTERS, MOST_PARAMETERS, NEEDS, takes_nothing
from compare.filters.axis_filters import NATURE_NAMES
from compare.filters.order_filters import ORDERS
from kb.models import Source

STAGE_TITLES = {
    NEEDS: "Needs, at /choose/ alone",
    AXES: "1. Axes: which cells are looked at",
    EVIDENCE: "2. Evidence: cells are judged again from the claims that pass",
    CELLS: "3. Cells: which judged cells stay",
    ARRANGEMENT: "4. Arrangement of what is left",
}
SLUGS, TIME, NUMBER, ONE = "slugs", "a year, month or day: 2024, 2024-11, 2024-11-30", "a whole number", "1"
TAKES_AND_KEEPS = {
    "must": (SLUGS, "a framework that does not meet all of these needs is ruled out"),
    "nice": (SLUGS, "these needs decide between those that meet every must; one asked as both is a must"),
    "framework": (SLUGS, "cells of these frameworks"),
    "aspect": (SLUGS, "cells on these aspects"),
    "group": (SLUGS, "cells on the aspects of these groups; a table has them in this order"),
    "company": (SLUGS, "cells about these companies"),
    "nature": ("any of", "cells on questions of this nature: facts, which a look settles, or opinions"),
    "source": (SLUGS, "claims of these sources"),
    "source_kind": ("any of", "claims of sources of these kinds"),
    "scope": (SLUGS, "claims limited to these conditions"),
    "since": (TIME, "claims whose period reaches that time or later"),
    "until": (TIME, "claims whose period begins by then"),
    "state": ("any of", "cells in these states"),
    "flag": ("any of", "cells with one of these flags"),
    "certainty": ("any of", "cells whose leading value is so certain"),
    "value": ("an option’s slug, yes, no or a number", "cells in which this value is claimed"),
    "min_documents": (NUMBER, "cells on so many documents or more"),
    "min_roots": (NUMBER, "cells on so many independent roots or more"),
    "differs": (ONE, "rows in which frameworks have different values"),
    "q": ("a text", "cells in whose names, values or statements it occurs"),
    "order": ("one of", "everything, in this order"),
    "transpose": (ONE, "everything; where a page has a table of cells, its frameworks are rows"),
    "page": (NUMBER, "one page of a long list, up to 100; files always hold the whole"),
    "after": (
        "the key of a row",
        "a list behind that row: a slug, “aspect” or “aspect/company” for a row of cells, a claim’s key, on /changes/ "
        "with what happened. Far into a list of claims it costs no more than at its beginning",
    ),
}
PARAMETER_WORDS: Mapping[str, Iterable[str]] = {
    "source_kind": Source.Kind.values, "state": STATE_NAMES, "flag": FLAG_NAMES, "order": ORDERS,
    "certainty": CERTAINTY_NAMES, "nature": NATURE_NAMES,
}  # fmt: skip
HOLDS = {
    "json": ("JSON with an envelope", "programs"),
    "jsonl": ("a claim a line, as the claims of .json; only where a page lists claims", "scripts, line by line"),
    "csv": ("RFC 4180, UTF-8; a text that a spreadsheet would run as a formula has a leading '", "spreadsheets"),
    "md": ("Markdown tables with states, flags and numbered notes; at /choose.md a decision record", "documents"),
    "fixture.json": ("what loaddata takes: the claims and all that they refer to", "another Claimgrid"),
}
FILE_COLUMNS = {
    "Claims": csv.CLAIM_COLUMNS,
    "A table of cells, as CSV: one value a row": csv.MATRIX_COLUMNS,
    "A choice, as CSV: one framework and need a row": choice_data.CHOICE_COLUMNS,
    "Frameworks": json.RECORD_COLUMNS["frameworks"],
    "Aspects": json.RECORD_COLUMNS["aspects"],
    "Companies": json.RECORD_COLUMNS["companies"],
    "Sources": json.RECORD_COLUMNS["sources"],
    "Groups, at /quality/": json.RECORD_COLUMNS["groups"],
    "Changes": json.RECORD_COLUMNS["changes"],
}


@dataclass(frozen=True)
class Parameter:
    """A parameter of a query: what it takes, the words it may be where these are few, and what it keeps."""

    name: str
    takes: str
    keeps: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class FaceEntry:
    """A face: what it holds, and whom it is for."""

    face: Face
    holds: str
    use: str


def parameters() -> list[tuple[str, list[Parameter]]]:
    """Those of each stage, in the order of the stages."""
    return [
        (
            STAGE_TITLES[stage],
            [Parameter(name, *TAKES_AND_KEEPS[name], tuple(PARAMETER_WORDS.get(name, ()))) for name in names],
        )
        for stage, names in groupby(FILTERS, key=lambda name: FILTERS[name].stage)
    ]


def reference(request: HttpRequest) -> HttpResponse:
    """It takes no parameter, and reads no cell."""
    takes_nothing(request.GET)
    context = {
        "title": "Filters and files",
        "description": "Every filter of an address, and every file that an address has: what it takes, what it holds.",
        "canonical": request.build_absolute_uri("/reference/"),
        "stages": parameters(),
        "suffixes": [FaceEntry(face, *HOLDS[suffix]) for suffix, face in FACES.items()],
        "columns": FILE_COLUMNS.items(),
        "most_values": MOST_PARAMETERS,
    }
    return TemplateResponse(request, "reference.html", context)
