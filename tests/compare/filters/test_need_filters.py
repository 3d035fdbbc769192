from __future__ import annotations

from dataclasses import replace

import pytest
from django.http import QueryDict

from compare.filters import BadQuery, ComparisonFilter
from compare.filters.need_filters import NEED_FILTERS
from compare.query.places import EVERYWHERE, without
from kb.evidence.records import NeedRecord
from kb.evidence.vocabulary import Vocabulary
from tests.compare.filters.asking import refused
from tests.compare.records import vocabulary


def with_needs() -> Vocabulary:
    slugs = {"api": "API", "orm": "Own ORM"}
    needs = {slug: NeedRecord(slug, name, "", "orm", frozenset({True})) for slug, name in slugs.items()}
    return replace(vocabulary(), needs=needs)


def asked(query: str) -> ComparisonFilter:
    filters = ComparisonFilter(QueryDict(query), with_needs())
    filters.check()
    return filters


@pytest.mark.parametrize("name", ["must", "nice"])
def test_a_known_need_is_taken_and_any_other_refused_with_the_known(name: str) -> None:
    assert asked(f"{name}=orm&{name}=api").criteria == {name: ["orm", "api"]}
    with pytest.raises(BadQuery) as caught:
        asked(f"{name}=orn")
    (fault,) = caught.value.faults
    assert (fault.field, fault.allowed, fault.nearest) == (name, ("api", "orm"), ("orm",))
    assert fault.message.startswith("“orn” is not a need.")


def test_all_of_the_needs_are_said_and_none_of_them_is_one_of_several() -> None:
    assert asked("must=api&must=orm").words() == ["where “API” and “Own ORM” must be met"]
    assert asked("nice=api").words() == ["where “API” would be nice"]


def test_needs_come_first_in_the_normalised_query() -> None:
    assert asked("source=a&nice=api&must=orm&must=api").normalised() == "must=api&must=orm&nice=api&source=a"


@pytest.mark.parametrize("name", NEED_FILTERS)
def test_needs_have_no_meaning_anywhere_else(name: str) -> None:
    (fault,) = refused(f"{name}=api", tuple(without(EVERYWHERE)))
    assert fault.message == f"“{name}” has no meaning at this address; leave it out."
