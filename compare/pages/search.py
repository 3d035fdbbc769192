"""Search: everything whose words are asked for, the best first, by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from compare.display.claim_views import claim_views
from compare.display.labels import quantity
from compare.filters import FILTERS, ComparisonFilter, all_of
from compare.filters.order_filters import PAGING
from compare.narrative.search_results import HEADS, ClaimResult, Marking, ThingResult, thing_results
from compare.narrative.search_ways import Subjects, ways
from compare.parts.leaves import Leaf, leaf
from compare.query.adoption import number_of_adopters
from compare.query.long_lists import PlacedList
from compare.query.selection import EVERYWHERE, Selection
from compare.web.freshness import today
from kb.evidence.kinds import ASPECT, COMPANY, SOURCE
from kb.evidence.records import ADOPTION, ClaimRecord
from kb.evidence.vocabulary import Vocabulary, fetch
from kb.models import Claim
from kb.rows.counting import AtLeast
from kb.rows.names_together import fetch_together
from kb.rows.reading import read_claims
from kb.rows.vocabulary_reading import vocabulary_on_demand
from kb.search import finding
from kb.search.queries import Hit, Search

MOST_CLAIMS = 25  # on a page
MOST_THINGS = 20  # of a kind
NEAREST_HITS = 10  # of a kind, where nothing has all the words
LISTS = {kind: f"/{head.lower()}/" for kind, head in HEADS.items()}


@dataclass(frozen=True)
class ResultGroup:
    """The hits of one kind: things or one page of claims, how many there are, and the score of the best."""

    kind: str
    things: Sequence[ThingResult] = ()
    claims: Sequence[ClaimResult] = ()
    total: int = 0
    best: int = 0

    @property
    def head(self) -> str:
        return HEADS[self.kind]

    @property
    def list_path(self) -> str:
        return LISTS[self.kind]

    @property
    def more(self) -> int:
        """How many things are not shown; claims have further pages instead."""
        more = self.total - len(self.things) if self.kind != "claim" else 0
        return AtLeast(more) if more and isinstance(self.total, AtLeast) else more


@dataclass(frozen=True)
class Results:
    """What a search found, arranged for its page. ``matched``: where nothing has all its words, so many are in what is
    shown instead.
    """

    search: Search
    groups: Sequence[ResultGroup]
    ways: Sequence[tuple[str, str]]
    leaf: Leaf
    matched: int = 0

    @property
    def total(self) -> int:
        total = sum(group.total for group in self.groups)
        return AtLeast(total) if any(isinstance(group.total, AtLeast) for group in self.groups) else total

    @property
    def words(self) -> list[str]:
        """The words of a search for several, to be looked for one by one."""
        return [term.term.text for term in self.search.terms if term.known] if len(self.search.terms) > 1 else []


def search(request: HttpRequest) -> HttpResponse:
    """Everything that has all the words of the search. BadQuery if the text cannot be one, or past the last page."""
    vocabulary = vocabulary_on_demand()
    filters = ComparisonFilter(request.GET, vocabulary, without=set(FILTERS) - {"q", *PAGING})
    filters.check()
    text = filters.criteria.get("q", "")
    results = _results(text, Selection(EVERYWHERE, filters, vocabulary, today()))
    context = {
        "title": f"Search: {text}" if text else "Search",
        "description": _sentence(text, results) if text else "Type a name, a word or a question.",
        "sought": text,
        "results": results,
        "leaf": results.leaf,
        "after": filters.criteria.get("after", ""),
    }
    return TemplateResponse(request, "search.html", context)


def _sentence(text: str, results: Results) -> str:
    """“12 results for “flask”.”, which words were taken instead of those that stand nowhere, and how much of the search
    is in what is shown.
    """
    instead = "".join(
        f"Nothing for “{term.term.text}”; showing {all_of([f'“{word}”' for word in term.corrected])}. "
        for term in results.search.corrected
    )
    if results.matched:
        words = [f"“{term.term.text}”" for term in results.search.terms]
        return f"{instead}Nothing has all of {all_of(words)}. What has {results.matched} of these words:"
    results_words = quantity(results.total, "result")
    return f"{instead}{results_words}." if instead else f"{results_words} for “{text}”."


class ClaimHits(PlacedList[Hit]):
    """The claims that a search finds, the best first. How many there are is known with a part of them."""

    noun = "claim"

    def __init__(self, terms: Search, page: int) -> None:
        self.search, self._part = terms, ((page - 1) * MOST_CLAIMS, page * MOST_CLAIMS)
        self._read: dict[tuple[int, int], tuple[int, list[Hit]]] = {}

    @property
    def number(self) -> int:
        return self._between(*self._part)[0]

    def refs(self, first: int, last: int) -> list[Hit]:
        self._part = first, last
        return self._between(first, last)[1]

    def read(self, refs: Sequence[Hit]) -> Sequence[Hit]:
        return refs

    def key_of(self, row: Hit) -> str:
        return row.slug

    def key_of_ref(self, ref: Hit) -> str:
        return ref.slug

    def place(self, key: str) -> int | None:
        return finding.place(self.search, key, MOST_CLAIMS)

    def _between(self, first: int, last: int) -> tuple[int, list[Hit]]:
        """How many claims, and some of them. One query, as `finding.claims`."""
        if (first, last) not in self._read:
            self._read[first, last] = finding.claims(self.search, first, last - first, MOST_CLAIMS)
        return self._read[first, last]


def _results(text: str, selection: Selection) -> Results:
    """Nine queries at most with all that results name; two more if a word is corrected, two behind a claim, one where
    who uses a framework is asked for.
    """
    understanding, vocabulary = finding.understood(text), selection.vocabulary
    totals, things = finding.things(understanding)
    part = leaf(ClaimHits(understanding, selection.page), selection, MOST_CLAIMS)
    claims, total = part.rows, part.total
    matched, known = 0, things
    if not totals and not total and len(understanding.terms) > 1:
        things, claims, matched = _nearest(understanding, things)
        totals, total = Counter(hit.kind for hit in things), len(claims)
    hits = [*(hit for hit in things if matched or hit.complete), *claims]
    records = _records(hits)
    subjects = _subjects(understanding, vocabulary, known, hits, records)
    marking = Marking(understanding)
    groups = _things(hits, totals, vocabulary, marking) + _claims(hits, records, total, vocabulary, marking)
    groups.sort(key=lambda group: -group.best)
    return Results(understanding, groups, ways(subjects), part, matched)


def _nearest(search: Search, things: Sequence[Hit]) -> tuple[list[Hit], list[Hit], int]:
    """The things and claims with the most words of the search, and how many these are: 0 where nothing has any. One
    query.
    """
    claims = finding.nearest_claims(search, NEAREST_HITS)
    matched = max((hit.matched for hit in (*things, *claims)), default=0)
    near = _by_kind([hit for hit in things if hit.matched == matched])
    few = [hit for hits in near.values() for hit in hits[:NEAREST_HITS]]
    return few, [hit for hit in claims if hit.matched == matched], matched


def _by_kind(hits: Sequence[Hit]) -> dict[str, list[Hit]]:
    return {kind: [hit for hit in hits if hit.kind == kind] for kind in HEADS}


def _things(
    hits: Sequence[Hit], totals: Mapping[str, int], vocabulary: Vocabulary, marking: Marking
) -> list[ResultGroup]:
    groups = []
    for kind, here in _by_kind(hits).items():
        if kind != "claim" and here:
            results = thing_results(here, kind, vocabulary, marking, MOST_THINGS)
            best = max(hit.score for hit in here)
            groups.append(ResultGroup(kind, things=results, total=totals[kind], best=best))
    return groups


def _records(hits: Sequence[Hit]) -> list[ClaimRecord]:
    """One page of claims, in the order of their scores. One query."""
    keys = [hit.slug for hit in hits if hit.kind == "claim"]
    claims = read_claims(Claim.objects.published().filter(key__in=keys)) if keys else []
    records = {record.key: record for record in claims}
    return [records[key] for key in keys if key in records]


def _subjects(
    search: Search, vocabulary: Vocabulary, known: Sequence[Hit], hits: Sequence[Hit], records: Sequence[ClaimRecord]
) -> Subjects:
    """What the search speaks of, with all at hand that ``hits`` and claims name; ``known`` are further hits.

    Three queries.
    """
    slugs = {kind: [hit.slug for hit in hits if hit.kind == kind] for kind in HEADS}
    cells = [record.cell for record in records]
    # of a question that is shown its options are looked at, and read for all that may be at hand
    questions = [hit.slug for hit in known if hit.kind == ASPECT.name] + [cell.aspect for cell in cells]
    needs = fetch_together(
        vocabulary,
        companies=[*(hit.slug for hit in known if hit.kind == COMPANY.name), *(cell.company for cell in cells)],
        scopes=[record.scope for record in records],
        options_of=[*questions, ADOPTION] if slugs[ASPECT.name] else [],
    )
    subjects = Subjects(search, replace(vocabulary, needs=needs), known, number_of_adopters)
    answers = [hit.slug if hit.kind == ASPECT.name else ADOPTION for hit in subjects.answers]
    fetch(vocabulary.aspects, [*slugs[ASPECT.name], *answers, *(cell.aspect for cell in cells)])
    vocabulary.fetch_sources([*slugs[SOURCE.name], *(slug for row in records for slug in (row.source, row.via))])
    vocabulary.fetch_claims(records)
    return subjects


def _claims(
    hits: Sequence[Hit], records: Sequence[ClaimRecord], total: int, vocabulary: Vocabulary, marking: Marking
) -> list[ResultGroup]:
    """One page of claims."""
    if not total:
        return []
    best = max((hit.score for hit in hits if hit.kind == "claim"), default=0)
    views = claim_views(records, vocabulary)
    return [ResultGroup("claim", claims=[ClaimResult(claim, marking) for claim in views], total=total, best=best)]
