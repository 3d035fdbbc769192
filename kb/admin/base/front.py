"""The front page of the admin: what waits, and where the base is weak. Each number leads to its list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode

from kb.admin.base.row_links import row_link
from kb.admin.merge.merge_pages import may_merge, merge_address
from kb.derived import reports
from kb.documents.twins import TwinGroup, twin_groups
from kb.evidence.judgement import State
from kb.models import Aspect, AspectGroup, Cell, Claim, Framework, Objection, Proposal, Reading, Source
from kb.packages.version_checks import NewerVersion, newer_versions

Status = Claim.Status
MOST_PAIRS = 50


@dataclass(frozen=True)
class FrontFigure:
    """How many rows a list has, in words, and where it is."""

    count: int
    words: str
    meaning: str
    address: str


@dataclass(frozen=True)
class NameLink:
    """A row by its name and slug, and where its page is."""

    name: str
    slug: str
    address: str


@dataclass(frozen=True)
class CoverageLine:
    """How well a group is covered. Each number has its list."""

    coverage: reports.Coverage
    filled: str
    absent: str
    unanswered: str


@dataclass(frozen=True)
class TwinLine:
    """Sources that seem to be of one document, each with its page, and what they share."""

    words: str
    links: str


@dataclass(frozen=True)
class NewerVersionLine:
    """A later version than is published, and the page of its draft."""

    newer: NewerVersion
    address: str


@dataclass(frozen=True)
class FirstStep:
    """What to do in an empty base: in words, where (for those who may), and whether it is done."""

    words: str
    explanation: str
    links: Sequence[tuple[str, str]]
    done: bool


def front(request: HttpRequest) -> dict[str, Any]:
    """What the person who asks may see of it. Eight queries when nothing has changed, else thirteen; four more in
    a base without a filled cell."""
    seen = {model for model in (Claim, Cell, Source, Reading, Objection, Proposal) if _may_see(request, model)}
    if not seen:
        return {"numbers": [], "coverage": [], "pairs": [], "twins": [], "newer": [], "first_steps": []}
    figures = reports.figures(timezone.localdate(), request.user)
    coverage = reports.coverage() if Cell in seen else []
    return {
        "numbers": [number for model, number in _numbers(figures) if model in seen],
        "coverage": [_line(group) for group in coverage],
        "first_steps": [] if any(group.filled for group in coverage) else list(_first_steps(request)),
        "pairs": _pairs(request),
        "newer": [_newer_version(row) for row in newer_versions()] if Claim in seen else [],
        "twins": [_twin_line(request, group) for group in twin_groups()] if Source in seen else [],
    }


def _newer_version(newer: NewerVersion) -> NewerVersionLine:
    return NewerVersionLine(newer, reverse("admin:kb_claim_change", args=[newer.claim]))


def _pairs(request: HttpRequest) -> list[list[NameLink]]:
    """Names that are one but for case or blanks, each with its page."""
    pairs = [
        [
            NameLink(name, slug, reverse(f"admin:kb_{model._meta.model_name}_change", args=[pk]))
            for pk, slug, name in rows
        ]
        for model, groups in reports.standing_pairs().items()
        if _may_see(request, model)
        for rows in groups
    ]
    return pairs[:MOST_PAIRS]


def _may_see(request: HttpRequest, model: type[Model]) -> bool:
    return bool(admin.site.get_model_admin(model).has_view_permission(request))


def _numbers(figures: reports.Figures) -> list[tuple[type[Model], FrontFigure]]:
    review, draft = Status.REVIEW.value, Status.DRAFT.value
    return [
        _number(Claim, figures.waiting, "waiting for review", "Claims that somebody submitted.", status__exact=review),
        _number(
            Proposal,
            figures.proposals,
            "proposals waiting",
            "Changes of what is public.",
            stage__exact=Proposal.Stage.OPEN.value,
        ),
        _number(
            Proposal,
            figures.my_proposals,
            "proposals sent back to me",
            "Make them anew, or withdraw them.",
            stage__exact=Proposal.Stage.SENT_BACK.value,
            whose="mine",
        ),
        _number(
            Claim, figures.my_drafts, "my drafts", "Entered by me, not submitted.", status__exact=draft, mine="yes"
        ),
        _number(Claim, figures.drafts, "drafts in all", "Entered by anybody.", status__exact=draft),
        _number(
            Cell, figures.contested, "contested", "Cells in which sources disagree.", cell_state=State.CONTESTED.value
        ),
        _number(Cell, figures.reopened, "reopened", "Read once, and contested again by a later claim.", reopened="yes"),
        _number(Cell, figures.stale, "stale", "Cells whose evidence is too old today.", cell_stale="yes"),
        _number(
            Claim,
            figures.lost_quotes,
            "quotes not found",
            "They do not stand in the text of their source.",
            quote_not_found="yes",
        ),
        _number(
            Source,
            figures.dead_links,
            "dead links",
            "Sources that no longer answer.",
            link_state__exact=Source.LinkState.DEAD.value,
        ),
        _number(
            Reading,
            figures.outgrown_readings,
            "to read again",
            "A question is newer than the reading.",
            again="yes",
        ),
        _number(
            Objection,
            figures.objections,
            "objections",
            "Visitors say that a page is wrong.",
            state__exact=Objection.Progress.OPEN.value,
        ),
    ]


def _number(
    model: type[Model], count: int, words: str, meaning: str, **lookups: str
) -> tuple[type[Model], FrontFigure]:
    return model, FrontFigure(count, words, meaning, _list(model, **lookups))


def _line(group: reports.Coverage) -> CoverageLine:
    place = {"aspect__group__id__exact": str(group.key)}
    return CoverageLine(
        coverage=group,
        filled=_list(Cell, coverage="filled", **place),
        absent=_list(Cell, coverage="absent", **place),
        unanswered=f"{reverse('admin:kb_cell_unanswered')}?{urlencode({'group': group.key})}",
    )


def _first_steps(request: HttpRequest) -> Iterator[FirstStep]:
    """The three of a base without a published claim."""
    base = reports.beginnings()
    if base is None:
        return
    yield FirstStep(
        "Say what is compared, and what is asked",
        "A framework or two; a group of aspects, and in it an aspect, which is one question asked of each.",
        list(_adding(request, Framework, AspectGroup, Aspect)),
        base.frameworks and base.aspects,
    )
    yield FirstStep(
        "Enter a document",
        "Title, address, kind, and the day on which you read it. Its text can follow; quotes are then checked.",
        list(_adding(request, Source)),
        base.source is not None,
    )
    desk = [("Record claims", reverse("admin:kb_source_record", args=[base.source]))] if base.source else []
    yield FirstStep(
        "Record what it claims, and publish it",
        "Each claim with its place in the document. Submitted claims wait in the review queue; cells follow at once.",
        desk if request.user.has_perm("kb.add_claim") else [],
        False,
    )


def _adding(request: HttpRequest, *models: type[Model]) -> Iterator[tuple[str, str]]:
    for model in models:
        if admin.site.get_model_admin(model).has_add_permission(request):
            yield f"Add {model._meta.verbose_name}", reverse(f"admin:kb_{model._meta.model_name}_add")


def _twin_line(request: HttpRequest, group: TwinGroup) -> TwinLine:
    """Those who may merge are led from each source but the first to its merge into that."""
    first = group.sources[0]

    def words(source: Source) -> str:
        link = format_html("{} ({})", row_link(source, source.title), source.slug)
        if source == first or not may_merge(request):
            return link
        address = f"{merge_address(Source, source.pk)}?{urlencode({'into': first.pk})}"
        return format_html('{} <a href="{}">merge it into the first…</a>', link, address)

    return TwinLine(group.words, format_html_join(", ", "{}", ((words(source),) for source in group.sources)))


def _list(model: type[Model], **lookups: str) -> str:
    return f"{reverse(f'admin:kb_{model._meta.model_name}_changelist')}?{urlencode(lookups)}"
