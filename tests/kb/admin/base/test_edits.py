"""What the page and the form of a row know besides the row."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from kb.admin.base.edits import Edit
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_the_aspect_is_that_which_is_typed_before_the_stored_one() -> None:
    claim, other = make.claim(), make.aspect()
    assert Edit(entry=QueryDict(f"aspect={other.pk}")).aspect_of(claim) == other
    assert Edit(address=QueryDict(f"aspect={other.pk}")).aspect_of(claim) == claim.aspect


def test_a_new_row_has_the_aspect_of_the_address() -> None:
    aspect = make.aspect()
    assert Edit(address=QueryDict(f"aspect={aspect.pk}")).aspect_of(None) == aspect
    assert Edit(address=QueryDict("aspect=orm")).aspect_of(None) is None


def test_an_aspect_is_read_once(django_assert_num_queries: Any) -> None:
    edit, claim = Edit(), make.claim()
    with django_assert_num_queries(1):
        assert edit.aspect_of(claim) is edit.aspect_of(claim)
