"""What is wrong with one thing that was typed, the same at every door. Pure but for the clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from time import thread_time

from kb.texts import visible

LONGEST_ENTRY_QUOTE = 60  # characters of what was typed that a message repeats
MOST_NEAR = 10
LIKENESS = 0.5  # from 0, nothing alike, to 1


@dataclass(frozen=True, slots=True)
class EntryFault:
    """Why an entry cannot be taken: in words, the field it stands in (empty: all of it), what is allowed there where
    that is little, else what comes nearest to it.
    """

    message: str
    field: str = ""
    allowed: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()

    @property
    def choices(self) -> tuple[str, ...]:
        """What could be written instead."""
        return self.allowed or self.nearest

    @property
    def words(self) -> str:
        """“…is no option of “Ease”. Allowed: easy, hard.”"""
        if self.allowed:
            return f"{self.message} Allowed: {', '.join(self.allowed)}."
        return f"{self.message} Near: {', '.join(self.nearest)}." if self.nearest else self.message


class UnfitEntry(Exception):
    """An entry that cannot be meant, or that could mean two things."""

    def __init__(self, message: str, allowed: Iterable[str] = (), nearest: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.fault = EntryFault(message, "", tuple(allowed), tuple(nearest))


def entry_quote(value: object) -> str:
    """What was typed as a message may repeat it: short, in quotation marks, nothing that would upset a terminal."""
    if isinstance(value, bool):
        value = "yes" if value else "no"
    text = visible("" if value is None else value, LONGEST_ENTRY_QUOTE + 1)
    return f"“{text[:LONGEST_ENTRY_QUOTE]}…”" if len(text) > LONGEST_ENTRY_QUOTE else f"“{text}”"


def nearest(word: str, known: Iterable[str], most: int = MOST_NEAR, likeness: float = LIKENESS) -> tuple[str, ...]:
    """The known words that are written most alike, the likest first. Milliseconds for some thousand of them."""
    return tuple(get_close_matches(word[:LONGEST_ENTRY_QUOTE], list(known), most, likeness))


class NearWords:
    """Finds the allowed words that come nearest to a wrong one; each word is one of ``known``, with what it stands for.

    No more distinct wrong words are looked up than some seconds of CPU allow: a search costs milliseconds, more with
    each thousand of known words, and a file can be full of wrong ones.
    """

    seconds = 0.3

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = known
        self._answers: dict[str, tuple[str, ...]] = {}
        self._spent = 0.0

    def __call__(self, word: str) -> tuple[str, ...]:
        """Ten at most, nearest first."""
        question = word[:LONGEST_ENTRY_QUOTE].strip().casefold()
        if question not in self._answers and self._spent < self.seconds:
            started = thread_time()
            self._answers[question] = self._search(question)
            self._spent += thread_time() - started
        return self._answers.get(question, ())

    def _search(self, word: str) -> tuple[str, ...]:
        within = [other for other in self._known if word and word in other]
        alike = (self._known[other] for other in (*nearest(word, self._known), *within))
        return tuple(dict.fromkeys(alike))[:MOST_NEAR]
