"""A choice arranged for people: what is missing from it, and who is worth a link."""

from __future__ import annotations

from dataclasses import replace

from tests.compare.choosers import DJANGO_NO, DJANGO_YES, EASY, NEED, YES, chooser
from tests.compare.records import claim


def test_nothing_asked_and_nobody_to_ask_of_are_said() -> None:
    assert chooser(musts=[]).answer == "Nothing is asked yet."
    assert chooser(frameworks=[]).answer == "No framework has evidence on these needs."
    assert chooser(frameworks=[]).silent_words == "No source that counts here says anything on “Own ORM”."


def test_a_need_of_which_no_source_says_anything_is_named() -> None:
    assert chooser(YES, musts=[NEED], nices=[EASY]).silent_words.endswith("says anything on “Easy”.")
    assert chooser(YES, musts=[NEED]).silent_words == ""


def test_needs_that_nobody_knows_come_first_among_the_unknown() -> None:
    found = chooser(YES, musts=[NEED, EASY])
    assert [(row.need.slug, row.is_without_evidence) for row in found.unknown] == [("easy", True), ("orm", False)]
    assert found.unknown[0].unknown_words == "Flask and Django: nobody has looked"


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


def test_who_alone_is_said_to_meet_every_must_is_marked() -> None:
    proven = chooser(YES, claim("h", False, hedged=True, framework="django")).proven
    assert proven is not None
    assert proven.framework.slug == "flask"
    assert chooser(YES, DJANGO_YES).proven is chooser().proven is chooser(YES, DJANGO_NO).proven is None
    assert chooser(claim("e", "easy"), musts=[], nices=[EASY]).proven is None


def test_what_is_open_is_told_of_the_frameworks_of_the_outcome_alone() -> None:
    found = chooser(YES, DJANGO_NO, nices=[EASY])
    assert [(one.cell.framework.slug, one.need.slug) for one in found.still_open] == [("flask", "easy")]


def test_frameworks_of_which_nothing_is_said_are_named() -> None:
    django = chooser().vocabulary.frameworks["django"]
    found = replace(chooser(YES, frameworks=["flask"]), left_out=(django,))
    assert found.left_out_words == "Nothing is said of Django about this need."
    assert replace(chooser(frameworks=[]), left_out=(django,)).left_out_words == chooser(YES).left_out_words == ""


def test_needs_asked_as_both_are_said_to_count_as_musts() -> None:
    assert chooser().twice_words == ""
    assert replace(chooser(), twice=(NEED,)).twice_words == "“Own ORM” is asked as both and counts as a must."
    assert replace(chooser(), twice=(NEED, EASY)).twice_words.endswith(" are asked as both and count as musts.")
