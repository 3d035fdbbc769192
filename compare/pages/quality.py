"""Coverage and evidence of the base, of its groups and of the selection, in figures and as a map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest

from compare.answers import Page
from compare.contents import Content, GroupFigures
from compare.coverage import (
    Bounds,
    CountedCells,
    Figure,
    Standing,
    bounds_of,
    counted_cells,
    reading_words,
    standing,
    within,
)
from compare.drawings.evidence_map import evidence_map
from compare.freshness import today
from compare.pages.common import arranged, carried, claim_count, whole
from compare.selection import Selection, select
from compare.words import FLAG_MEANINGS, FLAG_NAMES, STATE_MEANINGS, STATE_NAMES, counted
from kb.evidence import State
from kb.models import Cell


@dataclass(frozen=True)
class Compared:
    """A figure of the selection beside the same figure of the whole base (None: nothing was filtered)."""

    here: Figure
    base: Figure | None


@dataclass(frozen=True)
class GroupLine:
    """A group with its six figures, and the filter that shows it alone."""

    group: GroupFigures
    figures: list[Figure]
    query: str


@dataclass(frozen=True)
class Named:
    """A state or a flag: what it means, how many cells have it, and the filter that shows them."""

    name: str
    meaning: str
    cells: int
    query: str


def quality(request: HttpRequest) -> Page:
    """How well supported the cells of a selection are: in all, beside the whole base, and for each group."""
    selection = select(request.GET, today())
    cells = selection.cells
    here = counted_cells(cells)
    base = _stored(selection.today) if selection.filtered else here
    bounds = _bounds(base, selection)
    aspects = selection.vocabulary.aspects
    standings = _by_group(here, bounds, selection)
    groups = arranged(_groups(standings, selection), selection, lambda claim: aspects[claim.aspect].group)
    whole(groups, selection)
    kept = selection.filters.normalised(leave_out=("page", "group", "framework"))
    return Page(
        content=Content(main="groups", title="Quality", records=groups, records_kind="groups"),
        selection=selection,
        description=selection.sentence(f"{counted(len(cells), 'cell')} from {claim_count(selection.claims)}"),
        template="quality.html",
        path="/quality/",
        fixture=lambda: carried(selection, whole=True),
        context={
            "compared": _compared(standing(here, bounds), base, selection),
            "reading_words": reading_words(standing(here, bounds)),
            "group_lines": [_line(one, standings[one.slug], selection) for one in groups],
            "map": evidence_map(cells, selection.vocabulary, kept),
            "named": _named(selection),
        },
    )


def figures(selection: Selection) -> list[tuple[str, int]]:
    """Names and numbers that sum a selection up, the largest matters first."""
    states = Counter(str(cell.judgement.state) for cell in selection.cells)
    flags = Counter(str(flag) for cell in selection.cells for flag in cell.judgement.flags)
    filled = [cell for cell in selection.cells if cell.judgement.state != State.EMPTY]
    return [
        ("claims", len(selection.claims)),
        ("documents", len({claim.source for claim in selection.claims})),
        ("cells with claims", len(filled)),
        *((f"{STATE_NAMES[state]} cells", states[state]) for state in STATE_NAMES if state != "empty"),
        *((f"{FLAG_NAMES[flag]} cells", flags[flag]) for flag in FLAG_NAMES),
    ]


def _compared(here: Standing, base: Iterable[CountedCells], selection: Selection) -> list[Compared]:
    if not selection.filtered:
        return [Compared(figure, None) for figure in here.figures]
    all_of_it = standing(base, bounds_of(base, selection.vocabulary))
    return [Compared(*pair) for pair in zip(here.figures, all_of_it.figures, strict=True)]


def _bounds(base: Iterable[CountedCells], selection: Selection) -> Bounds:
    """What could have a claim on the axes of the selection."""
    asked = selection.filters.asked
    bounds = bounds_of(
        base, selection.vocabulary, asked.get("framework", ()), asked.get("aspect", ()), asked.get("group", ())
    )
    return replace(bounds, frameworks=frozenset()) if asked.get("company") else bounds


def _stored(day: date) -> list[CountedCells]:
    """The whole base, counted in SQL from the stored cells. One query."""
    names = ("framework__slug", "aspect__slug", "state", "empty")
    rows: Any = Cell.objects.order_by().values_list(*names)
    counts = rows.annotate(number=Count("pk"), stale=Count("pk", filter=Q(fresh_until__lt=day)))
    return [CountedCells(*row) for row in counts]


def _by_group(here: Iterable[CountedCells], bounds: Bounds, selection: Selection) -> dict[str, Standing]:
    """The figures of each group that has a cell, in the order of groups; of every group if nothing is filtered."""
    aspects = selection.vocabulary.aspects
    found: dict[str, list[CountedCells]] = {}
    for cell in here:
        found.setdefault(aspects[cell.aspect].group, []).append(cell)
    every = bool(found) and not selection.filtered
    shown = [slug for slug in selection.vocabulary.groups if every or slug in found]
    return {slug: standing(found.get(slug, ()), within(bounds, slug)) for slug in shown}


def _groups(standings: Mapping[str, Standing], selection: Selection) -> list[GroupFigures]:
    words = selection.vocabulary
    claims = Counter(words.aspects[claim.aspect].group for claim in selection.claims)
    return [
        GroupFigures(
            slug=slug,
            name=words.groups[slug].name,
            cells=sum(one.states.values()),
            claims=claims[slug],
            states={state: one.states[state] for state in STATE_NAMES},
            could=one.could,
            covered=one.covered,
            ageing=one.ageing,
            stale=one.stale,
        )
        for slug, one in standings.items()
    ]


def _line(group: GroupFigures, standing: Standing, selection: Selection) -> GroupLine:
    kept = selection.filters.normalised(leave_out=("page", "group"))
    return GroupLine(group, standing.figures, f"group={group.slug}{'&' if kept else ''}{kept}")


def _named(selection: Selection) -> list[Named]:
    """Every state and every flag, with the number of cells that have it."""
    states = Counter(str(cell.judgement.state) for cell in selection.cells)
    flags = Counter(str(flag) for cell in selection.cells for flag in cell.judgement.flags)
    kept = selection.filters.normalised(leave_out=("page", "state", "flag"))
    kept = f"&{kept}" if kept else ""
    return [
        *(Named(name, STATE_MEANINGS[slug], states[slug], f"state={slug}{kept}") for slug, name in STATE_NAMES.items()),
        *(Named(name, FLAG_MEANINGS[slug], flags[slug], f"flag={slug}{kept}") for slug, name in FLAG_NAMES.items()),
    ]
