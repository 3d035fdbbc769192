from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from compare.display.cells import CellView
from compare.display.sentences import words_of
from compare.narrative.cell_answer import CellAnswer, cell_answer
from kb.evidence.certainty import Certainty
from kb.evidence.records import ADOPTION, CellKey, ClaimRecord
from kb.evidence.vocabulary import Vocabulary
from tests.compare import records
from tests.compare.records import TODAY, claim, silence, source, vocabulary
from tests.compare.test_hard_words import KINDS, base, claims_of, too_hard

WORDS = vocabulary([*(source(slug, read_on=TODAY) for slug in "abc"), source("g", "generated", read_on=TODAY)])


def answer(*claims: ClaimRecord, words: Vocabulary = WORDS) -> CellAnswer:
    (cell,) = records.cells(claims, words)
    return cell_answer(CellView(cell.key, cell.judgement, words), TODAY)


def used(key: str = "1", value: bool = True, **fields: Any) -> ClaimRecord:
    return claim(key, value, aspect=ADOPTION, company="reddit", **fields)


@pytest.mark.parametrize(
    ("claims", "sentence", "certainty"),
    [
        ([claim("1")], "Said to be yes, by one independent source.", "weak"),
        ([claim("1"), claim("2", source="b")], "Said to be yes, by several independent sources.", "fair"),
        ([claim("1", hedged=True)], "May be yes.", "faint"),
        ([claim("1", source="g")], "May be yes.", "faint"),
        ([claim("1", scope="small")], "Said to be yes (for small apps), by one independent source.", "weak"),
        (
            [claim("1", scope="small"), claim("2", False, source="b", scope="large")],
            "Said to be no (for large apps) and yes (for small apps), each by one independent source.", "weak",
        ),
        ([claim("1"), claim("2", False)], "One source, A, says both no and yes for Flask.", "weak"),
        ([claim("1", 12, as_of="2024")], "Said to be 12 (2024), by one independent source.", "weak"),
        ([claim("1", "steep", compared_to="django")],
         "Said to be steep compared to Django, by one independent source.", "weak"),
        ([used()], "Reddit is said to use Flask, by one independent source.", "weak"),
        ([used(value=False)], "Reddit is said not to use Flask, by one independent source.", "weak"),
        ([used(hedged=True)], "Reddit may use Flask.", "faint"),
    ],
)  # fmt: skip
def test_a_cell_is_answered_in_a_sentence(claims: Any, sentence: str, certainty: str) -> None:
    found = answer(*claims)
    assert (found.answer, found.certainty) == (sentence, certainty)


def test_a_dispute_is_said_with_both_sides() -> None:
    found = answer(claim("1"), claim("2", False, source="b")).answer
    assert found.startswith("Sources dispute it: said to be ")
    assert "by one independent source (A)" in found
    assert "by one independent source (B)" in found


def test_a_first_hand_fact_is_said_plainly() -> None:
    words = vocabulary([source("a", "measurement", read_on=TODAY)])
    words = replace(words, aspects={slug: replace(row, nature="fact") for slug, row in words.aspects.items()})
    assert answer(claim("1", False), words=words).answer == "No."


def test_an_empty_cell_says_why() -> None:
    (cell,) = records.cells([], WORDS, [CellKey("flask", "orm")], gaps={CellKey("flask", "orm"): silence()})
    found = cell_answer(CellView(cell.key, cell.judgement, WORDS), TODAY)
    assert found == CellAnswer("Looked, sources are silent.", (), "", ())


def test_of_very_many_roots_the_first_are_named() -> None:
    slugs = [f"s{n}" for n in range(9)]
    words = vocabulary([source(slug, read_on=TODAY) for slug in slugs])
    foundation = words_of(answer(*(claim(slug, source=slug) for slug in slugs), words=words).foundation[0])
    assert foundation == "In the end it rests on S0, S1, S2, S3, S4, S5 and 3 more."


@pytest.mark.parametrize("nature", ["fact", "opinion"])
@pytest.mark.parametrize("name", KINDS)
def test_no_word_is_harder_than_its_evidence(name: str, nature: str) -> None:
    kind = KINDS[name]
    found = answer(*claims_of(kind, True), words=base(kind, nature))
    certainty = kind.fact if nature == "fact" else kind.opinion
    bound = Certainty.WEAK if kind.contested else certainty
    assert too_hard(found.answer, bound) == []
    assert (found.answer == "Yes.") == ((certainty, nature) == (Certainty.STRONG, "fact"))
