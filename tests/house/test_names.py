"""One name, one thing; and names are nouns of the field."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from tests.house.tree import classes, constants, hidden_imports, identifiers, texts, words_of

# Names that Django or Python asks for.
DJANGO_CLASSES = {"Command", "Media", "Meta", "Migration"}
DJANGO_MODULES = {"apps", "models", "rules"}  # landed migrations name kb.rules
PYTHON_NAMES = {"NamedTuple"}
# What happened to a thing says not what it is.
PARTICIPLES = {
    "asked", "counted", "found", "given", "held", "judged", "kept", "named", "one", "said", "shown", "some",
    "sought", "taken", "told", "typed", "wanted",
}  # fmt: skip
MOST_PARTICIPLES = 0.001  # of all names; it may only fall


def places(names: Callable[[str], Iterable[str]]) -> Mapping[str, list[str]]:
    """The modules in which each name is given, once for each time."""
    where = defaultdict(list)
    for module in texts():
        for name in names(module):
            where[name].append(module)
    return where


def twice(where: Mapping[str, list[str]], allowed: Iterable[str] = ()) -> dict[str, list[str]]:
    return {name: given for name, given in where.items() if len(given) > 1 and name not in allowed}


def test_no_class_has_the_name_of_another() -> None:
    assert twice(places(classes), DJANGO_CLASSES) == {}


def test_no_public_constant_has_the_name_of_another() -> None:
    assert twice(places(constants)) == {}


def test_no_module_has_the_name_of_another() -> None:
    packages = {module.rpartition(".")[0] for module in texts()}
    where = defaultdict(list)
    for module in sorted(texts().keys() - packages):
        if ".management." in module:  # what a person types
            continue
        where[module.rpartition(".")[2]].append(module)
    assert twice(where, DJANGO_MODULES) == {}


def test_no_module_is_called_by_what_happened_to_a_thing() -> None:
    stems = {module: module.rpartition(".")[2] for module in texts()}
    assert [module for module, stem in stems.items() if PARTICIPLES & set(words_of(stem))] == []


def test_no_local_hides_what_a_module_imports() -> None:
    faults = {module: list(hidden_imports(module)) for module in texts()}
    assert {module: names for module, names in faults.items() if names} == {}


def test_names_are_nouns_not_what_happened_to_a_thing() -> None:
    uses = Counter(name for module in texts() for name in identifiers(module))
    participles = [name for name in uses.keys() - PYTHON_NAMES if PARTICIPLES & set(words_of(name))]
    assert sum(uses[name] for name in participles) <= MOST_PARTICIPLES * uses.total(), sorted(participles)
