"""What records say of themselves."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from kb.evidence.judgement import Value
from kb.evidence.records import (
    ADOPTION,
    ALIKE,
    FACT,
    OF_OTHERS,
    OPINION,
    CellKey,
    ClaimRow,
    GroupRecord,
    LinkRecord,
    OptionRecord,
    is_place_of_opinion,
    name_of_record,
    place_of,
    plain_value,
    row_of,
)
from tests.compare.records import TODAY, aspect, cells, claim, source

# Claims


def test_a_row_of_a_claim_has_what_faces_say_and_is_itself_its_row() -> None:
    row = row_of(claim("k", scope="small"))
    assert (row.key, row.value, row.scope, row.cell) == ("k", True, "small", CellKey("flask", "orm"))
    assert row_of(row) is row
    assert isinstance(row, ClaimRow)


@pytest.mark.parametrize(
    ("value", "plain"), [(Decimal(5), 5), (Decimal("5.0"), 5), (Decimal("5.5"), 5.5), (True, True), ("5", "5")]
)
def test_a_number_is_plain_and_whole_where_it_is(value: Value, plain: Any) -> None:
    assert (plain_value(value), type(plain_value(value))) == (plain, type(plain))


# Aspects


@pytest.mark.parametrize(
    ("value_type", "cardinality", "words"),
    [
        ("boolean", "one", "yes or no"),
        ("choice", "many", "one of its options; several can hold"),
        ("number", "one", "a number"),
        ("text", "many", "a text; several can hold"),
    ],
)
def test_an_aspect_says_what_answers_it_takes(value_type: str, cardinality: str, words: str) -> None:
    assert aspect("a", value_type, cardinality=cardinality).answer_words == words


@pytest.mark.parametrize(
    ("fields", "ages"),
    [({}, False), ({"temporal": True}, True), ({"stale_after_months": 0}, True), ({"stale_after_months": 9}, True)],
)
def test_an_answer_can_be_out_of_date_over_time_or_after_some_months(fields: dict[str, Any], ages: bool) -> None:
    assert aspect("a", **fields).ages is ages


def test_the_question_of_an_aspect_is_what_judging_needs_of_it() -> None:
    question = aspect("a", cardinality="many", nature=OPINION, temporal=True, stale_after_months=3).question
    assert (question.many, question.opinion, question.temporal, question.adoption) == (True, True, True, False)
    assert question.stale_after_months == 3
    question = aspect(ADOPTION, cardinality="one", nature=FACT).question
    assert (question.many, question.opinion, question.temporal, question.adoption) == (False, False, False, True)


def test_only_a_value_with_a_degree_sets_a_cell_apart_from_what_it_is_compared_to() -> None:
    speeds = [OptionRecord("slower", "slower", "", -1), OptionRecord("alike", "alike", "", 0)]
    said = [claim("a", "slower", compared_to="django"), claim("b", "alike", compared_to="quart"), claim("c", "slower")]
    (cell,) = cells(said)
    assert replace(aspect("curve", "choice"), options=speeds).sets_apart(cell.judgement) == {"django"}


# Sources


def test_a_source_is_named_by_its_title_and_who_says_so() -> None:
    assert source("t").label == "T (article)"
    assert source("t", author="Ann").label == "T (Ann)"
    assert source("t", author="Ann", publisher="Press").label == "T (Press)"
    assert (source("t").name, source("t").distinction) == ("T", "")


def test_a_source_with_namesakes_has_all_that_tells_it_apart() -> None:
    row = source("t", author="Ann", version="2", published_on="2024")._replace(namesakes=OF_OTHERS)
    assert row.name == row.label == "T (article, Ann, published 2024, 2)"
    assert row._replace(namesakes=ALIKE).distinction == "article, Ann, published 2024, 2, t"


def test_a_source_is_called_by_its_publisher_else_its_author_else_its_title() -> None:
    assert source("t").short_name == "T"
    assert source("t", author="Ann").short_name == "Ann"
    assert source("t", author="Ann", publisher="Press").short_name == "Press"


def test_a_source_is_dated_by_its_last_change_else_its_publication() -> None:
    assert source("t").dated == "undated"
    assert source("t", published_on="2024").dated == "published 2024"
    assert source("t", published_on="2024", modified_on="2025").dated == "changed 2025"


def test_a_link_says_what_it_answered_and_when_or_that_nobody_asked() -> None:
    row = source("t")
    assert (row.link_words, row.archive_words) == ("not checked", "not checked")
    asked = row._replace(link_state="answers", archive_state="gone", link_checked_on=TODAY)
    assert (asked.link_words, asked.archive_words) == ("answers on 2026-12-01", "gone on 2026-12-01")


def test_a_link_is_stated_unless_it_says_otherwise() -> None:
    assert LinkRecord("a", "b", "derives", "").stated


# Places


def test_a_place_is_that_of_the_group_and_facts_stand_before_opinions() -> None:
    group = GroupRecord("basics", "Basics", 7)
    fact, opinion = (aspect("a", order=3, nature=nature) for nature in (FACT, OPINION))
    assert place_of(group, fact, None) == "00007 basics 00003 a "
    assert place_of(group, opinion, "nasa") == "00007 basics 50003 a nasa"


@pytest.mark.parametrize(("order", "opinion"), [("00003", False), ("49999", False), ("50000", True), ("50003", True)])
def test_the_order_in_a_place_tells_opinions(order: str, opinion: bool) -> None:
    assert is_place_of_opinion(order) is opinion


def test_a_record_is_called_by_its_title_label_or_name() -> None:
    records = [source("t"), OptionRecord("easy", "Easy", ""), GroupRecord("basics", "Basics", 0)]
    assert list(map(name_of_record, records)) == ["T", "Easy", "Basics"]
