"""Statements that two cells make from both sides: which are the same."""

from __future__ import annotations

import json
from typing import Any

from kb.evidence.mirrors import Mirror, mirrors_of
from kb.evidence.standpoints import Stance, Standpoint
from tests.kb.evidence.test_summary import stance


def cell(*stances: Stance, claims: str = "a") -> Standpoint:
    return Standpoint("weak - - weak compared", "", claims, "", json.dumps(stances))


def easier(than: str, **fields: Any) -> Stance:
    return stance("easier", compared_to=than, degree=-1, **fields)


def harder(than: str, **fields: Any) -> Stance:
    return stance("harder", compared_to=than, degree=1, **fields)


def test_cells_that_say_nothing_else_are_one_statement_as_a_whole() -> None:
    assert mirrors_of({"flask": cell(easier("django")), "django": cell(harder("flask"))}) == [Mirror("flask", "django")]


def test_of_cells_that_say_more_the_places_of_what_is_the_same_are_told() -> None:
    flask, django = cell(easier("koa"), easier("django")), cell(harder("flask"), harder("koa", sources=("b",)))
    assert mirrors_of({"flask": flask, "django": django}) == [Mirror("flask", "django", (1,), (0,))]


def test_other_sources_conditions_or_dates_make_another_statement() -> None:
    for fields in ({"sources": ("b",)}, {"limits": "for small apps"}, {"period": "2024"}, {"certainty": "fair"}):
        assert mirrors_of({"flask": cell(easier("django", **fields)), "django": cell(harder("flask"))}) == []


def test_more_claims_of_a_source_make_another_statement_as_a_whole() -> None:
    assert mirrors_of({"flask": cell(easier("django"), claims="a a"), "django": cell(harder("flask"))}) == []


def test_what_both_say_alike_of_each_other_is_two_statements() -> None:
    assert mirrors_of({"flask": cell(easier("django")), "django": cell(easier("flask"))}) == []
    far = harder("flask")._replace(degree=2)
    assert mirrors_of({"flask": cell(easier("django")), "django": cell(far)}) == []


def test_a_value_that_is_no_degree_has_no_opposite() -> None:
    plain = [stance("other", compared_to=than) for than in ("django", "flask")]
    assert mirrors_of({"flask": cell(plain[0]), "django": cell(plain[1])}) == []
    assert mirrors_of({"flask": cell(plain[0]), "django": cell(harder("flask"))}) == []
    assert mirrors_of({"flask": cell(easier("django")), "django": cell(plain[1])}) == []


def test_values_without_a_degree_are_opposite_to_themselves_alone() -> None:
    flask = cell(stance("alike", compared_to="django", degree=0), stance("different", compared_to="django", degree=0))
    django = cell(stance("different", compared_to="flask", degree=0))
    assert mirrors_of({"flask": flask, "django": django}) == [Mirror("flask", "django", (1,), (0,))]
