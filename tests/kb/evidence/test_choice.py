"""Which needs are met, and what that decides: examples, and what holds of every choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kb.evidence import appraisal
from kb.evidence.certainty import Certainty
from kb.evidence.choice import Choice, ChoiceOutcome, Decision, NeedTally, Tallies, Wish, choose, decide
from kb.evidence.judgement import Question, State
from kb.evidence.judging import Surroundings, judge_cells
from kb.evidence.need_answers import Footing, Lack, NeedAnswer, Verdict, answer, answer_of_values
from kb.evidence.records import CellKey, ClaimRecord, FrameworkRecord, GapRecord, NeedRecord
from kb.evidence.roots import Mode, Roots, SourceGraph
from kb.evidence.vocabulary import Vocabulary
from tests.compare.records import TODAY, aspect, claim, source, vocabulary

ASPECTS = ("api", "admin", "fast")
FRAMEWORKS = ("django", "flask", "quart")
NEEDS = {slug: NeedRecord(slug, slug, "", slug, frozenset({True})) for slug in ASPECTS}
QUESTION = Question(many=False, temporal=False, stale_after_months=None, opinion=False)


def words(kinds: Mapping[str, str] | None = None, derives: Mapping[str, Sequence[str]] | None = None) -> Vocabulary:
    """Three frameworks, three aspects, and sources a to h of these kinds, deriving from each other."""
    kinds, derives = kinds or {}, derives or {}
    slugs = sorted({*"abcdefgh", *kinds, *derives})
    rows = {slug: source(slug, kinds.get(slug, "article"), derives=tuple(derives.get(slug, ()))) for slug in slugs}
    return replace(
        vocabulary(),
        frameworks={slug: FrameworkRecord(slug, slug, (), "", "") for slug in FRAMEWORKS},
        aspects={slug: aspect(slug) for slug in ASPECTS},
        sources=rows,
    )


def says(where: str, yes: bool = True, by: str = "a", **fields: Any) -> ClaimRecord:
    """A claim at “flask api” that one source makes; its key is made of what it says."""
    framework, asked = where.split()
    key = f"{by}-{framework}-{asked}-{yes}-{fields.get('scope')}-{fields.get('compared_to')}"
    return claim(key, yes, framework=framework, aspect=asked, source=by, **fields)


def chosen(
    claims: Sequence[ClaimRecord],
    musts: Sequence[str] = ("api",),
    nices: Sequence[str] = (),
    frameworks: Sequence[str] = ("django", "flask"),
    known: Vocabulary | None = None,
) -> Choice:
    known = known or words()
    keys = [CellKey(framework, slug) for framework in frameworks for slug in ASPECTS]
    judged = judge_cells(keys, claims, {}, Surroundings(known), TODAY)
    return choose([NEEDS[slug] for slug in musts], [NEEDS[slug] for slug in nices], frameworks, judged, known)


def answered(*claims: ClaimRecord, known: Vocabulary | None = None, question: Question = QUESTION) -> NeedAnswer:
    """The answer to the need of an API for Flask."""
    known = known or words()
    judged = appraisal.judge(claims, question, known.graph, TODAY)
    return answer(NEEDS["api"], judged, question, known.graph)


# One need


@pytest.mark.parametrize(
    ("claims", "verdict"),
    [
        ([says("flask api")], Verdict.MET),
        ([says("flask api", False)], Verdict.UNMET),
        ([says("flask api"), says("flask api", False, "b")], Verdict.DISPUTED),
        ([says("flask api"), says("flask api", False, "a")], Verdict.DISPUTED),
        ([says("flask api", scope="small"), says("flask api", False, "b", scope="large")], Verdict.CONDITIONAL),
        ([says("flask api", scope="small"), says("flask api", False, "b")], Verdict.DISPUTED),
        ([], Verdict.UNKNOWN),
    ],
)
def test_a_verdict_follows_from_the_sides_that_have_a_root(claims: list[ClaimRecord], verdict: Verdict) -> None:
    assert answered(*claims).verdict == verdict


def test_generated_text_decides_nothing_and_contradicts_nobody() -> None:
    known = words({"g": "generated"})
    only = answered(says("flask api", by="g"), known=known)
    assert (only.verdict, only.lack) == (Verdict.UNKNOWN, Lack.NO_ROOT)
    assert answered(says("flask api", by="g"), says("flask api", False), known=known).verdict == Verdict.UNMET


def curve(value: str, **fields: Any) -> ClaimRecord:
    return claim("-".join(str(part) for part in (value, *fields.values())), value, **fields)


def test_generated_text_of_another_value_does_not_turn_conditions_into_a_dispute() -> None:
    known = words({"g": "generated"})
    conditional = [curve("easy", scope="small"), curve("steep", source="b", scope="large")]
    need = NeedRecord("easy", "easy", "", "curve", frozenset({"easy"}))
    for more in ([], [curve("middling", source="g")]):
        judged = appraisal.judge([*conditional, *more], QUESTION, known.graph, TODAY)
        assert answer(need, judged, QUESTION, known.graph).verdict == Verdict.CONDITIONAL


def test_a_document_that_speaks_for_both_sides_makes_neither_more_certain_than_one_voice() -> None:
    reply = answered(says("flask api"), says("flask api", by="b"), says("flask api", False, "a"))
    assert (reply.good.certainty, reply.good.roots) == (Certainty.WEAK, 2)


def test_a_document_that_speaks_for_both_sides_under_two_conditions_counts_for_each() -> None:
    claims = [says("flask api", by=by, scope="small") for by in "ab"]
    reply = answered(*claims, says("flask api", False, "a", scope="large"), says("flask api", False, "c"))
    assert (reply.good.certainty, reply.good.scope) == (Certainty.FAIR, "small")


def test_a_verdict_is_under_a_condition_if_every_claim_that_decides_it_is() -> None:
    small, plain = says("flask api", scope="small"), says("flask api", by="b")
    assert answered(small).is_conditioned
    assert answered(says("flask api", False, scope="small")).is_conditioned
    assert not answered(small, plain).is_conditioned
    assert answered(small, replace(plain, hedged=True)).is_conditioned
    assert not answered(small, says("flask api", False, "b", scope="large")).is_conditioned
    assert not answered().is_conditioned


def test_another_value_denies_nothing_where_an_aspect_can_have_many() -> None:
    many = replace(QUESTION, many=True)
    found = answered(says("flask api", False), question=many)
    assert (found.verdict, found.lack) == (Verdict.UNKNOWN, Lack.OTHER_VALUES)
    assert [one.key for one in found.beside.claims] == [says("flask api", False).key]
    assert answered(says("flask api"), says("flask api", False), question=many).verdict == Verdict.MET


def test_old_and_new_evidence_of_a_temporal_aspect_do_not_dispute_each_other() -> None:
    old, new = says("flask api", False, as_of="2019"), says("flask api", by="b", as_of="2025")
    assert answered(old, new).verdict == Verdict.DISPUTED
    assert answered(old, new, question=replace(QUESTION, temporal=True)).verdict == Verdict.CONDITIONAL


def test_each_side_counts_its_own_roots_and_a_copy_counts_once() -> None:
    known = words(derives={"b": ["a"]})
    found = answered(says("flask api"), says("flask api", by="b"), says("flask api", False, "c"), known=known)
    assert (found.good.documents, found.good.roots, found.bad.documents, found.bad.roots) == (2, 1, 1, 1)
    assert found.good.sources == ("a", "b")


def test_an_upstream_that_an_editor_infers_lowers_the_least_count_alone() -> None:
    reply = answered(says("flask api"), says("flask api", by="b", via="a"))
    assert (reply.good.roots, reply.good.roots_min, reply.footing) == (2, 1, Footing.SINGLE_ROOT)


@pytest.mark.parametrize("kind", ["searched-silent", "not-applicable"])
def test_what_is_not_known_says_why(kind: str) -> None:
    key = CellKey("flask", "api")
    surroundings = Surroundings(words(), {key: GapRecord(kind, None, "")})
    judged = judge_cells([key], [], {}, surroundings, TODAY)[key]
    assert answer(NEEDS["api"], judged, QUESTION, words().graph).lack == kind
    assert answer(NEEDS["api"], None, QUESTION, words().graph).lack == Lack.NOT_SEARCHED


def test_what_is_not_known_is_nobodys_word_and_rests_on_nothing() -> None:
    reply = answer(NEEDS["api"], None, QUESTION, words().graph)
    assert (reply.opinion, reply.overruled, reply.own_word) == (True, False, False)
    assert [(side.roots, side.roots_min, side.certainty) for side in (reply.good, reply.bad, reply.beside)] == [
        (0, 0, Certainty.FAINT)
    ] * 3


def test_what_a_filter_hides_is_not_known() -> None:
    key = CellKey("flask", "api")
    judged = judge_cells([key], [], {key: 2}, Surroundings(words()), TODAY)[key]
    assert answer(NEEDS["api"], judged, QUESTION, words().graph).lack == Lack.HIDDEN


def test_a_verdict_rests_on_one_root_until_there_are_two() -> None:
    assert answered(says("flask api")).footing == Footing.SINGLE_ROOT
    assert answered(says("flask api"), says("flask api", by="b")).footing == Footing.MORE
    assert answered(says("flask api"), says("flask api", False)).footing == Footing.OPEN


# Outcomes


def test_who_meets_every_must_while_all_others_are_ruled_out_is_chosen() -> None:
    found = chosen([says("flask api"), says("django api", False)])
    assert found.outcome == ChoiceOutcome(Decision.DECIDED, ("flask",), certainty=Certainty.WEAK)
    assert [one.ruled_out_by for one in found.candidates] == [(), ("api",)]


def test_an_open_must_leaves_it_undecided() -> None:
    claims = [says("flask api"), says("django fast")]
    assert chosen(claims, nices=["fast"]).outcome == ChoiceOutcome(Decision.UNDECIDED, ("django", "flask"))


def test_who_alone_is_left_with_an_open_must_is_not_chosen() -> None:
    claims = [says("django api", False), says("flask fast")]
    last = ChoiceOutcome(Decision.LAST, ("flask",), certainty=Certainty.WEAK)
    assert chosen(claims, nices=["fast"]).outcome == last


def test_of_whom_alone_anything_is_said_that_decides_nothing() -> None:
    found = chosen([says("flask api")])
    assert found.outcome == ChoiceOutcome(Decision.LONE, ("flask",))
    assert found.weakest == ()


def test_nices_decide_between_those_that_meet_every_must() -> None:
    claims = [says("flask api"), says("django api"), says("flask admin", False), says("django admin")]
    decided = ChoiceOutcome(Decision.DECIDED, ("django",), certainty=Certainty.WEAK)
    assert chosen(claims, nices=["admin"]).outcome == decided


def test_no_number_of_nices_outweighs_a_must() -> None:
    claims = [says("flask api"), says("django api", False), says("django admin"), says("django fast")]
    decided = ChoiceOutcome(Decision.DECIDED, ("flask",), certainty=Certainty.WEAK)
    assert chosen(claims, nices=["admin", "fast"]).outcome == decided


def test_equal_counts_with_nothing_open_are_level() -> None:
    claims = [says("flask api"), says("django api")]
    assert chosen(claims).outcome == ChoiceOutcome(Decision.UNDECIDED, ("django", "flask"), level=True)


def test_equal_counts_with_the_same_open_question_are_not_level() -> None:
    claims = [says("flask api"), says("django api")]
    assert not chosen(claims, nices=["fast"]).outcome.level


def test_if_every_framework_fails_a_must_nobody_is_left() -> None:
    outcome = chosen([says("flask api", False), says("django api", False)]).outcome
    assert outcome == ChoiceOutcome(Decision.NONE_LEFT, certainty=Certainty.WEAK)
    assert chosen([], frameworks=()).outcome == chosen([]).outcome == ChoiceOutcome(Decision.NOBODY)


# Certainty


def test_faint_evidence_is_shown_and_rules_nobody_out() -> None:
    found = chosen([says("flask api"), says("django api", False, hedged=True)])
    assert (found.outcome.result, found.outcome.frameworks) == (Decision.UNDECIDED, ("django", "flask"))
    (django,) = [one for one in found.candidates if one.framework == "django"]
    assert (django.answers[0].verdict, django.answers[0].certainty) == (Verdict.UNMET, Certainty.FAINT)
    assert django.answers[0].is_open
    assert not django.ruled_out_by


def test_an_undecided_outcome_says_where_faint_evidence_leans() -> None:
    claims = [says("flask api"), says("django api"), says("flask fast", hedged=True)]
    assert chosen(claims, nices=["fast"]).leaning == ("flask",)
    assert chosen(claims[:2], nices=["fast"]).leaning == ()


def test_an_outcome_is_as_certain_as_the_verdicts_that_it_needs() -> None:
    both = [says("flask api", by=by) for by in "ab"] + [says("django api", False, by=by) for by in "cd"]
    found = chosen(both)
    assert found.outcome.certainty == Certainty.FAIR
    assert set(found.weakest) == {("flask", "api"), ("django", "api")}
    assert chosen([*both[:3]]).weakest == (("django", "api"),)


def test_an_outcome_rests_on_the_verdicts_without_which_it_would_not_be_so() -> None:
    claims = [says("flask api"), says("flask fast"), says("django api", False)]
    assert set(chosen(claims, nices=["fast"]).weakest) == {("flask", "api"), ("django", "api")}


def test_an_outcome_that_needs_no_verdict_alone_rests_on_all_of_them() -> None:
    met = [says(f"flask {need}", by=by) for need in ("api", "admin") for by in "ab"]
    claims = [*met, says("django api", False), says("django admin", False)]
    assert chosen(claims, ["api", "admin"]).weakest == (("django", "api"), ("django", "admin"))


def test_a_strong_side_of_a_fact_decides_and_the_other_is_named() -> None:
    known = fact_words({"m": "measurement"})
    claims = [says("flask api", by="m"), says("flask api", False, "b")]
    found = answered(*claims, known=known)
    assert (found.verdict, found.certainty, found.overruled) == (Verdict.MET, Certainty.STRONG, True)
    assert found.bad.sources == ("b",)
    opinion = answered(*claims, known=known, question=replace(QUESTION, opinion=True))
    assert (opinion.verdict, opinion.certainty) == (Verdict.DISPUTED, None)


def fact_words(kinds: Mapping[str, str]) -> Vocabulary:
    known = words(kinds)
    return replace(known, sources={slug: row._replace(read_on=TODAY) for slug, row in known.sources.items()})


def test_two_strong_sides_stay_disputed() -> None:
    known = fact_words({"m": "measurement", "n": "measurement"})
    found = answered(says("flask api", by="m"), says("flask api", False, "n"), known=known)
    assert (found.verdict, found.certainty) == (Verdict.DISPUTED, None)


def test_a_framework_alone_with_its_own_word_says_so() -> None:
    known = words({"o": "official"})
    own = replace(known, sources={**known.sources, "o": known.sources["o"]._replace(framework="flask")})
    judged = appraisal.judge([says("flask api", by="o")], replace(QUESTION, opinion=True), own.graph, TODAY)
    found = answer(NEEDS["api"], judged, replace(QUESTION, opinion=True), own.graph, "flask")
    assert (found.certainty, found.own_word, found.is_open) == (Certainty.FAINT, True, True)
    claims = [says("flask api", by="o"), says("flask api", hedged=True)]
    judged = appraisal.judge(claims, replace(QUESTION, opinion=True), own.graph, TODAY)
    assert not answer(NEEDS["api"], judged, replace(QUESTION, opinion=True), own.graph, "flask").own_word


def test_the_answers_that_would_change_the_outcome_come_with_the_open_ones_first() -> None:
    claims = [says("flask api"), says("flask api", by="b"), says("flask admin"), says("django fast")]
    found = chosen(claims, ["api", "admin"], ["fast"])
    assert {flip.wish for flip in found.flips if flip.need == "fast"} <= {Wish.NICE}
    musts = [flip for flip in found.flips if flip.wish == Wish.MUST and flip.to == Verdict.UNMET]
    assert [(flip.framework, flip.need, flip.to, flip.footing) for flip in musts] == [
        ("django", "api", Verdict.UNMET, Footing.OPEN),
        ("django", "admin", Verdict.UNMET, Footing.OPEN),
        ("flask", "admin", Verdict.UNMET, Footing.SINGLE_ROOT),
        ("flask", "api", Verdict.UNMET, Footing.MORE),
    ]


# What holds of every choice

says_something = st.builds(
    says,
    st.builds("{} {}".format, st.sampled_from(FRAMEWORKS), st.sampled_from(ASPECTS)),
    st.booleans(),
    st.sampled_from("abcdefgh"),
    scope=st.sampled_from([None, None, "small", "large"]),
    compared_to=st.none(),
)
bases = st.lists(says_something, max_size=14, unique_by=lambda one: one.key)
vocabularies = st.builds(
    words,
    st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(["survey", "generated"]), max_size=3),
    st.dictionaries(st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefgh"), max_size=2), max_size=4),
)
wishes = st.permutations(ASPECTS).flatmap(
    lambda slugs: st.integers(0, 3).map(lambda cut: (tuple(slugs[:cut]), tuple(slugs[cut:])))
)


@st.composite
def counted(draw: st.DrawFn) -> dict[str, Tallies]:
    """Counts of two or three frameworks that were asked as many musts and nices."""
    totals = [draw(st.integers(0, 2)), draw(st.integers(0, 2))]

    def tally(total: int) -> NeedTally:
        verdicts = [draw(st.sampled_from(["met", "open", "unmet"])) for _ in range(total)]
        return NeedTally(*(verdicts.count(one) for one in ("met", "open", "unmet")))

    return {slug: Tallies(*map(tally, totals)) for slug in FRAMEWORKS[: draw(st.integers(1, 3))]}


def winners(completed: Mapping[str, tuple[list[bool], list[bool]]]) -> frozenset[str]:
    """Who meets every must and most nices, when nothing is open any more."""
    able = {slug: sum(nices) for slug, (musts, nices) in completed.items() if all(musts)}
    return frozenset(slug for slug, count in able.items() if count == max(able.values()))


def completions(counts: Mapping[str, Tallies]) -> list[frozenset[str]]:
    """The winners of every way in which the open questions can turn out."""

    def ways(tally: NeedTally) -> list[list[bool]]:
        sure = [True] * tally.met + [False] * tally.unmet
        return [sure + list(more) for more in product([True, False], repeat=tally.open)]

    each = [[(slug, way) for way in product(ways(one.musts), ways(one.nices))] for slug, one in counts.items()]
    return [winners(dict(one)) for one in product(*each)]


@given(counted())
def test_an_outcome_holds_however_the_open_questions_turn_out(counts: dict[str, Tallies]) -> None:
    found, ends = decide(counts), completions(counts)
    assert set(found.frameworks) == frozenset().union(*ends)
    assert (found.result == Decision.DECIDED) == (len(found.frameworks) == 1 and len(set(ends)) == 1)
    assert (found.result == Decision.NONE_LEFT) == (set(ends) == {frozenset()})
    assert not found.level or set(ends) == {frozenset(found.frameworks)}


@given(bases, wishes, vocabularies)
def test_low_is_never_above_high_and_every_need_is_counted_once(
    claims: list[ClaimRecord], asked: Any, known: Vocabulary
) -> None:
    for one in chosen(claims, *asked, FRAMEWORKS, known).candidates:
        for tally, needs in zip(one.tallies, asked, strict=True):
            assert 0 <= tally.low <= tally.high <= tally.total == len(needs)


@given(bases, vocabularies, st.booleans(), st.booleans())
def test_one_value_a_side_answers_as_its_claims_do(
    claims: list[ClaimRecord], known: Vocabulary, many: bool, opinion: bool
) -> None:
    question = replace(QUESTION, many=many, opinion=opinion)
    for slug in ASPECTS:
        here = [one for one in claims if (one.framework, one.aspect) == ("flask", slug)]
        judged = appraisal.judge(here, question, known.graph, TODAY, framework="flask")
        whole = answer(NEEDS[slug], judged, question, known.graph, "flask")
        bare = replace(judged, claims=(), values=tuple(replace(value, claims=()) for value in judged.values))
        found = answer_of_values(NEEDS[slug], bare, question, known.graph, "flask")
        assert found
        assert standing(found) == standing(whole)


def test_several_values_of_a_side_are_answered_by_their_claims_alone() -> None:
    known, need = words(), NeedRecord("easy", "easy", "", "curve", frozenset({"easy", "gentle"}))
    judged = appraisal.judge([curve("easy"), curve("gentle", source="b")], QUESTION, known.graph, TODAY)
    assert answer_of_values(need, judged, QUESTION, known.graph, "flask") is None
    steep = replace(need, answers=frozenset({"steep"}))
    assert answer_of_values(steep, judged, QUESTION, known.graph, "flask") is None


def test_several_values_that_deny_nothing_are_answered_without_their_claims() -> None:
    known, need = words(), NeedRecord("easy", "easy", "", "curve", frozenset({"easy"}))
    many = replace(QUESTION, many=True)
    judged = appraisal.judge([curve("steep"), curve("middling", source="b")], many, known.graph, TODAY)
    reply = answer_of_values(need, judged, many, known.graph, "flask")
    assert reply
    assert (reply.verdict, reply.lack, reply.beside.of_value) == (
        Verdict.UNKNOWN, Lack.OTHER_VALUES, judged.values[0],
    )  # fmt: skip


def standing(reply: NeedAnswer) -> tuple[object, ...]:
    """What a page says of an answer."""
    weight = reply.deciding
    return (
        reply.verdict, reply.certainty, reply.is_conditioned, reply.lack, reply.overruled, reply.own_word,
        reply.opinion, weight.sources, weight.roots, weight.roots_min, weight.scopes if reply.is_conditioned else (),
    )  # fmt: skip


@given(bases, wishes, vocabularies, st.randoms(use_true_random=False))
def test_no_order_matters(claims: list[ClaimRecord], asked: Any, known: Vocabulary, random: Any) -> None:
    found = chosen(claims, *asked, FRAMEWORKS, known)
    mixed = [random.sample(some, len(some)) for some in (claims, *asked, FRAMEWORKS)]
    other = chosen(*mixed, known)
    assert other.outcome == found.outcome
    assert set(other.flips) == set(found.flips)


@given(bases, wishes, vocabularies)
def test_exactly_the_listed_answers_change_the_outcome(
    claims: list[ClaimRecord], asked: Any, known: Vocabulary
) -> None:
    found = chosen(claims, *asked, FRAMEWORKS, known)
    listed = {(flip.framework, flip.need, flip.to): flip for flip in found.flips}
    assert len(listed) == len(found.flips)
    for one in found.candidates:
        for given_answer in one.answers:
            for to in (Verdict.MET, Verdict.UNMET):
                if given_answer.column() == to.value:
                    continue
                outcome = decided_with(found, one.framework, given_answer.need, to)
                flip = listed.get((one.framework, given_answer.need, to))
                assert (flip is not None) == (not outcome.says(found.outcome))
                assert flip is None or flip.outcome == outcome


def decided_with(found: Choice, framework: str, need: str, to: Verdict) -> ChoiceOutcome:
    """The outcome if one answer were another, counted anew."""

    def count(slug: str, answers: Sequence[NeedAnswer]) -> NeedTally:
        columns = [to.value if (slug, one.need) == (framework, need) else one.column() for one in answers]
        return NeedTally(*(columns.count(column) for column in ("met", "open", "unmet")))

    tallies = {
        one.framework: Tallies(count(one.framework, one.musts), count(one.framework, one.nices))
        for one in found.candidates
    }
    named = {one.framework for one in found.candidates if one.competes} | {framework}
    if len(named) == 1:
        return ChoiceOutcome(Decision.LONE, (framework,))
    return decide({slug: tallies[slug] for slug in named})


@given(bases, wishes, vocabularies, st.sampled_from(["0-new", "z-new"]), st.data())
def test_a_copy_of_a_document_changes_no_verdict_and_no_outcome(
    claims: list[ClaimRecord], asked: Any, known: Vocabulary, name: str, data: st.DataObject
) -> None:
    assume(claims)
    original = data.draw(st.sampled_from(claims))
    assume(brings_a_root(original, claims, known.graph))
    sources = {**known.sources, name: source(name, derives=(original.source,))}
    copied = replace(known, sources=sources)
    before = chosen(claims, *asked, FRAMEWORKS, known)
    after = chosen([*claims, replace(original, key=name, source=name)], *asked, FRAMEWORKS, copied)
    assert after.outcome == before.outcome
    assert [[one.verdict for one in each.answers] for each in after.candidates] == [
        [one.verdict for one in each.answers] for each in before.candidates
    ]
    assert {(one.framework, one.need, one.to, one.footing) for one in after.flips} == {
        (one.framework, one.need, one.to, one.footing) for one in before.flips
    }


def brings_a_root(original: ClaimRecord, claims: Sequence[ClaimRecord], graph: SourceGraph) -> bool:
    """Whether the document brings a root to its side of the cell: the rule on copies speaks of no others."""
    cell = [one for one in claims if one.cell == original.cell]
    side = [one for one in cell if one.value == original.value]
    return all(Roots(cell, graph, mode).brought(side)[original.source] for mode in Mode)


@given(bases, wishes, vocabularies)
def test_frameworks_stand_by_what_they_surely_meet_and_those_ruled_out_last(
    claims: list[ClaimRecord], asked: Any, known: Vocabulary
) -> None:
    found = chosen(claims, *asked, FRAMEWORKS, known).candidates

    def met(answers: Sequence[NeedAnswer]) -> int:
        return sum(one.column() == "met" for one in answers)

    place = [(bool(one.ruled_out_by), -met(one.musts), -met(one.nices), one.framework) for one in found]
    assert place == sorted(place)


def test_of_equals_the_name_decides_the_order_not_the_slug() -> None:
    names = {"flask": "aFlask", "django": "Zed"}
    named = {slug: FrameworkRecord(slug, name, (), "", "") for slug, name in names.items()}
    known = replace(words(), frameworks=named)
    assert [one.framework for one in chosen([], known=known).candidates] == ["flask", "django"]


def test_a_flip_says_what_it_is_about() -> None:
    (flip, *_) = chosen([says("flask api"), says("django api", hedged=True)]).flips
    assert (flip.framework, flip.need, flip.wish, flip.was, flip.to) == (
        "django", "api", Wish.MUST, Verdict.MET, Verdict.UNMET,
    )  # fmt: skip
    assert flip.outcome == ChoiceOutcome(Decision.DECIDED, ("flask",))


def test_two_needs_may_ask_one_aspect() -> None:
    no = NeedRecord("no-api", "no-api", "", "api", frozenset({False}))
    judged = judge_cells([CellKey("flask", "api")], [says("flask api")], {}, Surroundings(words()), TODAY)
    found = choose([NEEDS["api"]], [no], ["flask"], judged, words())
    assert [one.verdict for one in found.candidates[0].answers] == [Verdict.MET, Verdict.UNMET]


@given(bases, vocabularies)
def test_a_yes_or_no_is_disputed_exactly_when_its_cell_is_contested(
    claims: list[ClaimRecord], known: Vocabulary
) -> None:
    keys = [CellKey(framework, slug) for framework in FRAMEWORKS for slug in ASPECTS]
    judged = judge_cells(keys, claims, {}, Surroundings(known), TODAY)
    for key, one in judged.items():
        found = answer(NEEDS[key.aspect], one, QUESTION, known.graph)
        assert (found.verdict == Verdict.DISPUTED) == (one.state == State.CONTESTED)


LEVELS = ("easy", "middling", "steep")
levels = st.builds(
    curve,
    st.sampled_from(LEVELS),
    source=st.sampled_from("abg"),
    scope=st.sampled_from([None, "small", "large"]),
    compared_to=st.sampled_from([None, None, "django"]),
)
copies = st.dictionaries(st.sampled_from("abg"), st.lists(st.sampled_from("abg"), max_size=1), max_size=1)


@given(st.lists(levels, max_size=5, unique_by=lambda one: one.key), copies)
def test_a_choice_is_disputed_for_some_value_exactly_when_its_cell_is_contested(
    claims: list[ClaimRecord], derives: dict[str, list[str]]
) -> None:
    known = words({"g": "generated"}, derives)
    judged = appraisal.judge(claims, QUESTION, known.graph, TODAY)
    needs = [NeedRecord(one, one, "", "curve", frozenset({one})) for one in LEVELS]
    verdicts = [answer(need, judged, QUESTION, known.graph).verdict for need in needs]
    assert (Verdict.DISPUTED in verdicts) == (judged.state == State.CONTESTED)
