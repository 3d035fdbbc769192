"""What is typed means the same at every door: desk, form, file and fixture; but a number may be asked about."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from kb.entry.entry_faults import UnfitEntry
from kb.entry.form_fields import NumberEntryField
from kb.entry.naming import NameIndex
from kb.evidence.records import AspectRecord, Vocabulary
from kb.exchange.fixture_loading import field_value
from kb.importing.cell_values import Reader
from kb.importing.file_records import FileRow
from kb.models import Aspect, Claim
from kb.models.checked import clean_text
from kb.texts import cleaned

BLANKS = st.sampled_from(["", " ", "\u00a0", "\u200b", "\t", "  "])
DIGITS = st.text("0123456789", min_size=1, max_size=4)
NUMBERS = st.lists(st.tuples(DIGITS, st.sampled_from([".", ",", " ", "'", "-", ""])), min_size=1, max_size=4).map(
    lambda parts: "".join(digits + mark for digits, mark in parts)
)
FLAGS = st.sampled_from(["yes", "Y", "NO", "n", "true", "FALSE", "1", "0", "maybe", "ja"])
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=20)
QUESTION: Any = object()
UNFIT: Any = object()


def padded(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(BLANKS, texts, BLANKS).map("".join)


def reading(read: Callable[[], Any]) -> Any:
    """What a door reads, or that it asks, or that it refuses."""
    try:
        return read()
    except UnfitEntry as unfit:
        return QUESTION if "in one country" in unfit.fault.message else UNFIT
    except ValidationError as error:
        return QUESTION if "in one country" in error.messages[0] else UNFIT


def desk(kind: str, text: str) -> Any:
    aspect = Aspect(value_type=kind)
    return reading(lambda: next(iter(NameIndex().value(aspect, text)[0].values())))


def file(kind: str, text: str, decimal_mark: str) -> Any:
    aspect = AspectRecord(
        slug="a", name="A", group="", order=0, help_text="", value_type=kind, cardinality="one", temporal=False,
        unit="", stale_after_months=None, per_company=False, options=(),
    )  # fmt: skip
    vocabulary = Vocabulary(
        frameworks={}, groups={}, aspects={"a": aspect}, scopes={}, companies={}, sources={}, links=()
    )
    result = Reader(vocabulary, decimal_mark).read(FileRow(2, 1, {"aspect": "a", "value": text}))
    faults = [fault for fault in result.faults if fault.field == "value"]
    if any("in one country" in fault.message for fault in faults):
        return QUESTION
    return UNFIT if faults else result.values.get("value")


def fixture(kind: str, text: str) -> Any:
    field = Claim._meta.get_field(kind)
    return reading(lambda: clean_text(Claim, field, text) if kind == "text" else field_value(field, text))


@given(padded(NUMBERS))
def test_a_number(text: str) -> None:
    asking = [desk("number", text), file("number", text, ""), reading(lambda: NumberEntryField().clean(text))]
    settled = [file("number", text, "."), fixture("number", text)]
    assert asking[0] == asking[1] == asking[2]
    assert settled[0] == settled[1]
    assert asking[0] in (QUESTION, settled[0])
    assert settled[0] is not QUESTION


@given(padded(FLAGS))
def test_a_yes_or_no(text: str) -> None:
    assert desk("boolean", text) == file("boolean", text, ".") == fixture("boolean", text)


@given(padded(TEXTS).filter(cleaned))
def test_a_text(text: str) -> None:
    assert desk("text", text) == file("text", text, ".") == fixture("text", text)


@given(st.decimals(-99_999, 99_999, places=4))
def test_a_number_that_a_form_shows_is_read_as_the_same(number: Decimal) -> None:
    field = NumberEntryField()
    assert field.clean(field.prepare_value(number)) == number
    assert not field.has_changed(number, field.prepare_value(number))


@pytest.mark.parametrize("text", ["55.600", "14,200"])
def test_a_form_asks_about_a_number_that_two_countries_read_differently(text: str) -> None:
    with pytest.raises(ValidationError, match=f"“{text}” is .* in one country and .* in another: write"):
        NumberEntryField().clean(text)
