"""All that claims name, at hand or on shelves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from kb.evidence.records import SourceRecord
from kb.evidence.shelves import Shelf
from tests.compare.records import claim, source, vocabulary

SOURCES = {slug: source(slug, derives=("b",) if slug == "a" else ()) for slug in "abc"}


class SourceReading:
    """Reads `SOURCES`, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def __call__(self, slugs: Collection[str] | None) -> dict[str, SourceRecord]:
        self.asked.append(None if slugs is None else set(slugs))
        return {slug: row for slug, row in SOURCES.items() if slugs is None or slug in slugs}


def test_the_graph_of_sources_on_a_shelf_reads_those_that_a_walk_reaches() -> None:
    read = SourceReading()
    graph = replace(vocabulary(), sources=Shelf(read)).graph
    assert (graph.kinds["a"], graph.derives["a"], graph.frameworks["a"]) == ("article", ("b",), None)
    assert read.asked == [{"a"}]


def test_the_graph_of_sources_at_hand_is_the_same() -> None:
    graph = replace(vocabulary(), sources=SOURCES).graph
    assert (graph.kinds["a"], graph.derives["a"], graph.frameworks["a"]) == ("article", ("b",), None)


def test_what_claims_name_is_read_at_once() -> None:
    read = SourceReading()
    words = replace(vocabulary(), sources=Shelf(read))
    words.fetch_claims([claim("k", via="c"), claim("l", source="b")])
    assert words.sources["a"].slug == "a"
    assert read.asked == [{"a", "b", "c"}]


def test_a_place_is_that_of_the_row_of_an_aspect() -> None:
    words = vocabulary()
    assert words.place("orm", None) < words.place("curve", None)
    assert words.place("orm", "reddit").endswith(" orm reddit")
