"""How certain a value is, and when a claim is first-hand."""

from __future__ import annotations

from typing import Any

import pytest

from kb.evidence.appraisal import scales
from kb.evidence.certainty import Certainty, Grade, Matter
from kb.evidence.judgement import Assertion
from kb.evidence.roots import SourceGraph
from tests.kb.evidence_builders import judged as judge_claims
from tests.kb.evidence_builders import make_claim, make_graph, make_question, value_of

FAINT, WEAK, FAIR, STRONG = Certainty.FAINT, Certainty.WEAK, Certainty.FAIR, Certainty.STRONG


def matter(**fields: Any) -> Matter:
    plain = {"framework": "flask", "company": None, "temporal": False, "opinion": False, "adoption": False}
    return Matter(**(plain | fields))


def grade(*claims: Assertion, graph: SourceGraph | None = None, **fields: Any) -> Grade:
    return scales(claims, graph or make_graph(), matter(**fields)).grade(claims)


def documents(number: int, **fields: Any) -> list[Assertion]:
    return [make_claim(f"s{n}", **fields) for n in range(number)]


@pytest.mark.parametrize(
    ("number", "fact", "opinion"),
    [(0, FAINT, FAINT), (1, WEAK, WEAK), (2, FAIR, FAIR), (3, FAIR, STRONG), (9, FAIR, STRONG)],
)
def test_certainty_grows_with_independent_roots(number: int, fact: Certainty, opinion: Certainty) -> None:
    assert grade(*documents(number)) == Grade(fact, number, None)
    assert grade(*documents(number), opinion=True) == Grade(opinion, number, None)


def test_a_first_hand_claim_makes_a_fact_strong_and_an_opinion_no_stronger() -> None:
    measured = make_graph(s0="measurement")
    assert grade(*documents(1), graph=measured).certainty == STRONG
    assert grade(*documents(1), graph=measured, opinion=True).certainty == WEAK


def test_hedged_claims_count_for_nothing() -> None:
    assert grade(*documents(5, hedged=True)) == Grade(FAINT, 0, None)
    assert grade(make_claim("x"), *documents(5, hedged=True)).certainty == WEAK


def test_copies_count_once() -> None:
    copied = make_graph({"s1": ["s0"]}, inferred={"s2": ["s0"]})
    assert grade(*documents(3), graph=copied) == Grade(WEAK, 1, None)


def test_generated_text_is_faint() -> None:
    assert grade(make_claim("bot"), graph=make_graph(generated=["bot"])).certainty == FAINT


# Conditions


def test_claims_without_a_condition_count_alone() -> None:
    claims = [make_claim("a"), make_claim("b", scope="small"), make_claim("c", scope="small")]
    assert grade(*claims) == Grade(WEAK, 1, None)


def test_else_the_best_condition_counts() -> None:
    claims = [make_claim("a", scope="large"), make_claim("b", scope="small"), make_claim("c", scope="small")]
    assert grade(*claims) == Grade(FAIR, 2, "small")


def test_of_equal_conditions_the_first_counts() -> None:
    assert grade(make_claim("a", scope="small"), make_claim("b", scope="large")) == Grade(WEAK, 1, "large")


def test_who_uses_it_counts_under_all_conditions() -> None:
    claims = [make_claim("a", scope="large"), make_claim("b", scope="small"), make_claim("c")]
    assert grade(*claims, adoption=True, company="nasa") == Grade(FAIR, 3, None)


# A framework's own word


OWN = make_graph(s0="official", frameworks={"s0": "flask"})


def test_the_own_word_of_a_framework_is_no_opinion_about_it() -> None:
    assert grade(*documents(1), graph=OWN, opinion=True) == Grade(FAINT, 0, None)
    assert grade(*documents(1), graph=OWN, opinion=True, framework="django").certainty == WEAK


def test_nor_does_it_say_who_uses_it() -> None:
    assert grade(*documents(1), graph=OWN, adoption=True, company="nasa").certainty == FAINT


def test_nor_is_it_the_root_of_an_opinion() -> None:
    copied = make_graph({"blog": ["site"]}, site="official", frameworks={"site": "flask"})
    assert grade(make_claim("blog"), graph=copied, opinion=True) == Grade(FAINT, 0, None)
    assert grade(make_claim("blog"), graph=copied).certainty == WEAK


def test_a_root_that_holds_a_source_of_the_framework_itself_is_its_own() -> None:
    ring = make_graph({"blog": ["site"], "site": ["blog"]}, site="official", frameworks={"site": "flask"})
    assert grade(make_claim("blog"), graph=ring, opinion=True) == Grade(FAINT, 0, None)


def test_roots_are_walked_once_where_nothing_is_inferred() -> None:
    claims = [make_claim("a"), make_claim("b", via="a", via_stated=True)]
    weighing = scales(claims, make_graph({"a": ["c"]}), matter())
    assert weighing.least is weighing.stated
    for inferred in (
        scales([make_claim("b", via="a")], make_graph(), matter()),
        scales(claims, make_graph(inferred={"a": ["c"]}), matter()),
        scales(claims, make_graph(), matter(), [make_claim("c", via="d")]),
    ):
        assert inferred.least is not inferred.stated


# Documents that contradict themselves


def test_a_document_that_contradicts_itself_is_one_voice_of_one() -> None:
    torn = make_claim("s0", "no")
    yes = value_of(judge_claims(*documents(1), torn), "yes")
    assert (yes.certainty, yes.certain_roots) == (WEAK, 1)
    yes = value_of(judge_claims(*documents(3), torn), "yes")
    assert (yes.certainty, yes.certain_roots) == (FAIR, 2)


def test_documents_that_all_contradict_themselves_are_one_voice() -> None:
    torn = [claim for n in range(3) for claim in (make_claim(f"s{n}"), make_claim(f"s{n}", "no"))]
    for value in ("yes", "no"):
        entry = value_of(judge_claims(*torn), value)
        assert (entry.certainty, entry.certain_roots) == (WEAK, 1)


def test_leaving_a_torn_document_out_never_raises_what_counts() -> None:
    graph = make_graph({"torn": ["x", "y"], "b": ["x", "v", "w"], "c": ["y", "p", "q"]})
    said = [make_claim(slug) for slug in ("torn", "b", "c")]
    yes = value_of(judge_claims(*said, make_claim("torn", "no"), graph=graph), "yes")
    assert (yes.certainty, yes.certain_roots) == (WEAK, 1)


def test_a_document_with_two_values_at_two_times_does_not_contradict_itself() -> None:
    claims = [*documents(2, as_of="2020"), make_claim("s0", "no", as_of="2024")]
    assert value_of(judge_claims(*claims, question=make_question(temporal=True)), "yes").certainty == FAIR


# First-hand


@pytest.mark.parametrize(
    ("kind", "owner", "first"),
    [
        ("official", "flask", True),
        ("repository", "flask", True),
        ("official", "django", False),
        ("official", None, False),
        ("measurement", None, True),
        ("measurement", "flask", True),
        ("measurement", "django", False),
        ("survey", None, False),
        ("directory", None, False),
        ("blog", "flask", False),
        ("article", None, False),
    ],
)
def test_who_says_a_fact_first_hand(kind: str, owner: str | None, first: bool) -> None:
    graph = make_graph(a=kind, frameworks={"a": owner} if owner else {})
    assert is_first_hand(make_claim("a"), graph) is first


@pytest.mark.parametrize("kind", ["survey", "directory"])
def test_over_time_whoever_took_the_figure_says_it_first_hand(kind: str) -> None:
    assert is_first_hand(make_claim("a"), make_graph(a=kind), temporal=True)
    assert not is_first_hand(make_claim("b", via="a", via_stated=True), make_graph(a=kind, b="blog"), temporal=True)


@pytest.mark.parametrize(
    ("kind", "fields", "first"),
    [
        ("measurement", {}, True),
        ("measurement", {"frameworks": {"a": "flask"}}, False),
        ("measurement", {"companies": {"a": "nasa"}}, False),
        ("official", {"frameworks": {"a": "flask"}}, False),
    ],
)
def test_a_comparison_is_first_hand_only_where_nobody_had_an_interest(
    kind: str, fields: dict[str, Any], first: bool
) -> None:
    assert is_first_hand(make_claim("a", compared_to="django"), make_graph(a=kind, **fields)) is first


@pytest.mark.parametrize(
    ("owner", "kind", "first"),
    [("nasa", "blog", True), ("nasa", "generated", False), ("lyft", "blog", False), (None, "measurement", False)],
)
def test_of_a_company_only_its_own_sources_speak_first_hand(owner: str | None, kind: str, first: bool) -> None:
    graph = make_graph(a=kind, companies={"a": owner} if owner else {})
    assert is_first_hand(make_claim("a"), graph, company="nasa") is first


def test_what_nobody_has_read_is_not_first_hand() -> None:
    assert not is_first_hand(make_claim("a"), make_graph(a="measurement", unread=["a"]))


@pytest.mark.parametrize("fields", [{"derives": {"a": ["b"]}}, {"inferred": {"a": ["b"]}}])
def test_what_comes_from_elsewhere_is_not_first_hand(fields: dict[str, Any]) -> None:
    assert not is_first_hand(make_claim("a"), make_graph(a="measurement", **fields))


@pytest.mark.parametrize("stated", [True, False])
def test_a_statement_with_an_upstream_is_not_first_hand(stated: bool) -> None:
    claim = make_claim("a", via="b", via_stated=stated)
    assert not is_first_hand(claim, make_graph(a="measurement", b="measurement"))


def is_first_hand(claim: Assertion, graph: SourceGraph, **fields: Any) -> bool:
    return scales([claim], graph, matter(**fields)).is_first_hand(claim)
