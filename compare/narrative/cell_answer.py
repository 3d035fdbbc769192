"""What a cell's page says first: the answer to its question in a sentence, and what that rests on. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from compare.display.cells import CellView
from compare.display.certainty_words import attribution, phrase
from compare.display.sentences import Remark, RemarkList, Sentence, SentencePiece, words_of
from compare.display.stance_words import assurance_of, cell_words, limit_words
from compare.display.stances import stances_in
from compare.narrative.company_story import foundation
from kb.evidence.records import ADOPTION, OPINION

BRIEF_LETTERS_OF_A_CELL = 320  # of what search engines show


@dataclass(frozen=True)
class CellAnswer:
    """The answer of a cell, what it rests on, sentence by sentence, and its certainty (blank: it is empty)."""

    answer: str
    foundation: tuple[Sentence, ...]
    certainty: str
    sources: tuple[str, ...]

    @property
    def in_short(self) -> tuple[RemarkList, ...]:
        """The same as files have it."""
        first = Remark(SentencePiece(""), (SentencePiece(self.answer),), self.certainty, self.sources)
        rest = (Remark(SentencePiece(""), sentence) for sentence in self.foundation)
        return (RemarkList("answer", "In short", (first, *rest)),)

    @property
    def brief(self) -> str:
        """Its sentences as far as search engines show them."""
        texts = [self.answer, *map(words_of, self.foundation)]
        while len(texts) > 1 and sum(map(len, texts)) > BRIEF_LETTERS_OF_A_CELL:
            texts.pop()
        return " ".join(texts)


def cell_answer(cell: CellView, today: date) -> CellAnswer:
    """The answer of a judged cell with its claims at hand; of an empty one why it has none."""
    if cell.is_empty:
        words = cell.empty_words
        return CellAnswer(f"{words[:1].upper()}{words[1:]}.", (), "", ())
    sources = sorted({slug for value in cell.judgement.values for slug in value.sources})
    least = max((value.certainty for value in cell.judgement.values), key=lambda certainty: certainty.rank)
    company = cell.company if cell.key.aspect == ADOPTION and cell.only_side else None
    words = _usage(cell, company.name) if company else cell_words(cell)
    return CellAnswer(words, foundation(cell, today), str(least), tuple(sources))


def _usage(cell: CellView, company: str) -> str:
    """“Pinterest is said to use Flask (partly for internal tools), by one independent source.”"""
    (stance,) = stances_in(cell)
    assurance = assurance_of(stance, cell.aspect.nature == OPINION)
    name, denied = cell.framework.name, cell.judgement.values[0].value is False
    verb = phrase(assurance, f"use {name}", f"uses {name}", denied=denied)
    return f"{company} {verb}{limit_words(stance)}{attribution([assurance])}."
