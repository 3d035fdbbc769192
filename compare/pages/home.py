"""The front page: the best comparison there is in a few answers, three ways in, what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from compare.display.labels import quantity
from compare.display.summary_words import SummaryWords
from compare.faces.addresses import canonical_comparison_path
from compare.metadata.linked_data import site_data
from compare.pages.choose import CHOOSER_PATH
from compare.parts.picking import Pick, pick
from compare.query.figures import BaseFigures, base_figures
from compare.query.frequent_needs import frequent_needs
from compare.query.highlights import highlights
from compare.query.newest_changes import newest_changes
from compare.query.places import AddressPlace
from compare.query.selection import Selection, select
from compare.web.freshness import today
from kb.evidence.records import FrameworkRecord

BEST_COLUMNS = 3  # the best documented frameworks, which are offered beside each other
MOST_PICKED = 12  # frameworks; the page of comparisons offers the others
MOST_NEEDS = 6
CHANGES_AT_HOME = 5


def home(request: HttpRequest) -> HttpResponse:
    """Answers from the whole base, however large: ten queries at most. It takes no parameter."""
    selection = select(request.GET, today(), AddressPlace({}, stages=()))
    figures = base_figures()
    choices = _choices(selection, figures)
    context = {
        "title": "",
        "description": "Web frameworks compared by what sources really say.",
        "canonical": request.build_absolute_uri("/"),
        "selection": selection,
        "linked": site_data(request.build_absolute_uri("/").rstrip("/"), settings.SITE.name, settings.SITE.tagline),
        "is_empty": not figures.claims,
        "pick": choices.first(MOST_PICKED),
        "needs": [(f"{CHOOSER_PATH}?must={slug}", name) for slug, name in frequent_needs(MOST_NEEDS)],
        "changes": newest_changes(CHANGES_AT_HOME),
        **_best(choices, selection),
        **_numbers(figures),
    }
    return TemplateResponse(request, "home.html", context)


def _choices(selection: Selection, figures: BaseFigures) -> Pick:
    """All frameworks, the best documented first. One query."""
    rows = [(row, figures.claims_of.get(slug, 0)) for slug, row in selection.vocabulary.frameworks.items()]
    return pick(sorted(rows, key=lambda row: -row[1]))


def _best(choices: Pick, selection: Selection) -> Mapping[str, Any]:
    """The comparison of the two best documented frameworks in a few answers, and others beside it; of one framework
    there is none. Three queries.
    """
    best = [row for row, claims in choices.main[:BEST_COLUMNS] if claims]
    if len(best) < 2:
        return {"best": None, "others": []}
    columns = sorted(best[:2], key=lambda row: row.slug)
    summary = highlights([row.slug for row in columns])
    words = SummaryWords(summary, columns, selection.vocabulary.sources)
    selection.vocabulary.fetch_sources(words.listed_sources)
    title, path = _comparison(columns)
    return {
        "best": {"title": title, "path": path, "lines": [*words.differing(), *words.disputed()]},
        "others": [_comparison(rows) for rows in _beside(best)],
    }


def _beside(best: Sequence[FrameworkRecord]) -> list[Sequence[FrameworkRecord]]:
    """Other comparisons of the best documented frameworks."""
    return [*combinations(best, 2), best][1:] if len(best) > 2 else []


def _comparison(rows: Sequence[FrameworkRecord]) -> tuple[str, str]:
    """“Django vs Flask” and its address."""
    columns = sorted(rows, key=lambda row: row.slug)
    return " vs ".join(row.name for row in columns), canonical_comparison_path([row.slug for row in columns])


def _numbers(figures: BaseFigures) -> Mapping[str, Any]:
    """The numbers behind links, in words; nothing where a link would lead to nothing."""
    return {
        "claims_words": f"{quantity(figures.claims, 'claim')} of {quantity(figures.sources, 'source')}",
        "disagreement_words": quantity(figures.disagreements, "cell") if figures.disagreements else "",
        "has_adoption": figures.has_adoption,
    }
