from collections.abc import Collection, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Any

import pytest

from kb.evidence.judgement import Assertion
from kb.evidence.roots import (
    Mode,
    RootCount,
    Roots,
    SourceGraph,
    Upstream,
    WalkStep,
    Why,
    components,
    count_brought,
    independent,
    trace,
)
from tests.kb.evidence_builders import make_claim, make_graph


def count_roots(
    groups: Sequence[Sequence[Assertion]], graph: SourceGraph, mode: Mode, through: Sequence[Assertion] = ()
) -> RootCount:
    return count_brought(groups, Roots([claim for group in groups for claim in group], graph, mode, through))


def roots_of(claim: Assertion, *others: Assertion, graph: SourceGraph, mode: Mode = Mode.STATED) -> list[str]:
    """The names of the roots of one claim in a cell with others."""
    roots = Roots([claim, *others], graph, mode)
    return sorted(roots.reached[roots.number[roots.upstream.start(claim)]])


def ring(size: int) -> dict[str, list[str]]:
    return {f"s{n}": [f"s{(n + 1) % size}"] for n in range(size)}


# Roots of a claim


def test_a_source_without_links_is_its_own_root() -> None:
    assert roots_of(make_claim("a"), graph=make_graph()) == ["a"]


def test_the_walk_follows_what_a_source_derives_from_to_the_end() -> None:
    graph = make_graph({"a": ["b"], "b": ["c", "d"], "unrelated": ["x"]})
    assert roots_of(make_claim("a"), graph=graph) == ["c", "d"]


def test_the_walk_starts_at_a_stated_via_and_not_at_the_source() -> None:
    graph = make_graph({"a": ["b"], "stackshare": ["pinterest"]})
    assert roots_of(make_claim("a", via="stackshare", via_stated=True), graph=graph) == ["pinterest"]


def test_an_inferred_via_is_followed_only_for_the_least_count() -> None:
    claim = make_claim("a", via="b", via_stated=False)
    assert roots_of(claim, graph=make_graph(), mode=Mode.STATED) == ["a"]
    assert roots_of(claim, graph=make_graph(), mode=Mode.MIN) == ["b"]


def test_a_stated_via_is_followed_in_both_modes() -> None:
    claim = make_claim("a", via="b", via_stated=True)
    assert [roots_of(claim, graph=make_graph(), mode=mode) for mode in Mode] == [["b"], ["b"]]


def test_a_copy_of_a_document_that_names_its_upstream_ends_at_that_upstream() -> None:
    named = make_claim("article", via="stackshare", via_stated=True)
    assert roots_of(make_claim("copy"), named, graph=make_graph({"copy": ["article"]})) == ["stackshare"]


def test_the_walk_goes_on_from_claims_of_any_value_of_the_cell_and_from_links_as_well() -> None:
    named = make_claim("article", "no", via="stackshare", via_stated=True)
    graph = make_graph({"copy": ["article"], "article": ["book"]})
    assert roots_of(make_claim("copy", "yes"), named, graph=graph) == ["book", "stackshare"]


def test_the_start_counts_as_reached_so_its_other_claims_lead_on() -> None:
    other = make_claim("a", "no", via="b", via_stated=True)
    assert roots_of(make_claim("a", "yes"), other, graph=make_graph()) == ["b"]


def test_a_via_that_names_the_source_itself_starts_there() -> None:
    claim = make_claim("a", via="a", via_stated=True)
    assert roots_of(claim, graph=make_graph({"a": ["a"]})) == ["a"]


def test_sources_that_lead_to_each_other_are_one_root_named_by_the_smallest_slug() -> None:
    graph = make_graph({"a": ["c"], "c": ["b"], "b": ["c"]})
    assert roots_of(make_claim("a"), graph=graph) == ["b"]


def test_a_cycle_with_a_way_out_is_no_root() -> None:
    graph = make_graph({"a": ["b"], "b": ["a", "c"]})
    assert roots_of(make_claim("a"), graph=graph) == ["c"]


def test_a_generated_source_is_no_root() -> None:
    graph = make_graph({"a": ["chatbot", "book"]}, generated=["chatbot"])
    assert roots_of(make_claim("a"), graph=graph) == ["book"]
    assert roots_of(make_claim("chatbot"), graph=graph) == []


def test_a_cycle_that_holds_a_generated_source_is_no_root() -> None:
    graph = make_graph({"a": ["b"], "b": ["a"]}, generated=["b"], a="official")
    assert roots_of(make_claim("a"), graph=graph) == []


def test_a_generated_source_with_a_way_out_has_the_roots_behind_it() -> None:
    graph = make_graph({"chatbot": ["manual"]}, generated=["chatbot"])
    assert roots_of(make_claim("chatbot"), graph=graph) == ["manual"]


def test_a_chain_of_five_thousand_sources_ends_at_its_last() -> None:
    graph = make_graph({f"s{n}": [f"s{n + 1}"] for n in range(5000)})
    assert roots_of(make_claim("s0"), graph=graph) == ["s5000"]
    assert trace(make_claim("s0"), [], graph, Mode.STATED).roots == ("s5000",)


def test_a_ring_of_five_thousand_sources_is_one_root() -> None:
    assert roots_of(make_claim("s7"), graph=make_graph(ring(5000))) == ["s0"]


@pytest.mark.parametrize(
    ("links", "found"),
    [
        ({}, [("a",)]),
        ({"a": "b", "b": "c"}, [("c",), ("b",), ("a",)]),
        ({"a": "b", "b": "a"}, [("a", "b")]),
        ({"a": "bc", "b": "d", "c": "d", "d": "b"}, [("b", "d"), ("c",), ("a",)]),
        ({"a": "b", "b": "c", "c": "ad", "d": "e", "e": "d"}, [("d", "e"), ("a", "b", "c")]),
    ],
)
def test_components_come_upstream_first(links: Mapping[str, str], found: list[tuple[str, ...]]) -> None:
    assert components("a", lambda slug: links.get(slug, "")) == found


# Independent roots


@pytest.mark.parametrize(
    ("brought", "count"),
    [
        ({}, 0),
        ({"a": ""}, 0),
        ({"a": "x"}, 1),
        ({"a": "x", "b": "x"}, 1),
        ({"a": "x", "b": "y"}, 2),
        ({"a": "xy", "b": "x"}, 1),
        ({"a": "xy", "b": "x", "c": "y"}, 2),
        ({"a": "xy", "b": "xv", "c": "yw"}, 1),
        ({"c": "xy", "a": "xv", "b": "yw"}, 2),
        ({"a": "xyz", "b": "vw", "c": ""}, 2),
    ],
)
def test_documents_count_fewest_roots_first_then_by_slug(brought: Mapping[str, Collection[str]], count: int) -> None:
    assert independent(brought) == count


def test_one_document_brings_the_roots_of_all_its_claims_in_the_set() -> None:
    claims = [make_claim("a", via="x", via_stated=True), make_claim("a", via="y", via_stated=True)]
    assert Roots(claims, make_graph(), Mode.STATED).brought(claims) == {"a": {"x", "y"}}


def test_each_value_is_counted_alone_and_the_cell_over_all() -> None:
    groups = [[make_claim("a", "yes"), make_claim("b", "yes")], [make_claim("a", "no")]]
    count = count_roots(groups, make_graph(), Mode.STATED)
    assert (count.values, count.cell, count.names) == ((2, 1), 2, ("a", "b"))


def test_an_inferred_derivation_is_followed_only_for_the_least_count() -> None:
    graph = make_graph(inferred={"a": ["bot"]}, generated=["bot"])
    assert [count_roots([[make_claim("a")]], graph, mode).values for mode in Mode] == [(1,), (0,)]


def test_a_walk_goes_on_from_claims_that_do_not_count() -> None:
    hidden = make_claim("list", "no", via="chatbot", via_stated=True)
    graph = make_graph({"copy": ["list"]}, generated=["chatbot"])
    assert count_roots([[make_claim("copy")]], graph, Mode.STATED).values == (1,)
    assert count_roots([[make_claim("copy")]], graph, Mode.STATED, [hidden]).values == (0,)


# Copies of generated statements


def test_a_statement_from_a_chatbot_has_no_root_though_its_document_has_one() -> None:
    claim = make_claim("list", via="chatbot", via_stated=True)
    graph = make_graph({"list": ["book"]}, generated=["chatbot"])
    assert count_roots([[claim]], graph, Mode.STATED).values == (0,)


def test_a_copy_is_walked_through_the_links_of_its_document_as_well_as_through_its_claims() -> None:
    claims = [make_claim("list", via="chatbot", via_stated=True), make_claim("copy")]
    graph = make_graph({"list": ["book"], "copy": ["list"]}, generated=["chatbot"])
    assert Roots(claims, graph, Mode.STATED).brought(claims) == {"list": set(), "copy": {"book"}}


def test_a_document_that_says_another_value_hides_nothing() -> None:
    groups = [[make_claim("list", "no", via="chatbot", via_stated=True)], [make_claim("copy", "yes")]]
    graph = make_graph({"list": ["book"], "copy": ["list"]}, generated=["chatbot"])
    assert count_roots(groups, graph, Mode.STATED).values == (0, 1)


# Traces


def test_a_trace_shows_every_edge_with_its_reason_nearest_first() -> None:
    claim = make_claim("copy")
    named = make_claim("article", via="stackshare", via_stated=True)
    graph = make_graph({"copy": ["article"], "article": ["book"]})
    chain = trace(claim, [claim, named], graph, Mode.STATED)
    assert chain.start == "copy"
    assert chain.steps == (
        WalkStep("copy", "article", Why.DERIVES),
        WalkStep("article", "book", Why.DERIVES),
        WalkStep("article", "stackshare", Why.VIA_STATED),
    )
    assert chain.roots == ("book", "stackshare")


def test_a_trace_begins_with_the_claims_own_via() -> None:
    claim = make_claim("a", via="b", via_stated=False)
    chain = trace(claim, [claim], make_graph({"b": ["c"]}), Mode.MIN)
    assert chain.steps == (WalkStep("a", "b", Why.VIA_INFERRED), WalkStep("b", "c", Why.DERIVES))


def test_a_trace_leaves_an_inferred_via_out_where_only_stated_ones_count() -> None:
    claim = make_claim("a", via="b", via_stated=False)
    chain = trace(claim, [claim], make_graph(), Mode.STATED)
    assert (chain.start, chain.steps, chain.roots) == ("a", (), ("a",))


def test_a_trace_shows_one_edge_between_two_sources_with_its_strongest_reason() -> None:
    claims = [make_claim("b", n, via="c", via_stated=n == "yes") for n in ("yes", "no")]
    chain = trace(make_claim("a"), claims, make_graph({"a": ["b"], "b": ["c"]}), Mode.MIN)
    assert chain.steps == (WalkStep("a", "b", Why.DERIVES), WalkStep("b", "c", Why.VIA_STATED))


def test_a_trace_through_a_cycle_ends_and_names_it_once() -> None:
    chain = trace(make_claim("a"), [], make_graph({"a": ["c"], "c": ["b"], "b": ["c"]}), Mode.STATED)
    assert [(step.source, step.upstream) for step in chain.steps] == [("a", "c"), ("c", "b"), ("b", "c")]
    assert [(end.name, end.sources) for end in chain.ends] == [("b", ("b", "c"))]


def test_a_trace_that_comes_back_to_the_document_shows_its_via_once() -> None:
    claim = make_claim("a", via="b", via_stated=True)
    chain = trace(claim, [claim], make_graph({"b": ["a"]}), Mode.STATED)
    assert [(step.source, step.upstream) for step in chain.steps] == [("a", "b"), ("b", "a")]


def test_a_trace_shows_where_it_ends_in_generated_text() -> None:
    chain = trace(make_claim("a"), [], make_graph({"a": ["bot"]}, generated=["bot"]), Mode.STATED)
    assert [(end.name, end.is_root) for end in chain.ends] == [("bot", False)]
    assert chain.roots == ()


def test_a_retired_claim_can_be_traced_though_it_adds_no_edge() -> None:
    retired = make_claim("a", via="b", via_stated=True, status="retired")
    assert trace(retired, [make_claim("c")], make_graph(), Mode.STATED).roots == ("b",)


# Many claims and many links at once


class Counting(dict[str, list[str]]):
    """What each source derives from; counts how often that is asked."""

    asked = 0

    def get(self, key: str, default: Any = None) -> Any:
        self.asked += 1
        return super().get(key, default)


@pytest.mark.parametrize(
    "links", [list(pairwise(range(3000))), list(combinations(range(60), 2))], ids=["chain", "complete"]
)
def test_every_source_is_asked_once_however_many_claims_lead_there(links: list[tuple[int, int]]) -> None:
    derives = Counting()
    for start, end in links:
        derives.setdefault(f"s{start:04}", []).append(f"s{end:04}")
    graph = SourceGraph({}, derives)
    last = f"s{links[-1][1]:04}"
    claims = [make_claim(source) for source in (*sorted(derives), last)]
    assert count_roots([claims], graph, Mode.MIN).names == (last,)
    assert derives.asked == len(claims)
    derives.asked = 0
    upstream = Upstream(claims, graph, Mode.MIN)
    assert [end.name for end in upstream.ends(claims)] == [last]
    assert sum(1 for _ in upstream.steps(claims)) == len(links)
    assert derives.asked == len(claims)
