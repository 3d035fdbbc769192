"""A search as it is understood, and what it hits. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from kb.search.terms import Term

# how prominent a word is in a thing, and how well it fits a word of the search
NAME, ALIAS, STATEMENT, VALUE, LINE, QUOTE, ABOUT = 12, 10, 6, 4, 4, 3, 2
EXACT, BEGINNING, CORRECTED = 10, 6, 4
RAREST = 24  # less one for each doubling of the things that a word stands in
COMMON = 1_000  # mentions of one word of the index: it is common, counted no further, and the first ones are looked at


class Spelling(NamedTuple):
    """A word of the index that a word of the search finds: its primary key, how well it fits, and its mentions.

    ``ending``: the claim before which the first `COMMON` claims with it end; the later, the rarer is a common word.
    """

    word: int
    quality: int
    mentions: int = 0
    ending: int | None = None


class SearchTerm(NamedTuple):
    """One word of the search, and in how many things it stands; a common word is counted no further than `COMMON`.

    ``corrected`` are the nearest words, taken instead of one that stands nowhere; ``spellings`` what is looked for.
    """

    term: Term
    mentions: int = 0
    corrected: tuple[str, ...] = ()
    spellings: tuple[Spelling, ...] = ()

    @property
    def known(self) -> bool:
        return bool(self.mentions or self.corrected)

    @property
    def is_common(self) -> bool:
        """Whether it finds a word of more mentions than are looked at."""
        return any(spelling.mentions > COMMON for spelling in self.spellings)

    @property
    def commonness(self) -> tuple[bool, int, int]:
        """The less, the fewer claims it is likely to stand in."""
        endings = [spelling.ending for spelling in self.spellings if spelling.ending is not None]
        return self.is_common, -min(endings, default=0), self.mentions or COMMON

    @property
    def rarity(self) -> int:
        return max(1, RAREST - self.mentions.bit_length())

    def finds(self, word: str) -> bool:
        return word in self.corrected or self.term.finds(word)

    def is_exactly(self, word: str) -> bool:
        """Whether it is that word, or was meant to be: its beginning is not enough."""
        return word in self.corrected or self.term.is_exactly(word)


@dataclass(frozen=True)
class Search:
    """All words of the search; ``left_out`` are further ones, beyond those that count. ``text`` is it as typed: marks
    that no word holds tell names apart.
    """

    terms: tuple[SearchTerm, ...]
    left_out: tuple[str, ...] = ()
    text: str = ""

    @property
    def unknown(self) -> list[str]:
        """The words that stand nowhere, and nothing like them."""
        return [term.term.text for term in self.terms if not term.known]

    @property
    def corrected(self) -> list[SearchTerm]:
        return [term for term in self.terms if term.corrected]

    def finds(self, word: str) -> bool:
        """Whether any word of the search finds this word of the index."""
        return any(term.finds(word) for term in self.terms)


class Hit(NamedTuple):
    """A thing by its slug, or a claim by its key, and what each word of the search adds to its score.

    None stands for a word that is not in it; ``complete`` says that there is none such.
    """

    kind: str
    slug: str
    scores: tuple[int | None, ...]

    @property
    def complete(self) -> bool:
        return None not in self.scores

    @property
    def matched(self) -> int:
        """How many words of the search are in it."""
        return sum(score is not None for score in self.scores)

    @property
    def score(self) -> int:
        return sum(score or 0 for score in self.scores)
