"""What an English question says beside its subject, and words that are spelled in two ways. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

QUESTION_WORDS = frozenset("can could do does how is are should what when where which who whose why would".split())
FUNCTION_WORDS = QUESTION_WORDS | frozenset(
    "a an and any as at be been between but by compare compared did for from has have i if in into it its me my of on "
    "or our so than that the their them then there these they this to us versus vs was we were while will with you "
    "your".split()
)
VERBS_OF_CHOICE = frozenset(
    "choose pick take use used uses using".split()
)  # says nothing more where a question is asked

# beginnings of words in American and in British English
SPELLED_TWICE = (
    ("artifact", "artefact"), ("behavior", "behaviour"), ("catalog", "catalogue"), ("center", "centre"),
    ("color", "colour"), ("defens", "defenc"), ("favor", "favour"), ("gray", "grey"), ("judgment", "judgement"),
    ("labor", "labour"), ("licens", "licenc"), ("modeling", "modelling"), ("offens", "offenc"), ("practic", "practis"),
    ("program", "programme"),
)  # fmt: skip
_Z_OR_S = re.compile("(?<=[a-z]{3})([sz])(e|ed|er|ers|es|ing|ation|ations)$")
_SHORTEST_PLURAL = 4
LONGEST_WORD = 60  # as the index keeps it


def content_words(words: Sequence[str]) -> list[str]:
    """The words without those that only make it a question; all of them where nothing else is said."""
    asking = FUNCTION_WORDS | VERBS_OF_CHOICE if QUESTION_WORDS.intersection(words) else FUNCTION_WORDS
    return [word for word in words if word not in asking] or list(words)


def variants(word: str) -> tuple[str, ...]:
    """The same word as others spell it, and a plural as its singular: licence, license; companies, company."""
    return tuple(dict.fromkeys(other[:LONGEST_WORD] for other in _variants(word) if other != word))


def _variants(word: str) -> Iterator[str]:
    for pair in SPELLED_TWICE:
        for here, there in (pair, pair[::-1]):
            if word.startswith(here) and not (there.startswith(here) and word.startswith(there)):
                yield there + word[len(here) :]
    if (ending := _Z_OR_S.search(word)) and word[ending.start() - 1] in "iy":
        yield word[: ending.start()] + ("z" if ending[1] == "s" else "s") + ending[2]
    if len(word) >= _SHORTEST_PLURAL:
        yield from _singular(word)


def _singular(word: str) -> Iterator[str]:
    if word.endswith("ies"):
        yield f"{word[:-3]}y"
    elif word.endswith(("sses", "xes", "ches", "shes")):
        yield word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        yield word[:-1]
