"""What a search has found, as its page shows it, with the matched words marked. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from compare.display.claim_views import ClaimView
from kb.evidence.kinds import ASPECT, COMPANY, FRAMEWORK, KINDS, SOURCE, WITH_PAGES
from kb.evidence.records import AspectRecord, CompanyRecord, FrameworkRecord, SourceRecord, name_of_record
from kb.evidence.vocabulary import Vocabulary
from kb.search.queries import Hit, Search
from kb.search.terms import pieces, runs, spelled
from kb.texts import name_key, order_key

HEADS = {
    **{kind.name: kind.title for kind in WITH_PAGES},
    "claim": "Claims",
}  # in this order where the best hits are equals
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
    """``most`` hits of a kind: what has the very name first, then the best; equals by the length of their name, then
    by name.
    """
    show, base = DESCRIBERS[kind], KINDS[kind].plural
    rows = vocabulary.of(KINDS[kind])
    here = [hit for hit in hits if hit.kind == kind and hit.slug in rows]
    names = {hit.slug: name_of_record(rows[hit.slug]) for hit in here}
    here.sort(key=lambda hit: _rank(hit, names[hit.slug], marking))
    results = []
    for hit in here[:most]:
        name, about = names[hit.slug], [text for text in show(rows[hit.slug], vocabulary, marking) if text]
        if not any(map(marking.finds, (name, *about))):
            about.append(hit.slug)
        texts = format_html_join(" · ", "{}", ((marking.marked(text),) for text in about))
        results.append(ThingResult(f"/{base}/{hit.slug}/", marking.marked(name), texts))
    return results


def _rank(hit: Hit, name: str, marking: Marking) -> tuple[Any, ...]:
    return name_key(name) != marking.text_key, -hit.score, len(name), order_key(name), hit.slug


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
