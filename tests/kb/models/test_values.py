"""Values: one of four columns, and numbers as they were written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kb.models import Claim
from kb.wording import plain
from tests import factories


@pytest.mark.parametrize(
    ("written", "short"),
    [("12.90", "12.9"), ("55600", "55600"), ("5.56E+4", "55600"), ("0.0000", "0"), ("-0.5000", "-0.5"), ("-0", "0")],
)
def test_a_number_reads_as_it_was_written(written: str, short: str) -> None:
    assert str(plain(Decimal(written))) == short


class TestNumbers(TestCase):
    @settings(max_examples=25)
    @given(number=st.decimals(-99_999_999_999, 99_999_999_999, places=4))
    def test_numbers_come_back_as_they_went_in(self, number: Decimal) -> None:
        claim = factories.draft(aspect=factories.aspect(value_type="number"), number=number)
        claim.refresh_from_db()
        assert claim.number == number
        assert str(claim.number) == str(plain(number))
        assert Claim._meta.get_field("number").value_to_string(claim) == str(plain(number))


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["1e20", "0.00001", "NaN", "Infinity", "abc"])
def test_a_number_that_cannot_be_kept_is_refused(number: str) -> None:
    with pytest.raises(ValidationError) as refused:
        factories.draft(aspect=factories.aspect(value_type="number"), number=number)
    assert set(refused.value.message_dict) == {"number"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ({"value_type": "number"}, Decimal(1)),
        ({"value_type": "text"}, "text 1"),
        ({}, True),
        ({"options": ["easy"]}, "easy"),
    ],
)
def test_the_value_is_whichever_column_is_filled(fields: dict[str, Any], value: object) -> None:
    assert factories.draft(aspect=factories.aspect(**fields)).value == value


@pytest.mark.django_db
def test_no_and_zero_are_values() -> None:
    assert factories.draft(boolean=False).value is False
    zero = factories.draft(aspect=factories.aspect(value_type="number"), number=0)
    assert (zero.value, zero.value is False) == (0, False)


@pytest.mark.django_db
def test_a_text_holds_three_hundred_characters() -> None:
    aspect = factories.aspect(value_type="text")
    factories.draft(aspect=aspect, text="ü" * 300)
    with pytest.raises(ValidationError, match="at most 300 characters"):
        factories.draft(aspect=aspect, text="ü" * 301)
