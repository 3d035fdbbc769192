"""A judged cell as a row and back: nothing that pages show is lost, whatever was judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.derived.cell_rows import JUDGEMENT_COLUMNS, cell_row, judgement_of, meanings, untyped, with_claims
from kb.evidence import appraisal
from kb.evidence.judgement import Flag, Judgement
from kb.evidence.records import plain_value
from kb.models import Cell
from tests.compare import records
from tests.conftest import TODAY

DAYS = st.dates(date(1990, 1, 1), date(2030, 12, 31))


@st.composite
def judged(draw: Any) -> Judgement[Any]:
    """A cell of one aspect of any type, judged as the roll-up does."""
    words = records.vocabulary()
    aspect = draw(st.sampled_from(["orm", "share", "words", "curve"]))
    values = {
        "orm": st.booleans(),
        "share": st.sampled_from([12, 12.9, -3.25, 0]),
        "curve": st.sampled_from(["easy", "steep"]),
    }
    claims = [
        records.claim(
            f"claim-{number}", draw(values.get(aspect, st.text("ab|é", min_size=1, max_size=80))), aspect=aspect,
            source=draw(st.sampled_from("abcd")), scope=draw(st.sampled_from([None, "small", "large"])),
            hedged=draw(st.booleans()), as_of=draw(DAYS).isoformat() if draw(st.booleans()) else "",
            via=draw(st.sampled_from([None, "d"])),
        )
        for number in range(draw(st.integers(0, 6)))
    ]  # fmt: skip
    question = replace(words.aspects[aspect].question, stale_after_months=draw(st.sampled_from([None, 0, 24, 60])))
    return appraisal.judge(claims, question, words.graph, date.max, split=draw(st.booleans()))


def stored(judgement: Judgement[Any], day: date) -> Judgement[Any]:
    """The judgement as it comes back from its row on a day."""
    aspect = next((claim.aspect for claim in judgement.claims), "orm")
    row = cell_row(judgement, ("Flask", "ORM"), records.vocabulary().aspects[aspect])
    return judgement_of(tuple(getattr(row, name) for name in JUDGEMENT_COLUMNS), day)


@given(judged(), st.integers(-3000, 3000))
def test_a_row_holds_all_of_a_judgement_on_any_day(judgement: Judgement[Any], days: int) -> None:
    day = TODAY + timedelta(days)
    back = stored(judgement, day)
    if judgement.claims:
        back = with_claims(back, {claim.key: claim for claim in judgement.claims})
    flags = [flag for flag in judgement.flags if flag != Flag.STALE]
    if (judgement.fresh_until is None and Flag.STALE in judgement.flags) or (judgement.fresh_until or date.max) < day:
        flags.insert(0, Flag.STALE)
    assert back == replace(judgement, flags=tuple(flags))


@given(judged(), judged())
def test_sets_of_values_are_equal_exactly_if_their_texts_are(one: Any, other: Any) -> None:
    sets = [frozenset((type(value.value), value.value) for value in judgement.values) for judgement in (one, other)]
    texts = [meanings(judgement, of_texts=True) for judgement in (one, other)]
    assert (sets[0] == sets[1]) == (texts[0] == texts[1])


@pytest.mark.parametrize("text", ["yes", "no", "12.9", "easy"])
def test_a_text_is_never_taken_for_what_a_parameter_can_ask(text: str) -> None:
    aspect = records.aspect("words", "text")
    judgement = appraisal.judge([records.claim("c", text)], aspect.question, records.vocabulary().graph, TODAY)
    row = cell_row(judgement, (), aspect)
    assert f"|{text}|" not in row.meanings


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**10), max_value=10**10))
def test_a_number_comes_back_as_it_was(number: Any) -> None:
    assert untyped(plain_value(number)) == number


def test_each_flag_has_a_column_of_its_own() -> None:
    assert {str(flag) for flag in Flag if flag != Flag.STALE} <= {field.name for field in Cell._meta.fields}
