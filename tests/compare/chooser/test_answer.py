"""The outcome of a choice in sentences: what is known comes first."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from compare.chooser.answer import name_list
from kb.evidence.records import ClaimRecord
from tests.compare.choosers import DJANGO_NO, DJANGO_YES, EASY, NEED, NO, YES, chooser
from tests.compare.records import claim

QUART = {"quart": "Quart"}
THREE = ("django", "flask", "quart")
FLASK_EASY, DJANGO_EASY = claim("e", "easy"), claim("f", "easy", framework="django")


def said(*claims: ClaimRecord, **given: object) -> str:
    return chooser(*claims, **given).answer  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claims", "answer"),
    [
        ([YES, DJANGO_NO], "Flask, on this evidence."),
        (
            [YES, DJANGO_YES],
            "Django and Flask are known to meet the must. Undecided: the evidence does not separate them.",
        ),
        (
            [YES],
            "Only Flask is known to meet the must; Django is open. "
            "Undecided: what is still open could bring Django level with Flask.",
        ),
        (
            [],
            "No framework is known to meet the must. "
            "Undecided between Django and Flask: what is still open could put either of them ahead.",
        ),
        ([DJANGO_NO], "Only Flask is left, and it is open whether it meets every must."),
        ([NO, DJANGO_NO], "No framework meets every must."),
    ],
)
def test_the_outcome_says_what_is_known_and_what_it_decides(claims: list[ClaimRecord], answer: str) -> None:
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


def test_the_reasons_name_who_is_ruled_out_and_who_is_behind() -> None:
    easy = claim("e", "easy")
    steep = claim("s", "steep", framework="django")
    assert chooser(YES, DJANGO_YES, easy, steep, nices=[EASY]).reasons == [
        "Flask meets 1 of 1 must and 1 of 1 nice-to-have.",
        "Django meets 1 of 1 must and 0 of 1 nice-to-have, so Flask is ahead in any case.",
    ]
    assert chooser(YES, DJANGO_NO).reasons[1] == "Django: ruled out by “Own ORM”."


@pytest.mark.parametrize(
    ("claims", "known"),
    [
        ([YES, FLASK_EASY], "Only Flask is known to meet both musts; Django and Quart are open."),
        ([YES], "No framework is known to meet both musts; Flask comes nearest with 1."),
        ([YES, DJANGO_YES, FLASK_EASY, DJANGO_EASY], "Django and Flask are known to meet both musts; Quart is open."),
        ([], "No framework is known to meet either must."),
        ([DJANGO_NO], "None of those left is known to meet either must."),
    ],
)
def test_several_musts_are_known_of_one_or_of_none(claims: list[ClaimRecord], known: str) -> None:
    assert said(*claims, musts=[NEED, EASY], frameworks=THREE, names=QUART).startswith(f"{known} Undecided")


@pytest.mark.parametrize(
    ("claims", "known"),
    [
        ([YES], "Flask is known to meet the most, 1 of 2 nice-to-haves."),
        ([YES, DJANGO_YES], "Django and Flask are known to meet 1 of 2 nice-to-haves each."),
        ([YES, FLASK_EASY], "Only Flask is known to meet both nice-to-haves."),
        ([], "No framework is known to meet either nice-to-have."),
    ],
)
def test_without_a_must_the_nice_to_haves_are_told(claims: list[ClaimRecord], known: str) -> None:
    assert said(*claims, musts=[], nices=[NEED, EASY]).startswith(f"{known} Undecided")


@pytest.mark.parametrize(
    ("frameworks", "known"),
    [
        (("django", "flask"), "Flask and Django are known to meet the must. Of these, only Flask is known to meet "),
        (THREE, "the must; Quart is open. Of those that meet the must, only Flask is known to meet "),
    ],
)
def test_of_those_that_meet_the_musts_the_nice_to_haves_are_told(frameworks: Sequence[str], known: str) -> None:
    claims = [YES, DJANGO_YES, FLASK_EASY]
    assert f"{known}the nice-to-have. " in said(*claims, nices=[EASY], frameworks=frameworks, names=QUART)


def test_what_could_put_any_of_them_ahead_is_told_apart_from_what_could_bring_them_level() -> None:
    assert said(YES, nices=[EASY]).endswith("Undecided: what is still open could put either of them ahead.")
    closed = [YES, DJANGO_YES, claim("s", "steep"), claim("t", "steep", framework="django")]
    assert said(*closed, nices=[EASY], frameworks=THREE, names=QUART).endswith(
        "what is still open could put any of them ahead, or level with the best."
    )


def test_what_is_met_under_a_condition_alone_is_told_among_the_reasons() -> None:
    assert chooser(claim("k", scope="small"), DJANGO_NO).reasons[0] == (
        "Flask meets 1 of 1 must, “Own ORM” only under a condition."
    )


def test_a_long_list_of_names_ends_in_a_number() -> None:
    assert name_list(["a", "b", "c"], 2) == "a, b and c"
    assert name_list(["a", "b", "c", "d"], 2) == "a, b and 2 others"
