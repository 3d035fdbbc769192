"""The outcome of a choice in sentences: what is known comes first."""

from __future__ import annotations

import pytest

from compare.chooser.answer import name_list
from kb.evidence.records import ClaimRecord
from tests.compare.choosers import DJANGO_NO, DJANGO_YES, EASY, NEED, NO, YES, chooser
from tests.compare.records import claim

QUART = {"quart": "Quart"}
THREE = ("django", "flask", "quart")
FLASK_EASY, DJANGO_EASY = claim("e", "easy"), claim("f", "easy", framework="django")
MAYBE, QUART_MAYBE = claim("h", hedged=True), claim("i", hedged=True, framework="quart")
DJANGO_MAYBE_NOT = claim("j", False, hedged=True, framework="django")


def said(*claims: ClaimRecord, **given: object) -> str:
    return chooser(*claims, **given).answer  # type: ignore[arg-type]


IF_RIGHT = "if one article is right: A (article)"


@pytest.mark.parametrize(
    ("claims", "answer"),
    [
        ([YES, DJANGO_NO], f"Flask, {IF_RIGHT}. The weakest links: Flask, “Own ORM”: is said to be met, by one "
                           "independent source; Django, “Own ORM”: is said not to be met, by one independent source."),
        ([YES, DJANGO_YES], "Django and Flask are said to meet the must, each by one independent source. "
                            "Undecided: the evidence does not separate them."),
        ([YES, DJANGO_MAYBE_NOT], "Only Flask is said to meet the must, by one independent source; Django is open. "
                                  "Undecided: what is still open could bring Django level with Flask."),
        ([MAYBE, DJANGO_MAYBE_NOT], "It is open whether any of them meets the must. Undecided between Django and "
                                    "Flask: what is still open could put either of them ahead. Faint evidence leans "
                                    "to Flask."),
        ([YES], "Flask is the only one named, which decides nothing."),
        ([DJANGO_NO], "Django is the only one named, which decides nothing."),
        ([], "No framework has evidence on these needs."),
    ],
)  # fmt: skip
def test_the_outcome_says_what_is_said_and_what_it_decides(claims: list[ClaimRecord], answer: str) -> None:
    assert said(*claims) == answer


@pytest.mark.parametrize(
    ("claims", "beginning"),
    [
        ([DJANGO_NO, FLASK_EASY], f"Only Flask is left, {IF_RIGHT}, and it is open"),
        ([NO, DJANGO_NO], "No framework meets every must, if single sources are right. The weakest links: "),
    ],
)
def test_who_is_left_depends_on_what_rules_the_others_out(claims: list[ClaimRecord], beginning: str) -> None:
    assert said(*claims, nices=[EASY]).startswith(beginning)


def test_a_fair_outcome_names_no_source_and_a_weak_one_does() -> None:
    fair = [YES, claim("y2", source="c"), DJANGO_NO, claim("n2", False, source="d", framework="django")]
    assert said(*fair).startswith("Flask, as several independent sources say. The weakest links: ")
    assert said(*fair[:3]).startswith("Flask, if one article is right: A (article). The weakest link: Django, ")


def test_the_reasons_name_who_is_ruled_out_and_who_is_behind() -> None:
    easy = claim("e", "easy")
    steep = claim("s", "steep", framework="django")
    assert chooser(YES, DJANGO_YES, easy, steep, nices=[EASY]).reasons == [
        "Flask is said to meet 1 of 1 must and is said to meet 1 of 1 nice-to-have.",
        "Django is said to meet 1 of 1 must and is said to meet 0 of 1 nice-to-have, "
        "so Flask is ahead whatever is open.",
    ]
    assert chooser(YES, DJANGO_NO).reasons[1] == "Django: ruled out by “Own ORM”, if one independent source is right."
    assert chooser(YES).reasons[1] == "Django: nothing is said of it."


def test_one_reason_names_all_that_are_ruled_out_by_the_same() -> None:
    frameworks = {"bottle": "Bottle", "django": "Django", "flask": "Flask"}
    bottle_no = claim("o", False, source="c", framework="bottle")
    reasons = chooser(YES, DJANGO_NO, bottle_no, frameworks=tuple(frameworks), names=frameworks).reasons
    assert reasons[1:] == ["Bottle and Django: ruled out by “Own ORM”, if one independent source is right."]


QUART_HAS = claim("q", framework="quart")
DJANGO_STEEP = claim("r", "steep", framework="django")


@pytest.mark.parametrize(
    ("claims", "known"),
    [
        ([YES, FLASK_EASY, QUART_HAS], "Only Flask is said to meet both musts, each by one independent source; "
                                       "Quart is open."),
        ([YES, QUART_HAS, DJANGO_STEEP], "For no framework are both musts settled; each has 1 settled."),
        ([YES, DJANGO_YES, FLASK_EASY, DJANGO_EASY], "Django and Flask are said to meet both musts, each by one "
                                                     "independent source."),
        ([MAYBE, QUART_MAYBE], "It is open whether any of them meets either must."),
    ],
)  # fmt: skip
def test_several_musts_are_settled_for_one_or_for_none(claims: list[ClaimRecord], known: str) -> None:
    assert said(*claims, musts=[NEED, EASY], frameworks=THREE, names=QUART).startswith(f"{known} Undecided")


@pytest.mark.parametrize(
    ("claims", "known"),
    [
        ([YES, DJANGO_MAYBE_NOT], "Flask is said to meet the most, 1 of 2 nice-to-haves, by one independent source."),
        ([YES, DJANGO_YES], "Django and Flask are said to meet 1 of 2 nice-to-haves, each by one independent source."),
        (
            [YES, FLASK_EASY, DJANGO_YES],
            "Only Flask is said to meet both nice-to-haves, each by one independent source.",
        ),
        ([MAYBE, DJANGO_MAYBE_NOT], "It is open whether any of them meets either nice-to-have."),
    ],
)
def test_without_a_must_the_nice_to_haves_are_told(claims: list[ClaimRecord], known: str) -> None:
    assert said(*claims, musts=[], nices=[NEED, EASY]).startswith(f"{known} Undecided")


def test_of_those_that_meet_the_musts_the_nice_to_haves_are_told() -> None:
    words = said(YES, DJANGO_YES, FLASK_EASY, nices=[EASY])
    assert "Of these, only Flask is said to meet the nice-to-have, by one independent source. " in words
    with_quart = said(YES, DJANGO_YES, FLASK_EASY, QUART_MAYBE, nices=[EASY], frameworks=THREE, names=QUART)
    assert "Quart is open. Of those that meet the must, only Flask is said to meet the nice-to-have" in with_quart


def test_what_could_put_any_of_them_ahead_is_told_apart_from_what_could_bring_them_level() -> None:
    words = said(YES, DJANGO_EASY, nices=[EASY])
    assert words.endswith("Undecided: what is still open could put either of them ahead.")
    closed = [YES, DJANGO_YES, QUART_MAYBE, claim("s", "steep"), claim("t", "steep", framework="django")]
    assert said(*closed, nices=[EASY], frameworks=THREE, names=QUART).endswith(
        "what is still open could put any of them ahead, or level with the best."
    )


def test_what_is_met_under_a_condition_alone_is_told_among_the_reasons() -> None:
    assert chooser(claim("k", scope="small"), DJANGO_NO).reasons[0] == (
        "Flask is said to meet 1 of 1 must, “Own ORM” only under a condition."
    )


def test_a_long_list_of_names_ends_in_a_number() -> None:
    assert name_list(["a", "b", "c"], 2) == "a, b and c"
    assert name_list(["a", "b", "c", "d"], 2) == "a, b and 2 others"
