from dataclasses import FrozenInstanceError, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kb.evidence.appraisal import judge, split_companies
from kb.evidence.certainty import Certainty
from kb.evidence.contest import contest_each_other
from kb.evidence.judgement import Assertion, Empty, Flag, Judgement, State, Value
from kb.evidence.periods import parse_period
from tests.kb.evidence_builders import TODAY, judged, make_claim, make_graph, make_question, value_of

OVER_TIME = make_question(temporal=True)
STALE_AFTER_A_YEAR = make_question(stale_after_months=12)


def contests(one: dict[str, Any], other: dict[str, Any], **question: bool) -> bool:
    """Whether a yes and a no, from two documents, contest each other."""
    claims = make_claim("a", **{"value": "yes"} | one), make_claim("b", **{"value": "no"} | other)
    judgement = judged(*claims, question=make_question(**question))
    assert {value.contested for value in judgement.values} == {judgement.state == State.CONTESTED}
    return judgement.state == State.CONTESTED


def test_groups_contest_each_other_as_claims_of_one_cell_do() -> None:
    yes, small, large = make_claim("a"), make_claim("b", "no", scope="small"), make_claim("c", "maybe", scope="large")
    assert contest_each_other([[yes], [small, large]], make_question())
    assert not contest_each_other([[small], [large]], make_question())
    assert not contest_each_other([[yes], [small]], make_question(many=True))
    assert not contest_each_other([[yes]], make_question())


# Empty cells


@pytest.mark.parametrize(
    ("gap", "hidden", "empty"),
    [
        (None, 0, Empty.NOT_SEARCHED),
        (None, 3, Empty.HIDDEN),
        ("searched-silent", 0, Empty.SEARCHED_SILENT),
        ("searched-silent", 3, Empty.HIDDEN),
        ("not-applicable", 0, Empty.NOT_APPLICABLE),
        ("not-applicable", 3, Empty.NOT_APPLICABLE),
    ],
)
def test_an_empty_cell_says_why(gap: str | None, hidden: int, empty: Empty) -> None:
    judgement = judged(gap=gap, hidden=hidden, question=STALE_AFTER_A_YEAR, split=True, resolved_claims=[])
    searched = empty == Empty.SEARCHED_SILENT
    assert judgement == Judgement(state=State.EMPTY, empty=empty, hidden=hidden, searched=searched)


@pytest.mark.parametrize(
    ("options", "empty", "read"),
    [
        ({"read": 2}, Empty.SEARCHED_SILENT, 2),
        ({"read": 2, "gap": "searched-silent"}, Empty.SEARCHED_SILENT, 2),
        ({"read": 2, "gap": "not-applicable"}, Empty.NOT_APPLICABLE, 0),
        ({"read": 2, "hidden": 1}, Empty.HIDDEN, 0),
        ({"read": 0}, Empty.NOT_SEARCHED, 0),
    ],
)
def test_an_empty_cell_that_sources_were_read_for_is_silent(options: dict[str, Any], empty: Empty, read: int) -> None:
    searched = options.get("gap") == empty == Empty.SEARCHED_SILENT
    assert judged(**options) == Judgement(
        state=State.EMPTY, empty=empty, read=read, hidden=options.get("hidden", 0), searched=searched
    )


def test_an_empty_cell_has_no_flags_no_values_and_no_counts() -> None:
    judgement = judged(question=STALE_AFTER_A_YEAR, split=True)
    assert (judgement.flags, judgement.values, judgement.claims) == ((), (), ())
    assert (judgement.documents, judgement.roots, judgement.roots_min) == (0, 0, 0)
    assert judgement.fresh_until is None


def test_a_cell_with_a_claim_is_not_empty_whatever_gap_was_recorded() -> None:
    judgement = judged(make_claim("a"), gap="searched-silent", hidden=2)
    assert (judgement.state, judgement.empty, judgement.hidden) == (State.SINGLE, None, 2)


def test_an_unknown_kind_of_gap_is_an_error() -> None:
    with pytest.raises(ValueError, match="forgotten"):
        judged(gap="forgotten")


@pytest.mark.parametrize("status", ["draft", "review", "retired"])
def test_a_claim_that_is_not_published_counts_nowhere(status: str) -> None:
    left_out = make_claim("a", "no", status=status)
    assert judged(left_out).state == State.EMPTY
    assert judged(left_out, make_claim("b")) == judged(make_claim("b"))


# States


def test_one_document_is_single() -> None:
    assert judged(make_claim("a")).state == State.SINGLE


def test_two_documents_with_one_root_are_single() -> None:
    judgement = judged(make_claim("a"), make_claim("b"), graph=make_graph({"b": ["a"]}))
    assert (judgement.state, judgement.documents, judgement.roots) == (State.SINGLE, 2, 1)


def test_two_independent_documents_corroborate() -> None:
    assert judged(make_claim("a"), make_claim("b")).state == State.CORROBORATED


def test_two_documents_whose_one_root_is_only_inferred_are_single() -> None:
    judgement = judged(make_claim("a"), make_claim("b", via="a", via_stated=False))
    assert (judgement.state, judgement.roots, judgement.roots_min) == (State.SINGLE, 2, 1)


def test_generated_text_alone_is_unrooted() -> None:
    judgement = judged(make_claim("bot"), graph=make_graph(generated=["bot"]))
    assert (judgement.state, judgement.roots, judgement.documents) == (State.UNROOTED, 0, 1)


def test_different_rooted_values_are_contested() -> None:
    assert judged(make_claim("a", "yes"), make_claim("b", "no")).state == State.CONTESTED


def test_a_generated_text_that_differs_contests_a_value_but_not_the_cell() -> None:
    judgement = judged(make_claim("a", "yes"), make_claim("bot", "no"), graph=make_graph(generated=["bot"]))
    assert judgement.state == State.SINGLE
    assert [value.contested for value in judgement.values] == [True, True]


def test_two_sides_that_share_their_root_are_contested() -> None:
    claims = make_claim("a", "yes"), make_claim("b", "no")
    assert judged(*claims, graph=make_graph({"a": ["book"], "b": ["book"]})).state == State.CONTESTED


def test_two_roots_that_only_say_maybe_are_single() -> None:
    assert judged(make_claim("a", hedged=True), make_claim("b", hedged=True)).state == State.SINGLE
    assert judged(make_claim("a"), make_claim("b", hedged=True)).state == State.SINGLE


def test_a_document_that_says_a_contesting_value_corroborates_nothing() -> None:
    claims = [make_claim("a"), make_claim("b"), make_claim("a", "no", hedged=True)]
    yes = value_of(judged(*claims), "yes")
    assert (yes.certain_roots, yes.certainty) == (1, Certainty.WEAK)


def test_the_state_follows_the_leading_value() -> None:
    claims = make_claim("a", "flask"), make_claim("b", "flask"), make_claim("c", "bottle")
    assert judged(*claims, question=make_question(many=True)).state == State.CORROBORATED


def test_the_state_of_a_temporal_cell_follows_its_newest_value() -> None:
    old = [make_claim(source, Decimal(40), as_of="2020") for source in "ab"]
    judgement = judged(*old, make_claim("a", Decimal(50), as_of="2024"), question=OVER_TIME)
    assert (judgement.values[0].value, judgement.state) == (Decimal(50), State.SINGLE)


# Resolutions


def test_a_contested_cell_whose_claims_were_all_judged_is_resolved() -> None:
    claims = [make_claim("a", "yes"), make_claim("b", "no")]
    judgement = judged(*claims, resolved_claims=[claim.key for claim in claims])
    assert judgement.state == State.RESOLVED
    assert [value.contested for value in judgement.values] == [True, True]


def test_a_claim_that_came_after_the_resolution_makes_the_cell_contested_again() -> None:
    claims = [make_claim("a", "yes"), make_claim("b", "no"), make_claim("c", "no")]
    assert judged(*claims, resolved_claims={claims[0].key, claims[1].key}).state == State.CONTESTED


def test_a_draft_or_a_retired_claim_does_not_reopen_a_resolution() -> None:
    claims = [make_claim("a", "yes"), make_claim("b", "no")]
    later = [make_claim("c", "no", status="draft"), make_claim("d", "no", status="retired")]
    assert judged(*claims, *later, resolved_claims=[c.key for c in claims]).state == State.RESOLVED


def test_a_resolution_that_also_judged_a_retired_claim_still_holds() -> None:
    claims = [make_claim("a", "yes"), make_claim("b", "no")]
    assert judged(*claims, resolved_claims=[c.key for c in claims] + ["gone"]).state == State.RESOLVED


def test_a_resolution_of_a_cell_no_longer_contested_says_nothing() -> None:
    claim = make_claim("a", "yes")
    assert judged(claim, resolved_claims=[claim.key]).state == State.SINGLE


def test_a_resolution_that_judged_nothing_resolves_nothing() -> None:
    claims = [make_claim("a", "yes"), make_claim("b", "no")]
    assert judged(*claims, resolved_claims=[]).state == State.CONTESTED


# Contest


@pytest.mark.parametrize(
    ("one", "other", "contested"),
    [
        ({"value": "yes"}, {"value": "no"}, True),
        ({"value": True}, {"value": False}, True),
        ({"value": Decimal(12)}, {"value": Decimal(13)}, True),
        ({"value": "yes"}, {"value": "yes"}, False),
        ({"value": Decimal(12)}, {"value": Decimal("12.0")}, False),
        ({"value": Decimal("1E+1")}, {"value": Decimal(10)}, False),
        ({"compared_to": "django"}, {"compared_to": "django"}, True),
        ({"compared_to": "django"}, {"compared_to": "bottle"}, False),
        ({"compared_to": "django"}, {}, False),
        ({"scope": "small"}, {"scope": "small"}, True),
        ({"scope": "small"}, {}, True),
        ({"scope": "small"}, {"scope": "large"}, False),
        ({"as_of": "2020"}, {"as_of": "2024"}, True),
    ],
)
def test_two_claims_contest(one: dict[str, Any], other: dict[str, Any], contested: bool) -> None:
    assert contests(one, other) is contested


@pytest.mark.parametrize(
    ("one", "other", "contested"),
    [
        ({"as_of": "2020"}, {"as_of": "2020-05"}, True),
        ({"as_of": "2020"}, {"as_of": "2021"}, False),
        ({"as_of": "2020-05"}, {"as_of": "2020-05-31"}, True),
        ({"as_of": "2020-05-31"}, {"as_of": "2020-06"}, False),
        ({"as_of": "2020"}, {}, True),
        ({}, {}, True),
        ({"as_of": "2020", "scope": "small"}, {"as_of": "2020", "scope": "large"}, False),
        ({"as_of": "2020", "compared_to": "django"}, {"as_of": "2020"}, False),
    ],
)
def test_over_time_two_claims_contest(one: dict[str, Any], other: dict[str, Any], contested: bool) -> None:
    assert contests(one, other, temporal=True) is contested


def test_where_many_values_hold_none_contests() -> None:
    assert not contests({}, {}, many=True)


def test_true_is_not_the_number_one() -> None:
    judgement = judged(make_claim("a", True), make_claim("b", Decimal(1)))
    assert len(judgement.values) == 2


def test_a_long_period_contests_a_late_one_behind_short_ones() -> None:
    claims = [make_claim("a", "yes", as_of="2020"), make_claim("b", "yes", as_of="2020-02")]
    judgement = judged(*claims, make_claim("c", "no", as_of="2020-12"), question=OVER_TIME)
    assert judgement.state == State.CONTESTED


def test_only_the_values_that_contest_are_marked() -> None:
    claims = [make_claim("a", "yes"), make_claim("b", "no"), make_claim("c", "easier", compared_to="django")]
    judgement = judged(*claims)
    assert [(v.value, v.contested) for v in judgement.values] == [
        ("no", True),
        ("yes", True),
        ("easier", False),
    ]


# Flags


@pytest.mark.parametrize(
    ("as_of", "months", "fresh_until", "stale"),
    [
        ("2025-12-01", 12, date(2026, 12, 1), False),
        ("2025-11-30", 12, date(2026, 11, 30), True),
        ("2025", 11, date(2026, 11, 30), True),
        ("2025", 12, date(2026, 12, 31), False),
        ("2026-11-30", 0, date(2026, 11, 30), True),
        ("1990", None, None, False),
        ("", None, None, False),
        ("", 12, None, True),
        ("9999", 12, date.max, False),
    ],
)
def test_a_cell_is_stale_once_its_newest_period_ended_too_long_ago(
    as_of: str, months: int | None, fresh_until: date | None, stale: bool
) -> None:
    question = make_question(stale_after_months=months)
    judgement = judged(make_claim("a", as_of="1980"), make_claim("b", as_of=as_of), question=question)
    if not as_of:
        judgement = judged(make_claim("b"), question=question)
    assert (judgement.fresh_until, Flag.STALE in judgement.flags) == (fresh_until, stale)


@pytest.mark.parametrize(("dates", "undated"), [(["", ""], True), (["", "2024"], False)])
def test_a_cell_is_undated_when_no_claim_has_a_period(dates: list[str], undated: bool) -> None:
    claims = [make_claim(f"s{n}", as_of=as_of) for n, as_of in enumerate(dates)]
    assert (Flag.UNDATED in judged(*claims).flags) is undated


@pytest.mark.parametrize("official", [True, False])
def test_a_cell_is_second_hand_unless_one_of_its_claims_is_first_hand(official: bool) -> None:
    graph = make_graph(a="blog", b="official" if official else "blog", frameworks={"b": "flask"})
    judgement = judged(make_claim("a"), make_claim("b", "no"), graph=graph, framework="flask")
    assert (Flag.SECOND_HAND in judgement.flags) is not official
    assert [value.first_hand for value in judgement.values] == [official, False]


@pytest.mark.parametrize(
    ("strong", "weak", "hedged"),
    [
        ([True, True], True, True),
        ([True, True], False, False),
        ([True, False], True, False),
        ([False, False], True, False),
    ],
)
def test_a_cell_is_hedged_when_every_claim_of_its_leading_value_is(
    strong: list[bool], weak: bool, hedged: bool
) -> None:
    claims = [make_claim(f"s{n}", hedged=hedge) for n, hedge in enumerate(strong)]
    assert (Flag.HEDGED in judged(*claims, make_claim("w", "no", hedged=weak)).flags) is hedged


@pytest.mark.parametrize(
    ("source", "contradicted"),
    [("a", True), ("b", False)],
)
def test_a_source_that_contests_itself_is_flagged(source: str, contradicted: bool) -> None:
    judgement = judged(make_claim("a", "yes"), make_claim(source, "no"))
    assert (Flag.SELF_CONTRADICTED in judgement.flags) is contradicted


def test_one_source_with_two_values_under_two_scopes_does_not_contradict_itself() -> None:
    claims = make_claim("a", "yes", scope="small"), make_claim("a", "no", scope="large")
    assert judged(*claims).flags == (Flag.UNDATED, Flag.SECOND_HAND, Flag.CONDITIONAL)


def test_a_generated_source_can_contradict_itself() -> None:
    claims = make_claim("bot", "yes"), make_claim("bot", "no")
    assert Flag.SELF_CONTRADICTED in judged(*claims, graph=make_graph(generated=["bot"])).flags


@pytest.mark.parametrize(
    ("one", "other", "question", "conditional"),
    [
        ({"scope": "small"}, {"scope": "large"}, {}, True),
        ({"scope": "small"}, {"scope": "small"}, {}, False),
        ({"scope": "small"}, {}, {}, False),
        ({"scope": "small", "compared_to": "django"}, {"scope": "large"}, {}, False),
        ({"scope": "small"}, {"scope": "large"}, {"many": True}, False),
        ({"scope": "small", "as_of": "2020"}, {"scope": "large", "as_of": "2021"}, {"temporal": True}, False),
        ({"scope": "small", "as_of": "2020"}, {"scope": "large"}, {"temporal": True}, True),
    ],
)
def test_values_kept_apart_only_by_their_scopes_are_conditional(
    one: dict[str, Any], other: dict[str, Any], question: dict[str, Any], conditional: bool
) -> None:
    claims = make_claim("a", "yes", **one), make_claim("b", "no", **other)
    assert (Flag.CONDITIONAL in judged(*claims, question=make_question(**question)).flags) is conditional


def test_one_value_under_two_scopes_is_not_conditional() -> None:
    claims = make_claim("a", scope="small"), make_claim("b", scope="large")
    assert Flag.CONDITIONAL not in judged(*claims).flags


def test_a_cell_can_be_contested_and_conditional() -> None:
    claims = [make_claim("a", "yes", scope="small"), make_claim("b", "no", scope="large")]
    judgement = judged(*claims, make_claim("c", "no", scope="small"))
    assert judgement.state == State.CONTESTED
    assert Flag.CONDITIONAL in judgement.flags


@pytest.mark.parametrize("split", [True, False])
def test_a_cell_is_split_when_told_so(split: bool) -> None:
    assert (Flag.SPLIT in judged(make_claim("a"), split=split).flags) is split


def test_flags_come_in_one_order() -> None:
    claims = [
        make_claim("a", "no", scope="x", hedged=True),
        make_claim("a", "yes", hedged=True),
        make_claim("b", "yes", scope="y", hedged=True),
    ]
    assert judged(*claims, question=STALE_AFTER_A_YEAR, split=True).flags == tuple(Flag)


def test_states_empties_and_flags_are_plain_words() -> None:
    assert " ".join(State) == "empty resolved contested unrooted single corroborated"
    assert " ".join(Empty) == "not-applicable hidden searched-silent not-searched"
    assert " ".join(Flag) == "stale undated second_hand hedged self_contradicted conditional split"


# Values


def test_claims_of_one_value_are_one_value_whatever_their_scopes() -> None:
    claims = [make_claim("b", scope="web"), make_claim("a", scope="small"), make_claim("a", key="z")]
    (value,) = judged(*claims).values
    assert (value.scopes, value.sources, value.documents) == (("small", "web"), ("a", "b"), 2)
    assert [claim.key for claim in value.claims] == ["a-yes--small", "b-yes--web", "z"]


def test_one_source_that_says_a_value_twice_is_one_document() -> None:
    judgement = judged(make_claim("a", key="a1"), make_claim("a", key="a2"))
    assert (judgement.documents, judgement.roots, judgement.values[0].documents) == (1, 1, 1)


def test_values_compared_to_different_frameworks_are_apart() -> None:
    claims = [make_claim("a", "easier", compared_to=other) for other in ("django", "bottle", None)]
    assert [value.compared_to for value in judged(*claims).values] == [None, "bottle", "django"]


def test_equal_numbers_are_one_value_shown_as_the_first_claim_has_it() -> None:
    claims = [make_claim("b", Decimal("12.0")), make_claim("a", Decimal(12))]
    (value,) = judged(*claims).values
    assert (str(value.value), value.label, value.documents) == ("12", "12", 2)


@pytest.mark.parametrize(
    ("claims", "order"),
    [
        (["a:no", "b:yes", "c:yes"], ["yes", "no"]),
        (["a:yes", "b:no", "c:no"], ["no", "yes"]),
        (["a:yes", "b:no"], ["no", "yes"]),
        (["a:yes", "copy:yes", "b:no"], ["yes", "no"]),
        (["a:no", "b:no", "bot:yes", "c:yes"], ["no", "yes"]),
    ],
)
def test_values_stand_with_the_leading_one_first(claims: list[str], order: list[str]) -> None:
    graph = make_graph({"copy": ["a"]}, generated=["bot"])
    judgement = judged(*(make_claim(*claim.split(":")) for claim in claims), graph=graph)
    assert [value.value for value in judgement.values] == order


def test_certainty_ranks_before_any_count() -> None:
    claims = [make_claim(source, "no", hedged=True) for source in "abc"]
    assert [value.value for value in judged(*claims, make_claim("d", "yes")).values] == ["yes", "no"]


def test_the_least_count_of_roots_ranks_before_the_stated_one_and_before_documents() -> None:
    inferred = [make_claim(source, "a", via="book", via_stated=False) for source in "pqr"]
    judgement = judged(*inferred, make_claim("x", "b"), make_claim("y", "b"))
    assert [(v.value, v.roots_min, v.roots, v.documents) for v in judgement.values] == [
        ("b", 2, 2, 2),
        ("a", 1, 3, 3),
    ]


def test_values_over_time_stand_newest_first_and_undated_last() -> None:
    dates = {
        Decimal(1): "2020",
        Decimal(2): "",
        Decimal(3): "2024",
        Decimal(4): "2024-12",
        Decimal(5): "2023",
    }
    claims = [make_claim("a", number, as_of=as_of) for number, as_of in dates.items()]
    judgement = judged(*claims, question=OVER_TIME)
    assert [int(value.value) for value in judgement.values] == [4, 3, 5, 1, 2]


def test_a_newer_value_does_not_stand_first_where_time_is_not_asked() -> None:
    claims = [make_claim("a", "yes"), make_claim("b", "yes"), make_claim("c", "no", as_of="2026")]
    assert [value.value for value in judged(*claims).values] == ["yes", "no"]


def test_values_of_the_same_time_stand_strongest_first() -> None:
    claims = [make_claim(source, number, as_of="2024") for source, number in ("a1", "b2", "c2")]
    assert [value.value for value in judged(*claims, question=OVER_TIME).values] == ["2", "1"]


def test_the_period_of_a_value_is_its_newest() -> None:
    claims = [make_claim("a", as_of="2024"), make_claim("b", as_of="2024-12"), make_claim("c")]
    assert judged(*claims).values[0].period == parse_period("2024-12")


def test_a_value_is_first_hand_where_one_of_its_claims_is() -> None:
    graph = make_graph(m="measurement", b="blog")
    assert value_of(judged(make_claim("b"), make_claim("m"), graph=graph), "yes").first_hand
    assert not value_of(judged(make_claim("b"), graph=graph), "yes").first_hand


def test_every_value_has_its_own_counts_and_the_cell_counts_all() -> None:
    claims = [make_claim("a", "yes"), make_claim("b", "yes"), make_claim("a", "no"), make_claim("c", "no")]
    judgement = judged(*claims, graph=make_graph({"c": ["b"]}))
    assert [(v.documents, v.roots) for v in judgement.values] == [(2, 2), (2, 2)]
    assert (judgement.documents, judgement.roots) == (3, 2)


def test_the_names_of_all_roots_are_listed_in_both_modes() -> None:
    claims = [make_claim("b"), make_claim("a", "no", via="c", via_stated=False)]
    judgement = judged(*claims)
    assert (judgement.root_names, judgement.root_names_min) == (("a", "b"), ("b", "c"))


def test_the_least_count_is_never_above_the_stated_one() -> None:
    claim = make_claim("bot", via="book", via_stated=False)
    judgement = judged(claim, graph=make_graph(generated=["bot"]))
    assert (judgement.state, judgement.roots, judgement.roots_min) == (State.UNROOTED, 0, 0)


def test_claims_come_back_sorted_as_the_same_objects_of_a_richer_kind() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Record(Assertion):
        quote: str

    records = [Record(key=key, source=key, value="yes", value_label="yes", quote="…") for key in "ba"]
    judgement = judge(records, make_question(), make_graph(), TODAY)
    assert judgement.claims[0] is records[1]
    assert judgement.values[0].claims == tuple(reversed(records))


def test_a_judgement_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        judged().state = State.SINGLE  # type: ignore[misc]


@pytest.mark.parametrize("value", ["text", True, Decimal("1.5")])
def test_a_value_keeps_its_type(value: Value) -> None:
    (shown,) = judged(make_claim("a", value)).values
    assert (type(shown.value), shown.value) == (type(value), value)


# Adoption


def test_a_company_under_two_frameworks_is_split() -> None:
    pairs = [("pinterest", "flask"), ("pinterest", "django"), ("netflix", "flask"), ("netflix", "flask")]
    assert split_companies(pairs) == {"pinterest"}


def test_no_company_is_split_without_claims() -> None:
    assert split_companies([]) == frozenset()
