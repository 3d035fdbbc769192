"""Sentences whose parts can lead on, and what a page says first: remarks, each with what it rests on. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

REMARKS_OPEN = 6  # of a list; the others are folded away
FACT_LETTERS = 48  # of a fact that stands beside others


@dataclass(frozen=True, slots=True)
class SentencePiece:
    """A part of a sentence; with ``href``, what it names."""

    text: str
    href: str = ""


Sentence = tuple[SentencePiece, ...]


def words_of(sentence: Iterable[SentencePiece]) -> str:
    """The text of a sentence without its links."""
    return "".join(piece.text for piece in sentence)


def all_pieces(pieces: Sequence[SentencePiece]) -> list[SentencePiece]:
    """“A”, “A and B”, “A, B and C”."""
    parts: list[SentencePiece] = []
    for n, piece in enumerate(pieces):
        if n:
            parts.append(SentencePiece(" and " if n == len(pieces) - 1 else ", "))
        parts.append(piece)
    return parts


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that a page says first: about what (it may lead there), what is said, and what that rests on.

    ``certainty`` is that of its weakest part, blank where it states what stands in the base; ``sources`` are slugs,
    ``marks`` their evidence, ``dated`` when it holds, where its words do not say so.
    """

    title: SentencePiece
    answer: Sentence
    certainty: str = ""
    sources: tuple[str, ...] = ()
    marks: str = ""
    dated: str = ""

    @property
    def sentence(self) -> str:
        """“REST API: is said to be met.”"""
        answer = words_of(self.answer)
        return f"{self.title.text}: {answer}{'' if answer.endswith('.') else '.'}" if self.title.text else answer

    @property
    def is_long(self) -> bool:
        """Whether it takes a line of its own among facts."""
        return len(words_of(self.answer)) > FACT_LETTERS


@dataclass(frozen=True, slots=True)
class RemarkList:
    """Remarks under a title; ``note`` is a sentence below them. ``brief``: each is a word or two, as of facts."""

    slug: str
    title: str
    remarks: tuple[Remark, ...] = ()
    note: Sentence = ()
    brief: bool = False

    @property
    def first(self) -> tuple[Remark, ...]:
        return self.remarks[:REMARKS_OPEN]

    @property
    def folded(self) -> tuple[Remark, ...]:
        return self.remarks[REMARKS_OPEN:]

    @property
    def has_words(self) -> bool:
        return bool(self.remarks or self.note)


def row_names(lists: Iterable[RemarkList]) -> frozenset[str]:
    """The rows of the table below that remarks lead to."""
    hrefs = (remark.title.href for remarks in lists for remark in remarks.remarks)
    return frozenset(href[1:] for href in hrefs if href.startswith("#"))
