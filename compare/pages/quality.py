"""Coverage and evidence of the base, of its groups and of the selection, in figures and as a map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import cached_property

from compare.answers.answering import Page, Sheet
from compare.display.coverage import (
    Bounds,
    CellCount,
    CoverageFigures,
    Figure,
    bounds_of,
    by_flag,
    by_state,
    reading_words,
    standing,
    within,
)
from compare.display.labels import FLAG_MEANINGS, FLAG_NAMES, STATE_MEANINGS, STATE_NAMES, quantity
from compare.drawings.evidence_map import evidence_map
from compare.faces.contents import Content, GroupFigures
from compare.filters.order_filters import PAGING
from compare.parts.fixture_rows import carried
from compare.parts.leaves import check_one_page
from compare.parts.ordering import arranged
from compare.query.claim_lists import ClaimCount, count_claims, count_everything
from compare.query.figures import bounds, count_base, count_cells, questions
from compare.query.selection import Selection, select
from compare.web.freshness import today
from kb.evidence.judgement import State


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
class LabelCount:
    """A state or a flag: what it means, how many cells have it, and the filter that shows them."""

    name: str
    meaning: str
    cells: int
    query: str


@dataclass(frozen=True)
class Standings:
    """How well the cells of a selection are supported, counted when somebody looks. Six queries at most where stored
    cells answer.
    """

    selection: Selection

    @cached_property
    def here(self) -> list[CellCount]:
        return count_cells(self.selection)

    @cached_property
    def base(self) -> list[CellCount]:
        return count_base(self.selection) if self.selection.filtered else self.here

    @cached_property
    def questions(self) -> dict[str, int]:
        return questions()

    @cached_property
    def limits(self) -> Bounds:
        return bounds(self.selection, self.base, self.questions)

    @cached_property
    def total(self) -> CoverageFigures:
        return standing(self.here, self.limits)

    @property
    def of_base(self) -> CoverageFigures:
        return standing(self.base, bounds_of(self.base, self.questions))

    @cached_property
    def by_group(self) -> dict[str, CoverageFigures]:
        return _by_group(self.here, self.limits, self.selection)

    @cached_property
    def groups(self) -> list[GroupFigures]:
        """In the order asked for."""
        aspects, sizes = self.selection.vocabulary.aspects, _claims(self.here)
        figures = _groups(self.by_group, sizes, self.selection)
        return arranged(figures, self.selection, lambda claim: aspects[claim.aspect].group, sizes=sizes)

    @property
    def cells(self) -> int:
        return sum(count.number for count in self.here)


def quality(request: HttpRequest) -> Page:
    """How well supported the cells of a selection are: in all, beside the whole base, and for each group."""
    selection = select(request.GET, today())
    check_one_page(selection)
    standings = Standings(selection)

    def content() -> Content:
        return Content(main="groups", title="Quality", records=standings.groups, records_kind="groups")

    def sheet() -> Sheet:
        query = selection.filters.normalised(leave_out=(*PAGING, "group", "framework"))
        context = {
            "compared": _compared(standings.total, standings.of_base, selection),
            "reading_words": reading_words(standings.total),
            "group_lines": [_line(group, standings.by_group[group.slug], selection) for group in standings.groups],
            "map": evidence_map(standings.here, selection.vocabulary, query),
            "named": _label_counts(standings.here, selection),
        }
        return Sheet(content(), context)

    return Page(
        main="groups",
        title="Quality",
        whole=content,
        selection=selection,
        sentence=lambda: selection.sentence(f"{quantity(standings.cells, 'cell')} from {_count(selection).words}"),
        template="quality.html",
        path="/quality/",
        fixture=lambda: carried(selection, whole=True),
        html=sheet,
    )


def figures(cells: Sequence[CellCount]) -> list[tuple[str, int]]:
    """Names and numbers that sum up the cells of the whole base, the largest matters first. One query."""
    states, flags, itself = by_state(cells), by_flag(cells), sum(cell.itself for cell in cells)
    states[State.CONTESTED] -= itself
    return [
        ("claims", sum(cell.claims for cell in cells)),
        ("documents", count_everything().sources or 0),
        ("cells with claims", sum(states.values()) + itself - states[State.EMPTY]),
        *((f"{STATE_NAMES[state]} cells", states[state]) for state in STATE_NAMES if state != "empty"),
        ("cells on which a source is against itself", itself),
        *((f"{FLAG_NAMES[flag]} cells", flags[flag]) for flag in FLAG_NAMES),
    ]


def _claims(cells: Iterable[CellCount]) -> Counter[str]:
    """The claims of each group."""
    claims: Counter[str] = Counter()
    for cell in cells:
        claims[cell.group] += cell.claims
    return claims


def _count(selection: Selection) -> ClaimCount:
    """The claims of the cells that stay."""
    if not selection.weighs:
        return count_claims(selection)
    claims = [claim for cell in selection.cells for claim in cell.judgement.claims]
    return ClaimCount(len(claims), len({claim.source for claim in claims}))


def _compared(here: CoverageFigures, base: CoverageFigures, selection: Selection) -> list[Compared]:
    if not selection.filtered:
        return [Compared(figure, None) for figure in here.figures]
    return [Compared(*pair) for pair in zip(here.figures, base.figures, strict=True)]


def _by_group(here: Iterable[CellCount], limits: Bounds, selection: Selection) -> dict[str, CoverageFigures]:
    """The figures of each group that has a cell, in the order of groups; of every group if nothing is filtered."""
    counts: dict[str, list[CellCount]] = {}
    for cell in here:
        counts.setdefault(cell.group, []).append(cell)
    every = bool(counts) and not selection.filtered
    slugs = [slug for slug in selection.vocabulary.groups if every or slug in counts]
    return {slug: standing(counts.get(slug, ()), within(limits, slug)) for slug in slugs}


def _groups(
    standings: Mapping[str, CoverageFigures], claims: Mapping[str, int], selection: Selection
) -> list[GroupFigures]:
    return [
        GroupFigures(
            slug=slug,
            name=selection.vocabulary.groups[slug].name,
            cells=sum(coverage.states.values()),
            claims=claims[slug],
            states={state: coverage.states[state] for state in STATE_NAMES},
            could=coverage.could,
            covered=coverage.covered,
            ageing=coverage.ageing,
            stale=coverage.stale,
        )
        for slug, coverage in standings.items()
    ]


def _line(group: GroupFigures, counts: CoverageFigures, selection: Selection) -> GroupLine:
    query = selection.filters.normalised(leave_out=(*PAGING, "group"))
    return GroupLine(group, counts.figures, f"group={group.slug}{'&' if query else ''}{query}")


def _label_counts(cells: Sequence[CellCount], selection: Selection) -> list[LabelCount]:
    """Every state and every flag, with the number of cells that have it."""
    states, flags = by_state(cells), by_flag(cells)
    query = selection.filters.normalised(leave_out=(*PAGING, "state", "flag"))
    query = f"&{query}" if query else ""
    return [
        *(
            LabelCount(name, STATE_MEANINGS[slug], states[slug], f"state={slug}{query}")
            for slug, name in STATE_NAMES.items()
        ),
        *(
            LabelCount(name, FLAG_MEANINGS[slug], flags[slug], f"flag={slug}{query}")
            for slug, name in FLAG_NAMES.items()
        ),
    ]
