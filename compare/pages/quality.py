"""Coverage and evidence of the selection in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from django.http import HttpRequest

from compare.answers import Page
from compare.contents import Content, GroupFigures
from compare.freshness import today
from compare.judged import JudgedCell
from compare.pages.common import arranged, carried, claim_count, whole
from compare.selection import Selection, select
from compare.words import FLAG_NAMES, STATE_NAMES, counted
from kb.evidence import State
from kb.records import GroupRecord


def quality(request: HttpRequest) -> Page:
    """How well supported the cells of a selection are: in all, and for each group."""
    selection = select(request.GET, today())
    cells = selection.cells
    aspects = selection.vocabulary.aspects
    groups = arranged(_by_group(selection), selection, lambda claim: aspects[claim.aspect].group)
    whole(groups, selection)
    return Page(
        content=Content(
            main="groups",
            title="Quality",
            records=groups,
            records_kind="groups",
        ),
        selection=selection,
        description=selection.sentence(f"{counted(len(cells), 'cell')} from {claim_count(selection.claims)}"),
        template="compare/quality.html",
        path="/quality/",
        fixture=carried(selection, whole=True),
        context={"figures": figures(selection), "states": list(STATE_NAMES.values())},
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


def _by_group(selection: Selection) -> list[GroupFigures]:
    words = selection.vocabulary
    found: dict[str, list[JudgedCell]] = {slug: [] for slug in words.groups}
    for cell in selection.cells:
        found[words.aspects[cell.key.aspect].group].append(cell)
    return [_figures(words.groups[slug], cells) for slug, cells in found.items() if cells]


def _figures(group: GroupRecord, cells: Collection[JudgedCell]) -> GroupFigures:
    states = Counter(str(cell.judgement.state) for cell in cells)
    claims = sum(len(cell.judgement.claims) for cell in cells)
    return GroupFigures(group.slug, group.name, len(cells), claims, {state: states[state] for state in STATE_NAMES})
