"""Who may import whom: the layers that pyproject.toml declares, and what calls itself pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Any

import pytest

from tests.house.tree import ROOT, Functions, docstring, edges, imported, imports, nodes, reached, texts

IMPURE = ("django.conf", "django.core.cache", "django.db", "django.http", "compare.settings", "kb.models")
# the two places where the app is put together, and a tag that is loaded before the admin
LATE = {"kb.apps", "compare.apps", "kb.templatetags.kb_front"}


def contracts() -> list[Mapping[str, Any]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def layers(contract: Mapping[str, Any]) -> dict[str, int]:
    """The rooms of a package, each with the number of its layer; the outermost has 0."""
    (package,) = contract["containers"]
    lines = [line.split(" | ") for line in contract["layers"]]
    return {f"{package}.{room}": number for number, line in enumerate(lines) for room in line}


def room_of(module: str) -> str:
    return ".".join(module.split(".")[:2])


def lies_within(name: str, packages: tuple[str, ...]) -> bool:
    return any(f"{name}.".startswith(f"{package}.") for package in packages)


def calls_itself_pure(name: str) -> bool:
    """A module says so in its docstring, or a package for all that lies in it."""
    parts = name.split(".")
    within = [".".join(parts[:length]) for length in range(2, len(parts) + 1)]
    return any(re.search(r"\bPure\b", docstring(module)) for module in within)


def late_imports(module: str) -> Iterator[str]:
    for node in nodes()[module]:
        if isinstance(node, Functions):
            yield from imported(node)


@pytest.mark.parametrize("contract", contracts(), ids=lambda contract: contract["name"])
def test_no_room_imports_one_above_or_beside_it(contract: Mapping[str, Any]) -> None:
    place = layers(contract)
    pairs = {(room_of(name), room_of(other)) for name, others in edges().items() for other in others}
    known = {(room, other) for room, other in pairs if room in place and other in place and room != other}
    assert [f"{room} imports {other}" for room, other in sorted(known) if place[room] >= place[other]] == []


@pytest.mark.parametrize("contract", contracts(), ids=lambda contract: contract["name"])
def test_every_room_has_its_layer(contract: Mapping[str, Any]) -> None:
    (package,) = contract["containers"]
    rooms = {room_of(name) for name in texts() if name.startswith(f"{package}.")}
    assert rooms == layers(contract).keys()


def test_no_module_leads_back_to_itself() -> None:
    # a package is loaded before its parts, so that it may name them
    TopologicalSorter(edges()).prepare()


def test_nothing_is_imported_late_but_where_the_parts_are_put_together() -> None:
    assert {name for name in texts() if any(late_imports(name))} <= LATE


@pytest.mark.parametrize("name", sorted(filter(calls_itself_pure, texts())))
def test_what_calls_itself_pure_leads_to_no_request_no_settings_and_no_database(name: str) -> None:
    chain = {name, *reached(name)}
    outside = set[str]().union(*(imports()[module] for module in chain))
    assert [other for other in sorted(outside | chain) if lies_within(other, IMPURE)] == []


@pytest.mark.parametrize("room", ["kb.evidence", "compare.chooser", "compare.display", "compare.drawings"])
def test_the_rooms_that_judge_and_arrange_call_themselves_pure(room: str) -> None:
    assert calls_itself_pure(room)


def test_every_face_calls_itself_pure() -> None:
    faces = [name for name in texts() if name.startswith("compare.faces.")]
    assert faces
    assert [name for name in faces if not calls_itself_pure(name)] == []
