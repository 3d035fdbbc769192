"""The answers of a comparison in sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from compare.display.summary_words import SummaryLine, SummaryWords, row_id, summary_of
from kb.evidence.records import CellKey, ClaimRecord, OptionRecord
from tests.compare.records import TODAY, claim, matrix, silence, source, vocabulary

SOURCES = [source(slug, publisher=slug.upper()) for slug in "abc"]


def words(*claims: ClaimRecord, **given: Any) -> SummaryWords:
    """The summary of Flask and Django; a curve is a comparison."""
    known = vocabulary(given.pop("sources", SOURCES))
    options = (OptionRecord("easier", "Easier", "", -1), OptionRecord("harder", "Harder", "", 1))
    aspects = {**known.aspects, "curve": replace(known.aspects["curve"], options=options)}
    aspects |= {slug: replace(aspects[slug], nature="fact") for slug in ("orm", "share")}
    found = matrix(claims, replace(known, aspects=aspects), **given)
    return SummaryWords(summary_of(found), found.columns, known.sources)


def sentences(*claims: ClaimRecord, **given: Any) -> list[str]:
    found = words(*claims, **given)
    return [line.sentence for line in (*found.differing(), *found.disputed())]


def said(value: Any, source: str = "a", **fields: Any) -> ClaimRecord:
    return claim(f"{value}-{source}-{sorted(fields.items())}", value, source=source, **fields)


def test_what_is_equally_certain_is_said_once() -> None:
    assert sentences(said(False), said(True, framework="django")) == [
        "Orm: said to be no for Flask and yes for Django, each by one independent source."
    ]


def test_the_surest_is_said_first_and_each_in_its_own_words() -> None:
    claims = [said(False, hedged=True), said(True, framework="django"), said(True, "b", framework="django")]
    assert sentences(*claims) == [
        "Orm: said to be yes for Django, by several independent sources; may be no for Flask."
    ]


def test_a_fact_that_is_known_first_hand_is_said_plainly() -> None:
    own = source("m", "measurement", read_on=TODAY)
    claims = [said(False, "m"), said(True, "m", framework="django")]
    assert sentences(*claims, sources=[own]) == ["Orm: no for Flask and yes for Django."]


def test_a_comparison_is_said_once_with_what_it_is_compared_to() -> None:
    claims = [said("easier", compared_to="django"), said("harder", framework="flask", compared_to="django")]
    claims[1] = said("harder", framework="django", compared_to="flask")
    assert sentences(*claims) == ["Curve: said to be easier for Flask than for Django, by one independent source."]


def test_conditions_and_dates_stand_with_what_they_limit() -> None:
    claims = [said(12, as_of="2024"), said(11, "b", framework="django", as_of="2023", scope="large")]
    assert sentences(*claims) == [
        "Share: said to be 12 for Flask (2024) and 11 for Django (for large apps, 2023), "
        "each by one independent source."
    ]


def test_who_stands_where_in_a_dispute_the_best_supported_side_first() -> None:
    claims = [said(False, "c"), said(True, "a"), said(True, "b")]
    assert sentences(*claims) == [
        "Orm: said to be yes for Flask by 2 independent sources (A and B); against that, "
        "no by one independent source (C).",
    ]


def test_a_source_against_itself_is_named_as_that() -> None:
    assert sentences(said(False), said(True)) == ["Orm: one source, A, says both no and yes for Flask."]


def test_copies_are_told_from_independent_sources() -> None:
    copy = source("b", publisher="B", derives=("a",))
    claims = [said(True, "a"), said(True, "b"), said(False, "c")]
    assert (
        "by one independent source in 2 documents (A and B)"
        in sentences(*claims, sources=[SOURCES[0], copy, SOURCES[2]])[0]
    )


def test_the_own_word_of_a_framework_is_said_to_be_that() -> None:
    own = source("a", "official", framework="flask", read_on=TODAY)
    claims = [said("easier"), said("harder", "b", framework="django")]
    assert sentences(*claims, sources=[own, SOURCES[1]]) == [
        "Curve: said to be harder for Django, by one independent source; by its own word easier for Flask."
    ]


def test_a_line_leads_to_its_row() -> None:
    lines: list[SummaryLine] = list(words(said(False), said(True, framework="django")).differing())
    assert [line.row_id for line in lines] == [row_id("orm", None)]


def test_what_rests_on_one_source_what_none_says_and_how_current_it_is() -> None:
    gaps = {CellKey("django", "curve"): silence()}
    found = words(said(True, as_of="2019"), said(True, "a", framework="django", as_of="2024-05"), gaps=gaps)
    assert found.lone_words == "2 of 2 answers rest on one source."
    assert found.silent_words == "1 of 3 cells stays empty: the sources read for them say nothing."
    assert found.currency_words == (
        "The evidence is from 2019 to 2024-05; 100 % of the claims come from one source, A (A)."
    )


@pytest.mark.parametrize("label", ["MIT", "WSGI server", "Flask-Login", "gentle"])
def test_names_keep_their_capitals(label: str) -> None:
    claims = [replace(said("easier"), value_label=label), said("harder", framework="django")]
    assert f"said to be {label} for Flask" in sentences(*claims)[0]
