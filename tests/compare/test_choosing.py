"""A choice in words: every count is told with what it is made of."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from compare.choosing import MOST_CHANGES, Chooser, Finding, listed
from compare.matrix import Cell
from kb.choosing import choose
from kb.judging import Surroundings, judge_cells
from kb.records import CellKey, ClaimRecord, GapRecord, NeedRecord, ResolutionRecord
from tests.compare.records import TODAY, claim, vocabulary

NEED = NeedRecord("orm", "Own ORM", "", "orm", frozenset({True}))
EASY = NeedRecord("easy", "Easy", "", "curve", frozenset({"easy"}))
YES, NO = claim("k"), claim("l", False, source="b")


def chooser(
    *claims: ClaimRecord,
    musts: Sequence[NeedRecord] = (NEED,),
    nices: Sequence[NeedRecord] = (),
    frameworks: Sequence[str] = ("django", "flask"),
    gaps: dict[CellKey, GapRecord] | None = None,
    readings: dict[CellKey, ResolutionRecord] | None = None,
    hidden: dict[CellKey, int] | None = None,
) -> Chooser:
    words = vocabulary()
    keys = [CellKey(slug, need.aspect) for slug in frameworks for need in [*musts, *nices]]
    judged = judge_cells(keys, claims, hidden or {}, Surroundings(words, gaps or {}, readings or {}), TODAY)
    found = choose(musts, nices, frameworks, judged, words)
    cells = {key: Cell(key, one, words, resolution=(readings or {}).get(key)) for key, one in judged.items()}
    return Chooser(found, (NEED, EASY), words, cells)


def one(*claims: ClaimRecord, **given: object) -> Finding:
    """The one finding of a choice of Flask by one must."""
    return chooser(*claims, frameworks=["flask"], **given).rows[0].findings[0]  # type: ignore[arg-type]


def said(*claims: ClaimRecord, **given: object) -> str:
    return chooser(*claims, **given).answer  # type: ignore[arg-type]


DJANGO_YES, DJANGO_NO = claim("m", framework="django"), claim("n", False, framework="django")


@pytest.mark.parametrize(
    ("claims", "answer"),
    [
        ([YES, DJANGO_NO], "Flask, on this evidence."),
        ([YES, DJANGO_YES], "Undecided between Django and Flask: the evidence does not separate them."),
        ([YES], "Undecided between Django and Flask: their ranges overlap."),
        ([DJANGO_NO], "Only Flask is left, and it is open whether it meets every must."),
        ([NO, DJANGO_NO], "No framework meets every must."),
    ],
)
def test_the_outcome_is_one_sentence(claims: list[ClaimRecord], answer: str) -> None:
    assert said(*claims) == answer


@pytest.mark.parametrize(
    ("claims", "answer"),
    [
        ([YES], "Flask meets every must, on this evidence."),
        ([], "It is open whether Flask meets every must."),
        ([NO], "Flask does not meet every must."),
    ],
)
def test_a_framework_alone_is_ahead_of_nobody(claims: list[ClaimRecord], answer: str) -> None:
    assert said(*claims, frameworks=["flask"]) == answer
    assert said(*claims, frameworks=["flask"], musts=[], nices=[NEED]).startswith("Flask is the only framework")


def test_nothing_asked_and_nobody_to_ask_of_are_said() -> None:
    assert said(musts=[]) == "Nothing is asked yet."
    assert said(frameworks=[]) == "No framework has evidence on these needs."


def test_a_range_is_told_with_what_makes_it() -> None:
    found = chooser(YES, NO, DJANGO_YES, musts=[NEED, EASY])
    assert [words for each in found.contenders for words in each.counts] == [
        "Meets 1 to 2 of 2 musts: 1 surely, 1 nobody has looked.",
        "Meets 0 to 2 of 2 musts: 1 disputed, 1 nobody has looked.",
    ]


def test_the_reasons_name_who_is_ruled_out_and_who_is_behind() -> None:
    easy = claim("e", "easy")
    steep = claim("s", "steep", framework="django")
    assert chooser(YES, DJANGO_YES, easy, steep, nices=[EASY]).reasons == [
        "Flask meets 1 of 1 must and 1 of 1 nice-to-have.",
        "Django meets 1 of 1 must and 0 of 1 nice-to-have, so Flask is ahead in any case.",
    ]
    assert chooser(YES, DJANGO_NO).reasons[1] == "Django: ruled out by “Own ORM”."


def test_a_finding_tells_both_sides_with_their_conditions() -> None:
    found = one(claim("k", scope="small"), claim("l", False, source="b", scope="large"))
    assert found.verdict.label == "conditional"
    assert [(side.title, side.sides[0].label, side.sides[0].scope_words) for side in found.evidence] == [
        ("For", "yes", "for small apps"), ("Against", "no", "for large apps"),
    ]  # fmt: skip


def test_several_values_of_a_side_are_told_apart_and_together() -> None:
    found = one(claim("s", "steep"), claim("m", "middling", source="b"), musts=[EASY])
    (against,) = found.evidence
    assert [side.label for side in against.sides] == ["steep", "middling"] or against.is_several
    assert against.evidence_words == "2 documents, 2 roots"


def test_what_is_not_known_says_why() -> None:
    key = CellKey("flask", "orm")
    assert one().status == "nobody has looked"
    assert one(gaps={key: GapRecord("not-applicable", None, "")}).status == "does not apply"
    assert one(hidden={key: 2}).status == "hidden by your filter"


def test_an_editors_reading_stands_beside_a_dispute() -> None:
    key = CellKey("flask", "orm")
    reading = ResolutionRecord("yes", None, "judgement", "Judgement", "", TODAY, frozenset({"k", "l"}))
    found = one(YES, NO, readings={key: reading})
    assert (found.verdict.label, found.reading_words) == ("disputed", "An editor reads it as yes.")
    older = ResolutionRecord("yes", None, "judgement", "Judgement", "", TODAY, frozenset({"k"}))
    assert one(YES, NO, readings={key: older}).reading_words.endswith(", before further claims came in.")


def test_needs_that_nobody_knows_come_first_among_the_unknown() -> None:
    found = chooser(YES, musts=[NEED, EASY])
    assert [(row.need.slug, row.is_without_evidence) for row in found.unknown] == [("easy", True), ("orm", False)]
    assert found.unknown[0].unknown_words == "Django and Flask: nobody has looked"


def test_changes_that_lead_to_the_same_stand_together() -> None:
    (group, *_) = chooser(YES, claim("e", "easy"), musts=[NEED, EASY]).changes
    (alike,) = group.alike
    assert alike.words == "If one of these were not met, Flask would be the answer:"
    assert [change.title for change in alike.changes] == ["Django, “Own ORM”", "Django, “Easy”"]


def test_a_long_list_of_changes_is_cut_and_says_so() -> None:
    needs = [NeedRecord(f"n{number}", f"N {number}", "", "orm", frozenset({True})) for number in range(20)]
    (group, *_) = chooser(YES, musts=needs).changes
    assert (len(group.changes), len(group.shown), group.more) == (20, MOST_CHANGES, 20 - MOST_CHANGES)


def test_whether_anything_would_decide_it_is_said() -> None:
    assert chooser(YES).changes_words == "Each of these alone would change the outcome."
    assert chooser(musts=[NEED, EASY]).changes_words.startswith(
        "No open question alone would decide it; 4 questions are open."
    )
    level = chooser(YES, DJANGO_YES, musts=[], nices=[NEED, EASY], frameworks=["flask"])
    assert level.changes_words == "No single answer would change the outcome, whichever way it turned out."


def test_frameworks_with_evidence_on_every_need_are_worth_a_link_if_there_are_several() -> None:
    assert chooser(YES).known_throughout == []
    assert chooser(YES, DJANGO_YES).known_throughout == []


def test_words_are_listed_as_people_list_them() -> None:
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], "or")] == [
        "", "a", "a and b", "a, b or c",
    ]  # fmt: skip
