"""Where a search leads straight on: comparisons, cells, needs of the chooser, groups, companies. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.functional import cached_property

from compare.display.cells import cell_path
from compare.display.labels import quantity
from compare.faces.addresses import comparison_path, with_query
from kb.evidence.kinds import ASPECT, COMPANY
from kb.evidence.records import ADOPTION, FrameworkRecord
from kb.evidence.vocabulary import Vocabulary
from kb.search.english import VERBS_OF_CHOICE, content_words
from kb.search.queries import Hit, Search, SearchTerm
from kb.search.terms import content_terms, folded, runs, terms_of, words_of
from kb.texts import name_key

MOST_WAYS = 6
MOST_CELL_WAYS = 4
MOST_CELL_HITS = 8  # questions and companies that may have such a cell
WHO = "who"
COMPANY_WORDS = ("company", "user")  # in a search that names frameworks as well

Way = tuple[str, str]  # an address, and what is there


@dataclass(frozen=True)
class Subjects:
    """What a search speaks of: the frameworks that it names, in its order, and its other words."""

    search: Search
    vocabulary: Vocabulary
    hits: Sequence[Hit]
    adopters_of: Callable[[Sequence[str]], int]

    @cached_property
    def _mentions(self) -> tuple[list[str], set[int]]:
        return frameworks_in(self.search, self.vocabulary)

    @property
    def frameworks(self) -> list[str]:
        return self._mentions[0]

    @cached_property
    def places(self) -> list[int]:
        """Of the words that do not name frameworks, among the words of the search."""
        return [place for place, _ in enumerate(self.search.terms) if place not in self._mentions[1]]

    @cached_property
    def words(self) -> list[SearchTerm]:
        return [self.search.terms[place] for place in self.places]

    @property
    def each_name(self) -> list[str]:
        return [self.vocabulary.frameworks[slug].name for slug in self.frameworks]

    @property
    def names(self) -> str:
        return " and ".join(self.each_name)

    @cached_property
    def answers(self) -> list[Hit]:
        """The questions and companies that have all its other words, the best fitting first: their names are wanted."""
        if not self.words or not self.frameworks:
            return []
        answers = [
            hit
            for hit in sorted(self.hits, key=lambda hit: (-_score(hit, self.places), hit.kind, hit.slug))
            if hit.kind in (ASPECT.name, COMPANY.name) and all(hit.scores[place] for place in self.places)
        ]
        return answers[:MOST_CELL_HITS]

    @cached_property
    def needs(self) -> list[str]:
        """The needs whose whole name stands in the search, else those that have all its other words."""
        if not self.words:
            return []
        return self._meant({slug: (need.name, need.question) for slug, need in self.vocabulary.needs.items()})

    @cached_property
    def groups(self) -> list[str]:
        if not self.words:
            return []
        return self._meant({slug: (group.name, "") for slug, group in self.vocabulary.groups.items()})

    def _meant(self, texts: Mapping[str, tuple[str, str]]) -> list[str]:
        whole = [slug for slug, (name, _) in texts.items() if _has_name(name, self.words)]
        return whole or [slug for slug, about in texts.items() if _has_all(about, self.words)]


def _has_name(name: str, words: Sequence[SearchTerm]) -> bool:
    """Whether every word of a name is a word of the search."""
    return all(any(word.is_exactly(part.text) for word in words) for part in content_terms(name))


def _has_all(texts: Iterable[str], words: Sequence[SearchTerm]) -> bool:
    there = words_of(" ".join(texts))
    return all(any(word.finds(other) for other in there) for word in words)


def ways(subjects: Subjects) -> list[Way]:
    """Where a search leads straight on, the surest first: who uses a framework, the cells of one framework on what else
    is said, the chooser for needs that are named, the comparison of frameworks, groups.

    ``adopters_of`` counts the companies that are said to use any of some frameworks, where somebody asks for them.
    """
    order = FRAMEWORK_WAYS if len(subjects.frameworks) == 1 else GENERAL_WAYS
    links = (link for way in order for link in way(subjects))
    return list(dict.fromkeys(links))[:MOST_WAYS]


def _companies(subjects: Subjects) -> Iterator[Way]:
    """Who uses them: asked by “who uses”, or by the word for companies and nothing else."""
    words = {term.text for term in terms_of(subjects.search.text)}
    is_question = not subjects.words and WHO in words and words & VERBS_OF_CHOICE
    is_word = subjects.words and all(any(map(word.is_exactly, COMPANY_WORDS)) for word in subjects.words)
    if subjects.frameworks and (is_question or is_word):
        number = subjects.adopters_of(subjects.frameworks)
        companies = f"{quantity(number, 'company', 'companies')} said to use {' or '.join(subjects.each_name)}"
        yield from [(_address("/companies/", framework=subjects.frameworks), companies)] if number else []


def _choices(subjects: Subjects) -> Iterator[Way]:
    if subjects.needs:
        needs = ", ".join(subjects.vocabulary.needs[slug].name for slug in subjects.needs)
        between = f" between {subjects.names}" if len(subjects.frameworks) > 1 else ""
        frameworks = subjects.frameworks if between else []
        yield _address("/choose/", must=subjects.needs, framework=frameworks), f"Choose{between} for: {needs}"


def _comparison(subjects: Subjects) -> Iterator[Way]:
    if len(subjects.frameworks) > 1:
        yield comparison_path(subjects.frameworks), f"{subjects.names}, compared"


def _cells(subjects: Subjects) -> Iterator[Way]:
    """The cells of these frameworks on what has all other words of the search; the best fitting first."""
    places = ((slug, hit) for hit in subjects.answers for slug in subjects.frameworks)
    yield from islice((way for slug, hit in places for way in _cell(slug, hit, subjects.vocabulary)), MOST_CELL_WAYS)


def _groups(subjects: Subjects) -> Iterator[Way]:
    for slug in subjects.groups:
        name = subjects.vocabulary.groups[slug].name
        if subjects.frameworks:
            path, about = comparison_path(subjects.frameworks), f"{subjects.names}: {name}"
        else:
            path, about = "/aspects/", f"All aspects of the group {name}"
        yield _address(path, group=[slug]), about


FRAMEWORK_WAYS: Sequence[Callable[[Subjects], Iterator[Way]]] = (_companies, _cells, _choices, _groups)
GENERAL_WAYS: Sequence[Callable[[Subjects], Iterator[Way]]] = (_companies, _choices, _comparison, _groups, _cells)


def _address(path: str, **query: Sequence[str]) -> str:
    return with_query(path, urlencode(query, doseq=True))


def _score(hit: Hit, places: Iterable[int]) -> int:
    return sum(hit.scores[place] or 0 for place in places)


def frameworks_in(search: Search, vocabulary: Vocabulary) -> tuple[list[str], set[int]]:
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
        parts = content_words([folded(run) for is_word, run in runs(name) if is_word])
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


def _cell(slug: str, hit: Hit, vocabulary: Vocabulary) -> Iterator[Way]:
    framework = vocabulary.frameworks[slug].name
    if hit.kind == COMPANY.name and ADOPTION in vocabulary.aspects:
        company = vocabulary.companies[hit.slug].name
        yield cell_path((slug, ADOPTION, hit.slug)), f"{framework}, {vocabulary.aspects[ADOPTION].name}, {company}"
    elif hit.kind == ASPECT.name and not vocabulary.aspects[hit.slug].per_company:
        yield cell_path((slug, hit.slug)), f"{framework}, {vocabulary.aspects[hit.slug].name}"
