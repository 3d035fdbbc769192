"""A newcomer finds a module by what it says of itself."""

from __future__ import annotations

from tests.house.__main__ import lines
from tests.house.tree import docstring, texts


def test_every_module_says_what_it_is() -> None:
    assert [module for module, text in texts().items() if text.strip() and not docstring(module)] == []


def test_the_list_of_modules_names_each_once_in_its_room() -> None:
    room, names = "", []
    for line in lines():
        name = line.split()[0]
        room = room if line.startswith(" ") else name
        names.append(f"{room}.{name}" if line.startswith(" ") else name)
    assert sorted(names) == sorted({*texts()} - {"kb", "compare"})
