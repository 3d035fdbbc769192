"""The chooser: needs in, frameworks with the evidence for and against out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django.http import HttpRequest, QueryDict

from compare.answers.answering import Page, Sheet
from compare.chooser.arrangement import Chooser, cited
from compare.display.cells import CellView
from compare.display.labels import quantity
from compare.faces.addresses import canonical_comparison_path, with_query
from compare.faces.contents import Content
from compare.filters import AXES, EVIDENCE, FILTERS, NEEDS, ComparisonFilter
from compare.filters.filter_form import dress
from compare.panel.chips import Chip, chips
from compare.parts.fixture_rows import carried
from compare.query.claim_lists import claim_count
from compare.query.listings import listings
from compare.query.places import AddressPlace, without
from compare.query.selection import Selection, select
from compare.web.freshness import today
from kb.evidence.choice import Wish, choose
from kb.evidence.records import CellKey, FrameworkRecord, NeedRecord
from kb.evidence.vocabulary import Vocabulary
from kb.exchange.fixture import Chosen
from kb.models import Aspect, Framework, Need
from kb.rows.vocabulary_reading import read_needs, vocabulary_on_demand
from kb.texts import order_key

CHOOSER_PATH = "/choose/"
STAGES = (NEEDS, AXES, EVIDENCE)


@dataclass(frozen=True)
class NeedOffer:
    """A need in the form, and whether it is asked."""

    need: NeedRecord
    wish: Wish | None

    @property
    def is_must(self) -> bool:
        return self.wish == Wish.MUST

    @property
    def is_nice(self) -> bool:
        return self.wish == Wish.NICE


def chooser(request: HttpRequest) -> Page:
    """The needs of the query for the frameworks of the query, or for all that have a claim on one of them."""
    vocabulary = replace(vocabulary_on_demand(), needs=read_needs())
    vocabulary.fetch_frameworks(vocabulary.frameworks)  # all of them: the form lists them
    query = _checked(request.GET, vocabulary)
    musts, nices = (
        [vocabulary.needs[slug] for slug in vocabulary.needs if slug in query.getlist(wish)] for wish in Wish
    )
    selection = select(query, today(), _place([*musts, *nices] or vocabulary.needs.values()), vocabulary)
    choice = _chooser(selection, musts, nices)
    choice = replace(choice, twice=tuple(need for need in musts if need.slug in request.GET.getlist("nice")))
    content = Content(main="choices", title="Choose a framework", choice=choice, claims=choice.claims)
    return Page.of(
        content,
        selection=selection,
        sentence=lambda: _description(choice, selection),
        template="chooser.html",
        path=CHOOSER_PATH,
        fixture=lambda: _fixture(choice, selection),
        html=lambda: Sheet(content, _context(choice, selection)),
    )


def _place(needs: Iterable[NeedRecord]) -> AddressPlace:
    """The cells that answer the needs: of the framework itself, not of companies."""
    aspects = tuple(dict.fromkeys(need.aspect for need in needs))
    return AddressPlace({"aspect": aspects, "company": ()}, rectangular=True, stages=STAGES)


def _checked(parameters: QueryDict, vocabulary: Vocabulary) -> QueryDict:
    """The query, needs as they are offered; one that is asked as both is a must. BadQuery if it cannot be answered."""
    ComparisonFilter(parameters, vocabulary, without=without(_place(()))).check()
    query = parameters.copy()
    musts, nices = ([slug for slug in vocabulary.needs if slug in parameters.getlist(wish)] for wish in Wish)
    for name, slugs in (("must", musts), ("nice", [slug for slug in nices if slug not in musts])):
        if name in query:
            query.setlist(name, slugs)
    return query


def _chooser(selection: Selection, musts: Sequence[NeedRecord], nices: Sequence[NeedRecord]) -> Chooser:
    """The choice between the frameworks that were asked for, or all that a claim on one of the needs speaks of."""
    vocabulary = selection.vocabulary
    frameworks = _contending(selection) if musts or nices else []
    keys = [CellKey(framework, need.aspect) for framework in frameworks for need in [*musts, *nices]]
    claimed = selection.claimed if keys else ()
    judgements = selection.with_absent({cell.key: cell.judgement for cell in claimed}, keys)
    vocabulary.fetch_cells(keys)
    vocabulary.fetch_claims(selection.claims if keys else ())
    sources = cited(CellView(key, judgements[key], vocabulary) for key in keys)
    notes = {slug: number for number, slug in enumerate(sources, start=1)}
    cells = {
        key: CellView(
            key, judgements[key], vocabulary, selection.gaps.get(key), selection.resolutions.get(key), notes,
            selection.evidence_query,
        )
        for key in keys
    }  # fmt: skip
    return Chooser(
        choice=choose(musts, nices, frameworks, judgements, vocabulary),
        offered=tuple(vocabulary.needs.values()),
        vocabulary=vocabulary,
        cells=cells,
        notes=tuple(vocabulary.sources[slug] for slug in sources),
        left_out=_left_out(selection, frameworks),
    )


def _contending(selection: Selection) -> list[str]:
    """The frameworks that were asked for, or of which a claim on one of the needs speaks."""
    return sorted(selection.filters.criteria.get("framework") or {claim.framework for claim in selection.on_axes})


def _left_out(selection: Selection, frameworks: Sequence[str]) -> tuple[FrameworkRecord, ...]:
    """The frameworks that nobody left out by name, but of which nothing is said."""
    if selection.filters.criteria.get("framework") or not frameworks:
        return ()
    return tuple(row for slug, row in selection.vocabulary.frameworks.items() if slug not in frameworks)


def _fixture(choice: Chooser, selection: Selection) -> Chosen:
    """The evidence, the frameworks, and the needs that were asked; nothing if none was."""
    if not choice.has_needs:
        return replace(carried(selection), keys=(), gaps=(), readings=())
    frameworks = {contender.framework.slug for contender in choice.contenders}
    needs = choice.choice.needs
    rows = {Framework: frameworks, Aspect: {need.aspect for need in needs}, Need: {need.slug for need in needs}}
    return carried(selection, rows=rows)


def _description(choice: Chooser, selection: Selection) -> str:
    if not choice.has_needs:
        return f"{quantity(len(choice.offered), 'need')} to choose from."
    number = len(choice.contenders)
    sentence = selection.sentence(f"{quantity(number, 'framework')} judged by {claim_count(choice.claims)}")
    return f"{sentence} {choice.twice_words}".rstrip()


# The form


def _context(choice: Chooser, selection: Selection) -> dict[str, Any]:
    filters = selection.filters
    wishes = {need.slug: wish for wish in Wish for need in getattr(choice.choice, f"{wish}s")}
    return {
        "choice": choice,
        "groups": _groups(choice, wishes),
        "frameworks": _frameworks(selection),
        "evidence": _evidence_form(filters),
        "evidence_active": len(filters.staged(EVIDENCE)),
        "chips": _chips(choice, selection),
        "narrower": _narrower(choice, selection),
        "comparison": _comparison(choice, selection),
    }


def _groups(choice: Chooser, wishes: Mapping[str, Wish]) -> list[tuple[str, list[NeedOffer]]]:
    """The needs by the groups of their questions, with the names of these."""
    runs = groupby(choice.offered, key=lambda need: need.group)
    names = choice.vocabulary.groups
    return [(names[slug].name, [NeedOffer(need, wishes.get(need.slug)) for need in run]) for slug, run in runs]


def _frameworks(selection: Selection) -> list[tuple[FrameworkRecord, bool]]:
    """Every framework by its name, and whether it was asked for."""
    slugs = selection.filters.criteria.get("framework", ())
    rows = sorted(selection.vocabulary.frameworks.values(), key=lambda row: order_key(row.name))
    return [(row, row.slug in slugs) for row in rows]


def _evidence_form(filters: ComparisonFilter) -> FormHelper:
    """The layout of the fields of evidence, with the most frequent sources and scopes."""
    names = [name for name, entry in FILTERS.items() if entry.stage == EVIDENCE]
    dress(filters, listings(filters, {}, names=names))
    helper = filters.helper
    helper.layout = Layout(*names)
    return helper


def _chips(choice: Chooser, selection: Selection) -> list[Chip]:
    """What was asked, needs and frameworks by their names."""
    filters = selection.filters.filters
    short = {
        (entry.label, entry.say([slug])): f"{entry.label}: {name}"
        for entry in (filters[wish] for wish in Wish)
        for slug, name in entry.names.items()
    }
    short |= {
        (entry.label, entry.say([slug])): name for entry in [filters["framework"]] for slug, name in entry.names.items()
    }
    return [
        replace(chip, words=short.get((chip.label, chip.words), chip.words))
        for chip in chips(selection.filters, CHOOSER_PATH)
    ]


def _narrower(choice: Chooser, selection: Selection) -> str:
    """The address with only those frameworks that have evidence on every need."""
    query = QueryDict(selection.query, mutable=True)
    query.setlist("framework", sorted(row.slug for row in choice.known_throughout))
    return with_query(CHOOSER_PATH, query.urlencode()) if choice.known_throughout else ""


def _comparison(choice: Chooser, selection: Selection) -> str:
    """The comparison of the frameworks, on the evidence that counts here."""
    slugs = [contender.framework.slug for contender in choice.contenders]
    query = selection.filters.normalised(leave_out=("must", "nice", "framework"))
    return with_query(canonical_comparison_path(slugs), query) if len(slugs) > 1 else ""
