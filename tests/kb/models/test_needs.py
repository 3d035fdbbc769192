"""Needs: the answer that satisfies one fits the aspect it asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from kb.derived import upkeep
from kb.models import Need
from kb.rows.vocabulary_reading import read_needs
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("value_type", ["number", "text"])
def test_a_need_asks_a_yes_or_no_or_a_choice(value_type: str) -> None:
    with pytest.raises(ValidationError, match="A need asks a yes-or-no or a choice aspect"):
        factories.need(aspect=factories.aspect(value_type=value_type))


def test_a_yes_or_no_needs_an_answer() -> None:
    with pytest.raises(ValidationError, match="Yes or no is chosen for a yes-or-no aspect, and only there"):
        factories.need(boolean=None)


def test_a_choice_is_not_answered_with_yes() -> None:
    with pytest.raises(ValidationError, match="and only there"):
        factories.need([factories.option()], boolean=True)


def test_options_are_of_the_aspect_that_is_asked() -> None:
    need, other = factories.need([factories.option()]), factories.option(label="Other")
    with pytest.raises(ValidationError, match="satisfy this need, not “Other”"), transaction.atomic():
        need.options.add(other)
    assert other not in need.options.all()


def test_a_need_with_options_stays_with_its_aspect() -> None:
    need = factories.need([factories.option()])
    need.aspect = factories.aspect(["other"])
    with pytest.raises(ValidationError, match="satisfy this need"):
        need.save()


def test_options_are_changed_at_the_need_only() -> None:
    need = factories.need([factories.option()])
    with pytest.raises(ValidationError, match="at the need"):
        need.options.get().needs.clear()


def test_a_change_of_options_raises_the_revision_and_leaves_history() -> None:
    need = factories.need([factories.option()])
    before = upkeep.revision()
    need.options.clear()
    assert upkeep.revision() == before + 1
    assert [entry.options.count() for entry in need.history.all()] == [0, 1, 0]


def test_a_need_is_known_by_its_slug() -> None:
    need = factories.need(name="An admin", slug="admin")
    assert Need.objects.get_by_natural_key("admin") == need
    assert str(need) == "An admin"


def test_needs_are_read_with_the_values_that_satisfy_them(django_assert_num_queries: Any) -> None:
    factories.need(slug="no", boolean=False)
    aspect = factories.aspect(["easy", "gentle", "steep"])
    factories.need(aspect.options.exclude(slug="steep"), slug="mild", question="Mild?")
    with django_assert_num_queries(1):
        found = read_needs()
    assert {slug: need.answers for slug, need in found.items()} == {"no": {False}, "mild": {"easy", "gentle"}}
    assert (found["mild"].question, found["mild"].aspect) == ("Mild?", aspect.slug)


def test_a_need_of_companies_or_without_a_value_cannot_be_asked() -> None:
    factories.need(aspect=factories.adoption())
    factories.need([factories.option()]).options.clear()
    assert read_needs() == {}
