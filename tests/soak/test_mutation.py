"""What a mutant of a module is."""

from __future__ import annotations

import pytest

from tests.soak.mutation import mutants_of


@pytest.mark.parametrize(
    ("text", "mutants"),
    [
        ("a < b", ["a <= b"]),
        ("a and b", ["a or b"]),
        ("min(a) + 1", ["min(a) - 1", "max(a) + 1", "min(a) + 2"]),
        ("a if True else b", ["a if not True else b", "a if False else b"]),
        ("a.b('c')", []),
    ],
)
def test_each_place_with_an_opposite_is_one(text: str, mutants: list[str]) -> None:
    assert sorted(mutant.text for mutant in mutants_of("m", text)) == sorted(mutants)


def test_a_mutant_says_where_it_is_and_what_was_changed() -> None:
    [mutant] = mutants_of("m", "y = a == b")
    assert mutant.name == "m:1 a == b → a != b"
