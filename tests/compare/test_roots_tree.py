from typing import Any

from compare.roots_tree import Branch, roots_tree
from kb.records import ClaimRecord, LinkRecord, SourceRecord, Vocabulary
from tests.compare.records import claim, source, vocabulary


def words(*links: tuple[str, str], generated: str = "") -> Vocabulary:
    rows: list[SourceRecord] = [
        source(
            slug,
            "generated" if slug == generated else "article",
            derives=tuple(end for start, end in links if start == slug),
        )
        for slug in "abcd"
    ]
    return vocabulary(rows, [LinkRecord(start, end, "derives", "") for start, end in links])


def drawn(claims: list[ClaimRecord], vocabulary: Vocabulary) -> list[Any]:
    """The tree as nested lists of slugs."""
    return [[root.source.slug, *map(_branch, root.branches)] for root in roots_tree(claims, vocabulary)]


def _branch(branch: Branch) -> list[Any]:
    return [branch.source.slug, *map(_branch, branch.branches)]


def test_a_document_of_its_own_is_a_root_that_speaks() -> None:
    (root,) = roots_tree([claim("1")], words())
    assert (root.source.slug, root.is_root, root.speaks, root.branches) == ("a", True, True, ())


def test_copies_stand_below_what_they_derive_from() -> None:
    assert drawn([claim("1"), claim("2", source="b")], words(("a", "c"), ("b", "c"))) == [["c", ["a"], ["b"]]]


def test_a_branch_says_why_it_stands_there() -> None:
    stated, inferred = claim("1", via="c", via_stated=True), claim("2", source="b", via="c")
    (root,) = roots_tree([stated, inferred], words())
    assert [branch.why for branch in root.branches] == [
        "names it as its source",
        "rests on it by the editors’ inference",
    ]
    (root,) = roots_tree([claim("1")], words(("a", "c")))
    assert [branch.why for branch in root.branches] == ["its content comes from there"]


def test_generated_text_is_no_root_and_comes_last() -> None:
    found = roots_tree([claim("1", via="b"), claim("2", source="c")], words(generated="b"))
    assert [(root.source.slug, root.is_root) for root in found] == [("c", True), ("b", False)]


def test_a_circle_is_one_root_drawn_once() -> None:
    (root,) = roots_tree([claim("1"), claim("2", source="c")], words(("a", "b"), ("b", "a"), ("c", "a")))
    assert (root.source.slug, root.others) == ("a", "B")
    assert [branch.source.slug for branch in root.branches] == ["c"]


def test_a_long_chain_is_drawn_link_by_link() -> None:
    assert drawn([claim("1")], words(("a", "b"), ("b", "c"), ("c", "d"))) == [["d", ["c", ["b", ["a"]]]]]


def test_an_inferred_link_makes_both_ends_half_a_root() -> None:
    (root,) = roots_tree([claim("1", via="c")], words())
    assert (root.source.slug, root.half, [branch.half for branch in root.branches]) == ("c", True, [True])
    (root,) = roots_tree([claim("1", via="c", via_stated=True)], words())
    assert (root.half, [branch.half for branch in root.branches]) == (False, [False])


def test_the_list_comes_with_its_picture() -> None:
    assert roots_tree([claim("1", via="c")], words()).drawing is not None
    assert roots_tree([claim("1")], words()).drawing is None
