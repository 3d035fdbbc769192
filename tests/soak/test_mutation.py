"""What a mutant of a module is, and how it is put in place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.served.server import ROOT
from tests.soak import mutant_trials
from tests.soak.equal_mutants import EQUAL
from tests.soak.mutation import Mutant, mutants_of


@pytest.mark.parametrize(
    ("text", "mutants"),
    [
        ("a < b", ["a <= b"]),
        ("a and b", ["a or b"]),
        ("min(a) + 1", ["min(a) - 1", "max(a) + 1", "min(a) + 2"]),
        ("a if True else b", ["a if not True else b", "a if False else b"]),
        ("[a for a in b if a]", ["[a for a in b if not a]"]),
        ("a.b('c')", []),
    ],
)
def test_each_place_with_an_opposite_is_one(text: str, mutants: list[str]) -> None:
    assert sorted(mutant.text for mutant in mutants_of("m", text)) == sorted(mutants)


def test_a_mutant_says_where_it_is_and_what_was_changed() -> None:
    [inner, outer] = mutants_of("m.py", "class C:\n    y = 1\n\n    def f(self):\n        return lambda: a == b\n")
    assert inner.name == "m.py: C.f: a == b → a != b, in `return lambda: a == b`"
    assert outer.name == "m.py: when imported: 1 → 2, in `y = 1`"


def test_a_mutant_takes_the_place_of_its_function_wherever_that_was_imported() -> None:
    module = str(Path(__file__).relative_to(ROOT))
    twice = Mutant(module, 0, "", "def _doubled(n):\n    return n + n + n\n", "_doubled")
    known = _doubled
    mutant_trials.put_in_place(twice.module, twice.text, twice.function)
    assert known(2) == 6


def _doubled(n: int) -> int:
    return n + n


def test_each_mutant_that_may_survive_is_one_of_today() -> None:
    modules = {name.partition(": ")[0] for name in EQUAL}
    names = {mutant.name for module in modules for mutant in mutants_of(module, (ROOT / module).read_text())}
    assert set(EQUAL) <= names
