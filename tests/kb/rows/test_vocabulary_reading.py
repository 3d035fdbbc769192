from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kb.evidence.records import UNIQUE
from kb.rows.vocabulary_reading import IN_SQL, SOURCE_COLUMNS, read_vocabulary, vocabulary_on_demand
from tests import factories

pytestmark = pytest.mark.django_db


def test_each_column_of_a_source_stands_under_its_name() -> None:
    columns = [name for name in SOURCE_COLUMNS if name not in IN_SQL]
    row = factories.source(author="Ann", publisher="Bee", version="1", language="en", url="https://a.example/")
    record = read_vocabulary().sources[row.slug]
    assert {name: getattr(record, name) for name in columns} == {name: getattr(row, name) for name in columns}


def test_what_a_source_depends_on_stands_by_the_kind_of_link() -> None:
    first, *others = (factories.source(title=title, slug=title) for title in ("first", "copied", "cited", "meant"))
    kinds = ({"kind": "derives"}, {"kind": "cites"}, {"kind": "derives", "stated": False, "note": "The same words."})
    for other, kind in zip(others, kinds, strict=True):
        factories.source_link(from_source=first, to_source=other, **kind)
    record = read_vocabulary().sources["first"]
    assert [[*record.derives], [*record.cites], [*record.derives_inferred]] == [["copied"], ["cited"], ["meant"]]


def test_a_title_is_told_apart_from_those_that_anybody_may_see_alone() -> None:
    row, other = factories.claim(source=factories.source(title="The list", slug="first")), factories.draft()
    other.source.title = "The list"
    other.source.save()
    assert read_vocabulary().sources[row.source.slug].namesakes == UNIQUE
    factories.claim(source=other.source)
    assert read_vocabulary().sources[row.source.slug].namesakes != UNIQUE


@pytest.mark.parametrize("build", [factories.claim, factories.retired])
def test_an_option_that_nothing_says_names_no_value_of_another_question(build: Callable[..., Any]) -> None:
    first, last = (factories.aspect(value_type="choice", group=factories.group(order=order)) for order in (1, 2))
    factories.option(aspect=first, slug="library", label="a library")
    factories.option(aspect=last, slug="library", label="a ruin")
    build(aspect=first)
    factories.gap(aspect=last)  # so that anybody may see it
    assert vocabulary_on_demand().option_labels["library"] == "a library"
    factories.claim(aspect=last)
    assert vocabulary_on_demand().option_labels["library"] == "a ruin"
