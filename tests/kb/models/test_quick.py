"""The quick look at a row never lets pass what the long one refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from kb.models import Claim, Source
from kb.models.quick import is_surely_clean

TEXTS = (
    st.sampled_from(
        ["", "published", "x", "a b", "é", "\x00", "x" * 500, "x" * 20_001, "2024-02", "2024-99", "official"]
    )
    | st.none()
)
ANY = TEXTS | st.integers(-3, 3) | st.booleans() | st.dates() | st.decimals()
RELATIONS = {field.name for model in (Claim, Source) for field in model._meta.fields if field.is_relation}


def is_clean(row: Any) -> bool:
    try:
        row.clean_fields(exclude=RELATIONS)
    except (ValidationError, TypeError, ValueError, ArithmeticError):
        return False
    return True


@pytest.mark.parametrize("model", [Claim, Source])
@given(data=st.data())
def test_what_passes_would_pass_the_long_way(model: Any, data: st.DataObject) -> None:
    fields = [field.attname for field in model._meta.fields if field.name not in RELATIONS and not field.primary_key]
    changed = data.draw(st.dictionaries(st.sampled_from(fields), ANY, max_size=3))
    row = model(key="k", locator="l", boolean=True) if model is Claim else model(slug="s", title="t", kind="blog")
    for name, value in changed.items():
        setattr(row, name, value)
    try:
        quick = is_surely_clean(row, RELATIONS)
    except (TypeError, ValueError, ArithmeticError):
        quick = False
    assert not quick or is_clean(row)


def test_an_ordinary_row_passes() -> None:
    assert is_surely_clean(Claim(key="k", locator="l", text="said", as_of="2024-02"), RELATIONS)
