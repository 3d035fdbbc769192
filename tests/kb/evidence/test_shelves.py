"""Rows by slug, read when they are asked for."""

from __future__ import annotations

from collections.abc import Collection

from kb.evidence.shelves import Column, Later, Shelf

ROWS = {"b": "Bee", "a": "Ant", "c": "Cat"}  # in the order of pages


class Reading:
    """Reads `ROWS`, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def __call__(self, slugs: Collection[str] | None) -> dict[str, str]:
        self.asked.append(None if slugs is None else set(slugs))
        return {slug: name for slug, name in ROWS.items() if slugs is None or slug in slugs}


def test_a_row_is_read_once() -> None:
    read = Reading()
    shelf = Shelf(read)
    assert (shelf["a"], shelf["a"], "a" in shelf) == ("Ant", "Ant", True)
    assert read.asked == [{"a"}]


def test_many_rows_are_fetched_at_once() -> None:
    read = Reading()
    shelf = Shelf(read)
    shelf.fetch(["a", None, "c", "a"])
    shelf.fetch(["c"])
    assert (shelf["a"], shelf["c"]) == ("Ant", "Cat")
    assert read.asked == [{"a", "c"}]


def test_what_is_not_there_is_asked_for_once() -> None:
    read = Reading()
    shelf = Shelf(read)
    assert ["zebra" in shelf, "zebra" in shelf, shelf.get("zebra")] == [False, False, None]
    assert read.asked == [{"zebra"}]


def test_what_can_be_no_slug_is_not_asked_for() -> None:
    read = Reading()
    assert "nul\x00" not in Shelf(read)
    assert read.asked == []


def test_to_go_through_reads_all_in_the_order_of_pages() -> None:
    read = Reading()
    shelf = Shelf(read)
    assert shelf["a"] == "Ant"
    assert (list(shelf), len(shelf), shelf["c"]) == (["b", "a", "c"], 3, "Cat")
    assert read.asked == [{"a"}, None]


def test_a_column_is_one_attribute_of_each_row() -> None:
    column = Column({"a": 1 + 2j}, "imag")
    assert (column["a"], "a" in column, "b" in column, list(column), len(column)) == (2.0, True, False, ["a"], 1)


def test_a_later_sequence_is_looked_up_once_and_not_before() -> None:
    looked: list[str] = []
    later = Later(lambda: looked.append("once") or ("x", "y"))
    assert looked == []
    assert (list(later), len(later), later[0], later == ("x", "y")) == (["x", "y"], 2, "x", True)
    assert looked == ["once"]
