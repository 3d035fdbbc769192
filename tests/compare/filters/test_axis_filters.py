from __future__ import annotations

from dataclasses import replace

import pytest
from django.http import QueryDict

from compare.filters import ComparisonFilter
from compare.filters.axis_filters import AXIS_FILTERS
from compare.panel.chips import chips
from kb.evidence.records import GroupRecord
from tests.compare.filters.asking import asked, refused
from tests.compare.records import vocabulary

KNOWN = {"framework": "flask", "aspect": "orm", "group": "basics", "company": "reddit", "nature": "fact"}


def test_there_is_an_example_of_each() -> None:
    assert set(KNOWN) == set(AXIS_FILTERS)


@pytest.mark.parametrize(("name", "slug"), KNOWN.items())
def test_a_known_slug_is_taken_and_any_other_refused_with_the_known(name: str, slug: str) -> None:
    assert asked(f"{name}={slug}").criteria == {name: [slug]}
    (fault,) = refused(f"{name}={slug}&{name}={slug}s")
    assert (fault.field, fault.value) == (name, f"{slug}s")
    assert slug in fault.allowed
    assert slug in fault.nearest


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("framework=flask", "about Flask"),
        ("aspect=orm&aspect=share", "on Orm or Share"),
        ("group=basics", "in the group Basics"),
        ("company=reddit", "at Reddit"),
        ("nature=fact", "of facts"),
        ("nature=opinion&nature=fact", "of opinions or facts"),
    ],
)
def test_an_axis_says_itself(query: str, words: str) -> None:
    assert asked(query).words() == [words]


def test_groups_keep_the_order_in_which_they_were_asked() -> None:
    assert asked("group=effort&group=basics&group=effort").normalised() == "group=effort&group=basics"
    assert asked("framework=flask&framework=django").normalised() == "framework=django&framework=flask"


def test_most_groups_are_said_by_those_that_are_missing() -> None:
    words = replace(vocabulary(), groups={slug: GroupRecord(slug, slug.title(), 0) for slug in "abcd"})
    for query, said in {
        "abc": "in every group but D",
        "dcba": "with the groups in this order",
        "a": "in the group A",
    }.items():
        filters = ComparisonFilter(QueryDict("&".join(f"group={slug}" for slug in query)), words)
        filters.check()
        assert filters.words() == [said]
        assert [chip.words for chip in chips(filters, "/compare/flask/")] == [said]
