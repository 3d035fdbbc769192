"""What a comparison says in all: differences, disputes, statements seen from both sides, counts, dates."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from compare.display.summary_words import summary_of
from kb.evidence.certainty import Certainty
from kb.evidence.periods import parse_period
from kb.evidence.records import CellKey, ClaimRecord, OptionRecord
from kb.evidence.standpoints import Stance, Standpoint
from kb.evidence.summary import Currency, Share, Topic, differs, summarise
from tests.compare.records import claim, matrix, silence, source, vocabulary

EMPTY = Standpoint("- - - - -", "", "", "", "")


def stance(words: str = "yes", certainty: str = "weak", **fields: Any) -> Stance:
    usual = {
        "limits": "", "compared_to": None, "than": "", "degree": None, "own_word": False, "contested": False,
        "documents": 1, "roots": 1, "roots_min": 1, "sources": ("a",),
    }  # fmt: skip
    return Stance(words=words, certainty=certainty, **{**usual, **fields})


def summary(*claims: ClaimRecord, **given: Any) -> Any:
    """That of Flask and Django in a base where the curve of learning has degrees."""
    words = vocabulary([source(slug) for slug in "ab"], bottle="Bottle")
    degrees = {"easier": -1, "same": 0, "harder": 1}
    options = tuple(OptionRecord(slug, slug, "", degree) for slug, degree in degrees.items())
    curve = replace(words.aspects["curve"], options=options)
    return summary_of(matrix(claims, replace(words, aspects={**words.aspects, "curve": curve}), **given))


def flask(value: Any, n: int = 1, **fields: Any) -> ClaimRecord:
    return claim(f"flask-{value}-{fields.get('source', 'a')}-{n}", value, **fields)


def django(value: Any, n: int = 1, **fields: Any) -> ClaimRecord:
    return claim(f"django-{value}-{fields.get('source', 'a')}-{n}", value, framework="django", **fields)


def test_rows_with_other_values_differ_and_rows_with_one_side_do_not() -> None:
    found = summary(flask(True), django(False), flask("easier"))
    assert [entry.topic.aspect for entry in found.differ] == ["orm"]
    assert found.disputed == []


def test_a_contested_row_is_disputed_and_no_difference() -> None:
    found = summary(flask(True), flask(False, source="b"), django(True))
    assert found.differ == []
    (entry,) = found.disputed
    assert (entry.between, entry.frameworks) == ("sources", ["flask"])


def test_a_source_against_itself_is_said_to_be_that() -> None:
    (entry,) = summary(flask(True), flask(False)).disputed
    assert entry.between == "source"


def test_what_two_cells_say_of_each_other_is_one_statement_by_both_their_sources() -> None:
    found = summary(flask("easier", compared_to="django"), django("harder", compared_to="flask", source="b"))
    (entry,) = found.differ
    ((framework, said),) = entry.positions
    assert (framework, said.words, list(said.sources)) == ("flask", "easier", ["a", "b"])


def test_one_statement_of_two_is_as_certain_as_the_surer_one() -> None:
    surer = [django("harder", compared_to="flask", source=slug) for slug in "ab"]
    for claims in ([flask("easier", compared_to="django"), *surer], [*surer, flask("easier", compared_to="django")]):
        ((_, said),) = summary(*claims).differ[0].positions
        assert (said.certainty, said.roots, said.roots_min, said.documents) == ("fair", 2, 2, 2)


def test_a_dispute_that_stands_in_both_cells_is_one_question_with_two_sides() -> None:
    claims = [
        flask("easier", compared_to="django"), flask("harder", compared_to="django", source="b"),
        django("harder", compared_to="flask"), django("easier", compared_to="flask", source="b"),
    ]  # fmt: skip
    (entry,) = summary(*claims).disputed
    assert [(position.framework, position.stance.words) for position in entry.positions] == [
        ("flask", "easier"),
        ("flask", "harder"),
    ]


def test_facts_come_first_and_then_the_surest() -> None:
    points = {name: Standpoint(f"{name} - - {name} -", "", "a", f';["{name}"]', "") for name in ("weak", "fair")}
    topics = [
        Topic(name, None, name, opinion, True, {"x": points[certainty], "y": points[certainty]})
        for name, opinion, certainty in (("a", True, "fair"), ("b", False, "weak"), ("c", False, "fair"))
    ]
    assert [entry.topic.aspect for entry in summarise(topics).differ] == ["c", "b", "a"]


def test_the_certainty_of_a_difference_is_that_of_its_weakest_statement() -> None:
    found = summary(flask(True), flask(True, source="b"), django(False, hedged=True))
    assert [entry.certainty for entry in found.differ] == [Certainty.FAINT]


def test_what_is_left_out_of_a_difference_makes_it_no_less_certain() -> None:
    easier = [flask("easier", compared_to="django", source=slug) for slug in "ab"]
    same = [django("same", source=slug) for slug in "ab"]
    (entry,) = summary(*easier, flask("harder", compared_to="bottle", hedged=True), *same).differ
    assert entry.certainty == Certainty.FAIR


def test_the_certainty_of_a_dispute_is_that_of_its_weakest_side() -> None:
    (entry,) = summary(flask(True), flask(False, source="b", hedged=True)).disputed
    assert entry.certainty == Certainty.FAINT


@pytest.mark.parametrize(
    ("points", "different", "agreement"),
    [
        ([], False, "silence"),
        (["weak - lone weak -"], False, "alone"),
        (["weak - lone weak -"] * 2, False, "same"),
        (["weak - lone weak -"] * 2, True, "apart"),
        (["weak sources - weak -"], False, "apart"),
    ],
)
def test_columns_are_apart_the_same_alone_or_silent(points: list[str], different: bool, agreement: str) -> None:
    filled = {f"x{n}": EMPTY._replace(tally=tally, claims="a") for n, tally in enumerate(points)}
    topic = Topic("orm", None, "ORM", False, different, {**filled, "y": EMPTY})
    assert topic.agreement == agreement


def test_cells_with_one_document_and_silent_cells_are_counted() -> None:
    found = summary(flask(True), flask(True, source="b"), django(True), gaps={CellKey("django", "curve"): silence()})
    assert (found.lone, found.silent) == (Share(1, 2), Share(1, 3))


def test_how_current_it_is_says_the_ends_and_the_largest_share() -> None:
    found = summary(flask(True, as_of="2019"), flask(True, 2, as_of="2024-05"), django(True, source="b"))
    assert (str(found.currency.oldest), str(found.currency.newest)) == ("2019", "2024-05")
    assert (found.currency.largest_source, found.currency.share) == ("a", pytest.approx(2 / 3))
    assert found.currency.newest == parse_period("2024-05")


def test_one_statement_of_two_is_as_new_as_the_newer_one() -> None:
    said = [flask("easier", compared_to="django", as_of="2024"), django("harder", compared_to="flask", as_of="2020")]
    for claims in (said, said[::-1]):
        ((_, stated),) = summary(*claims).differ[0].positions
        assert stated.period == "2024"


def test_of_two_sources_with_most_claims_the_first_by_slug_is_named() -> None:
    found = summary(flask(True, source="b"), django(True))
    assert (found.currency.largest_source, found.currency.share) == ("a", 0.5)


def test_a_comparison_without_a_claim_says_nothing() -> None:
    found = summarise([Topic("orm", None, "ORM", False, True, {"x": EMPTY})])
    assert (found.differ, found.disputed, found.lone, found.currency) == ([], [], Share(0, 0), Currency())


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (';["yes"]', ';["yes"]', False),
        (';["yes"]', ';["no"]', True),
        (';["yes"]', "", False),
        ('y;["harder"]', 'x;["harder"]', True),
        ('y z;["harder"]', ';["harder"]', True),
        ('z;["harder"]', ';["easier"]', True),
        ('z;["harder"]', ';["harder"]', False),
    ],
)
def test_columns_differ_in_their_values_or_by_what_one_is_said_to_be_other_than(
    one: str, other: str, expected: bool
) -> None:
    assert differs({"x": EMPTY._replace(meaning=one), "y": EMPTY._replace(meaning=other)}) == expected


def test_a_comparison_with_none_of_the_columns_is_left_out_where_there_is_more_to_say() -> None:
    found = summary(flask("easier", compared_to="django"), flask("harder", compared_to="bottle"), django("same"))
    assert [entry.stance.words for entry in found.differ[0].positions] == ["easier", "same"]
