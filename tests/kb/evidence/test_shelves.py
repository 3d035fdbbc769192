"""Rows by slug, read when they are asked for."""

from __future__ import annotations

from collections.abc import Collection

from kb.evidence.shelves import Column, Later, Shelf, by_name, near

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


def test_to_look_whether_a_row_is_there_reads_it() -> None:
    read = Reading()
    assert "a" in Shelf(read)
    assert read.asked == [{"a"}]


def test_a_new_shelf_was_asked_for_together_with_nothing() -> None:
    assert (Shelf(Reading()).beside, Shelf(Reading()).walked) == (0, set())


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
    assert 5 not in Shelf(read)
    assert read.asked == []


def test_to_go_through_reads_all_in_the_order_of_pages() -> None:
    read = Reading()
    shelf = Shelf(read)
    assert shelf["a"] == "Ant"
    assert (list(shelf), len(shelf), shelf["c"]) == (["b", "a", "c"], 3, "Cat")
    assert read.asked == [{"a"}, None]


def test_of_what_was_all_read_nothing_is_asked_again() -> None:
    read = Reading()
    shelf = Shelf(read)
    assert len(shelf) == 3
    shelf.fetch(["a", "zebra"])
    assert "zebra" not in shelf
    assert read.asked == [None]


def test_a_small_shelf_is_read_whole() -> None:
    read = Reading()
    shelf = Shelf(read, small=True)
    assert (shelf["a"], shelf["b"], "zebra" in shelf) == ("Ant", "Bee", False)
    assert read.asked == [None]


def test_a_partial_shelf_has_rows_that_it_does_not_list() -> None:
    read = Reading()
    shelf = Shelf(read, partial=True)
    shelf.have_all({"b": "Bee"})
    assert (list(shelf), shelf["a"], shelf["b"]) == (["b"], "Ant", "Bee")
    assert read.asked == [{"a"}]


def test_rows_that_were_read_elsewhere_are_at_hand() -> None:
    read = Reading()
    shelf = Shelf(read)
    shelf.have({"a": "Ant"})
    assert (shelf["a"], shelf.known) == ("Ant", {"a": "Ant"})
    shelf.have_all({"b": "Bee"})
    assert (list(shelf), shelf.known) == (["b"], {"a": "Ant", "b": "Bee"})
    assert read.asked == []


def test_what_is_near_a_slug_is_asked_for_until_all_is_at_hand() -> None:
    shelf = Shelf(Reading(), near=lambda slug: [slug + "x"])
    column = Column(shelf, "real")
    assert (near(shelf, "a"), near(column, "a")) == (["ax"], ["ax"])
    shelf.have_all(ROWS)
    assert (near(shelf, "a"), near(column, "a"), near(ROWS, "a")) == (list(ROWS), list(ROWS), list(ROWS))
    assert near(Shelf(Reading()), "a") == list(ROWS)


def test_rows_are_asked_for_by_name_until_all_are_at_hand() -> None:
    shelf = Shelf(Reading(), by_name=lambda texts: {"a": "Ant"} if "ant" in texts else {})
    assert by_name(shelf, ["ant"]) == {"a": "Ant"}
    shelf.have_all(ROWS)
    assert by_name(shelf, ["ant"]) == by_name(Shelf(Reading()), ["ant"]) == by_name(ROWS, ["ant"]) == ROWS


def test_a_column_fetches_the_rows_of_its_shelf() -> None:
    read = Reading()
    Column(Shelf(read), "real").fetch(["a", "b"])
    Column(ROWS, "real").fetch(["a", "b"])
    assert read.asked == [{"a", "b"}]


def test_a_column_is_one_attribute_of_each_row() -> None:
    column = Column({"a": 1 + 2j}, "imag")
    assert (column["a"], "a" in column, "b" in column, list(column), len(column)) == (2.0, True, False, ["a"], 1)


def test_a_later_sequence_is_looked_up_once_and_not_before() -> None:
    looked: list[str] = []
    later = Later(lambda: looked.append("once") or ("x", "y"))
    assert looked == []
    assert (list(later), len(later), later[0], later == ("x", "y")) == (["x", "y"], 2, "x", True)
    assert looked == ["once"]


def test_a_later_sequence_equals_what_has_the_same_entries_in_order() -> None:
    assert Later(lambda: ["x", "y"]) == ["x", "y"]
    assert Later(lambda: ["x", "y"]) != ["y", "x"]
    assert Later(lambda: ["x"]) != {"x"}
    assert hash(Later(lambda: ["x"])) == hash(("x",))
