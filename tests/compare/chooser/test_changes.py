"""What would change an outcome, in words."""

from __future__ import annotations

from compare.chooser.changes import MOST_CHANGES
from kb.evidence.records import NeedRecord
from tests.compare.choosers import DJANGO_NO, EASY, NEED, NO, YES, chooser
from tests.compare.records import claim


def test_changes_that_lead_to_the_same_stand_together() -> None:
    django_may = claim("h", False, hedged=True, framework="django")
    (group, *_) = chooser(YES, claim("e", "easy"), django_may, musts=[NEED, EASY]).changes
    (alike,) = group.alike
    assert alike.words == "If one of these were not met, Flask would be the answer:"
    assert [change.title for change in alike.changes] == ["Django, “Own ORM”", "Django, “Easy”"]


def test_a_long_list_of_changes_is_cut_and_says_so() -> None:
    needs = [NeedRecord(f"n{number}", f"N {number}", "", "orm", frozenset({True})) for number in range(20)]
    (group, *_) = chooser(YES, musts=needs).changes
    assert (len(group.changes), len(group.visible), group.more) == (20, MOST_CHANGES, 20 - MOST_CHANGES)


def test_what_would_follow_names_the_frameworks_in_the_order_of_the_columns() -> None:
    found = chooser(YES, DJANGO_NO, claim("e", "easy"), nices=[EASY])
    assert [one.framework.slug for one in found.contenders] == ["flask", "django"]
    words = [change.words for group in found.changes for change in group.changes]
    assert "if it were met, it would be undecided between Flask and Django" in words


def test_an_answer_on_a_side_says_what_it_rests_on() -> None:
    (group, *_) = chooser(NO, claim("o", False, source="c"), DJANGO_NO).changes
    assert [(change.title, change.now) for change in group.changes] == [
        ("Django, “Own ORM”", "is said not to be met, by one independent source, on 1 document, 1 root")
    ]
