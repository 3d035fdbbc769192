from __future__ import annotations

from compare.display.adoption_words import AdoptionGrade
from compare.narrative.adoption_answers import Numbers, adoption_answers, adoption_headline
from kb.evidence.records import FrameworkRecord

FAIR, WEAK, DENIED = AdoptionGrade.FAIR, AdoptionGrade.WEAK, AdoptionGrade.DENIED


def of(**frameworks: Numbers) -> list[tuple[FrameworkRecord, Numbers]]:
    return [(FrameworkRecord(name, name.capitalize(), (), "", ""), counts) for name, counts in frameworks.items()]


def test_each_framework_has_a_remark_the_most_companies_first() -> None:
    (remarks,) = adoption_answers(of(flask={WEAK: 1}, django={FAIR: 2, WEAK: 1}))
    assert [remark.title.href for remark in remarks.remarks] == ["/frameworks/django/", "/frameworks/flask/"]
    assert remarks.remarks[0].sentence == (
        "Django: 3 companies named; 2 by several independent sources, 1 by one independent source."
    )


def test_frameworks_with_as_many_companies_stand_by_name() -> None:
    assert adoption_headline(of(flask={WEAK: 2}, Django={FAIR: 2})) == "2 companies named for Django, 2 for Flask"


def test_the_headline_names_three_frameworks() -> None:
    numbers = of(**{name: {WEAK: number} for number, name in enumerate("abcd", start=1)})
    assert adoption_headline(numbers) == "4 companies named for D, 3 for C, 2 for B"


def test_where_nobody_is_named_nothing_is_said() -> None:
    assert (adoption_answers([]), adoption_headline([])) == ((), "")
