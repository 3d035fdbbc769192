"""One cell: every side, every document, and where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from compare.answers.answering import Page, Sheet
from compare.answers.problems import NotHere, rows_of
from compare.display.cells import CellSide, CellView
from compare.display.claim_views import ClaimView, claim_views
from compare.display.sentences import RemarkList
from compare.drawings.roots_tree import roots_tree
from compare.drawings.timeline import timeline
from compare.faces.addresses import with_query
from compare.faces.contents import Content
from compare.narrative.cell_answer import CellAnswer, cell_answer
from compare.parts.fixture_rows import carried, readings_of
from compare.query.claim_lists import claim_count
from compare.query.places import cell_place
from compare.query.selection import Selection, select
from compare.web.freshness import today
from kb.evidence.kinds import ASPECT, COMPANY, FRAMEWORK
from kb.evidence.records import CellKey, SourceRecord
from kb.evidence.vocabulary import Vocabulary
from kb.exchange.fixture import Chosen
from kb.models import Aspect, Company, Framework
from kb.rows.vocabulary_reading import fetch_upstream, vocabulary_on_demand


@dataclass(frozen=True)
class SideView:
    """A side with its claims looked up."""

    side: CellSide
    claims: list[ClaimView]

    @property
    def period_words(self) -> str:
        """“holds: 2024”, the newest that is stated; else that nothing is, and the date of the newest source."""
        stated = [view for view in self.claims if view.record.as_of]
        newest = max(stated or self.claims, key=_end)
        several = bool(newest.record.period) and len({view.record.source for view in self.claims}) > 1
        words = newest.period.replace("(source", "(newest source") if several else newest.period
        return f"holds: {words}"


def cell(request: HttpRequest, framework: str, aspect: str, company: str = "") -> Page:
    """One cell with its claims. Takes the filters of evidence."""
    vocabulary = vocabulary_on_demand()
    key = _key(vocabulary, framework, aspect, company)
    names = [vocabulary.frameworks[framework].name, vocabulary.aspects[aspect].name]
    names += [vocabulary.companies[company].name] if company else []
    title = " · ".join(names)
    selection = select(request.GET, today(), cell_place(key, about=f"about {title}"), vocabulary)
    display = _cell_view(selection, key)
    claims = list(display.judgement.claims)

    @cache
    def answer() -> CellAnswer:
        """With all that it rests on at hand. Three queries and a few for names."""
        vocabulary.fetch_claims(claims)
        fetch_upstream(vocabulary, [slug for claim in claims for slug in (claim.source, claim.via) if slug])
        return cell_answer(display, selection.today)

    def content(answers: Sequence[RemarkList] = ()) -> Content:
        return Content(main="claims", title=title, claims=claims, subject=display, subject_kind="cell", answers=answers)

    def sheet() -> Sheet:
        short = answer()
        context = {
            "short": short,
            "head_title": f"{display.title}: {short.answer.removesuffix('.')}",
            "head_description": " ".join(filter(None, [f"{display.title}.", display.aspect.help_text, short.brief])),
            "changes": changes_path(display.key),
            "cell": display,
            "sides": [SideView(side, claim_views(side.claims, vocabulary)) for side in display.sides],
            "silent": _silent(selection, display),
            "roots": roots_tree(claims, vocabulary, display.judgement.through),
            "timeline": timeline(vocabulary.aspects[aspect], selection.claimed, vocabulary, selection.today),
        }
        return Sheet(content(short.in_short), context)

    return Page(
        main="claims",
        title=title,
        whole=lambda: content(answer().in_short),
        bare=content,
        selection=selection,
        sentence=lambda: selection.sentence(claim_count(claims)),
        template="cell.html",
        path=display.path,
        fixture=lambda: _fixture(selection, display),
        html=sheet,
    )


def changes_path(key: CellKey) -> str:
    """Where all that changed in a cell is listed."""
    axes = {"framework": key.framework, "aspect": key.aspect, "company": key.company}
    return with_query("/changes/", urlencode({name: slug for name, slug in axes.items() if slug}))


def _end(claim: ClaimView) -> tuple[date, date]:
    """The end of its period, then the beginning."""
    period = claim.record.period
    return (period.end, period.start) if period else (date.min, date.min)


def _address_slugs(key: CellKey) -> dict[Any, set[str]]:
    """What the address names: a fixture holds it, empty cell or not."""
    rows: dict[Any, set[str]] = {Framework: {key.framework}, Aspect: {key.aspect}}
    return {**rows, Company: {key.company}} if key.company else rows


def _key(vocabulary: Vocabulary, framework: str, aspect: str, company: str) -> CellKey:
    companies = [(COMPANY, company)] if company else []
    _, question, *_ = rows_of(vocabulary, (FRAMEWORK, framework), (ASPECT, aspect), *companies)
    if bool(company) != question.per_company:
        rule = "is asked of each company" if question.per_company else "is not asked of companies"
        raise NotHere(f"“{question.name}” {rule}.", [(question.name, f"/aspects/{aspect}/")])
    return CellKey(framework, aspect, company or None)


def _cell_view(selection: Selection, key: CellKey) -> CellView:
    """The judged cell; one that nobody has looked at is judged empty."""
    vocabulary = selection.vocabulary
    claimed = {cell.key: cell.judgement for cell in selection.claimed}
    judgement = selection.with_absent(claimed, [key])[key]
    return CellView(key, judgement, vocabulary, selection.gaps.get(key), selection.resolutions.get(key))


def _fixture(selection: Selection, display: CellView) -> Chosen:
    """The claims of the cell and what its address names; of a silent one what was read."""
    readings = readings_of(selection, [display.key] if display.judgement.read else [])
    return replace(carried(selection, rows=_address_slugs(display.key)), readings=readings)


def _silent(selection: Selection, display: CellView) -> list[SourceRecord]:
    """The sources that were read in full and are silent here. Two queries, or none where there are none."""
    if not display.judgement.read:
        return []
    slugs = selection.silence([display.key]).sources(display.key)
    selection.vocabulary.fetch_sources(slugs)
    return [selection.vocabulary.sources[slug] for slug in slugs]
