"""From texts to words: how the index spells what it holds, and how a search is read. Pure.

A word is spelled without accents, in lower case, and holds letters and digits only. Scripts that put no space between
words are cut into single characters and pairs of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from kb.search.english import LONGEST_WORD, content_words, variants

SHORTEST_START = 2  # letters from which on a word is found by its beginning
SHORTEST_PIECE = 3
UNSPACED = re.compile("([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]+)")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class Term(NamedTuple):
    """One word of a search: as typed, joined to its neighbour where a mark stood between (node.js: nodejs), and as
    others spell it (license: licence).
    """

    text: str
    joined: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.text, *self.joined, *self.variants)

    def finds(self, word: str) -> bool:
        """Whether it is that word of the index, or its beginning."""
        return any(word == spelling or (starts(spelling) and word.startswith(spelling)) for spelling in self.spellings)

    def is_exactly(self, word: str) -> bool:
        return word in self.spellings


def starts(text: str) -> bool:
    """Whether a word so short finds longer ones that begin with it."""
    return len(text) >= SHORTEST_START and not UNSPACED.match(text)


def runs(text: str) -> Iterator[tuple[bool, str]]:
    """The text in pieces: True with letters and digits (and the marks on them), False with what stands between."""
    for is_word, characters in groupby(text, key=_belongs_to_a_word):
        yield is_word, "".join(characters)


@lru_cache(maxsize=4096)
def _belongs_to_a_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"


def plain(text: str) -> str:
    """The text without accents; its case stays."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if unicodedata.category(character)[0] in "LN")


def folded(text: str) -> str:
    """A run of letters as the index spells it."""
    return plain(plain(text).casefold())[:LONGEST_WORD]


def spelled(run: str) -> tuple[str, ...]:
    """The words of one run of letters: itself; in a script without spaces, its characters and pairs."""
    whole = folded(run)
    return tuple(_cut(whole, alone=True)) if UNSPACED.search(whole) else (whole,) if whole else ()


def pieces(run: str) -> tuple[str, ...]:
    """What a run written in camel case is made of: sql and alchemy for SQLAlchemy."""
    parts = CAMEL.split(plain(run))
    return tuple(folded(part) for part in parts if len(part) >= SHORTEST_PIECE) if len(parts) > 1 else ()


def _cut(word: str, alone: bool) -> Iterator[str]:
    """Stretches of scripts without spaces as pairs of characters, and ``alone`` as single ones too."""
    for stretch in filter(None, UNSPACED.split(word)):
        if UNSPACED.match(stretch):
            yield from (first + second for first, second in pairwise(stretch))
            if alone or len(stretch) == 1:
                yield from stretch
        else:
            yield stretch


def words_of(text: str) -> dict[str, bool]:
    """Every word that finds the text: True for whole words, False for pieces of them. Any order means nothing."""
    words: dict[str, bool] = {}
    for chunk in text.split():
        whole, parts = _words_in(chunk)
        for word in parts:
            words.setdefault(word, False)
        for word in whole:
            words[word] = True
    return words


@lru_cache(maxsize=16_384)
def _words_in(chunk: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The whole words of a text without blanks, and the pieces of them."""
    letters = [run for is_word, run in runs(chunk) if is_word]
    joined = [first + second for first, second in pairwise(letters)]
    whole = {word for run in (*letters, *joined) for word in spelled(run)}
    return tuple(whole), tuple({piece for run in letters for piece in pieces(run)} - whole)


def terms_of(text: str) -> list[Term]:
    """The words of a search in the order typed, each once."""
    terms: dict[str, Term] = {}
    for chunk in text.split():
        letters = [folded(run) for is_word, run in runs(chunk) if is_word]
        letters = [word for word in letters if word]
        for place, word in enumerate(letters):
            near = letters[max(0, place - 1) : place + 2]
            joined = tuple((first + second)[:LONGEST_WORD] for first, second in pairwise(near))
            if UNSPACED.search(word):
                terms |= {part: Term(part) for part in _cut(word, alone=False)}
            else:
                terms.setdefault(word, Term(word, joined, variants(word)))
    return list(terms.values())


def content_terms(text: str) -> list[Term]:
    """The words of a search without those that only make it a question."""
    terms = terms_of(text)
    content = set(content_words([term.text for term in terms]))
    return [term for term in terms if term.text in content]
