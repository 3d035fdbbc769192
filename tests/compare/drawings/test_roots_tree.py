from collections.abc import Iterable
from itertools import combinations, pairwise
from typing import Any

import pytest

from compare.drawings.roots_tree import DEEPEST, MOST_BRANCHES, MOST_ENDS, Branch, RootsTree, roots_tree
from kb.evidence.records import ClaimRecord, LinkRecord, SourceRecord
from kb.evidence.vocabulary import Vocabulary
from tests.compare.records import claim, source, vocabulary

Links = list[tuple[str, str]]


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


def large(links: Links, speaking: list[str]) -> RootsTree:
    """The tree of a base of so many links, where some sources have a claim each."""
    upstream: dict[str, list[str]] = {slug: [] for link in links for slug in link}
    for start, end in links:
        upstream[start].append(end)
    rows = [source(slug, derives=tuple(ends)) for slug, ends in upstream.items()]
    return roots_tree([claim(f"of-{slug}", source=slug) for slug in speaking], vocabulary(rows))


def chain(number: int) -> tuple[Links, list[str]]:
    slugs = [f"s{n:04}" for n in range(number)]
    return list(pairwise(slugs)), slugs


def complete(number: int) -> tuple[Links, list[str]]:
    """Each of so many sources derives from all later ones."""
    slugs = [f"s{n:04}" for n in range(number)]
    return list(combinations(slugs, 2)), slugs


def flat(branches: Iterable[Branch]) -> list[Branch]:
    return [found for branch in branches for found in (branch, *flat(branch.branches))]


def deepest(branches: Iterable[Branch]) -> int:
    return max((1 + deepest(branch.branches) for branch in branches), default=0)


def test_what_leads_to_a_source_is_listed_once_below_a_root() -> None:
    found = words(("a", "b"), ("b", "c"), ("b", "d"), ("c", "d"))
    assert drawn([claim("1")], found) == [["d", ["b", ["a"]], ["c", ["b"]]]]
    (root,) = roots_tree([claim("1")], found)
    assert [(branch.source.slug, branch.again, branch.cut) for branch in flat(root.branches)] == [
        ("b", False, False), ("a", False, False), ("c", False, False), ("b", True, False),
    ]  # fmt: skip


def test_whatever_leads_into_a_circle_stands_below_it() -> None:
    found = words(("a", "b"), ("b", "a"), ("c", "b"))
    assert drawn([claim("1", source="c")], found) == [["a", ["c"]]]


def test_a_chain_of_any_length_is_cut_and_the_rest_counted() -> None:
    links, slugs = chain(2000)
    for speaking in (slugs[:1], slugs):
        (root,) = large(links, speaking)
        assert (root.source.slug, deepest(root.branches), len(flat(root.branches))) == ("s1999", DEEPEST, DEEPEST)
        assert [branch.cut for branch in flat(root.branches)] == [False] * (DEEPEST - 1) + [True]
        assert root.unlisted_words == f"and {1999 - DEEPEST:,} more sources lead here"


@pytest.mark.parametrize("number", [18, 40, 60])
def test_where_each_source_leads_to_all_later_ones_each_is_listed(number: int) -> None:
    (root,) = large(*complete(number))
    below = flat(root.branches)
    assert len({branch.source.slug for branch in below}) == number - 1
    assert len(below) <= MOST_BRANCHES
    assert root.unlisted_words == ""


def test_the_branches_of_all_ends_together_are_limited() -> None:
    ends = [f"end-{n:04}" for n in range(150)]
    documents = [f"s{n:04}" for n in range(MOST_BRANCHES - 1)]
    tree = large([(start, end) for start in documents for end in ends], documents)
    assert (len(tree), tree.more_words) == (MOST_ENDS, "And 50 more ends, 50 of them roots.")
    assert [len(root.branches) for root in tree][:3] == [MOST_BRANCHES - 1, 1, 0]
    assert [root.unlisted_words for root in tree][:3] == [
        "", "and 198 more sources lead here", "199 sources lead here",
    ]  # fmt: skip


def test_a_large_circle_names_some_of_its_sources() -> None:
    links, slugs = chain(1000)
    (root,) = large([*links, (slugs[-1], slugs[0])], slugs[:1])
    assert root.others == f"{', '.join(slug.capitalize() for slug in slugs[1:11])} and 989 more"


def test_nothing_is_walked_before_the_tree_is_looked_at() -> None:
    tree = roots_tree([claim("1", source="nowhere")], words())
    with pytest.raises(KeyError):
        len(tree)


@pytest.mark.parametrize(
    ("base", "is_drawn"), [(chain(40), True), (chain(41), False), (complete(15), True), (complete(17), False)]
)
def test_too_many_sources_or_links_are_left_to_the_list(base: tuple[Links, list[str]], is_drawn: bool) -> None:
    links, slugs = base
    assert (large(links, slugs[:1]).drawing is not None) == is_drawn
