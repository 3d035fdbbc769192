"""What a search has found, as its page shows it: matched words marked, and ways that lead straight on. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any, NamedTuple

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from compare.display.cells import cell_path
from compare.display.claim_views import ClaimView
from compare.faces.addresses import comparison_path
from kb.evidence.kinds import ASPECT, COMPANY, FRAMEWORK, KINDS, SOURCE, WITH_PAGES
from kb.evidence.records import (
    ADOPTION,
    AspectRecord,
    CompanyRecord,
    FrameworkRecord,
    SourceRecord,
    Vocabulary,
    name_of_record,
)
from kb.search.queries import Hit, Search
from kb.search.terms import folded, pieces, runs, spelled, terms_of
from kb.texts import name_key

HEADS = {
    **{kind.name: kind.title for kind in WITH_PAGES},
    "claim": "Claims",
}  # in this order where the best hits are equals
JOINING = {"vs", "versus", "and", "or", "with", "than", "compared", "to", "compare"}
MOST_WAYS = 4
SPACES = re.compile(r"(\s+)")


class Marking:
    """Marks what a search finds in texts. What stands between spaces is looked at once for all texts of a page."""

    def __init__(self, search: Search) -> None:
        self._finds = search.finds
        self.text_key = name_key(search.text)
        self._seen: dict[str, tuple[bool, str]] = {}

    def marked(self, text: str) -> SafeString:
        """The text, escaped, with each run of letters that the search finds in a ``mark``."""
        return SafeString("".join(self._chunk(chunk)[1] for chunk in SPACES.split(text)))

    def finds(self, text: str) -> bool:
        """Whether a word of the search stands in it."""
        return any(self._chunk(chunk)[0] for chunk in SPACES.split(text))

    def _chunk(self, chunk: str) -> tuple[bool, str]:
        if chunk not in self._seen:
            parts = list(self._runs(chunk))
            marks = "".join(f"<mark>{escape(run)}</mark>" if hit else escape(run) for hit, run in parts)
            self._seen[chunk] = any(hit for hit, _ in parts), marks
        return self._seen[chunk]

    def _runs(self, chunk: str) -> Iterator[tuple[bool, str]]:
        """The chunk in pieces, True with those that are found: by themselves, or joined to their neighbour."""
        parts = list(runs(chunk))
        letters = [place for place, (is_word, _) in enumerate(parts) if is_word]
        hits = {place for place in letters if self._is_hit(parts[place][1])}
        for first, second in pairwise(letters):
            if not hits & {first, second} and self._is_hit(parts[first][1] + parts[second][1]):
                hits |= {first, second}
        for place, (_, run) in enumerate(parts):
            yield place in hits, run

    def _is_hit(self, run: str) -> bool:
        return any(self._finds(word) for word in (*spelled(run), *pieces(run)))


@dataclass(frozen=True)
class ThingResult:
    """A thing that was found: its name and what else says what it is, with the matched words marked."""

    path: str
    name: SafeString
    about: SafeString


@dataclass(frozen=True)
class ClaimResult:
    """A claim that was found, each text with the matched words marked."""

    claim: ClaimView
    marking: Marking

    @property
    def text(self) -> SafeString:
        return self.marking.marked(self.claim.text)

    @property
    def value(self) -> SafeString:
        return self.marking.marked(self.claim.value)

    @property
    def framework(self) -> SafeString:
        return self.marking.marked(self.claim.framework.name)

    @property
    def aspect(self) -> SafeString:
        return self.marking.marked(self.claim.aspect.name)

    @property
    def company(self) -> SafeString:
        return self.marking.marked(self.claim.company.name if self.claim.company else "")

    @property
    def compared_to(self) -> SafeString:
        return self.marking.marked(self.claim.compared_to.name if self.claim.compared_to else "")

    @property
    def scope(self) -> SafeString:
        return self.marking.marked(self.claim.scope.name if self.claim.scope else "")

    @property
    def quote(self) -> SafeString:
        """The words of the source, if a word of the search stands in them."""
        quote = self.claim.record.quote
        return self.marking.marked(quote) if self.marking.finds(quote) else _NONE


_NONE = SafeString("")


def thing_results(
    hits: Iterable[Hit], kind: str, vocabulary: Vocabulary, marking: Marking, most: int
) -> list[ThingResult]:
    """``most`` complete hits of a kind: what has the very name first, then the best; equals by the length of their
    name, then by name.
    """
    show, base = DESCRIBERS[kind], KINDS[kind].plural
    rows = vocabulary.of(KINDS[kind])
    complete = [hit for hit in hits if hit.kind == kind and hit.complete and hit.slug in rows]
    names = {hit.slug: name_of_record(rows[hit.slug]) for hit in complete}
    complete.sort(key=lambda hit: _rank(hit, names[hit.slug], marking))
    results = []
    for hit in complete[:most]:
        name, about = names[hit.slug], [text for text in show(rows[hit.slug], vocabulary, marking) if text]
        if not any(map(marking.finds, (name, *about))):
            about.append(hit.slug)
        texts = format_html_join(" · ", "{}", ((marking.marked(text),) for text in about))
        results.append(ThingResult(f"/{base}/{hit.slug}/", marking.marked(name), texts))
    return results


def _rank(hit: Hit, name: str, marking: Marking) -> tuple[Any, ...]:
    return name_key(name) != marking.text_key, -hit.score, len(name), name.casefold(), hit.slug


def _framework(row: FrameworkRecord, vocabulary: Vocabulary, marking: Marking) -> Sequence[str]:
    return [_also(row.aliases)]


def _aspect(row: AspectRecord, vocabulary: Vocabulary, marking: Marking) -> Sequence[str]:
    options = [option.label for option in row.options if marking.finds(option.label)]
    return [vocabulary.groups[row.group].name, row.help_text, f"an answer: {', '.join(options)}" if options else ""]


def _company(row: CompanyRecord, vocabulary: Vocabulary, marking: Marking) -> Sequence[str]:
    return [row.industry, _also(row.aliases)]


def _source(row: SourceRecord, vocabulary: Vocabulary, marking: Marking) -> Sequence[str]:
    return [row.kind_label, f"by {row.author}" if row.author else "", row.publisher, row.dated]


def _also(aliases: Iterable[str]) -> str:
    names = ", ".join(aliases)
    return f"also called {names}" if names else ""


DESCRIBERS: dict[str, Callable[[Any, Vocabulary, Marking], Sequence[str]]] = {
    FRAMEWORK.name: _framework,
    ASPECT.name: _aspect,
    COMPANY.name: _company,
    SOURCE.name: _source,
}


def ways(hits: Sequence[Hit], search: Search, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """Where a search for several things leads straight on: address and name of comparisons and of cells.

    The frameworks that it names are compared; if it has other words, these say what is asked of them.
    """
    frameworks, naming = _frameworks(search, vocabulary)
    if not frameworks:
        return []
    places = [place for place, term in enumerate(search.terms) if term.term.text not in JOINING]
    rest = [place for place in places if place not in naming]
    if not rest:
        return _comparison(frameworks, vocabulary) if len(frameworks) > 1 else []
    subjects = [
        hit
        for hit in sorted(hits, key=lambda hit: (-sum(hit.scores[place] or 0 for place in rest), hit.kind, hit.slug))
        if hit.kind in (ASPECT.name, COMPANY.name) and all(hit.scores[place] for place in rest)
    ]
    links = [way for hit in subjects[:MOST_WAYS] for slug in frameworks for way in _cell(slug, hit, vocabulary)]
    return links[:MOST_WAYS]


def _frameworks(search: Search, vocabulary: Vocabulary) -> tuple[list[str], set[int]]:
    """The frameworks that a search names, in its order, and the places of the words that do.

    What is a name as it is typed, with its marks, is that name alone: C# is not C. A word that is part of one name
    names no other: node.js is not JS.
    """
    chunks = search.text.split()
    names = exact_names(chunks, vocabulary.frameworks.values())
    covered = {place for name in names for place in range(name.start, name.end)}
    chunk_of = _chunks_of_terms(search, chunks, covered)
    chosen = {name.slug: name.start for name in reversed(names)}
    used = {place for place, _ in enumerate(search.terms) if place not in chunk_of}
    naming = {slug: _naming(row, search) for slug, row in vocabulary.frameworks.items() if slug not in chosen}
    for slug, places in sorted(naming.items(), key=lambda pair: (-len(pair[1]), min(pair[1], default=0), pair[0])):
        if places - used and places <= chunk_of.keys():
            chosen[slug] = min(chunk_of[place] for place in places)
            used |= places
    return sorted(chosen, key=lambda slug: chosen[slug]), used


class ExactName(NamedTuple):
    """Chunks of a search, from ``start`` to before ``end``, that are a name."""

    start: int
    end: int
    slug: str


def exact_names(chunks: Sequence[str], rows: Iterable[FrameworkRecord]) -> list[ExactName]:
    """The names that stand in a text as they are written, but for their case; in order, the longest first."""
    keys = [name_key(chunk) for chunk in chunks]
    slugs: dict[tuple[str, ...], str] = {}
    for row in rows:
        slugs[tuple(name_key(row.name).split())] = row.slug
        for alias in row.aliases:
            slugs.setdefault(tuple(name_key(alias).split()), row.slug)
    lengths = sorted({len(words) for words in slugs if words}, reverse=True)
    names: list[ExactName] = []
    place = 0
    while place < len(keys):
        name = next(filter(None, (_name_at(keys, place, length, slugs) for length in lengths)), None)
        names += [name] if name else []
        place = name.end if name else place + 1
    return names


def _name_at(keys: Sequence[str], start: int, length: int, slugs: Mapping[tuple[str, ...], str]) -> ExactName | None:
    """The name of so many chunks that begins here; what ends a sentence or its part may follow it."""
    words = tuple(keys[start : start + length])
    slug = slugs.get(words) or slugs.get((*words[:-1], words[-1].rstrip(",;:?!.")))
    return ExactName(start, start + length, slug) if slug and len(words) == length else None


def _chunks_of_terms(search: Search, chunks: Sequence[str], covered: Collection[int]) -> dict[int, int]:
    """The first chunk outside exact names in which each word of the search stands, by the places of the words."""
    if not chunks:
        return {place: place for place, _ in enumerate(search.terms)}
    places = {term.term.text: place for place, term in enumerate(search.terms)}
    chunk_of: dict[int, int] = {}
    for number, chunk in enumerate(chunks):
        for term in () if number in covered else terms_of(chunk):
            if term.text in places:
                chunk_of.setdefault(places[term.text], number)
    return chunk_of


def _naming(row: FrameworkRecord, search: Search) -> set[int]:
    """The places of the words of a search that are a whole name of the framework: api alone is not Fast API."""
    best: set[int] = set()
    for name in (row.name, row.slug, *row.aliases):
        parts = [folded(run) for is_word, run in runs(name) if is_word]
        places_by_part = [_places(part, search) for part in parts]
        places = (
            {place for part_places in places_by_part for place in part_places}
            if all(places_by_part)
            else _places("".join(parts), search)
        )
        best = max(best, places, key=len)
    return best


def _places(word: str, search: Search) -> set[int]:
    return {place for place, term in enumerate(search.terms) if term.is_exactly(word)}


def _comparison(slugs: Sequence[str], vocabulary: Vocabulary) -> list[tuple[str, str]]:
    names = " and ".join(vocabulary.frameworks[slug].name for slug in slugs)
    return [(comparison_path(slugs), f"{names}, compared")]


def _cell(slug: str, hit: Hit, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    framework = vocabulary.frameworks[slug].name
    if hit.kind == COMPANY.name and ADOPTION in vocabulary.aspects:
        company = vocabulary.companies[hit.slug].name
        yield cell_path((slug, ADOPTION, hit.slug)), f"{framework}, {vocabulary.aspects[ADOPTION].name}, {company}"
    elif hit.kind == ASPECT.name and not vocabulary.aspects[hit.slug].per_company:
        yield cell_path((slug, hit.slug)), f"{framework}, {vocabulary.aspects[hit.slug].name}"
